"""Texts in the form of another one."""

from __future__ import annotations

import hashlib
import re
from string import ascii_lowercase, ascii_uppercase, digits

_ALPHABETS = (digits, ascii_lowercase, ascii_uppercase)
_HEXADECIMAL = re.compile(r"(?=.*[a-f])[0-9a-f]{8,}")


def write_alike(text: str, seed: str) -> str:
    """A text with other characters of the same kinds; equal seeds give equal texts.

    >>> write_alike("4QFJ-x", "a") == write_alike("4QFJ-x", "a"), len(write_alike("4QFJ-x", "a"))
    (True, 6)
    """
    is_hexadecimal = _HEXADECIMAL.fullmatch(text) is not None
    drawn = hashlib.shake_128(seed.encode()).digest(len(text))
    return "".join(_change(character, draw, is_hexadecimal) for character, draw in zip(text, drawn, strict=True))


def _change(character: str, draw: int, is_hexadecimal: bool) -> str:
    if is_hexadecimal:
        return "0123456789abcdef"[draw % 16]
    alphabet = next((each for each in _ALPHABETS if character in each), character)
    return alphabet[draw % len(alphabet)]
