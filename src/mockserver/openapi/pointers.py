"""Escapes, splits and walks JSON pointers (RFC 6901): `/paths/~1pets/get`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

INDEX_DIGITS = 20  # no list is that long, and CPython refuses to read a number of more than 4,300 digits


def escape(token: str) -> str:
    """Return a name as it is written in a pointer (RFC 6901 §3): `a/b` becomes `a~1b`."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """Return the name that a token of a pointer stands for (RFC 6901 §4): `a~1b` becomes `a/b`."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def split(pointer: str) -> list[str]:
    """Return the names in a pointer: `/paths/~1pets` becomes `["paths", "/pets"]`, the empty pointer `[]`."""
    return [unescape(token) for token in pointer.split("/")[1:]]


def join(names: Iterable[str | int]) -> str:
    """Return the pointer of these names and indices: `["paths", "/pets"]` becomes `/paths/~1pets`."""
    return "".join(f"/{escape(str(name))}" for name in names)


def parent_of(pointer: str) -> str:
    """Return the pointer one level up: `/a/b` becomes `/a`. The empty pointer stays empty."""
    return pointer.rpartition("/")[0]


def name_at(pointer: str) -> str:
    """Return the last name in a pointer: `/components/schemas/a~1b` becomes `a/b`."""
    return unescape(pointer.rpartition("/")[2])


def walk(value: Any, pointer: str) -> Any:
    """Return the value at a pointer inside `value`. Raises `LookupError` if there is none."""
    for token in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value[unescape(token)]
        elif isinstance(value, list) and token.isdecimal() and len(token) < INDEX_DIGITS:
            value = value[int(token)]
        else:
            raise LookupError(pointer)
    return value
