"""What was received from a client, as a handler needs it."""

from __future__ import annotations

from typing import Any, NamedTuple

from ...openapi.media_types import parse_media_type
from ...openapi.messages import Headers
from ...openapi.parameters import ParameterValues

_NO_HEADERS = Headers()


class Received(NamedTuple):
    """A request that was read and checked."""

    values: ParameterValues  # with defaults
    body: Any = None  # decoded and valid; None when none was sent
    headers: Headers = _NO_HEADERS  # as they were sent
    path: str = ""  # as it was sent, with the prefix of the API; empty if nothing was sent
    query: str = ""  # as it was sent
    items: int | None = None  # rows that a list is to have, as the client wants it; None: those that there are
    stock: int | None = None  # rows that each list begins with; None: those of the document
    raw: bytes = b""  # the body as it was sent, without its Content-Encoding
    refuses_unknown: bool = False  # also items that no operation creates, which else are assumed to exist

    @property
    def media_type(self) -> str:
        """Type and subtype of the body, `application/merge-patch+json`; empty if the request does not say it."""
        found = parse_media_type(self.headers.get("content-type") or "")
        return found.essence if found is not None else ""
