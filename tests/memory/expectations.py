"""What differs between a response and what a scenario expects of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mockserver.openapi.pointers import split

from .scenarios import Expectation, Items

NOTHING = object()  # what a pointer that leads nowhere finds


def find(body: Any, pointer: str) -> Any:
    """Return what a JSON pointer (RFC 6901) leads to, or `NOTHING`."""
    for word in split(pointer):
        if isinstance(body, dict) and word in body:
            body = body[word]
        elif isinstance(body, list) and word.isdecimal() and int(word) < len(body):
            body = body[int(word)]
        else:
            return NOTHING
    return body


def matches(expected: Any, value: Any) -> bool:
    """Return whether `value` is as expected.

    1. An object has at least the expected members.
    2. An array has as many items as expected, and each is as expected.
    3. A text that begins with `~` is a regular expression that is found in the text or number.
    4. Other values are equal, and neither of them alone is a boolean.
    """
    if isinstance(expected, dict):
        return isinstance(value, dict) and all(
            name in value and matches(each, value[name]) for name, each in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(value, list) and len(expected) == len(value) and all(map(matches, expected, value))
    if isinstance(expected, str) and expected.startswith("~"):
        return isinstance(value, str | int | float) and re.search(expected[1:], str(value)) is not None
    return bool(expected == value) and isinstance(expected, bool) == isinstance(value, bool)


def iter_body_differences(expected: Expectation, text: str) -> Iterator[str]:
    """Yield what differs in a body; its pointers and subsets are about JSON."""
    if expected.text is not None and not matches(expected.text, text):
        yield f"the body is not {expected.text!r}"
    if expected.has is None and expected.items is None and not (expected.absent or expected.blank):
        return
    try:
        body = json.loads(text)
    except ValueError:
        yield "the body is not JSON"
        return
    if expected.has is not None and not matches(expected.has, body):
        yield f"the body does not have {_show(expected.has)}"
    for pointer in expected.absent:
        if find(body, pointer) is not NOTHING:
            yield f"{pointer} is {_show(find(body, pointer))} instead of absent"
    for pointer in expected.blank:
        if find(body, pointer) not in (NOTHING, None, ""):
            yield f"{pointer} is {_show(find(body, pointer))} instead of absent, null or empty"
    if expected.items is not None:
        items = find(body, expected.items.at)
        place = expected.items.at or "the body"
        if isinstance(items, list):
            yield from (f"{place} {difference}" for difference in iter_item_differences(expected.items, items))
        else:
            yield f"{place} is not an array"


def iter_item_differences(expected: Items, items: Sequence[Any]) -> Iterator[str]:
    """Yield what differs in an array."""
    if expected.count is not None and len(items) != expected.count:
        yield f"has {len(items)} items instead of {expected.count}"
    for each in expected.contain:
        if not any(matches(each, item) for item in items):
            yield f"has no item {_show(each)}"
    for each in expected.lack:
        if any(matches(each, item) for item in items):
            yield f"has an item {_show(each)}"
    if expected.each is not None and not (items and all(matches(expected.each, item) for item in items)):
        yield f"has no items, or one that is not {_show(expected.each)}"
    if expected.ids is not None:
        yield from _compare_ids(expected.ids, [find(item, expected.by) for item in items])
    if expected.values is not None:
        values = [find(item, expected.values["at"]) for item in items]
        if not matches(expected.values["are"], values):
            yield f"has {_show(values)} at {expected.values['at']} instead of {_show(expected.values['are'])}"


def _compare_ids(expected: Sequence[Any], found: Sequence[Any]) -> Iterator[str]:
    if sorted(map(_show, expected)) != sorted(map(_show, found)):
        yield f"has the ids {_show(found)} instead of {_show(expected)}"


def iter_header_differences(expected: Mapping[str, str], headers: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs in header fields, whose names are in lower case; an absent one is an empty text to a regex."""
    for name, value in expected.items():
        found = headers.get(name.lower())
        if not matches(value, (found or "") if value.startswith("~") else found):
            yield f"{name} is {found!r} instead of {value!r}"


def read_saved(place: str, headers: Mapping[str, str], text: str) -> Any:
    """Return what `save` names: `/id`, `header Location` or `header Location ~ ([^/]+)$`; `NOTHING` if it is absent."""
    if not place.startswith("header "):
        try:
            return find(json.loads(text), place)
        except ValueError:
            return NOTHING
    name, _, pattern = place.removeprefix("header ").partition(" ~ ")
    value = headers.get(name.strip().lower())
    if value is None or not pattern:
        return NOTHING if value is None else value
    found = re.search(pattern, value)
    return found[1] if found else NOTHING


def _show(value: Any) -> str:
    return "nothing" if value is NOTHING else json.dumps(value, ensure_ascii=False, default=lambda _: "nothing")
