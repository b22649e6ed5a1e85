"""JSON pointers (RFC 6901), `/paths/~1pets/get`: the one place that escapes, splits and walks them."""

from __future__ import annotations

from typing import Any


def escape(token: str) -> str:
    """One reference token as a pointer carries it (RFC 6901 §3): `a/b` becomes `a~1b`."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The name that a reference token stands for (RFC 6901 §4): `a~1b` becomes `a/b`."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def split(pointer: str) -> list[str]:
    """The names along a pointer: `/paths/~1pets` becomes `["paths", "/pets"]`, the empty pointer `[]`."""
    return [unescape(token) for token in pointer.split("/")[1:]]


def parent_of(pointer: str) -> str:
    """The pointer one step above: `/a/b` becomes `/a`; the empty pointer stays empty."""
    return pointer.rpartition("/")[0]


def name_at(pointer: str) -> str:
    """The last name along a pointer: `/components/schemas/a~1b` becomes `a/b`."""
    return unescape(pointer.rpartition("/")[2])


def walk(value: Any, pointer: str) -> Any:
    """The value that a pointer leads to from `value`. Raises `LookupError` where there is none."""
    for token in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value[unescape(token)]
        elif isinstance(value, list) and token.isdecimal():
            value = value[int(token)]
        else:
            raise LookupError(pointer)
    return value
