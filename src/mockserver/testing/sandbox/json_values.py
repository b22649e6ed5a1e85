"""Checks of the values that a test hands over: only what JSON can hold goes on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from ...openapi.errors import SandboxError


def require_json(what: str, value: Any, *, files: bool = False) -> None:
    """Raise `SandboxError` if JSON cannot hold the value; with `files`, bytes may be in it.

    `books cannot hold this book: /due is of type date; allowed: dict, list, …`
    """
    found = _find_foreign(value, "", files)
    if found is not None:
        pointer, foreign = found
        raise SandboxError(
            f"{what}: {pointer or 'it'} is of type {type(foreign).__name__}; "
            f"allowed: dict, list, str, int, float, bool, None{' and bytes' if files else ''}"
        )


def require_object(what: str, value: Any) -> None:
    """Raise `SandboxError` unless the value is a mapping of names to JSON values."""
    if not isinstance(value, Mapping):
        raise SandboxError(f"{what}: it is of type {type(value).__name__}; allowed: a dict of its members")
    require_json(what, dict(value))


def is_number(value: object, least: float, most: float = math.inf) -> bool:
    """Whether the value is a finite number in this range."""
    return isinstance(value, (int, float)) and least <= value <= most and value < math.inf


def is_line(value: object) -> bool:
    """Whether the value is text that a header field can hold."""
    return isinstance(value, str) and value.isprintable()


def _find_foreign(value: Any, pointer: str, files: bool) -> tuple[str, Any] | None:
    """Pointer and value of the first value inside that JSON cannot hold."""
    if value is None or isinstance(value, (str, int, float)) or (files and isinstance(value, bytes)):
        return None
    inside: Iterable[tuple[object, Any]]
    if isinstance(value, dict):
        foreign = next((name for name in value if not isinstance(name, str)), None)
        if foreign is not None:
            return f"{pointer}/{foreign}", foreign
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    else:
        return pointer, value
    found = (_find_foreign(item, f"{pointer}/{place}", files) for place, item in inside)
    return next((each for each in found if each is not None), None)
