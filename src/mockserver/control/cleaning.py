"""Normalises four forms of requests that connexion or a2wsgi would handle wrongly."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from urllib.parse import quote, quote_from_bytes

from ..openapi.media_types import parse_media_type
from ..openapi.rules import Violation
from .problems import ControlProblem
from .validators import Receive, Scope

Send = Callable[..., Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_ASCII = bytes(range(0x21, 0x7F)).decode()
_ROW = re.compile(r"(/_mock/worlds/[^/]*/state/[^/]*/[^/]*/)(.+)", re.DOTALL)


class CleanRequest:
    """An ASGI middleware ahead of connexion's routing.

    - Media types are compared without case (RFC 9110 §8.3.1), but connexion 3.3.0 does not validate a body sent as
      `Application/JSON`; drop when it does.
    - connexion's router does not match a path with a line end, and Flask's does, so that nothing would be validated;
      drop when one router decides.
    - The identifier of a row may have slashes and line ends, and the path is decoded already: so it is encoded again,
      for the view to decode. connexion 3.3.0's `format: path` takes none that begins with a slash; drop when it does.
    - a2wsgi 1.10 fails on a query with characters beyond ASCII; drop when it does not.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = encode_identifier(scope["path"])
            if "\n" in path:
                violation = Violation("parameter.malformed", "path", "names have no line ends", seen=r"\n")
                raise ControlProblem(400, str(violation), [violation])
            headers = [
                (name, _essence(value) if name == b"content-type" else value) for name, value in scope["headers"]
            ]
            query = quote_from_bytes(scope["query_string"], safe=_ASCII)
            scope = {**scope, "path": path, "headers": headers, "query_string": query.encode()}
        await self.app(scope, receive, send)


def encode_identifier(path: str) -> str:
    """Return the path with the identifier of a row as one segment: `…/state/books/note/1/7` -> `…/note/1%2F7`."""
    row = _ROW.fullmatch(path)
    return row[1] + quote(row[2], safe="") if row is not None else path


def _essence(value: bytes) -> bytes:
    """`Application/JSON ; charset=utf-8` -> `application/json`; other text is returned unchanged."""
    parsed = parse_media_type(value.decode("latin-1"))
    return parsed.essence.encode() if parsed else value
