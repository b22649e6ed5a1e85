"""Telling: what a list says about its page and the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote_plus

from ...behaviour import Page, Resource, Told
from ...worlds.members import get_member
from ..call import Call
from .paging import ListPart, base_of

COUNTED: frozenset[Told] = frozenset(("total", "pages", "remaining", "last_link", "links"))
"""What can only be told if the whole list has been counted."""

_SAFE = "-._~!$'()*,;:@/?"  # that stay as they are in a query (RFC 3986 §3.4)
_RELATIONS: dict[Told, str] = {  # in the order of the header field Link
    "previous_link": "prev",
    "next_link": "next",
    "last_link": "last",
    "first_link": "first",
}


def tell(call: Call, part: ListPart) -> dict[Told, Any]:
    """What is known about a page; null for a page that does not exist."""
    page = call.behaviour.page or Page()
    resource = call.own
    told = _count(part, page) | _name_rows(part, resource)
    received = call.received
    if received.path and call.operation.method == "GET":
        told |= _link(part, page, told, _Address(received.path, received.query))
    return told


def _count(part: ListPart, page: Page) -> dict[Told, Any]:
    start, shown, size, total = part.start, len(part.rows), part.size, part.total
    base, number = base_of(page), page.first + (part.start // size if size else 0)
    told: dict[Told, Any] = {
        "count": shown,
        "page": number,
        "size": max(shown, 1) if size is None else size,
        "offset": start + base,
        "has_more": part.has_more,
        "has_previous": start > 0,
        "is_first": start == 0,
        "is_last": not part.has_more,
        "is_empty": shown == 0,
        "from": start + 1 if shown else None,
        "to": start + shown if shown else None,
        "next_page": number + 1 if part.has_more else None,
        "previous_page": number - 1 if start > 0 else None,
        "next_offset": start + shown + base if part.has_more else None,
        "previous_offset": max(0, start - (size or 0)) + base if start > 0 else None,
        "next_cursor": part.after,
        "previous_cursor": part.before,
    }
    if total is not None:
        told |= {
            "total": total,
            "pages": -(-total // size) if size else int(total > 0),
            "remaining": max(0, total - start - shown),
        }
    return told


def _name_rows(part: ListPart, resource: Resource) -> dict[Told, Any]:
    def identify(index: int) -> Any:
        return get_member(part.rows[index], resource.identifier) if part.rows else None

    return {"first_id": identify(0), "last_id": identify(-1)}


class _Address:
    """The address of a request, and those of other pages: all its other parameters stay."""

    def __init__(self, path: str, query: str) -> None:
        self._path = path
        self._pairs = [quote(pair, safe=f"{_SAFE}=+%") for pair in query.split("&") if pair]

    def having(self, values: Mapping[str, Any]) -> str:
        """The address with other values of some parameters; `None` leaves one out."""
        kept = [pair for pair in self._pairs if unquote_plus(pair.partition("=")[0]) not in values]
        new = [f"{_spell(name)}={_spell(value)}" for name, value in values.items() if value is not None]
        query = "&".join((*kept, *new))
        return f"{self._path}?{query}" if query else self._path


def _spell(value: Any) -> str:
    return quote(str(value), safe=_SAFE)


def _link(part: ListPart, page: Page, told: Mapping[Told, Any], address: _Address) -> dict[Told, Any]:
    """The addresses of the other pages, as paths with a query."""
    links: dict[Told, Any] = {"self_link": address.having({})}
    for name, relation in _RELATIONS.items():
        changes = _ask_for(relation, part, page, told)
        links[name] = address.having(changes) if changes is not None else None
    links["links"] = _choose_links(links, part)
    return links


def _ask_for(relation: str, part: ListPart, page: Page, told: Mapping[Told, Any]) -> dict[str, Any] | None:
    """The parameters that ask for another page, `None` if there is no such page."""
    if (relation == "next" and not part.has_more) or (relation == "prev" and part.start == 0):
        return None
    last = max(0, told.get("pages", 0) - 1)
    if part.style == "cursor":
        used = page.before if relation == "prev" and page.before is not None else page.cursor
        cursor = {"next": part.after, "prev": part.before}.get(relation)
        if relation == "last" or (cursor is None and relation != "first"):
            return None
        return {**{name: None for name in (page.cursor, page.before) if name is not None}, used or "": cursor}
    if relation == "last" and part.total is None:
        return None
    if part.style == "number":
        numbers = {"first": page.first, "next": told["next_page"], "prev": told["previous_page"]}
        return {page.number or "": numbers.get(relation, page.first + last)}
    if part.style == "offset":
        offsets = {"first": base_of(page), "next": told["next_offset"], "prev": told["previous_offset"]}
        return {page.offset or "": offsets.get(relation, base_of(page) + last * (part.size or 0))}
    return {}


def _choose_links(links: Mapping[Told, Any], part: ListPart) -> dict[str, str] | None:
    """The addresses of other pages for the header field Link, by relation (RFC 8288 §3.3); `None` if there are none."""
    shown = {relation: links[name] for name, relation in _RELATIONS.items() if links[name] is not None}
    if part.start == 0:
        shown.pop("first", None)
    if not part.has_more:
        shown.pop("last", None)
    return shown or None
