"""Identifiers: how a response names the item that was created."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, urlsplit

from ...openapi.errors import DocumentError
from ...openapi.messages import Response
from ...openapi.operations import ResponseObject
from ...openapi.pointers import escape, walk
from .resources import ProviderResource

_USUAL = ("id", "uuid", "key", "slug", "name", "code")
_WRAPPERS = ("data", "result", "item")


def find_identifier(resource: ProviderResource, response: Response, value: Any) -> str | None:
    """Return the identifier of the created item, from the first of these:

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
            return str(found)
    path = urlsplit(response.header("location") or "").path.rstrip("/")
    return unquote(path.rpartition("/")[2]) or None


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
