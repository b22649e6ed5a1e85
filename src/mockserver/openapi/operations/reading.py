"""Reads the operations of a document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..documents import Document
from ..errors import DocumentError
from ..pointers import escape
from .parts import PartReader
from .pieces import Pieces
from .records import METHODS, Operation
from .security_schemes import SecurityReader


def read_operations(document: Document) -> tuple[Operation, ...]:
    """Return every operation of a document, in its order.

    A part that cannot be read is left out and is among the operation's `omissions`. An operation that cannot be served
    has the reason in `broken`. Raises `DocumentError` if `paths` is not a mapping.
    """
    operations: dict[str, Operation] = {}
    for operation in _Reader(document).operations():
        if operation.operation_id in operations:  # OpenAPI 3.1.1 §4.8.10.1: unique; the first keeps it
            operation = replace(operation, operation_id=str(operation))
        operations[operation.operation_id] = operation
    return tuple(operations.values())


class _Reader:
    """Walks one document by pointers, so that everything it reads has its place."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.pieces = Pieces(document)
        self.parts = PartReader(self.pieces)
        self.security = SecurityReader(self.pieces)

    def operations(self) -> Iterator[Operation]:
        paths = self.document.content.get("paths")
        paths = {} if paths is None else paths
        if not isinstance(paths, dict):
            raise self.document.error("must be a mapping", "/paths")
        for path in paths:
            pointer = f"/paths/{escape(path)}"
            if path.startswith("x-"):
                continue
            try:
                if not path.startswith("/"):
                    raise self.document.error(f"the path {path!r} does not begin with a slash", pointer)
                items = tuple(self._iter_items(pointer))
            except DocumentError as reason:  # no method of this path can be served
                yield from (_broken(self.document, path, method, pointer, reason) for method in METHODS)
                continue
            operations: dict[str, str] = {}
            for item in reversed(items):
                for method, pointer in self._iter_methods(item):
                    operations.setdefault(method, pointer)
            yield from (self._operation(path, method, items, pointer) for method, pointer in operations.items())

    def _iter_items(self, pointer: str) -> Iterator[str]:
        """Yield the pointers of a path item: the target of its `$ref` first, then itself, which wins."""
        last, _ = self.pieces.resolve(pointer)
        if last != pointer:
            yield from self._iter_items(self.document.follow(self.document.lookup(pointer)["$ref"], pointer))
        yield pointer

    def _iter_methods(self, pointer: str) -> Iterator[tuple[str, str]]:
        """Yield every method of one path item, and the pointer of its operation."""
        item = self.pieces.mapping(pointer)
        yield from ((method, f"{pointer}/{method}") for method in METHODS if method in item)
        for method in self.pieces.entries(pointer, "additionalOperations"):  # OpenAPI 3.2.0 §4.9.1
            yield method, f"{pointer}/additionalOperations/{escape(method)}"

    def _operation(self, path: str, method: str, items: tuple[str, ...], pointer: str) -> Operation:
        self.pieces.collect()
        try:
            return self._read(path, method, items, pointer)
        except DocumentError as reason:
            raw = self.document.lookup(pointer)
            operation_id = raw.get("operationId") if isinstance(raw, dict) else None
            return _broken(self.document, path, method, pointer, reason, operation_id)

    def _read(self, path: str, method: str, items: tuple[str, ...], pointer: str) -> Operation:
        target, raw = self.pieces.resolve(pointer)
        if target != pointer:  # references are replaced where the standard allows none, if that is possible
            raise self.document.error("its $ref leads in a circle", pointer)
        operation = Operation(
            operation_id=str(raw.get("operationId") or f"{method.upper()} {path}"),
            method=method.upper(),
            path=path,
            summary=str(raw.get("summary", "")),
            tags=tuple(str(tag) for tag in self.pieces.items(pointer, "tags")),
            deprecated=raw.get("deprecated") is True,
            parameters=self.parts.parameters(*items, pointer),
            body=self.parts.body(f"{pointer}/requestBody") if "requestBody" in raw else None,
            responses=self.parts.responses(pointer),
            security=self.security.read(pointer if isinstance(raw.get("security"), list) else ""),
            document=self.document,
            pointer=pointer,
        )
        if "security" in raw:
            self.pieces.items(pointer, "security")
        omissions = self.pieces.collect()
        return replace(operation, omissions=omissions) if omissions else operation


def _broken(
    document: Document, path: str, method: str, pointer: str, reason: DocumentError, operation_id: object = None
) -> Operation:
    """Return an operation that cannot be read, with its address, its name and the reason."""
    path = path if path.startswith("/") else f"/{path}"
    return Operation(
        operation_id=str(operation_id or f"{method.upper()} {path}"),
        method=method.upper(),
        path=path,
        summary="",
        tags=(),
        deprecated=False,
        parameters=(),
        body=None,
        responses={},
        security=(),
        document=document,
        pointer=pointer,
        broken=reason,
    )
