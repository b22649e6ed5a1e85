"""Items of an OpenAPI document: everything that a test can exercise or miss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from ..openapi.documents import Document
from ..openapi.operations import MediaTypeObject, Operation, Parameter
from ..openapi.pointers import escape
from ..openapi.rules import quote
from .fields import Fields

Kind = Literal["operation", "status", "parameter", "value", "request", "response"]
"""`value` is one of the values an enum or boolean parameter has; `request` and `response` are fields of bodies."""


class Item(NamedTuple):
    """One thing to exercise. A field counts once for each operation and media type that has it."""

    operation_id: str  # "listBooks"
    kind: Kind
    part: str  # "", "404", "query limit", 'query sort="title"', "application/json", "200 application/json"
    pointer: str  # in the document: "/components/schemas/Book/properties/title"


def iter_items(operation: Operation, requests: Fields, responses: Fields) -> Iterator[tuple[Item, str]]:
    """Yield the items of an operation, each with its name in reports: `404`, `query limit`, `200 items[].title`."""
    yield operation_item(operation), str(operation)
    for status in operation.responses:
        yield status_item(operation, status), status
    for parameter in operation.parameters:
        item = parameter_item(operation, parameter)
        yield item, item.part
        for text, pointer in read_choices(operation.document, parameter).items():
            item = choice_item(operation, parameter, text, pointer)
            yield item, item.part
    for content in operation.body.content.values() if operation.body else ():
        yield from _iter_fields(operation, "request", content, requests)
    for status, response in operation.responses.items():
        for content in response.content.values():
            yield from _iter_fields(operation, "response", content, responses, status)


def _iter_fields(
    operation: Operation, kind: Kind, content: MediaTypeObject, fields: Fields, status: str = ""
) -> Iterator[tuple[Item, str]]:
    part = f"{status} {content.media_type}".strip()
    for pointer, name in fields.names(content).items():
        yield Item(operation.operation_id, kind, part, pointer), f"{status} {name}".strip()


def operation_item(operation: Operation) -> Item:
    return Item(operation.operation_id, "operation", "", operation.pointer)


def status_item(operation: Operation, status: str) -> Item:
    """Return the item of a status as the document writes it: "200", "4XX", "default"."""
    return Item(operation.operation_id, "status", status, f"{operation.pointer}/responses/{escape(status)}")


def parameter_item(operation: Operation, parameter: Parameter) -> Item:
    return Item(operation.operation_id, "parameter", f"{parameter.location} {parameter.name}", parameter.pointer)


def choice_item(operation: Operation, parameter: Parameter, text: str, pointer: str) -> Item:
    return Item(operation.operation_id, "value", f"{parameter.location} {parameter.name}={text}", pointer)


def read_choices(document: Document, parameter: Parameter) -> dict[str, str]:
    """Return the values of an enum or boolean parameter, or of its items, with pointers: `{"true": "/…/schema"}`."""
    at = parameter.schema or (parameter.content.schema if parameter.content else None)
    if at is None:
        return {}
    pointer, schema = document.resolve(at)
    if isinstance(schema, dict) and isinstance(schema.get("items"), dict):
        pointer, schema = document.resolve(f"{pointer}/items")
    if not isinstance(schema, dict):
        return {}
    if isinstance(schema.get("enum"), list):
        return {quote(value): f"{pointer}/enum/{index}" for index, value in enumerate(schema["enum"])}
    return {quote(value): pointer for value in (True, False)} if schema.get("type") == "boolean" else {}


def chosen(value: Any) -> Iterator[str]:
    """Yield the texts of a parameter's value, as in `read_choices`."""
    for each in value if isinstance(value, list) else (value,):
        yield quote(each)
