"""The settings of a sandbox, changed by a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

from ...engine.settings import Settings
from ...openapi.errors import OptionError, SandboxError, UnknownName

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings(Settings):
    """The options of `mockserver serve` that the engine reads, and what makes a test fail."""

    strict: bool = False  # warnings, too


P = ParamSpec("P")
S = TypeVar("S")
_TYPES = get_type_hints(SandboxSettings)
_WORDS = {bool: "True, False", int: "a whole number", str: "text", type(None): "None"}


def with_keywords_of(
    _record: Callable[P, SandboxSettings],
) -> Callable[[Callable[Concatenate[S, ...], None]], Callable[Concatenate[S, P], None]]:
    """Tell type checkers that a method takes the fields of a dataclass as keywords."""
    return lambda method: method


def change_settings(settings: SandboxSettings, changes: Mapping[str, Any]) -> SandboxSettings:
    """Return the settings with some changed. Raises `SandboxError` if a value is not allowed."""
    for name, value in changes.items():
        if name not in _TYPES:
            raise UnknownName.among("option", name, _TYPES, "sandbox.configure()")
        _check(name, value)
    try:
        return replace(settings, **changes)
    except OptionError as reason:
        raise SandboxError(str(reason)) from None


def _check(name: str, value: object) -> None:
    kind = _TYPES[name]
    if get_origin(kind) is tuple:
        is_allowed = isinstance(value, (tuple, list)) and all(isinstance(item, str) for item in value)
        allowed = "a tuple of texts"
    else:
        parts = (kind,) if get_origin(kind) is Literal else get_args(kind) or (kind,)
        choices = [choice for part in parts if get_origin(part) is Literal for choice in get_args(part)]
        types = tuple(part for part in parts if isinstance(part, type))
        is_allowed = value in choices or isinstance(value, types)
        allowed = ", ".join([*map(repr, choices), *(_WORDS[part] for part in types)])
    if not is_allowed:
        raise SandboxError(f"{name}={value!r}; allowed: {allowed}")
