"""Writes a request as one curl line for a shell, with variables in place of secrets."""

from __future__ import annotations

import base64
import re
import shlex
from collections.abc import Collection
from typing import NamedTuple

from .messages import Request

LONGEST = 10_000  # bytes of a body; a longer one is not shown

_OF_CONNECTIONS = ("host", "content-length", "connection", "transfer-encoding")  # curl sends its own
_NO_WORD = re.compile(r"[^A-Z0-9]+")
_SPECIAL = re.compile(r'["$`\\!]')  # characters with a meaning inside double quotes
_NOT_LITERAL = re.compile(r';|^[@<"\s]|\s$')  # what `-F name=value` would not take literally
_DOTS = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)
_GLOBS = re.compile(r"[\[\]{}]")
_BOUNDARY = re.compile(r'multipart/form-data\s*;\s*boundary="?([^";,\s]+)', re.IGNORECASE)
_DISPOSITION = re.compile(r'; *(name|filename)="([^"]*)"')
_PART_TYPE = re.compile(r"^content-type: *(\S.*)$", re.IGNORECASE | re.MULTILINE)


class Secret(NamedTuple):
    """A secret that a curl line must not show: the end of a header field's value, or a query parameter's value."""

    name: str  # "authorization", lower-case; or the query's "api_key", as it is written there
    text: str  # "pk_live_1", as it is sent
    is_query: bool = False

    @property
    def variable(self) -> str:
        """The variable that stands for it in a curl line: `$AUTHORIZATION`."""
        return f"${_NO_WORD.sub('_', self.name.upper())}"


def curl_of(request: Request, url: str, secrets: Collection[Secret] = ()) -> str:
    """Return the curl line of a request to `url`, which includes the query. Shell variables stand for secrets.

    >>> curl_of(Request("GET", "/books/7", headers=Headers([("Authorization", "Bearer x")])), URL, [Secret(…)])
    'curl http://127.0.0.1:8000/books/7 -H "Authorization: Bearer $AUTHORIZATION"'
    """
    words = ["curl"]
    if request.method == "HEAD" and not request.body:
        words.append("--head")
    elif request.method != ("POST" if request.body else "GET"):
        words += ["-X", shlex.quote(request.method)]
    words += _options_for(url)
    words.append(_url(url, secrets))
    parts = _form_parts(request)
    for name, value in request.headers:
        if name in _OF_CONNECTIONS or (name, value) == ("accept", "*/*") or (parts and name == "content-type"):
            continue
        hidden = next((s for s in secrets if not s.is_query and s.name == name and value.endswith(s.text)), None)
        password = _basic_password(name, value) if hidden is None else None
        field = (
            f"{_shown(name)}: {value}" if value else f"{_shown(name)};"
        )  # curl leaves a field out that ends with `:`
        words += ["-u", shlex.quote(password)] if password else ["-H", _quoted(field, hidden)]
    if parts:
        return " ".join(words + [word for part in parts for word in ("-F", shlex.quote(part))])
    return _with_body(words, request) if request.body else " ".join(words)


def _options_for(url: str) -> list[str]:
    """Return what curl needs to send a URL as it is: it removes dot segments, and reads `[1-3]` and `{a}` as lists."""
    path = url.partition("?")[0]
    return ["--path-as-is"] * bool(_DOTS.search(path)) + ["-g"] * bool(_GLOBS.search(url))


def _basic_password(name: str, value: str) -> str | None:
    """The `user:password` of an Authorization field (RFC 7617 §2), or `None`."""
    if name != "authorization" or not value.startswith("Basic "):
        return None
    try:
        text = base64.b64decode(value.removeprefix("Basic "), validate=True).decode()
    except ValueError:
        return None
    return text if ":" in text and text.isprintable() else None


def _form_parts(request: Request) -> list[str]:
    """The parts of a multipart form as curl's `-F` reads them; empty if the body is not one or a part is not text.

    >>> _form_parts(request)
    ['kind=page', 'meta={"x":1};type=application/json', 'photo="@";filename=a.png']
    """
    boundary = _BOUNDARY.match(request.headers.get("content-type") or "")
    if boundary is None or len(request.body) > LONGEST:
        return []
    _, *pieces = (b"\r\n" + request.body).split(b"\r\n--" + boundary[1].encode())
    parts = [_form_part(piece) for piece in pieces[:-1]]
    return [part for part in parts if part is not None] if None not in parts else []


def _form_part(piece: bytes) -> str | None:
    """One part, from its header fields to the end of its content."""
    try:
        head, separator, text = piece.decode().removeprefix("\r\n").partition("\r\n\r\n")
    except UnicodeDecodeError:
        return None
    names = dict(_DISPOSITION.findall(head))
    if not separator or "name" not in names or not _is_plain(text):
        return None
    if _NOT_LITERAL.search(text):
        text = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    media_type = _PART_TYPE.search(head)
    filename = f";filename={names['filename']}" if "filename" in names else ""
    return f"{names['name']}={text}" + (f";type={media_type[1]}" if media_type else "") + filename


def _is_plain(text: str) -> bool:
    """Whether a shell takes the text as it stands."""
    return text.replace("\n", "").replace("\t", "").isprintable()


def _with_body(words: list[str], request: Request) -> str:
    """Return the line with the body: as text, through `base64 -d` if it is binary, from a file if it is very long."""
    body = request.body
    if "content-type" not in request.headers:
        words += ["-H", "Content-Type:"]  # otherwise curl sends the media type of a form
    if len(body) > LONGEST:
        return " ".join([*words, "--data-binary", "@body"]) + f"  # a body of {len(body):,} bytes, not shown"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\0"
    if _is_plain(text):
        return " ".join([*words, "--data-raw", shlex.quote(text)])
    encoded = base64.b64encode(body).decode()
    return f"echo {encoded} | base64 -d | {' '.join([*words, '--data-binary', '@-'])}"


def _url(url: str, secrets: Collection[Secret]) -> str:
    path, _, query = url.partition("?")
    pairs = query.split("&")
    hidden = next((s for s in secrets if s.is_query and f"{s.name}={s.text}" in pairs), None)
    if hidden is None:
        return shlex.quote(url)
    pairs.remove(f"{hidden.name}={hidden.text}")
    pairs.append(f"{hidden.name}={hidden.text}")  # a variable can only replace the end of the word
    return _quoted(f"{path}?{'&'.join(pairs)}", hidden)


def _quoted(text: str, hidden: Secret | None) -> str:
    """Return a word of the line, quoted, with a variable in place of a secret at its end."""
    if hidden is None:
        return shlex.quote(text)
    before = text.removesuffix(hidden.text)
    if _SPECIAL.search(before):
        return f'{shlex.quote(before)}"{hidden.variable}"'
    return f'"{before}{hidden.variable}"'


def _shown(name: str) -> str:
    """Return a lower-case field name as `Content-Type`."""
    return "-".join(word.capitalize() for word in name.split("-"))
