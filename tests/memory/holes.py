"""Holes such as `{id}` in a scenario, and the values of earlier responses that fill them."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

_HOLE = re.compile(r"\{([A-Za-z_]\w*)\}")
_PRINTABLE = "".join(set(string.punctuation) | {"%"})  # all that a request line may hold besides letters and digits


class UnfilledHole(LookupError):
    """No step has saved a value of that name."""


def fill(value: Any, saved: Mapping[str, Any]) -> Any:
    """Return `value` with its holes filled, at any depth.

    1. A text that is one hole becomes the saved value, of its own type.
    2. In a text that begins with `~`, a regular expression, holes match the saved value exactly.
    3. In any other text holes become the saved value as text.

    >>> fill({"id": "{id}", "path": "/pets/{id}"}, {"id": 7})
    {'id': 7, 'path': '/pets/7'}
    """
    if isinstance(value, dict):
        return {fill(key, saved): fill(each, saved) for key, each in value.items()}
    if isinstance(value, list):
        return [fill(each, saved) for each in value]
    if not isinstance(value, str):
        return value
    whole = _HOLE.fullmatch(value)
    if whole:
        return _look_up(whole[1], saved)
    if value.startswith("~"):
        return _HOLE.sub(lambda hole: re.escape(str(_look_up(hole[1], saved))), value)
    return _HOLE.sub(lambda hole: str(_look_up(hole[1], saved)), value)


def fill_target(target: str, saved: Mapping[str, Any]) -> str:
    """Return a path and query with holes filled; saved values are percent-encoded, except a link at the beginning.

    >>> fill_target("/pets/{id}?after={last}", {"id": 7, "last": "a/b="})
    '/pets/7?after=a%2Fb%3D'
    >>> fill_target("{next}", {"next": "/pets?page=2"})
    '/pets?page=2'
    """

    def spell(hole: re.Match[str]) -> str:
        text = str(_look_up(hole[1], saved))
        return text if hole.start() == 0 else quote(text, safe="")

    return quote(_HOLE.sub(spell, target), safe=_PRINTABLE)


def _look_up(name: str, saved: Mapping[str, Any]) -> Any:
    if name not in saved:
        raise UnfilledHole(f"{{{name}}} was not saved; saved: {', '.join(saved) or 'nothing'}")
    return saved[name]
