"""Exchanges of a journal as curl lines. A shell variable stands where the journal has masked a secret."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from ..engine.apis.apis import Apis
from ..engine.exchanges import Exchange
from ..engine.masking.names import MASK
from ..engine.worlds.worlds import DEFAULT_WORLD, PATH_PREFIX
from ..openapi.curl import Secret, curl_of
from ..openapi.messages import Headers, Request

# what browsers send by themselves, and curl would not decode
_OF_BROWSERS = ("accept-encoding", "dnt", "priority", "upgrade-insecure-requests", "user-agent")


def write_exchange(exchange: Exchange, apis: Apis, address: str) -> str:
    """Return the line that sends the request of an exchange to the same world of the server at `address` again."""
    request = exchange.request
    kept = [(name, value) for name, value in request.headers if name not in _OF_BROWSERS and name[:4] != "sec-"]
    url = address + _find_world_path(exchange) + _find_path(exchange, apis)
    url += f"?{request.query}" if request.query else ""
    return curl_of(request._replace(headers=Headers(kept)), url, list(_iter_secrets(request)))


def _find_world_path(exchange: Exchange) -> str:
    """`/_w/anna`, unless the request is for the default world, or names its world in a header field."""
    is_named = exchange.world == DEFAULT_WORLD or "mock-world" in exchange.request.headers
    return "" if is_named else PATH_PREFIX + quote(exchange.world)


def _find_path(exchange: Exchange, apis: Apis) -> str:
    """The path below the prefix of the API, which a request to a published host does not have."""
    api, path = apis.find(exchange.api) if exchange.api is not None else None, exchange.request.path
    if api is None or path == api.prefix or path.startswith(f"{api.prefix}/"):
        return path
    return api.prefix + path


def _iter_secrets(request: Request) -> Iterator[Secret]:
    for name, value in request.headers:
        if value.endswith(MASK):
            yield Secret(name, MASK)
    for pair in request.query.split("&"):
        name, _, value = pair.partition("=")
        if value == MASK:
            yield Secret(name, MASK, is_query=True)
