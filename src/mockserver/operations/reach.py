"""Which broken pieces of a document an operation needs, through whatever it references."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..documents import Document, iter_references
from ..errors import DocumentError
from .records import Operation


class Reach:
    """Which broken `$ref`s and schemas an operation leads to, through whatever it references."""

    def __init__(self, document: Document, broken: dict[str, DocumentError]) -> None:
        self.document = document
        self.broken = broken
        self.below: dict[str, DocumentError] = {}  # pointer -> the first that is broken there or below
        for at, error in broken.items():
            words = at.split("/")
            for length in range(1, len(words) + 1):
                self.below.setdefault("/".join(words[:length]), error)
        self.known: dict[str, list[str]] = {}  # pointer -> what is referenced there and below

    def judge(self, operation: Operation) -> Operation:
        item = operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
        places = [f"{operation.pointer}/{key}" for key in ("parameters", "requestBody", "responses")]
        places += [parameter.pointer for parameter in operation.parameters]  # those beside a path's `$ref`, too
        pending, seen = [f"{item}/parameters", *places], set[str]()
        while pending:
            pointer = pending.pop()
            if pointer not in seen:
                seen.add(pointer)
                if pointer in self.below:
                    return replace(operation, broken=self.below[pointer])
                pending += self._references(pointer)
        return operation

    def _references(self, pointer: str) -> list[str]:
        if pointer not in self.known:
            found = iter_references(self._lookup(pointer))
            self.known[pointer] = [self.document.follow(ref, pointer + below) for below, ref in found]
        return self.known[pointer]

    def _lookup(self, pointer: str) -> Any:
        try:
            return self.document.lookup(pointer)
        except DocumentError:
            return None  # an operation without parameters
