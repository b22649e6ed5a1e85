"""The boundary of a multipart body, told from the body itself."""

from __future__ import annotations

import re

_FIRST_LINE = re.compile(rb"(?:\r?\n)*--([0-9A-Za-z'()+_,\-./:=? ]{1,70})\r?\n")


def find_boundary(raw: bytes) -> str | None:
    """The boundary of a multipart body that was written by hand, from its first line."""
    first = _FIRST_LINE.match(raw)
    return first[1].decode().rstrip() if first else None
