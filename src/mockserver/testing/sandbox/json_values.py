"""What a test hands over, held to what JSON has, before anything else looks at it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ...openapi.errors import SandboxError


def require_plain(what: str, value: Any, *, files: bool = False) -> None:
    """`SandboxError` for what JSON cannot hold; `files` may be bytes.

    `books cannot hold this book: /due is of type date; allowed: dict, list, …`
    """
    found = _find_alien(value, "", files)
    if found is not None:
        pointer, alien = found
        raise SandboxError(
            f"{what}: {pointer or 'it'} is of type {type(alien).__name__}; "
            f"allowed: dict, list, str, int, float, bool, None{' and bytes' if files else ''}"
        )


def is_number(value: object, least: float, most: float = math.inf) -> bool:
    """Whether it is a number in this range, and not an endless one."""
    return isinstance(value, (int, float)) and least <= value <= most and value < math.inf


def is_line(value: object) -> bool:
    """Whether it is a text that a header field can have."""
    return isinstance(value, str) and value.isprintable()


def require_object(what: str, value: Any) -> None:
    """`SandboxError` for what is no mapping of names to plain values."""
    if not isinstance(value, Mapping):
        raise SandboxError(f"{what}: it is of type {type(value).__name__}; allowed: a dict of its members")
    require_plain(what, dict(value))


def _find_alien(value: Any, pointer: str, files: bool) -> tuple[str, Any] | None:
    """The first value inside that JSON has no word for, and where it is."""
    if value is None or isinstance(value, (str, int, float)) or (files and isinstance(value, bytes)):
        return None
    inside: Iterable[tuple[object, Any]]
    if isinstance(value, dict):
        alien = next((name for name in value if not isinstance(name, str)), None)
        if alien is not None:
            return f"{pointer}/{alien}", alien
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    else:
        return pointer, value
    found = (_find_alien(item, f"{pointer}/{place}", files) for place, item in inside)
    return next((each for each in found if each is not None), None)
