"""Finds the broken pieces of a document that an operation needs, directly or through references."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..documents import Document, iter_references
from ..documents.keywords import has_names
from ..errors import DocumentError
from .records import Operation, ResponseObject

_OPTIONAL = frozenset(("examples", "headers", "links", "callbacks"))
"""Maps whose entries are optional for an operation: a broken entry is left out."""


class Reach:
    """Finds the broken `$ref`s and schemas that an operation needs, and leaves out those it does not need."""

    def __init__(self, document: Document, broken: dict[str, DocumentError]) -> None:
        self.document = document
        self.below: dict[str, DocumentError] = {}  # pointer -> the first broken piece there or below that it needs
        for at, error in broken.items():
            words = at.split("/")
            for length in range(_needed_from(at), len(words) + 1):
                self.below.setdefault("/".join(words[:length]), error)
        self.known: dict[str, list[str]] = {}  # pointer -> the targets of all references there and below that it needs

    def judge(self, operation: Operation) -> Operation:
        """Return the operation without broken optional header fields, or with the reason why it cannot be served."""
        item = operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        places = [f"{operation.pointer}/{key}" for key in ("parameters", "requestBody", "responses")]
        places += [parameter.pointer for parameter in operation.parameters]  # including those beside a path's `$ref`
        required = [h.pointer for response in operation.responses.values() for h in response.headers if h.required]
        reason = self._find_broken(f"{item}/parameters", *places, *required)
        if reason is not None:
            return replace(operation, broken=reason)
        responses = {status: self._without_broken(response) for status, response in operation.responses.items()}
        return operation if responses == operation.responses else replace(operation, responses=responses)

    def _without_broken(self, response: ResponseObject) -> ResponseObject:
        headers = tuple(header for header in response.headers if self._find_broken(header.pointer) is None)
        return response if len(headers) == len(response.headers) else replace(response, headers=headers)

    def _find_broken(self, *pointers: str) -> DocumentError | None:
        pending, seen = list(reversed(pointers)), set[str]()
        while pending:
            pointer = pending.pop()
            if pointer not in seen:
                seen.add(pointer)
                if pointer in self.below:
                    return self.below[pointer]
                pending += self._references(pointer)
        return None

    def _references(self, pointer: str) -> list[str]:
        if pointer not in self.known:
            length = len(pointer.split("/"))
            found = ((pointer + below, ref) for below, ref in iter_references(self._lookup(pointer)))
            self.known[pointer] = [self.document.follow(ref, at) for at, ref in found if _needed_from(at) <= length]
        return self.known[pointer]

    def _lookup(self, pointer: str) -> Any:
        try:
            return self.document.lookup(pointer)
        except DocumentError:
            return None  # an operation without parameters


def _needed_from(pointer: str) -> int:
    """Return how many words of a pointer lead to the entry of an optional map: 4 of `/components/examples/Rex/value`.

    Operations that need only a shorter part of the pointer do not need the entry.
    """
    length, names = 1, False
    for index, word in enumerate(pointer.split("/")):
        if not names and word in _OPTIONAL:
            length = index + 2  # the map itself, and the name in it
        names = not names and has_names(word)
    return length
