"""How the identifiers of a resource are made: `uuid`, `number:1`, `like:cus_4QFJ`, `schema`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from ...openapi.resources.schema_views import SchemaView
from .subjects import Subject

_UUID_LENGTH = 36
_PREFIXED = re.compile(r"[A-Za-z]{1,12}[_-][A-Za-z0-9]{4,}|[0-9a-f]{24}|[A-Za-z0-9]{8,40}|[A-Z]{1,6}-?[0-9]+")


def infer_ids(subject: Subject) -> str:
    """How new identifiers are made. The first of these that fits:

    1. `number:1` for an integer, and for a text whose example is a number
    2. `uuid` for a text with the format or an example of one
    3. `schema` for a text with a pattern or a list of values
    4. `like:…` for a text whose example has a prefix, or is random
    5. `uuid`, or `schema` where the schema allows no text of 36 characters

    What the path parameter says counts as well.
    """
    view = subject.identifier_view()
    view = SchemaView(view.document, (*view.pointers, *_parameter_view(subject).pointers))
    if view.types & {"integer", "number"}:
        return "number:1"
    examples = [one for one in _iter_examples(view) if isinstance(one, str)]
    if view.first("format") == "uuid" or any(map(_is_uuid, examples)):
        return "uuid"
    if view.has("pattern") or view.choices:
        return "schema"
    if any(example.isdigit() for example in examples):
        return "number:1"
    shown = next((example for example in examples if _PREFIXED.fullmatch(example)), None)
    if shown is not None and re.search("[0-9]", shown):
        return f"like:{shown}"
    return "uuid" if _has_room(view) else "schema"


def _parameter_view(subject: Subject) -> SchemaView:
    """The schema of the path parameter that names an item."""
    for one in subject.documented.operations:
        source = one.identifier
        if source is not None and source.location != "body":
            parameter = one.operation.parameter(source.name, source.location)
            if parameter is not None and parameter.schema is not None:
                return SchemaView(one.operation.document, [parameter.schema])
    return SchemaView(subject.documented.operations[0].operation.document, ())


def _iter_examples(view: SchemaView) -> Iterator[Any]:
    for _, schema in view.parts:
        if "example" in schema:
            yield schema["example"]
        examples = schema.get("examples")
        yield from examples if isinstance(examples, list) else ()


def _has_room(view: SchemaView) -> bool:
    """Return whether a text of 36 characters is allowed."""
    longest, shortest = view.first("maxLength"), view.first("minLength")
    is_short = isinstance(longest, int) and longest < _UUID_LENGTH
    return not is_short and not (isinstance(shortest, int) and shortest > _UUID_LENGTH)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return len(text) == _UUID_LENGTH
