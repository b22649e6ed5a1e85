"""Requests and responses, as the journal shows them."""

from __future__ import annotations

import base64
from dataclasses import dataclass


@dataclass(frozen=True)
class BodyRecord:
    """A body in the journal: text if its bytes are UTF-8, else base64."""

    text: str | None = None
    base64: str | None = None
    size: int | None = None  # bytes of the whole, if it was cut

    def __bytes__(self) -> bytes:
        return base64.b64decode(self.base64) if self.base64 is not None else (self.text or "").encode()


@dataclass(frozen=True)
class FieldRecord:
    """A header field in the journal."""

    name: str
    value: str


@dataclass(frozen=True)
class MessageRecord:
    """A request or a response in the journal."""

    headers: tuple[FieldRecord, ...]
    body: BodyRecord
