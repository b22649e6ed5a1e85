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
    "ancient-2.0": [
        Fault("GET /nowhere", "leads nowhere", "a reference to a definition that is not there"),
        Fault("DELETE /half/{id}", "leads nowhere", "a reference to a parameter that is not there"),
        Fault("GET /typo", "is not a valid JSON Schema", "`strnig` is not a type"),
    ],
    "broken-3.0": [
        Fault("GET /reference", "leads nowhere", "a reference to a schema that is not there"),
        Fault("GET /deep", "leads nowhere", "the same, three references away"),
        Fault("GET /type", "is not a valid JSON Schema", "`text` is not a type"),
        Fault("GET /style", "'fancy' cannot be used", "an unknown style"),
        Fault("GET /place", "a parameter needs", "a parameter in a body"),
        Fault("GET /pattern", "is not a valid JSON Schema", "a pattern that is not a regular expression"),
        Fault("GET /nobody", "no value satisfies", "a minimum above the maximum"),
        Fault("GET /scheme", "is not in components", "an undeclared security scheme"),
        Fault("GET /list", "must be a mapping", "an operation that is a list"),
        Fault("* /no/slash", "does not begin with a slash", "a path without a leading slash"),
        Fault("* /circle", "leads in a circle", "a path item that refers to itself"),
    ],
    "gateway-3.2": [
        Fault("GET /elsewhere", "is not in components", "a security scheme in another document, by its address"),
    ],
    "schemas-3.1": [
        Fault("GET /booleans", "no value satisfies", "`false` for a schema"),
    ],
    "trees-3.1": [
        Fault("GET /endless", "it requires itself without end", "a schema that requires itself"),
    ],
    "untidy-3.1": [
        Fault("GET /exclusive", "is not a valid JSON Schema", "`exclusiveMinimum: true` is Draft 4's"),
        Fault("GET /outside", "leads to the web", "only followed with --allow-remote-refs"),
        Fault("GET /clash/{b}", "was taken for clash", "the same path as /clash/{a}"),
        Fault("GET /items", "is not a valid JSON Schema", "`items` as a list is Draft 4's"),
        Fault("GET /required", "is not a valid JSON Schema", "`required: true` is Draft 3's"),
        Fault("GET /enum", "no value satisfies", "an enum without a value of its type"),
    ],
}
