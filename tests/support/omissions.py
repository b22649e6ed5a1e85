"""What of a document is left out, as errors with their places."""

from __future__ import annotations

from mockserver.openapi.documents import Document
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import Operation


def reported(operation: Operation) -> list[DocumentError]:
    """Return what is left out of an operation and its document, and why the operation is broken, if it is."""
    found = reported_of(operation.document)
    found += [operation.document.error(each.message, each.pointer) for each in operation.omissions]
    return [*found, operation.broken] if operation.broken is not None else found


def reported_of(document: Document) -> list[DocumentError]:
    """Return what is left out of a document's schemas, and its broken references."""
    return [document.error(each.message, each.pointer) for each in document.omissions]
