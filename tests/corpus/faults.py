"""Operations that cannot be served, by document, with the reason: a fault of the document, or a known limit.

All other operations must be served. An operation that is served must be removed from this list.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """An operation that cannot be served."""

    operation: str  # "GET /typo"
    words: str  # in the response, the refusal or the problem found in the response
    why: str  # for readers


FAULTS: dict[str, list[Fault]] = {
    "broken-3.0": [
        Fault("GET /nobody", "no value satisfies", "a minimum above the maximum"),
        Fault("GET /list", "must be a mapping", "an operation that is a list"),
        Fault("* /no/slash", "does not begin with a slash", "a path without a leading slash"),
        Fault("* /circle", "leads in a circle", "a path item that refers to itself"),
    ],
    "schemas-3.1": [
        Fault("GET /booleans", "no value satisfies", "`false` for a schema"),
    ],
    "trees-3.1": [
        Fault("GET /endless", "it requires itself without end", "a schema that requires itself"),
    ],
    "untidy-3.1": [
        Fault("GET /clash/{b}", "was taken for clash", "the same path as /clash/{a}"),
        Fault("GET /enum", "no value satisfies", "an enum without a value of its type"),
    ],
}
