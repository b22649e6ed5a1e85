"""Hands the value of a checked body to the view, without writing and reading it again."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from connexion.frameworks.flask import FlaskJSONProvider

_NOTHING: Any = object()
_checked: ContextVar[Any] = ContextVar("checked", default=_NOTHING)  # a2wsgi runs a view in the context of its request


def keep_checked(value: Any) -> None:
    """Let the view of this request get this value as its body."""
    _checked.set(value)


class CheckedJson(FlaskJSONProvider):  # type: ignore[misc]  # connexion ships no types
    """Flask's reader and writer of JSON, which reads no body that was read before."""

    sort_keys = False  # keep the order of the document

    def loads(self, s: str | bytes, **options: Any) -> Any:
        value = _checked.get()
        return super().loads(s, **options) if value is _NOTHING else value
