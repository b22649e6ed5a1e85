"""Which broken pieces of a document an operation needs, through whatever it references."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..documents import Document, iter_references
from ..documents.keywords import has_names
from ..errors import DocumentError
from .records import Operation, ResponseObject

_OPTIONAL = frozenset(("examples", "headers", "links", "callbacks"))
"""Maps whose entries an operation can do without: an entry that is broken is left out."""


class Reach:
    """Which broken `$ref`s and schemas an operation leads to, and what of it can be served in spite of them."""

    def __init__(self, document: Document, broken: dict[str, DocumentError]) -> None:
        self.document = document
        self.below: dict[
            str, DocumentError
        ] = {}  # pointer -> the first that is broken there or below, and needed there
        for at, error in broken.items():
            words = at.split("/")
            for length in range(_needed_from(at), len(words) + 1):
                self.below.setdefault("/".join(words[:length]), error)
        self.known: dict[str, list[str]] = {}  # pointer -> what is referenced there and below, and needed there

    def judge(self, operation: Operation) -> Operation:
        """The operation without the optional header fields that are broken, or with the reason it cannot be served."""
        item = operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        places = [f"{operation.pointer}/{key}" for key in ("parameters", "requestBody", "responses")]
        places += [parameter.pointer for parameter in operation.parameters]  # those beside a path's `$ref`, too
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
    """How many words of a pointer it takes before what stands there is needed: 4 of `/components/examples/Rex/value`.

    Above that it is an entry of an optional map, and whoever leads there can do without it.
    """
    length, names = 1, False
    for index, word in enumerate(pointer.split("/")):
        if not names and word in _OPTIONAL:
            length = index + 2  # the map itself, and the name in it
        names = not names and has_names(word)
    return length
