"""Resources: which operations create, read, change, list and delete the same items, and how responses name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from ...openapi.errors import DocumentError
from ...openapi.messages import Response
from ...openapi.operations import Operation, ResponseObject
from ...openapi.pointers import escape, walk

_ITEM = re.compile(r"(.*[^/])/\{([^{}/]+)\}")
_USUAL = ("id", "uuid", "key", "slug", "name", "code")
_WRAPPERS = ("data", "result", "item")
_MORE = re.compile(r"next|cursor|more|offset|page", re.IGNORECASE)
_COUNT = re.compile(r"total|count", re.IGNORECASE)


@dataclass(frozen=True)
class ProviderResource:
    """A collection with an operation that creates items, and the operations on its items."""

    item: str  # "/books/{id}"
    parameter: str  # "id"
    create: Operation  # POST /books
    list: Operation | None  # GET /books
    read: Operation | None  # GET /books/{id}
    changes: tuple[Operation, ...]  # PUT and PATCH /books/{id}
    delete: Operation | None  # DELETE /books/{id}

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The operations of the sequence for this resource."""
        return tuple(op for op in (self.create, self.list, self.read, *self.changes, self.delete) if op is not None)


def find_resources(operations: Sequence[Operation]) -> tuple[ProviderResource, ...]:
    """Return a resource for every `POST /x` with a path `/x/{id}`, parents before children."""
    by_place = {(operation.method, operation.path): operation for operation in operations}
    found = {}
    for path in dict.fromkeys(operation.path for operation in operations):
        match = _ITEM.fullmatch(path)
        create = by_place.get(("POST", match[1])) if match else None
        if match is None or create is None:
            continue
        changes = (by_place.get((method, path)) for method in ("PATCH", "PUT"))
        found[path] = ProviderResource(
            item=path,
            parameter=match[2],
            create=create,
            list=by_place.get(("GET", match[1])),
            read=by_place.get(("GET", path)),
            changes=tuple(change for change in changes if change is not None),
            delete=by_place.get(("DELETE", path)),
        )
    return tuple(sorted(found.values(), key=lambda resource: resource.item.count("/")))


def find_identifier(resource: ProviderResource, response: Response, value: Any) -> str | None:
    """Return the identifier of the created item, percent-encoded for a path, from the first of these:

    1. A link in the document (OpenAPI 3.1.1 §4.8.20).
    2. A property of the body, named like the path parameter or with a usual name for identifiers.
    3. The last segment of `Location`.
    """
    documented = resource.create.response_for(response.status)
    candidates = [
        *(_linked(resource, documented, response, value) if documented else ()),
        *_named(resource.parameter, value),
    ]
    for found in candidates:
        if isinstance(found, (str, int)) and not isinstance(found, bool) and found != "":
            return quote(str(found), safe="")
    path = urlsplit(response.header("location") or "").path.rstrip("/")
    return quote(unquote(path.rpartition("/")[2]), safe="") or None


def _linked(resource: ProviderResource, documented: ResponseObject, response: Response, value: Any) -> Iterator[Any]:
    document = resource.create.document
    targets = {operation.operation_id for operation in (resource.read, resource.delete, *resource.changes) if operation}
    with suppress(DocumentError):
        for name in document.lookup(documented.pointer).get("links") or ():
            _, link = document.resolve(f"{documented.pointer}/links/{escape(name)}")
            if isinstance(link, dict) and link.get("operationId") in targets:
                parameters = link.get("parameters") or {}
                expression = parameters.get(resource.parameter) or parameters.get(f"path.{resource.parameter}")
                yield _evaluate(expression, response, value)


def _evaluate(expression: Any, response: Response, value: Any) -> Any:
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


def _named(parameter: str, value: Any) -> Iterator[Any]:
    if not isinstance(value, dict):
        return
    plain = {key.replace("_", "").replace("-", "").lower(): item for key, item in value.items()}
    wanted = parameter.replace("_", "").replace("-", "").lower()
    yield plain.get(wanted)
    for usual in _USUAL:
        if wanted.endswith(usual) or usual == "id":
            yield plain.get(usual)
    for name in _WRAPPERS:
        yield from _named(parameter, value.get(name))
    nested = [item for item in value.values() if isinstance(item, dict)]
    if len(value) == len(nested) == 1:
        yield from _named(parameter, nested[0])


def is_listed(listed: Any, identifier: str, *, headers: Response) -> bool | None:
    """Return whether a list contains an item, `None` if the list may have more pages.

    Every text and number of an item is compared, because the identifier may have any name.
    """
    items = listed if isinstance(listed, list) else _items_of(listed)
    if items is None:
        return None
    if any(_holds(item, unquote(identifier)) for item in items):
        return True
    return False if _is_complete(listed, items, headers) else None


def _items_of(listed: Any) -> list[Any] | None:
    """Return the only array of a page."""
    arrays = [value for value in listed.values() if isinstance(value, list)] if isinstance(listed, dict) else []
    return arrays[0] if len(arrays) == 1 else None


def _holds(item: Any, identifier: str) -> bool:
    values = item.values() if isinstance(item, dict) else [item]
    return any(str(value) == identifier for value in values)


def _is_complete(listed: Any, items: list[Any], headers: Response) -> bool:
    """Return whether no page follows: no link or property says so, and no total exceeds the items."""
    if headers.header("link"):
        return False
    if not isinstance(listed, dict):
        return len(items) < 10
    counts = [value for key, value in listed.items() if _COUNT.search(key) and isinstance(value, int)]
    if counts:
        return max(counts) <= len(items) and not _has_next(listed)
    return len(items) < 10 and not _has_next(listed)


def _has_next(listed: dict[str, Any]) -> bool:
    return any(_MORE.search(key) and value not in (None, "", False, 0, 1) for key, value in listed.items())
