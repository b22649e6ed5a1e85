"""Suggestions for a violation: the nearest name in the document or in the request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from ...openapi.documents import Document
from ...openapi.documents.document import DocumentPosition
from ...openapi.operations import Operation
from ...openapi.pointers import name_at, parent_of, walk
from ...openapi.rules import Violation
from .sent_request import SentRequest

DEPTH = 10  # schemas followed to find the properties of an object
_QUOTED = re.compile(r'"([^"]*)"')


def find_meant_name(violation: Violation, sent: SentRequest, operation: Operation | None) -> str:
    """The end of "did you mean …?": `"http_method"` or `"titel", which was sent`; empty if no name is near.

    `operation` is the one that the request is for, if there is one. An unknown path has no suggestion here, since its
    violation already names the nearest path.
    """
    match violation.rule, violation.keyword:
        case "body.schema", "additionalProperties" | "unevaluatedProperties":
            return _quoted(_nearest(name_at(violation.pointer), _declared_beside(violation)))
        case "body.schema", "required":
            return _sent(_nearest(name_at(violation.pointer), _members_beside(violation, sent)))
        case (("body.schema" | "parameter.schema"), "enum"):
            return _quoted(_nearest(violation.seen.strip('"'), _QUOTED.findall(violation.allowed)))
        case "parameter.required", _ if violation.location == "query":
            return _sent(_nearest(violation.name, sent.query))
        case "parameter.required", _ if violation.location == "header":
            return _sent(_nearest(violation.name.lower(), (name for name, _ in sent.headers)))
        case "parameter.unknown", _:
            names = (each.name for each in operation.parameters) if operation is not None else ()
            return _quoted(_nearest(violation.name, names))
        case _:
            return ""


def _nearest(name: str, names: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, [known for known in names if known != name], n=1)), "")


def _quoted(name: str) -> str:
    return f'"{name}"' if name else ""


def _sent(name: str) -> str:
    return f'"{name}", which was sent' if name else ""


def _members_beside(violation: Violation, sent: SentRequest) -> list[str]:
    """The members that the object in the request's body has."""
    try:
        value = walk(sent.json, parent_of(violation.pointer))
    except (ValueError, LookupError, RecursionError):
        return []
    return list(value) if isinstance(value, dict) else []


def _declared_beside(violation: Violation) -> list[str]:
    """The properties that the document declares for the object."""
    position = violation.position
    if not isinstance(position, DocumentPosition):
        return []
    return list(_iter_properties(position.document, parent_of(position.at), DEPTH))


def _iter_properties(document: Document, pointer: str, depth: int) -> Iterator[str]:
    pointer, schema = document.resolve(pointer)
    if not isinstance(schema, dict) or depth == 0:
        return
    yield from schema.get("properties") or ()
    for keyword in ("allOf", "oneOf", "anyOf"):
        for index in range(len(schema.get(keyword) or ())):
            yield from _iter_properties(document, f"{pointer}/{keyword}/{index}", depth - 1)
