"""Links of the document (OpenAPI 3.1.1 §4.8.20) that lead from a response to an item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import unquote

from ..errors import DocumentError
from ..messages import Response
from ..operations import Operation, ResponseObject
from ..pointers import escape, walk
from .places import collection_of, is_same_collection, is_shortcut, place_of, places_of

_OWN_IDENTIFIER = re.compile(r"\{?\$response\.body#/(id|uuid|key|slug)\}?")


class Link(NamedTuple):
    """One link of a response."""

    target: Operation
    parameters: dict[str, Any]  # {"id": "$response.body#/id"}


def find_linked_paths(create: Operation, operations: Iterable[Operation]) -> list[str]:
    """Return the paths to which links lead with the identifier of the item that the response is about.

    Other links lead from an item to what it refers to, such as from a book to its author.
    """
    operations = tuple(operations)
    found = [
        link.target.path
        for response in create.responses.values()
        for link in iter_links(create, response, operations)
        if collection_of(place_of(link.target.path)) and _is_own(create, link)
    ]
    return list(dict.fromkeys(found))


class LinkTargets:
    """The operations that links lead to, by what a link calls them."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_id: dict[str, Operation] = {}
        self._by_pointer: dict[str, Operation] = {}
        for operation in operations:
            self._by_id.setdefault(operation.operation_id, operation)
            self._by_pointer[operation.pointer.removeprefix("#")] = operation

    def find(self, link: dict[str, Any]) -> Operation | None:
        """Return the operation that a link leads to."""
        if "operationId" in link:
            return self._by_id.get(str(link["operationId"]))
        reference = link.get("operationRef")
        return self._by_pointer.get(unquote(reference).removeprefix("#")) if isinstance(reference, str) else None


def find_linked_places(create: Operation, targets: LinkTargets) -> list[str]:
    """Return the places of the items to which links of an operation lead with the identifier of its own item."""
    found = []
    for response in create.responses.values():
        for link in _iter_written(create, response):
            target = targets.find(link)
            if target is not None and collection_of(place_of(target.path)):
                parameters = link.get("parameters")
                if _is_own(create, Link(target, parameters if isinstance(parameters, dict) else {})):
                    found.append(place_of(target.path))
    return list(dict.fromkeys(found))


def _is_own(create: Operation, link: Link) -> bool:
    expression = str(parameter_of(link, list(places_of(link.target.path))[-1]))
    own, collection = place_of(create.path), collection_of(place_of(link.target.path)) or ""
    if is_same_collection(own, collection) or is_shortcut(collection, own):
        return "$response." in expression
    return _OWN_IDENTIFIER.fullmatch(expression) is not None


def iter_links(create: Operation, response: ResponseObject, operations: Iterable[Operation]) -> Iterator[Link]:
    """Yield the links of a response to one of the operations."""
    operations = tuple(operations)
    for link in _iter_written(create, response):
        parameters = link.get("parameters")
        for operation in operations:
            if _leads_to(link, operation):
                yield Link(operation, parameters if isinstance(parameters, dict) else {})


def _iter_written(create: Operation, response: ResponseObject) -> Iterator[dict[str, Any]]:
    """Yield the Link Objects of a response."""
    document = create.document
    with suppress(DocumentError):
        for name in document.lookup(response.pointer).get("links") or ():
            _, link = document.resolve(f"{response.pointer}/links/{escape(name)}")
            if isinstance(link, dict):
                yield link


def parameter_of(link: Link, name: str) -> Any:
    """Return the expression for a path parameter, `None` if the link has none."""
    return link.parameters.get(name) or link.parameters.get(f"path.{name}")


def evaluate(expression: Any, response: Response, value: Any) -> Any:
    """Evaluate a runtime expression about the response (OpenAPI 3.1.1 §4.8.20.4); return `None` for others."""
    text = str(expression).strip("{}")
    if text.startswith("$response.header."):
        return response.header(text.removeprefix("$response.header."))
    if not text.startswith("$response.body#/"):
        return None
    try:
        return walk(value, text.removeprefix("$response.body#"))
    except LookupError:
        return None


def _leads_to(link: dict[str, Any], operation: Operation) -> bool:
    if "operationId" in link:
        return bool(link["operationId"] == operation.operation_id)
    reference = link.get("operationRef")
    return isinstance(reference, str) and unquote(reference).removeprefix("#") == operation.pointer.removeprefix("#")
