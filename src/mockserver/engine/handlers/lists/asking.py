"""What a request to a list says, by the names of `behaviour.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import unquote_plus

from ..call import Call

_SEGMENT = re.compile(r"[^\[\].]+")


class Question:
    """The values of a request: those of its query, and before them the members of its body if it is a search."""

    __slots__ = ("_body", "_query", "_values")

    def __init__(self, call: Call) -> None:
        body = call.body if call.behaviour.asks_in_body else None
        self._body: Mapping[str, Any] = body if isinstance(body, dict) else {}
        self._query: str = call.received.query
        self._values: Mapping[str, Any] = {**call.query, **self._body} if self._body else call.query

    def place_of(self, name: str) -> Literal["query", "body"]:
        """Where a request says it."""
        return "body" if _split(name)[0] in self._body else "query"

    def is_sent(self, name: str) -> bool:
        """Whether a request has it; else its value is the default of the document."""
        first = _split(name)[0]
        if first in self._body:
            return True
        sent = (unquote_plus(pair.partition("=")[0]) for pair in self._query.split("&"))
        return any(each == name or _split(each)[:1] == (first,) for each in sent)

    def value(self, name: str | None) -> Any:
        """What a parameter says, `None` if the request does not have it.

        `filter[status]` and, in a body, `filters.status` may be a name, or lead into the objects of others.
        """
        if name is None:
            return None
        if name in self._values:
            return self._values[name]
        value: Any = self._values
        for segment in _split(name):
            value = value.get(segment) if isinstance(value, dict) else None
        return value

    def number(self, name: str | None) -> int | None:
        """The same as a whole number; a request that breaks its schema may have another value."""
        value = self.value(name)
        try:
            return int(value) if value is not None and not isinstance(value, (bool, dict, list)) else None
        except (ValueError, OverflowError):
            return None


@lru_cache(maxsize=4096)
def _split(name: str) -> tuple[str, ...]:
    return tuple(_SEGMENT.findall(name))
