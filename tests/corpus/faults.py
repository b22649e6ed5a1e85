"""What cannot be served, document by document, and why: each of these is the document's own fault, or a known limit.

Whatever is not listed must be served; whatever is listed and is served after all must go from here.
"""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """An operation that does not work as it stands."""

    operation: str  # "GET /typo"
    words: str  # what the answer, the refusal or the judge says of it
    why: str  # for people


NO_SUCCESS = "no answer of 2XX or `default` is documented"
FAULTS: dict[str, list[Fault]] = {
    "ancient-2.0": [
        Fault("GET /nowhere", "leads nowhere", "a reference to a definition that is not there"),
        Fault("DELETE /half/{id}", "leads nowhere", "a reference to a parameter that is not there"),
        Fault("GET /silent", "documents no success", NO_SUCCESS),
        Fault("GET /typo", "is not a schema", "`strnig` is no type"),
    ],
    "broken-3.0": [
        Fault("GET /reference", "leads nowhere", "a reference to a schema that is not there"),
        Fault("GET /deep", "leads nowhere", "the same, three references away"),
        Fault("GET /type", "is not a schema", "`text` is no type"),
        Fault("GET /style", "'fancy' cannot be used", "a style nobody knows"),
        Fault("GET /place", "a parameter needs", "a parameter in a body"),
        Fault("GET /pattern", "is not a schema", "a pattern that is no regular expression"),
        Fault("GET /nobody", "no value satisfies", "a minimum above the maximum"),
        Fault("GET /scheme", "is not in components", "a security scheme nobody declared"),
        Fault("GET /list", "must be a mapping", "an operation that is a list"),
        Fault("GET /empty", "documents no success", NO_SUCCESS),
        Fault("GET /only-errors", "documents no success", NO_SUCCESS),
        Fault("* /no/slash", "does not begin with a slash", "a path that is none"),
        Fault("* /circle", "leads in a circle", "a path item that refers to itself"),
    ],
    "gateway-3.2": [
        Fault("GET /elsewhere", "is not in components", "a security scheme in another document, by its address"),
    ],
    "hub-3.1": [
        Fault("GET /repos/{owner}/{repo}/zipball/{ref}", "documents no success", NO_SUCCESS + ", but a 302 is"),
    ],
    "schemas-3.1": [
        Fault("GET /booleans", "no value satisfies", "`false` for a schema"),
    ],
    "trees-3.1": [
        Fault("GET /endless", "it requires itself without end", "a schema that asks for itself"),
    ],
    "untidy-3.1": [
        Fault("GET /exclusive", "is not a schema", "`exclusiveMinimum: true` is Draft 4's"),
        Fault("GET /outside", "leads to the web", "only followed with --allow-remote-refs"),
        Fault("GET /clash/{b}", "was taken for clash", "the same path as /clash/{a}"),
        Fault("GET /items", "is not a schema", "`items` as a list is Draft 4's"),
        Fault("GET /required", "is not a schema", "`required: true` is Draft 3's"),
        Fault("GET /enum", "no value satisfies", "an enum without a value of its type"),
    ],
}
