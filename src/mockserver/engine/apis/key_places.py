"""Where the served APIs expect API keys."""

from __future__ import annotations

from collections.abc import Iterable

from ...openapi.operations import Operation
from ...openapi.rules import Location
from ..worlds.by_token import KeyPlaces


def find_key_places(operations: Iterable[Operation]) -> KeyPlaces:
    """Return the places: `{("header", "x-api-key"), ("query", "api_key")}`. The Authorization header is not one."""
    found: set[tuple[Location, str]] = set()
    for scheme in (scheme for each in operations for needed in each.security for scheme, _ in needed.schemes):
        if scheme.type != "apiKey":
            continue
        if scheme.location == "query":
            found.add(("query", scheme.key))
        elif scheme.location == "cookie":
            found.add(("cookie", scheme.key))
        elif scheme.key.lower() != "authorization":
            found.add(("header", scheme.key.lower()))
    return frozenset(found)
