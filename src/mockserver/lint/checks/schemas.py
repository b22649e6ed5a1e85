"""Schemas are valid, and can be satisfied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...openapi.documents import Direction
from ...openapi.documents.keywords import has_names, is_data
from ...openapi.documents.metaschemas import iter_schemas
from ...openapi.errors import DocumentError
from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.pointers import escape
from ...openapi.validation import Schemas
from ..findings import Finding
from ..subject import Subject


def check_readable(subject: Subject) -> Iterator[Finding]:
    """`schema.unreadable`."""
    for pointer, reason in subject.broken_schemas.items():
        yield subject.finding("schema.unreadable", pointer, reason.message)


def check_patterns(subject: Subject) -> Iterator[Finding]:
    """`schema.long-pattern`."""
    from ...openapi.generation.patterns import PATTERN_LIMIT

    for pointer, schema in iter_inner(subject):
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and len(pattern) > PATTERN_LIMIT:
            message = (
                f"has {len(pattern):,} characters; no text is generated for patterns of more than {PATTERN_LIMIT:,}"
            )
            yield subject.finding("schema.long-pattern", f"{pointer}/pattern", message)


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


def iter_inner(subject: Subject) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema, and the schemas inside it."""
    pending = [(pointer, schema, False) for pointer, schema in iter_schemas(subject.document.content)]
    while pending:
        pointer, value, names = pending.pop()
        if isinstance(value, list):
            pending += [(f"{pointer}/{index}", part, False) for index, part in enumerate(value)]
        elif isinstance(value, dict):
            if not names:
                yield pointer, value
            pending += [
                (f"{pointer}/{escape(key)}", part, not names and has_names(key))
                for key, part in value.items()
                if names or not is_data(key, part)
            ]
