"""Bytes of the body are wrong; its length is not."""

from __future__ import annotations

from dataclasses import dataclass

from .fault import FaultKind

STEP = 8  # from one wrong byte to the next


@dataclass(frozen=True, slots=True)
class Garbled(FaultKind):
    kind = "garbled"
    effect = "damages"


def garble(body: bytes) -> bytes:
    """Return a body whose first byte and each eighth after it are replaced, so that it is no UTF-8 text.

    >>> garble(b'{"id": 7}')
    b'\\xbb"id": 7\\xbd'
    """
    wrong = bytearray(body)
    wrong[::STEP] = bytes(0x80 | byte & 0x3F for byte in body[::STEP])  # RFC 3629 §3: no character begins with these
    return bytes(wrong)
