"""Searching: the parameter whose words a row must contain."""

from __future__ import annotations

from collections.abc import Iterable

from .asked import Asked
from .row_members import RowMembers

_NAMES = (
    "q",
    "query",
    "search",
    "searchterm",
    "searchtext",
    "searchquery",
    "searchstring",
    "searchphrase",
    "fulltext",
    "term",
    "terms",
    "keyword",
    "keywords",
    "text",
    "phrase",
    "querytext",
    "querystring",
    "freetext",
)


def infer_search(asked: Iterable[Asked], members: RowMembers) -> str | None:
    """The parameter that searches in all texts of a row. One that is called like a member only filters by it."""
    texts = [each for each in asked if each.is_text and not each.choices and len(each.segments) == 1]
    named = (each for name in _NAMES for each in texts if each.plain == name)
    return next((each.name for each in named if members.find_any([each.plain]) is None), None)
