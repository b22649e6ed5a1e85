"""The `x-json-schema-faker` options of a document for dynamic values, as Prism reads them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

KEY = "x-json-schema-faker"


@dataclass(frozen=True, slots=True)
class Options:
    """The options that are honoured; `None` if the document does not set one."""

    locale: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    optionals_probability: float | None = None  # 0 to 1
    fill_properties: bool | None = None
    notices: tuple[str, ...] = ()  # a sentence for each option that is ignored


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1000


def _is_probability(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


_KNOWN: dict[str, tuple[str, str, Callable[[object], bool]]] = {  # field, allowed values in words, test of a value
    "locale": ("locale", "text like de_DE", lambda value: isinstance(value, str)),
    "minitems": ("min_items", "an integer from 0 to 1000", _is_count),
    "maxitems": ("max_items", "an integer from 0 to 1000", _is_count),
    "optionalsprobability": ("optionals_probability", "a number from 0 to 1", _is_probability),
    "alwaysfakeoptionals": ("optionals_probability", "true or false", lambda value: isinstance(value, bool)),
    "fillproperties": ("fill_properties", "true or false", lambda value: isinstance(value, bool)),
}


def read_options(content: dict[str, Any]) -> Options:
    """Read the options of a document, in kebab or camel case; an option that is ignored becomes a notice."""
    written = content.get(KEY, {})
    if not isinstance(written, dict):
        return Options(notices=(f"{KEY} is ignored: it is not a mapping of options",))
    found: dict[str, Any] = {}
    notices: list[str] = []
    for key, value in written.items():
        known = _KNOWN.get(key.replace("-", "").lower())
        if known is None:
            notices.append(f"{KEY}: {key} is ignored; honoured are {', '.join(HONOURED)}")
        elif not known[2](value):
            notices.append(f"{KEY}: {key} is ignored: {value!r} is not {known[1]}")
        elif key.replace("-", "").lower() != "alwaysfakeoptionals":
            found[known[0]] = value
        elif value is True:
            found[known[0]] = 1
    return Options(**found, notices=tuple(notices))


HONOURED = ("locale", "min-items", "max-items", "optionalsProbability", "alwaysFakeOptionals", "fillProperties")
