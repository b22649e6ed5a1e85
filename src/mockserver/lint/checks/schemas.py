"""Schemas are valid, and can be satisfied."""

from __future__ import annotations

from collections.abc import Iterator

from ...openapi.documents import Direction
from ...openapi.errors import DocumentError
from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.validation import Schemas
from ..findings import Finding
from ..subject import Subject


def check_readable(subject: Subject) -> Iterator[Finding]:
    """`schema.unreadable`."""
    for pointer, reason in subject.broken_schemas.items():
        yield subject.finding("schema.unreadable", pointer, reason.message)


def check_satisfiable(subject: Subject) -> Iterator[Finding]:
    """`schema.unsatisfiable`, for the bodies of requests and responses."""
    from ...openapi.generation import Generator, Unsatisfiable

    wanted = {
        (direction, subject.document.resolve(schema)[0])
        for operation in subject.operations
        for direction, content in iter_contents(operation)
        for schema in (content.schema, content.item_schema)
        if schema is not None
    }
    generators: dict[Schemas, Generator] = {}
    for direction, pointer in sorted(wanted):
        subject.check_time()
        schemas = subject.schemas(direction)
        if schemas not in generators or not schemas.compiled:  # a generator keeps schemas as well
            generators = {schemas: Generator(schemas)}
        try:
            generators[schemas].generate(pointer)
        except Unsatisfiable:
            message = f"no value was found that satisfies this schema in a {direction}"
            yield subject.finding("schema.unsatisfiable", pointer, message)
        except DocumentError as reason:
            yield subject.finding("schema.unreadable", pointer, reason.message)


def iter_contents(operation: Operation) -> Iterator[tuple[Direction, MediaTypeObject]]:
    """Yield the contents of an operation with their direction; nothing for an operation that cannot be served."""
    if operation.broken is not None:
        return
    if operation.body is not None:
        yield from (("request", content) for content in operation.body.content.values())
    for response in operation.responses.values():
        yield from (("response", content) for content in response.content.values())
