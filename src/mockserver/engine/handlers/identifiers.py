"""New identifiers: numbers, UUIDs, and texts in the form of an example or a pattern."""

from __future__ import annotations

import re
from typing import Any, Protocol

from ...openapi.resources.schema_views import SchemaView
from ..behaviour import Resource
from ..filling.alike import write_alike

_TAIL = re.compile(r"[^_\-]*$")


class Numbers(Protocol):
    """What identifiers are made from: equal worlds make equal ones."""

    def next_number(self, counter: str, first: int = 1) -> int: ...
    def make_uuid(self, kind: str) -> str: ...
    def sample(self, view: SchemaView) -> Any:
        """A generated value of a schema."""

    def fits(self, view: SchemaView, value: Any) -> bool:
        """Whether a value keeps a schema."""


class IdentifierMaker:
    """Makes identifiers for one resource, as its `ids` say."""

    def __init__(self, resource: Resource, view: SchemaView, numbers: Numbers) -> None:
        self._resource = resource
        self._view = view  # of the identifier; false if the schema has none
        self._numbers = numbers

    def make(self) -> Any:
        """The next identifier.

        `number:200`: 200, 201, …, as text where the schema wants text; `text:200`: always as text; `like:cus_4QFJ`: the
        same prefix, and other characters of the same kinds; `schema`: the same with a value of the schema; `uuid`: a
        UUID.
        """
        kind, _, shown = self._resource.ids.partition(":")
        if kind == "number":
            return self._make_number(int(shown or 1))
        if kind == "text":
            return str(self._make_number(int(shown)))
        if kind == "like":
            return self._make_like(shown)
        if kind == "schema":
            return self._make_by_schema()
        return self._numbers.make_uuid(self._resource.name)

    def _make_number(self, first: int) -> int | str:
        number = self._numbers.next_number(f"id:{self._resource.name}", first)
        return number if self._view.types & {"integer", "number"} else str(number)

    def _make_like(self, shown: str) -> str:
        """Another text in the form of one: a counted number at its end, else random characters after its prefix."""
        number, tail = re.search(r"[0-9]+$", shown), _TAIL.search(shown)
        start = tail.start() if tail is not None else 0
        before = shown[start : number.start()] if number is not None else ""
        if number is not None and (not before or (before.isalpha() and before.isupper())):
            count = str(self._numbers.next_number(f"id:{self._resource.name}", int(number[0]) + 1))
            if len(count) <= len(number[0]):  # else the text would be longer than its form allows
                return shown[: number.start()] + count.zfill(len(number[0]))
        return shown[:start] + write_alike(shown[start:], self._numbers.make_uuid(self._resource.name))

    def _make_by_schema(self) -> Any:
        """A value that the schema lists, the n-th one; else a text in the form of one that follows its pattern."""
        choices = self._view.choices
        if choices:
            return choices[(self._numbers.next_number(f"id:{self._resource.name}") - 1) % len(choices)]
        shown = self._view.first("example")
        sample = shown if isinstance(shown, str) else self._numbers.sample(self._view)
        if not isinstance(sample, str):
            return self._numbers.make_uuid(self._resource.name)
        for kept in range(len(sample)):  # a pattern may want its first characters: `^C[A-Z0-9]{8}$`
            made = sample[:kept] + self._make_like(sample[kept:])
            if self._numbers.fits(self._view, made):
                return made
        return self._make_like(sample)
