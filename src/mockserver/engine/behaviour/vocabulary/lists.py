"""`filter`, `sort` and `page`: how a list is asked."""

from __future__ import annotations

from typing import Any

from ..records import Filter, Page, Sort
from .differing import differing, one_or_list, read_one_or_list


def read_filters(raw: dict[str, Any]) -> tuple[Filter, ...]:
    """Return the filters of `{min_price: {member: price, compare: min}}`."""
    return tuple(
        Filter(
            parameter,
            entry.get("member", ""),
            entry.get("compare", "equal"),
            read_one_or_list(entry["off"]) if "off" in entry else (),
        )
        for parameter, entry in raw.items()
        if isinstance(entry, dict)
    )


def write_filters(filters: tuple[Filter, ...]) -> dict[str, Any]:
    return {
        one.parameter: differing(
            [
                ("member", one.member, ""),
                ("compare", one.compare, "equal"),
                ("off", one_or_list(one.off), []),
            ]
        )
        for one in filters
    }


def read_sort(raw: str | dict[str, Any] | None) -> Sort | None:
    """Return the order of `sort` or `{by: sort_by, direction: order, members: {newest: -created_at}}`."""
    if raw is None or isinstance(raw, str):
        return Sort(raw) if raw is not None else None
    return Sort(raw["by"], raw.get("direction"), raw.get("members") or {})


def write_sort(sort: Sort | None) -> Any:
    if sort is None:
        return None
    written = differing(
        [("by", sort.parameter, None), ("direction", sort.direction, None), ("members", sort.members, {})]
    )
    return sort.parameter if len(written) == 1 else written


def read_page(raw: dict[str, Any] | None) -> Page | None:
    """Return the page of `{size: limit, number: page}`."""
    if raw is None:
        return None
    return Page(
        size=raw.get("size"),
        number=raw.get("number"),
        offset=raw.get("offset"),
        cursor=raw.get("cursor"),
        before=raw.get("before"),
        first=raw.get("first", 1),
        default=raw.get("default"),
        largest=raw.get("largest"),
        is_identifier=raw.get("by") == "identifier",
    )


def write_page(page: Page | None) -> dict[str, Any] | None:
    if page is None:
        return None
    return differing(
        [
            ("size", page.size, None),
            ("number", page.number, None),
            ("offset", page.offset, None),
            ("cursor", page.cursor, None),
            ("before", page.before, None),
            ("by", "identifier" if page.is_identifier else "token", "token"),
            ("first", page.first, 1),
            ("default", page.default, None),
            ("largest", page.largest, None),
        ]
    )
