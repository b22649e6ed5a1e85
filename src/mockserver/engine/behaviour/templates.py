"""Responses as data with holes: `{"error": {"code": "{code}", "details?": "{details}"}}`.

1. A text that is one hole, `"{row}"`, becomes the value itself, of any type.
2. Holes inside a longer text, `"No integration with id {id}."`, become text; `{{` and `}}` are braces.
3. A key that ends in `?` is left out when its value is null.
4. `{"each": X}` becomes a list with X filled once for every item; with `"distinct": true` beside it, equal
   results are kept once; with `"join": "\\n"` beside it, the list becomes one text.
5. `{"text": X, "replace": {".config.": "."}}` becomes the text X with these parts replaced.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_HOLE = re.compile(r"\{\{|\}\}|\{([A-Za-z_][\w.]*)\}")


class UnknownPlaceholder(Exception):
    """Raised when a template uses a name that is not given."""


def fill(template: Any, names: Mapping[str, Any], items: Sequence[dict[str, Any]] = ()) -> Any:
    """The template with every hole filled from `names`. Raises `UnknownPlaceholder` for an unknown name.

    >>> fill({"id": "{row.id}", "note?": "{note}"}, {"row": {"id": 7}, "note": None})
    {'id': 7}
    """
    if isinstance(template, str):
        return _fill_text(template, names)
    if isinstance(template, list):
        return [fill(item, names, items) for item in template]
    if not isinstance(template, dict):
        return template
    if "each" in template:
        # an item that allows unknown names still does
        filled = [fill(template["each"], type(item)({**names, **item})) for item in items]
        if template.get("distinct"):
            filled = list({repr(one): one for one in filled}.values())
        return str(template["join"]).join(str(item) for item in filled) if "join" in template else filled
    if template.keys() == {"text", "replace"}:
        return _replace_parts(str(fill(template["text"], names, items)), template["replace"])
    result = {}
    for key, part in template.items():
        value = fill(part, names, items)
        if not key.endswith("?"):
            result[key] = value
        elif value is not None:
            result[key[:-1]] = value
    return result


def _replace_parts(text: str, parts: Mapping[str, str]) -> str:
    for old, new in parts.items():
        text = text.replace(old, new)
    return text


def _fill_text(template: str, names: Mapping[str, Any]) -> Any:
    if "{" not in template and "}" not in template:
        return template
    whole = _HOLE.fullmatch(template)
    if whole and whole[1]:
        return find_value(whole[1], names)

    def replace(hole: re.Match[str]) -> str:
        if hole[1] is None:
            return hole[0][0]
        value = find_value(hole[1], names)
        return "" if value is None else str(value)

    return _HOLE.sub(replace, template)


def find_value(path: str, names: Mapping[str, Any]) -> Any:
    """The value at `row.created_by.id`; a missing member of a known name is null."""
    first, *rest = path.split(".")
    if first not in names:
        raise UnknownPlaceholder(path)
    value = names[first]
    for word in rest:
        value = value.get(word) if isinstance(value, Mapping) else None
    return value


def names_in(template: Any) -> set[str]:
    """The first word of every hole: the names that a template needs."""
    if isinstance(template, str):
        return {hole.split(".")[0] for hole in _HOLE.findall(template) if hole}
    if isinstance(template, list):
        return set().union(*(names_in(item) for item in template))
    if isinstance(template, dict):
        return set().union(*(names_in(item) for item in template.values()))
    return set()
