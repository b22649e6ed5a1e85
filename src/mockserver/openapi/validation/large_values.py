"""The part of a very large value that breaks its schema, found by asking of its parts whether they are valid.

A validator that is asked for reasons gathers those of every branch of an `anyOf` before it gives the first, which takes
seconds for a list of 100,000 items; a verdict takes a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..documents import Document
from ..errors import DocumentError
from ..pointers import escape

_JSON_TYPES: dict[type, str] = {dict: "object", list: "array"}


class Part(NamedTuple):
    """A part of a value, and the schema it must satisfy."""

    schema: str  # "/components/schemas/Pet/properties/tags", inside the document
    pointer: str  # "/0/tags", inside the value
    value: Any


class Choice(NamedTuple):
    """A `oneOf` or `anyOf` that a part breaks."""

    keyword: str  # "oneOf"
    pointer: str  # "/components/schemas/Pet/oneOf"
    branches: int  # how many there are
    fitting: int  # how many of them the part satisfies


class Narrower:
    """Looks for the smallest part of a value that is wrong by itself."""

    def __init__(self, document: Document, is_valid: Callable[[str, Any], bool]) -> None:
        self._document = document
        self._is_valid = is_valid

    def narrow(self, part: Part, is_large: Callable[[Any], bool]) -> tuple[Part, Choice | None]:
        """A wrong part of a wrong part, no longer large where that can be; and the choice that a large one breaks."""
        seen: set[tuple[str, str]] = set()
        while is_large(part.value) and (part.schema, part.pointer) not in seen:
            seen.add((part.schema, part.pointer))
            try:
                wrong = next((one for one in self._parts(part) if not self._is_valid(one.schema, one.value)), None)
                choice = self._find_choice(part) if wrong is None else None
            except DocumentError:  # a circle of references, which a validator does not mind
                break
            if wrong is None:
                return part, choice
            part = wrong
        return part, None

    def _parts(self, part: Part) -> Iterator[Part]:
        """What must be valid for a part to be."""
        at, schema = self._document.resolve(part.schema)
        if not isinstance(schema, dict):
            return
        for index in range(len(_listed(schema, "allOf"))):
            yield Part(f"{at}/allOf/{index}", part.pointer, part.value)
        for keyword in ("oneOf", "anyOf"):
            fitting = [index for index, one in enumerate(self._branches(at, schema, keyword)) if _admits(one, part)]
            if len(fitting) == 1:  # it was meant
                yield Part(f"{at}/{keyword}/{fitting[0]}", part.pointer, part.value)
        if isinstance(part.value, list) and "items" in schema and "prefixItems" not in schema:
            for index, item in enumerate(part.value):
                yield Part(f"{at}/items", f"{part.pointer}/{index}", item)
        if isinstance(part.value, dict):
            yield from _members(at, schema, part)

    def _find_choice(self, part: Part) -> Choice | None:
        at, schema = self._document.resolve(part.schema)
        for keyword in ("oneOf", "anyOf"):
            count = len(_listed(schema, keyword)) if isinstance(schema, dict) else 0
            fitting = sum(self._is_valid(f"{at}/{keyword}/{index}", part.value) for index in range(count))
            if count and (fitting == 0 or (keyword == "oneOf" and fitting > 1)):
                return Choice(keyword, f"{at}/{keyword}", count, fitting)
        return None

    def _branches(self, at: str, schema: dict[str, Any], keyword: str) -> list[Any]:
        return [self._document.resolve(f"{at}/{keyword}/{index}")[1] for index in range(len(_listed(schema, keyword)))]


def _members(at: str, schema: dict[str, Any], part: Part) -> Iterator[Part]:
    declared = schema.get("properties") if isinstance(schema.get("properties"), dict) else {}
    assert isinstance(declared, dict)
    others = "additionalProperties" in schema and "patternProperties" not in schema
    for name, value in part.value.items():
        pointer = f"{part.pointer}/{escape(name)}"
        if name in declared:
            yield Part(f"{at}/properties/{escape(name)}", pointer, value)
        elif others and isinstance(schema["additionalProperties"], dict):
            yield Part(f"{at}/additionalProperties", pointer, value)


def _admits(schema: Any, part: Part) -> bool:
    """Whether a schema's `type` admits a part, whatever else it says."""
    types = schema.get("type") if isinstance(schema, dict) else None
    return types is None or _JSON_TYPES.get(type(part.value)) in (types if isinstance(types, list) else [types])


def _listed(schema: dict[str, Any], keyword: str) -> list[Any]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []
