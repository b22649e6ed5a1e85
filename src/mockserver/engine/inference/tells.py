"""Tells: the places in a response where a list says something about its page and the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...openapi.operations import ResponseObject
from ...openapi.pointers import join
from ...openapi.resources import page_words as words
from ...openapi.resources.entities import Place
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ..behaviour import Told

_DEPTH = 4  # of members inside members
_ADDRESSES = ("href", "url", "uri", "link")  # the member of an object that is a link
_LINKED = ("links", "link", "urls")  # objects of links
_CURSORED = ("cursor", "cursors")  # objects of cursors
_TO_OTHERS: dict[str, tuple[str, ...]] = {
    "next": words.NEXT,
    "previous": words.PREVIOUS,
    "first": ("first",),
    "last": ("last",),
    "self": ("self", "current", "canonical"),
}
_NUMBERS: tuple[tuple[Told, tuple[str, ...]], ...] = (
    ("total", words.MORE_TOTALS),
    ("pages", words.PAGES),
    ("page", words.SHOWN_NUMBERS),
    ("size", words.SHOWN_SIZES),
    ("offset", words.SHOWN_OFFSETS),
    ("count", words.COUNTS),
    ("remaining", ("remaining", "remainingitemcount", "remainingcount", "remainingitems")),
    ("from", ("from", "firstitem", "rangestart", "pagingcounter")),
    ("to", ("to", "lastitem", "rangeend")),
    ("next_page", ("nextpage", "nextpagenumber", "nextpageno")),
    ("previous_page", ("previouspage", "prevpage", "previouspagenumber", "prevpagenumber")),
    ("next_offset", ("nextoffset", "nextstart", "nextskip", "nextindex", "nextpagestart")),
    ("previous_offset", ("previousoffset", "prevoffset", "prevstart", "previousstart")),
)
_FLAGS: tuple[tuple[Told, tuple[str, ...]], ...] = (
    ("has_more", words.MORE_FLAGS),
    ("has_previous", words.BACK_FLAGS),
    ("is_last", words.LAST_FLAGS),
    ("is_first", words.FIRST_FLAGS),
    ("is_empty", ("empty", "isempty")),
)
_TEXTS: tuple[tuple[Told, tuple[str, ...]], ...] = (
    ("first_id", ("firstid",)),
    ("last_id", ("lastid",)),
    ("next_cursor", words.MORE_NEXT_TOKENS),
    ("previous_cursor", words.PREVIOUS_TOKENS),
)
_HEADERS: dict[str, Told] = {
    "link": "links",
    **dict.fromkeys(("totalcount", "total", "totalitems", "paginationtotal", "paginationtotalcount"), "total"),
    **dict.fromkeys(("paginationcount", "totalresults", "itemcount"), "total"),
    **dict.fromkeys(("totalpages", "pagecount", "paginationpagecount", "paginationtotalpages"), "pages"),
    **dict.fromkeys(("page", "currentpage", "pagenumber", "paginationpage", "paginationcurrentpage"), "page"),
    **dict.fromkeys(("perpage", "pagesize", "limit", "paginationlimit", "paginationperpage"), "size"),
    **dict.fromkeys(("nextpage", "paginationnextpage"), "next_page"),
    **dict.fromkeys(("prevpage", "previouspage"), "previous_page"),
    **dict.fromkeys(("offset", "paginationoffset"), "offset"),
    **dict.fromkeys(("nextcursor", "nextpagetoken", "nexttoken", "cursor"), "next_cursor"),
    **dict.fromkeys(("hasmore", "hasnext", "hasnextpage"), "has_more"),
}


class Style(NamedTuple):
    """How the pages of a list are chosen, as far as names of members depend on it."""

    has_cursor: bool
    has_number: bool
    has_offset: bool


def infer_tells(body: SchemaView, place: Place, response: ResponseObject | None, style: Style) -> dict[str, Told]:
    """What a response tells, by pointer, or by `header NAME`; `place` is that of its array."""
    found: dict[str, Told] = {}
    for member in _iter_members(body, (), place):
        told = _read(member, style)
        if told is not None:
            found[join(member.path)] = told
    found = found if style.has_cursor else _settle_counts(found)
    for header in response.headers if response is not None else ():
        plain = plain_name(header.name.lower().removeprefix("x-"))
        if plain in _HEADERS:
            found[f"header {header.name}"] = _HEADERS[plain]
    return found


class _Member(NamedTuple):
    """One member of the envelope of a list."""

    path: Place
    view: SchemaView
    siblings: frozenset[str]  # plain names, with its own

    @property
    def plain(self) -> str:
        return plain_name(self.path[-1])

    @property
    def outer(self) -> tuple[str, ...]:
        """The plain names of the objects around it, the nearest first."""
        return tuple(plain_name(name) for name in reversed(self.path[:-1]))


def _iter_members(view: SchemaView, path: Place, place: Place) -> Iterator[_Member]:
    siblings = frozenset(map(plain_name, view.members))
    for name, member in view.members.items():
        own = (*path, name)
        if own == place or member.items:
            continue
        if member.members and len(own) < _DEPTH:
            yield from _iter_members(member, own, place)
        elif not member.types - {"string", "integer", "number", "boolean", "null"}:
            yield _Member(own, member, siblings)


def _read(member: _Member, style: Style) -> Told | None:
    """What a member tells. The first of these that fits:

    1. another page, inside an object that is called so: `{"next": {"page": 2}}`
    2. a number or a flag by its name
    3. another page by its name: a link, a cursor, a number
    """
    types = member.view.types - {"null"}
    outer = next((word for name in member.outer if (word := _direction(name)) is not None), None)
    if outer is not None:
        return _read_inner(member, outer)
    if types and types <= {"integer", "number"}:
        return _read_number(member, style)
    if types == {"boolean"}:
        return _find(member.plain, _FLAGS)
    return _read_text(member, style)


def _read_inner(member: _Member, direction: str) -> Told | None:
    """A member of an object that is called like another page."""
    plain = member.plain
    if plain in _ADDRESSES:
        return _LINKS_TO[direction]
    if direction not in ("next", "previous"):
        return None
    is_next = direction == "next"
    if plain in words.MORE_NUMBERS:
        return "next_page" if is_next else "previous_page"
    if plain in words.MORE_OFFSETS:
        return "next_offset" if is_next else "previous_offset"
    if plain in (*words.MORE_CURSORS, *words.BEFORES, "token"):
        return "next_cursor" if is_next else "previous_cursor"
    return None


_LINKS_TO: dict[str, Told] = {
    "next": "next_link",
    "previous": "previous_link",
    "first": "first_link",
    "last": "last_link",
    "self": "self_link",
}


def _read_number(member: _Member, style: Style) -> Told | None:
    plain = member.plain
    if plain == "next" and (style.has_number or style.has_offset):
        return "next_page" if style.has_number else "next_offset"
    if plain in ("prev", "previous") and (style.has_number or style.has_offset):
        return "previous_page" if style.has_number else "previous_offset"
    if plain == "count" and member.siblings & {*words.MORE_TOTALS}:
        return "count"
    if (plain == "size" and "limit" in member.siblings) or (
        plain == "itemsperpage" and "startindex" in member.siblings
    ):
        return "count"  # RFC 7644 §3.4.2: itemsPerPage is the number of resources in the page
    if plain == "size" and "pagelen" in member.siblings:
        return "total"
    if plain == "last" and "page" in member.siblings:
        return "pages"
    if plain == "number" and not (member.siblings & {"size", "totalpages", "totalelements"} or "page" in member.outer):
        return None
    found = _find(plain, _NUMBERS)
    if found is None and plain in words.MORE_NEXT_TOKENS:
        return "next_cursor" if style.has_cursor else None
    if plain == "from" and "to" not in member.siblings:
        return "offset"
    return found


def _read_text(member: _Member, style: Style) -> Told | None:
    plain = member.plain
    direction = _direction(plain)
    if direction is not None and (direction in ("next", "previous") or _is_of_links(member)):
        if _is_link(member, style):
            return _LINKS_TO[direction]
        if direction in ("next", "previous") and style.has_cursor:
            return "next_cursor" if direction == "next" else "previous_cursor"
        if plain in ("nextpage", "previouspage", "prevpage") and style.has_number:
            return "next_page" if direction == "next" else "previous_page"
        return _LINKS_TO[direction] if plain in _TO_OTHERS[direction] else None
    found = _find(plain, _TEXTS)
    if found is None and style.has_cursor and plain in words.TOKENS:
        return "next_cursor"
    if found == "previous_cursor" and plain == "before" and "after" not in member.siblings:
        return None
    if found is None and plain in (*words.MORE_TOTALS, *words.PAGES):
        return _find(plain, _NUMBERS)  # numbers that are written as texts
    return found


def _direction(plain: str) -> str | None:
    """Where a name leads: `next` for `nextPageUrl`, `next_link`, `next`; `None` if it names no other page."""
    plain = plain.removeprefix("odata")
    for direction, beginnings in _TO_OTHERS.items():
        for beginning in beginnings:
            if plain.startswith(beginning) and plain.removeprefix(beginning) in _ENDS:
                return direction
    return None


_ENDS = (
    "",
    "page",
    "url",
    "uri",
    "link",
    "href",
    "pageurl",
    "pagelink",
    "pageuri",
    "results",
    "resultsurl",
    "pagehref",
)


def _is_link(member: _Member, style: Style) -> bool:
    """Whether a text is an address: its schema, its example, its name or the object around it says so."""
    view, plain = member.view, member.plain
    if str(view.first("format") or "").startswith(("uri", "url", "iri")):
        return True
    shown = next((value for value in (view.first("example"), *_list(view.first("examples"))) if value), None)
    if isinstance(shown, str):
        return "/" in shown and ("?" in shown or "://" in shown or shown.startswith("/"))
    if plain.endswith(("url", "uri", "link", "href")) or _is_of_links(member):
        return True
    if any(name in _CURSORED for name in member.outer):
        return False
    if not member.siblings.isdisjoint(_CURSORED):
        return True
    return not style.has_cursor and plain in ("next", "previous", "prev")


def _is_of_links(member: _Member) -> bool:
    return any(name in _LINKED for name in member.outer)


def _find(plain: str, table: tuple[tuple[Told, tuple[str, ...]], ...]) -> Told | None:
    return next((told for told, names in table if plain in names), None)


def _settle_counts(found: Mapping[str, Told]) -> dict[str, Told]:
    """A count without a total is the total: `{"count": 57, "next": …, "results": […]}`."""
    if "total" in found.values():
        return dict(found)
    counts = [key for key, told in found.items() if told == "count" and plain_name(key).endswith("count")]
    return {pointer: "total" if pointer in counts[:1] else told for pointer, told in found.items()}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
