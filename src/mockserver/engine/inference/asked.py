"""What a request to a list may ask: its query parameters, or the members of its body, each under one name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...openapi.errors import DocumentError
from ...openapi.operations import Operation, Parameter
from ...openapi.resources.entities import view_of
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name, words_of

_FILTERS = ("filter", "filters", "where", "criteria", "conditions", "query", "search", "q")
_PAGES = ("page", "pagination", "paging", "pager")
_SEGMENT = re.compile(r"[^\[\].]+")
_DEPTH = 3  # of objects in a parameter or in the body


@dataclass(frozen=True)
class Asked:
    """One thing that a request may say."""

    name: str  # "min_price", "filter[status]", in a body "filters.status"
    view: SchemaView  # of its value
    description: str = ""  # in lower case

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of its name, without an object around filters: `("address", "city")` of `filter[address.city]`."""
        found = _SEGMENT.findall(self.name)
        is_inner = len(found) > 1 and plain_name(found[0]) in (*_FILTERS, *_PAGES)
        return tuple(found[1:] if is_inner else found)

    @cached_property
    def is_of_page(self) -> bool:
        """Whether it is inside an object about pages: `page[size]`."""
        found = _SEGMENT.findall(self.name)
        return len(found) > 1 and plain_name(found[0]) in _PAGES

    @property
    def is_of_filters(self) -> bool:
        """Whether it is called like an object of filters."""
        return plain_name(self.name) in _FILTERS

    @cached_property
    def plain(self) -> str:
        return plain_name("".join(self.segments))

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(word for segment in self.segments for word in words_of(segment))

    @property
    def is_number(self) -> bool:
        return bool(self.view.types & {"integer", "number"})

    @property
    def is_text(self) -> bool:
        return "string" in self.view.types or not self.view.types

    @cached_property
    def choices(self) -> tuple[Any, ...]:
        """The values that the document lists, also those of the items of a list."""
        return self.view.choices or self.view.items.choices

    def is_one_of(self, names: tuple[str, ...]) -> bool:
        return self.plain in names


def find_asked(operation: Operation, *, in_body: bool) -> tuple[Asked, ...]:
    """What a request may ask, in the order of the document: in its body if it is a search, and in its query."""
    found = {asked.name: asked for asked in _iter_body(operation)} if in_body else {}
    for parameter in operation.parameters:
        for asked in _iter_parameter(operation, parameter):
            found.setdefault(asked.name, asked)
    return tuple(found.values())


def _iter_parameter(operation: Operation, parameter: Parameter) -> Iterator[Asked]:
    if parameter.location != "query" or parameter.is_whole_query:
        return
    schema = parameter.schema or (parameter.content.schema if parameter.content is not None else None)
    view = SchemaView(operation.document, [schema] if schema is not None else ())
    text = _describe(operation, parameter.pointer) or str(view.first("description") or "")
    yield from _iter_parts(Asked(parameter.name, view, text.lower()), "{}[{}]", 1)


def _iter_body(operation: Operation) -> Iterator[Asked]:
    body = operation.body
    view = view_of(operation, next(iter(body.content.values()), None) if body is not None else None)
    for name, member in view.members.items():
        text = str(member.first("description") or "")
        yield from _iter_parts(Asked(name, member, text.lower()), "{}.{}", 1)


def _iter_parts(asked: Asked, form: str, depth: int) -> Iterator[Asked]:
    """Yield it, and what it holds if it is an object: `filter[status]`, `created[gte]`."""
    members = asked.view.members if depth < _DEPTH and not asked.view.items else {}
    if not members or asked.view.types - {"object", "null"}:
        yield asked
    for name, member in members.items():
        text = str(member.first("description") or "")
        yield from _iter_parts(Asked(form.format(asked.name, name), member, text.lower()), form, depth + 1)


def _describe(operation: Operation, pointer: str) -> str:
    try:
        found = operation.document.lookup(pointer)
    except DocumentError:
        return ""
    return str(found.get("description") or "") if isinstance(found, dict) else ""
