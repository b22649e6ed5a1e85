"""Schemas are valid, and can be satisfied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...openapi.documents import Direction
from ...openapi.documents.grammar import Role
from ...openapi.errors import DocumentError
from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.rules import quote
from ...openapi.validation import Schemas
from ..findings import Finding
from ..subject import LintSubject

if TYPE_CHECKING:
    from ...openapi.generation import Generator

CLAUSES = 3  # broken ones that a finding names


def check_patterns(subject: LintSubject) -> Iterator[Finding]:
    """`schema.long-pattern`."""
    from ...openapi.generation.patterns import PATTERN_LIMIT

    for pointer, schema in iter_inner(subject):
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and len(pattern) > PATTERN_LIMIT:
            message = (
                f"has {len(pattern):,} characters; no text is generated for patterns of more than {PATTERN_LIMIT:,}"
            )
            yield subject.finding("schema.long-pattern", f"{pointer}/pattern", message)


def check_satisfiable(subject: LintSubject) -> Iterator[Finding]:
    """`schema.unsatisfiable`, for the bodies, parameters and header fields of requests and responses."""
    from ...openapi.generation import Generator, Unsatisfiable

    wanted = {
        (direction, subject.document.resolve(schema)[0])
        for operation in subject.operations
        for direction, schema in _iter_schemas(operation)
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
            broken = _describe_attempt(schemas, generators[schemas], pointer)
            yield subject.finding("schema.unsatisfiable", pointer, message + broken)
        except DocumentError as reason:
            yield subject.finding("schema.unreadable", pointer, reason.message)


def _iter_schemas(operation: Operation) -> Iterator[tuple[Direction, str | None]]:
    for direction, content in iter_contents(operation):
        yield from ((direction, content.schema), (direction, content.item_schema))
    if operation.broken is None:
        yield from (("request", parameter.schema) for parameter in operation.parameters)
        for response in operation.responses.values():
            yield from (("response", header.schema) for header in response.headers)


def _describe_attempt(schemas: Schemas, generator: Generator, pointer: str) -> str:
    """Return what the best attempt breaks: `; {"a": 1} comes nearest: /a: 1 is an integer; … (a.yaml:9)`."""
    from ...openapi.generation import Manner

    value = generator.generate(pointer, manner=Manner(is_lenient=True))
    broken = schemas.check(pointer, value, rule="response.schema", location="response")
    sentences = [str(violation).removeprefix("response").removeprefix(":").strip() for violation in broken[:CLAUSES]]
    return f"; {quote(value, 60)} comes nearest: {'; '.join(sentences)}" if sentences else ""


def iter_contents(operation: Operation) -> Iterator[tuple[Direction, MediaTypeObject]]:
    """Yield the contents of an operation with their direction; nothing for an operation that cannot be served."""
    if operation.broken is not None:
        return
    if operation.body is not None:
        yield from (("request", content) for content in operation.body.content.values())
    for response in operation.responses.values():
        yield from (("response", content) for content in response.content.values())


def iter_inner(subject: LintSubject) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema, and the schemas inside it."""
    for pointer, value, place, _, _ in subject.document.iter_places():
        if place == Role("schema") and isinstance(value, dict):
            yield pointer, value
