"""Links stay here: in what a server sends, addresses of a document's servers become the mock's.

An SDK follows `Location`, `Link` and addresses in bodies with the user's token. In process they stay as they are,
because the client's host is the published one there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from ..openapi.media_types import parse_media_type
from ..openapi.messages import Request, Response
from .apis.apis import Api, Apis, Route
from .settings import Settings

KEPT = 256  # bodies that are kept with the mock's addresses
LARGEST_KEPT = 64 * 1024  # bytes
_REFERENCES = ("location", "content-location", "link")  # fields whose addresses may be paths of this server
_PATH = re.compile(r"(\A|<)(?=/(?!/))")
_AUTHORITY = re.compile(r"[\w.-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?", re.ASCII)
_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

_Written = tuple[bytes, tuple[int, ...]]  # a body, and where its pieces end


class Door(NamedTuple):
    """Where a client reached the server."""

    scheme: str  # "http"
    world: str = ""  # "/_w/anna" if the path names the world


class _Published(NamedTuple):
    """How the addresses of one API's servers are found in responses."""

    hosts: tuple[str, ...]  # ("api.acme.io",): a response that names none of them is left alone
    encoded: tuple[bytes, ...]  # the same as they stand in bodies
    in_field: re.Pattern[str]
    in_json: re.Pattern[bytes]
    in_text: re.Pattern[bytes]


class Links:
    """The addresses of the served APIs, and what replaces them."""

    def __init__(self, apis: Apis, settings: Settings) -> None:
        self._published = {} if settings.keep_links else {api.name: _read_addresses(api) for api in apis}
        self._kept: dict[tuple[str, str | None, Response], _Written] = {}

    def keep_here(self, response: Response, door: Door, route: Route, request: Request) -> Response:
        """The response with the mock's address where a header field or a text of the body begins with a server's.

        1. Nothing changes for a client that came by a published host: a proxy or a hosts file leads its links here.
        2. A body that its schema requires as it is stays so.
        """
        api = route.api
        published = self._published.get(api.name) if api is not None else None
        if api is None or published is None:
            return response
        base = door.world + api.prefix
        in_body = False
        for encoded in published.encoded:
            if encoded in response.body:
                in_body = True
        if not (in_body or _names_host(response, published.hosts, has_base=bool(base))):
            return response
        host = request.headers.get("host") or ""
        if not _AUTHORITY.fullmatch(host) or (request.host in api.hosts and request.host not in _LOOPBACK):
            return response
        home = f"{door.scheme}://{host}{base}"
        moved = response._replace(headers=tuple(_move_fields(response.headers, published, home, base)))
        if not in_body:
            return moved
        body, ends = self._move_body(moved, published, home, route, request.method)
        return moved._replace(body=body, ends=ends)

    def _move_body(self, response: Response, published: _Published, home: str, route: Route, method: str) -> _Written:
        operation_id = route.operation.operation_id if route.operation is not None else None
        key = (home, operation_id, response)
        kept = self._kept.get(key)
        if kept is None:
            kept = _replace(response, published, home.encode())
            if kept[0] != response.body and _is_worse(kept[0], response, route, method):
                kept = response.body, response.ends
            if len(response.body) <= LARGEST_KEPT:
                if len(self._kept) >= KEPT:
                    self._kept.clear()
                self._kept[key] = kept
        return kept


def _read_addresses(api: Api) -> _Published | None:
    """The patterns of an API's addresses; `None` if no server of it has a host."""
    servers = [urlsplit(url) for url in api.document.servers if "{" not in url]
    addresses = {(url.netloc, url.path.rstrip("/")): None for url in servers if url.scheme in ("http", "https")}
    hosts = tuple(dict.fromkeys(netloc for netloc, _ in addresses if netloc))
    if not hosts:
        return None
    # what is replaced are scheme and host; the base path stays, because the mock is served with and without it
    not_a_name = r'(?!(?:[^"\\]|\\.)*+"\s*+:)'
    return _Published(
        hosts,
        tuple(host.encode() for host in hosts),
        re.compile(r"(?:\A|(?<=[<\"'=,\s]))" + _find(addresses, r"[/?#>\"',;\s]|\Z")),
        re.compile((r'(?:(?<=[\[{,:\s]")|(?<=\A"))' + _find(addresses, r'[/?#\\"]') + not_a_name).encode()),
        re.compile((r"(?:\A|(?<=>)|(?<=(?:href|.src)=[\"']))" + _find(addresses, r"[/?#<\"'\s]|\Z")).encode()),
    )


def _find(addresses: Iterable[tuple[str, str]], end: str) -> str:
    """A pattern of scheme and host where a base path and then `end` follow."""
    found = (f"{re.escape(netloc)}(?={re.escape(path)}(?:{end}))" for netloc, path in addresses if netloc)
    return f"https?://(?:{'|'.join(found)})"


def _names_host(response: Response, hosts: Iterable[str], *, has_base: bool) -> bool:
    """Whether a header field names a host or, if paths get a base, may hold one. Called for every response."""
    for _, value in response.headers:
        if has_base and (value[:1] == "/" or "</" in value):
            return True
        for host in hosts:
            if host in value:
                return True
    return False


def _move_fields(
    fields: Iterable[tuple[str, str]], published: _Published, home: str, base: str
) -> Iterable[tuple[str, str]]:
    for name, value in fields:
        moved = published.in_field.sub(lambda _: home, value)
        if base and name.lower() in _REFERENCES:
            moved = _PATH.sub(lambda found: found[1] + base, moved)
        yield name, moved


def _replace(response: Response, published: _Published, home: bytes) -> _Written:
    media_type = parse_media_type(response.media_type or "")
    if media_type is None or media_type.is_binary:
        return response.body, response.ends
    # `application/vnd.acme` may hold JSON, too
    is_json = media_type.is_json or media_type.is_sequence or response.body[:1] in (b"{", b"[")
    if not is_json and not media_type.is_xml and media_type.type != "text":
        return response.body, response.ends
    pattern = published.in_json if is_json else published.in_text
    pieces = [pattern.sub(lambda _: home, piece) for piece in response.iter_pieces()]
    ends: list[int] = []
    for piece in pieces if response.ends else ():
        ends.append(len(piece) + (ends[-1] if ends else 0))
    return b"".join(pieces), tuple(ends)


def _is_worse(body: bytes, response: Response, route: Route, method: str) -> bool:
    """Whether another body breaks more of the contract: a schema may require an address as it is published."""
    if route.api is None or route.operation is None or route.operation.broken is not None:
        return False
    contract = route.api.ready[route.operation.operation_id].contract
    broken = contract.check_response(method, response._replace(body=body, ends=())).violations
    return bool(broken) and len(broken) > len(contract.check_response(method, response._replace(ends=())).violations)
