"""Filters: the parameters that choose rows of a list by a member."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import words_of
from ..behaviour import Compare, Filter
from .asked import Asked
from .row_members import RowMembers
from .time_words import CREATED, UPDATED

_COMPARES: dict[Compare, tuple[str, ...]] = {
    "equal": ("eq", "equals", "equal", "is", "exact", "iexact", "in", "any", "oneof", "anyof"),
    "unequal": ("ne", "neq", "not", "nin", "notin", "notequal", "exclude"),
    "contains": ("contains", "icontains", "like", "ilike", "contain", "includes", "search", "match", "cont"),
    "prefix": ("startswith", "istartswith", "startwith", "starts", "prefix", "beginswith"),
    "min": ("gte", "ge", "gteq", "min", "minimum", "from", "since", "start", "least", "atleast"),
    "above": ("gt", "after", "above", "over", "greaterthan", "greater", "newerthan"),
    "max": ("lte", "le", "lteq", "max", "maximum", "to", "until", "end", "till", "upto", "atmost"),
    "below": ("lt", "before", "below", "under", "lessthan", "less", "olderthan"),
}
_BY_WORD: dict[str, Compare] = {word: compare for compare, words in _COMPARES.items() for word in words}
_FIRST: tuple[Compare, ...] = ("min", "above", "max", "below", "unequal")  # that may begin a name: `min_price`
_RANGES: tuple[Compare, ...] = ("min", "above", "max", "below")
_OF_TIME = ("date", "time", "datetime", "day", "timestamp", "at", "on", "dt", "ts", "utc")
_TIMES = ("date", "date-time")  # formats
_INCLUSIVE = ("on or after", "on or before", "or equal", "inclusive", "or later", "or earlier", "at or after")
_LATER = ("updated", "modified", "changed")
_MOMENTS = (
    "date",
    "timestamp",
    "time",
    "datetime",
    "day",
    "occurredat",
    "happenedat",
    "when",
    "eventtime",
    "eventdate",
)
_SIZES = ("price", "amount", "cost", "total", "rate", "balance", "fee", "weight")  # that may be written as texts
_AMOUNTS = ("amount", "value")
_ALL = ("all", "any", "*", "everything", "both", "either", "unfiltered")
_NEVER = (
    "fields",
    "properties",
    "include",
    "includes",
    "expand",
    "embed",
    "select",
    "populate",
    "format",
    "pretty",
    "callback",
    "context",
)
_TRUTHS = ("true", "false", "1", "0", "yes", "no")


def infer_filters(asked: Iterable[Asked], members: RowMembers) -> tuple[Filter, ...]:
    """The filters of a list; what names no member chooses nothing."""
    found = (one for each in asked if not each.is_one_of(_NEVER) for one in _iter_filters(each, members))
    return tuple(one for one in found if one is not None)


def _iter_filters(asked: Asked, members: RowMembers) -> Iterator[Filter | None]:
    """Yield the filter that a parameter is, or those of each member for an object that may have any: `filter`."""
    if asked.is_of_filters and "object" in asked.view.types and not asked.view.members:
        yield from (Filter(f"{asked.name}[{name.rpartition('.')[2]}]", name) for name in members.iter_scalars())
    else:
        yield _infer(asked, members)


class _Meaning(NamedTuple):
    member: str
    compare: Compare


def _infer(asked: Asked, members: RowMembers) -> Filter | None:
    """The filter that a parameter is: an expression if it is called `filter`, else its name is the first of these:

    1. that of a member: `status`, `address.city`, `author_id`
    2. that of a member with a comparison at its end or its beginning: `price_gte`, `created_after`, `min_price`
    3. a comparison alone, of the time of a row: `since`, `end_date`
    """
    member = members.find(asked.segments)
    if member is None and asked.plain == "filter" and asked.is_text and not asked.choices:
        return Filter(asked.name, "", "expression")
    meaning = _Meaning(member, "equal") if member is not None else _find_compared(asked, members)
    meaning = meaning or _find_moment(asked, members)
    if meaning is None:
        return None
    view = members.at(meaning.member)
    if meaning.compare == "equal" and _is_fragment(asked, view):
        meaning = meaning._replace(compare="contains")
    if meaning.compare == "equal" and not _can_be(asked, view):
        return None
    is_flag = meaning.compare == "unequal" and "boolean" in asked.view.types  # exclude_archived=false excludes nothing
    return Filter(asked.name, meaning.member, meaning.compare, (False,) if is_flag else _find_off(asked, view))


def _find_compared(asked: Asked, members: RowMembers) -> _Meaning | None:
    for compare, words in _iter_compared(asked.words):
        member = members.find(("_".join(words),))
        if compare in _RANGES:
            member = _find_ordered(member, words, members, is_time=asked.view.first("format") in _TIMES)
        if member is not None:
            return _Meaning(member, _include(compare, asked))
    return None


def _iter_compared(words: Sequence[str]) -> Iterator[tuple[Compare, Sequence[str]]]:
    """Yield the comparisons that a name may begin or end with, each with the rest of the name."""
    for length in (2, 1):
        if len(words) > length:
            head, tail = _BY_WORD.get("".join(words[:length])), _BY_WORD.get("".join(words[-length:]))
            if tail is not None:
                yield tail, words[:-length]
            if head is not None and head in _FIRST:
                yield head, words[length:]
    if len(words) > 2 and words[-1] in _OF_TIME and words[-2] in _BY_WORD:  # created_from_date
        yield _BY_WORD[words[-2]], words[:-2]


def _find_ordered(member: str | None, words: Sequence[str], members: RowMembers, *, is_time: bool) -> str | None:
    """The number or the time that is meant: the member, the amount in it, or the time that the words mean.

    A text is a time if its format or its name says so, or if the request asks with a time (`is_time`).
    """
    view = members.at(member) if member is not None else None
    amount = next((name for name in _AMOUNTS if name in view.members), None) if view is not None else None
    if amount is not None:
        return f"{member}.{amount}"
    kept = [word for word in words if word not in _OF_TIME] or words
    found = (member, members.find_time(words), members.find_time(kept))
    return next((each for each in found if each is not None and (is_time or _is_ordered(each, members))), None)


def _find_moment(asked: Asked, members: RowMembers) -> _Meaning | None:
    """What a comparison alone compares: the time of a row."""
    words = [word for word in asked.words if word not in _OF_TIME]
    if len(words) != 1 or _BY_WORD.get(words[0]) not in _RANGES:
        return None
    says_time = len(asked.words) > 1 or words[0] in ("since", "until", "till")
    if not says_time and asked.view.first("format") not in _TIMES:
        return None
    order = (UPDATED, _MOMENTS, CREATED) if any(word in asked.description for word in _LATER) else (_MOMENTS, CREATED)
    member = next((found for names in order if (found := members.find_any(names)) is not None), None)
    member = member or next(members.iter_times(), None)
    return _Meaning(member, _include(_BY_WORD[words[0]], asked)) if member is not None else None


def _include(compare: Compare, asked: Asked) -> Compare:
    """The comparison, with its end if the description says so."""
    if compare in ("above", "below") and any(words in asked.description for words in _INCLUSIVE):
        return "min" if compare == "above" else "max"
    return compare


def _is_ordered(member: str, members: RowMembers) -> bool:
    view = members.at(member)
    last = words_of(member)[-1]
    return view.first("format") in _TIMES or last in (*_OF_TIME, *_SIZES) or bool(view.types & {"integer", "number"})


def _is_fragment(asked: Asked, view: SchemaView) -> bool:
    """Whether the description says that a part of the text is enough."""
    if asked.choices or view.choices or "string" not in view.types:
        return False
    words = ("contain", "substring", "partial", "fuzzy", "search", "fragment")
    return any(word in asked.description for word in words)


def _can_be(asked: Asked, view: SchemaView) -> bool:
    """Whether the member can have one of the values that the request may ask for."""
    own = {str(value).lower() for value in _list_choices(view.items or view)}
    return not asked.choices or not own or any(str(value).lower() in own for value in asked.choices)


def _list_choices(view: SchemaView) -> list[Any]:
    """The values that a member can have, of every kind of row; empty if one of the schemas allows others."""
    found: list[Any] = []
    for _, schema in view.parts:
        if isinstance(schema.get("enum"), list):
            found += schema["enum"]
        elif "const" in schema:
            found.append(schema["const"])
        elif not any(keyword in schema for keyword in ("allOf", "oneOf", "anyOf")):
            return []
    return found


def _find_off(asked: Asked, view: SchemaView) -> tuple[Any, ...]:
    """The values that choose every row: `all` and its like, and a default that the member cannot have."""
    own = {str(value).lower() for value in _list_choices(view.items or view)}
    if "boolean" in view.types:
        own |= {*_TRUTHS}
    default = asked.view.first("default")
    listed = dict.fromkeys((*asked.choices, *([] if default is None or isinstance(default, list) else [default])))
    return tuple(value for value in listed if _is_off(value, own, default))


def _is_off(value: Any, own: Collection[str], default: Any) -> bool:
    text = str(value).lower()
    return text not in own and (text in _ALL or (bool(own) and value == default))
