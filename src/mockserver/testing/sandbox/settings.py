"""How a sandbox answers, as a test chooses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import get_args

from ...engine.settings import Settings, Validation
from ...openapi.errors import OptionError, SandboxError, UnknownName

__tracebackhide__ = True  # pytest shows the line of the test, not ours

_NAMES = tuple(field.name for field in fields(Settings))
_SWITCHES = ("dynamic", "strict_query", "auth")


def change_settings(settings: Settings, changes: Mapping[str, object]) -> Settings:
    """The settings with some changed; `SandboxError` for what none of them can be."""
    for name, value in changes.items():
        if name not in _NAMES:
            raise UnknownName.among("option", name, _NAMES, "sandbox.configure()")
        if name in _SWITCHES and not isinstance(value, bool):
            raise SandboxError(f"{name}={value!r}; allowed: True, False")
        if name == "validate_requests" and value not in get_args(Validation):
            raise SandboxError(f"{name}={value!r}; allowed: {', '.join(map(repr, get_args(Validation)))}")
        if name == "seed" and not (value is None or isinstance(value, int)):
            raise SandboxError(f"{name}={value!r}; allowed: a whole number, None")
        if name == "locale" and value is not None:
            _check_locale(str(value))
    return replace(settings, **changes)  # type: ignore[arg-type]  # each was looked at


def _check_locale(locale: str) -> None:
    from ...openapi.generation import Dynamic

    try:
        Dynamic(locale=locale)
    except OptionError as reason:
        raise SandboxError(str(reason)) from None
