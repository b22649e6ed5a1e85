"""How a request names its world outside its path: the Mock-World and baggage headers, and a cookie."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote

from ...openapi.messages import Headers
from ...openapi.operations.credentials import find_cookie
from ...openapi.rules import Location, quote

MEMBER = "mock-world"  # the name of the baggage member and of the cookie
_FIELDS = frozenset(("mock-world", "baggage", "cookie"))


class WorldName(NamedTuple):
    """The name of a world, and where a request has it."""

    name: str  # "anna", as it was sent
    location: Location  # "header"
    field: str  # "Mock-World"
    source: str | None = None  # "ben": the world to start from if there is none of that name
    fault: str | None = None  # what is wrong beside the name


def find_way(headers: Headers) -> WorldName | None:
    """The world that a request names in its header fields, or `None`; `Worlds.enter` has the order."""
    if not headers.has_any(_FIELDS):
        return None
    text = headers.get("mock-world")
    if text is not None:
        return _read_field(text)
    text = headers.get("baggage")
    if text is not None and MEMBER in text and (name := read_baggage(text)) is not None:
        return WorldName(name, "header", "baggage")
    text = headers.get("cookie")
    if text is not None and MEMBER in text and (name := find_cookie(text, MEMBER)) is not None:
        return WorldName(name.strip('"'), "cookie", MEMBER)
    return None


def _read_field(text: str) -> WorldName:
    """`anna; from=ben`: an item with parameters, like those of RFC 9651 §3.3."""
    name, semicolon, rest = text.partition(";")
    source = fault = None
    if semicolon:
        for parameter in rest.split(";"):
            key, equals, value = (part.strip() for part in parameter.partition("="))
            if key.lower() == "from" and equals and source is None:
                source = value
            else:
                fault = f"{quote(parameter.strip())} is not allowed beside a world's name; allowed: from=OTHER, once"
    return WorldName(name.strip(), "header", "Mock-World", source, fault)


def read_baggage(text: str) -> str | None:
    """The value of the member `mock-world` in a baggage header (W3C Baggage §3.3.1), or `None`.

    Of several the last counts: applications that hand the others on add theirs at the end.

    >>> read_baggage("user=alice, mock-world=test%2D17;ttl=60")
    'test-17'
    """
    found = None
    for member in text.split(","):  # values have commas, semicolons and what is not ASCII percent-encoded
        key, equals, value = member.partition(";")[0].partition("=")
        if equals and key.strip() == MEMBER:
            found = unquote(value.strip())
    return found
