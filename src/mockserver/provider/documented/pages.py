"""Pages: the items in a response, the parameters that choose a page, and what a response says about the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ...openapi.documents import Document
from ...openapi.messages import Response
from ...openapi.operations import Operation, Parameter
from ...openapi.resources.page_words import (
    CURSORS,
    FLAGS,
    LINKS,
    NEXT_TOKENS,
    NUMBERS,
    OFFSETS,
    SIZES,
    TOKENS,
    TOTALS,
    WRAPPERS,
)
from ...openapi.resources.words import plain_name

_NEXT_LINK = re.compile(r"<([^>]*)>[^,<]*?;\s*rel=\"?[^\",]*\bnext\b", re.IGNORECASE)  # RFC 8288 §3


class PageParameters(NamedTuple):
    """The parameters of a list that choose a page; `None` for those it does not have."""

    size: Parameter | None  # limit
    offset: Parameter | None
    number: Parameter | None  # page
    cursor: Parameter | None

    @property
    def names(self) -> set[str]:
        return {parameter.name for parameter in self if parameter is not None}


def find_page_parameters(operation: Operation, document: Document) -> PageParameters:
    """Recognise the parameters of a page by their names, and sizes and numbers by their type as well."""

    def first(names: tuple[str, ...], types: tuple[str, ...]) -> Parameter | None:
        fitting = (p for p in operation.parameters if p.location == "query" and plain_name(p.name) in names)
        return next((p for p in fitting if set(types) & set(types_of(schema_of(p, document)))), None)

    numbers = ("integer", "number")
    return PageParameters(
        first(SIZES, numbers),
        first(OFFSETS, numbers),
        first(NUMBERS, numbers),
        first(CURSORS, ("string", "integer")),
    )


def schema_of(parameter: Parameter, document: Document) -> dict[str, Any]:
    """Return the schema of a parameter; empty if it has none."""
    schema = document.resolve(parameter.schema)[1] if parameter.schema is not None else None
    return schema if isinstance(schema, dict) else {}


def types_of(schema: dict[str, Any]) -> list[str]:
    """Return the types that a schema names; OpenAPI 3.1 allows a list of them."""
    types = schema.get("type")
    return types if isinstance(types, list) else [types] if isinstance(types, str) else []


def items_of(value: Any) -> list[Any] | None:
    """Return the items of a list, or of an object that wraps one; `None` if that cannot be told.

    >>> items_of({"data": [1, 2], "total": 2})
    [1, 2]
    """
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    arrays = {name: each for name, each in value.items() if isinstance(each, list)}
    if len(arrays) == 1:
        return next(iter(arrays.values()))
    named = [arrays[name] for name in WRAPPERS if name in arrays]
    if named:
        return named[0]
    inner = [items_of(value[name]) for name in WRAPPERS if isinstance(value.get(name), dict)]
    return inner[0] if len(inner) == 1 else None


def find_next_query(path: str, value: Any, response: Response) -> str | None:
    """Return the query of the next page, if the response links to one at the same path: in `Link`, or in its body."""
    link = _NEXT_LINK.search(response.header("link") or "")
    for address in (link[1] if link else None, *_list_links(value)):
        if isinstance(address, str):
            parts = urlsplit(address)
            is_same = not parts.path or parts.path.rstrip("/").endswith(path.rstrip("/"))
            if parts.query and is_same:
                return parts.query
    return None


def find_token(value: Any) -> Any:
    """Return what the body says that the next page begins with; `None` if it says nothing, or that there is none.

    >>> find_token({"data": [], "pages": {"next": {"starting_after": "c2"}}})
    'c2'
    """
    members = list(_iter_members(value))
    if any(member.name in FLAGS and member.value is False for member in members):
        return None
    told = [m for m in members if m.name in NEXT_TOKENS or (m.is_in_next and m.name in CURSORS)]
    found = told or [member for member in members if member.name in TOKENS]
    tokens = (m.value for m in found if isinstance(m.value, (str, int)) and m.value not in ("", False))
    return next(tokens, None)


def says_last(value: Any) -> bool:
    """Return whether a body says that no page follows: `"next": null`, `"has_more": false`."""
    return any(
        (member.name in FLAGS and member.value is False)
        or (member.name in (*NEXT_TOKENS, *LINKS) and member.value in (None, "", False))
        for member in _iter_members(value)
    )


def find_total(value: Any) -> int | None:
    """Return how many items there are on all pages, `None` if a body does not say it."""
    found = (member.value for member in _iter_members(value) if member.name in TOTALS)
    return next((each for each in found if isinstance(each, int) and not isinstance(each, bool)), None)


def _list_links(value: Any) -> Iterator[Any]:
    for member in _iter_members(value):
        if member.name in LINKS:
            yield member.value.get("href") if isinstance(member.value, dict) else member.value


class _Member(NamedTuple):
    """A member of a page, not of its items."""

    name: str  # plain: "startingafter"
    value: Any
    is_in_next: bool  # it is inside a member `next`


def _iter_members(value: Any, *, is_in_next: bool = False) -> Iterator[_Member]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield _Member(plain_name(name), each, is_in_next)
            yield from _iter_members(each, is_in_next=is_in_next or plain_name(name) in LINKS)


def query_key(query: str) -> tuple[tuple[str, str], ...]:
    """Return the same for queries that differ in the order of their pairs only."""
    return tuple(sorted(parse_qsl(query, keep_blank_values=True)))
