"""Examples and defaults satisfy their schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...openapi.documents import Direction
from ...openapi.errors import DocumentError
from ...openapi.operations import Example, MediaTypeObject
from ...openapi.rules import BodyLocation, Violation
from ...openapi.validation import ContentChecker
from ..findings import Finding, LintRuleId
from ..subject import LintSubject
from .schemas import iter_contents, iter_inner

_DIRECTIONS: tuple[Direction, ...] = ("response", "request")
_LOCATIONS: dict[Direction, BodyLocation] = {"request": "body", "response": "response"}


def check_examples(subject: LintSubject) -> Iterator[Finding]:
    """`example.schema` and `example.unreadable`: the examples of bodies, in the direction of their message."""
    for operation in subject.operations:
        for direction, content in iter_contents(operation):
            for example in content.examples:
                subject.check_time()
                yield from _judge_body(subject, direction, content, example)


def _judge_body(
    subject: LintSubject, direction: Direction, content: MediaTypeObject, example: Example
) -> Iterator[Finding]:
    try:
        value = example.value
    except DocumentError as reason:  # in a file of its own
        if example.pointer not in subject.broken_references:
            yield subject.finding("example.unreadable", example.pointer, reason.message)
        return
    try:
        judge = ContentChecker(subject.document, content, subject.schemas(direction), _LOCATIONS[direction])
        broken = judge.check(value)
    except DocumentError:
        return  # a broken schema is a finding of its own
    is_sent = bool(broken) and direction == "response" and all(violation.keyword == "format" for violation in broken)
    note = "; it is sent all the same" if is_sent else ""
    is_structure = isinstance(value, (dict, list)) and example.shown is value
    for violation in broken:
        at = example.pointer + violation.pointer if is_structure else example.pointer
        yield subject.finding("example.schema", at, _sentence(violation) + note)


def check_shown_by_schemas(subject: LintSubject) -> Iterator[Finding]:
    """`example.schema` and `default.schema`: values in schemas, which must be valid in one of the directions."""
    for pointer, schema in iter_inner(subject):
        shown: list[tuple[LintRuleId, str, Any]] = [(rule, key, schema[key]) for rule, key in _SHOWN if key in schema]
        listed = schema.get("examples")
        shown += [
            ("example.schema", f"examples/{n}", v) for n, v in enumerate(listed if isinstance(listed, list) else ())
        ]
        for rule, below, value in shown:
            verdicts = [list(_judge(subject, rule, pointer, value, f"{pointer}/{below}", way)) for way in _DIRECTIONS]
            if all(verdicts):
                yield from verdicts[0]


_SHOWN: tuple[tuple[LintRuleId, str], ...] = (("example.schema", "example"), ("default.schema", "default"))


def _judge(
    subject: LintSubject, rule: LintRuleId, schema: str, value: Any, pointer: str, direction: Direction
) -> Iterator[Finding]:
    subject.check_time()
    try:
        broken = subject.schemas(direction).check(schema, value, rule="body.schema", location="body")
    except DocumentError:
        return  # a broken schema is a finding of its own
    for violation in broken:
        yield subject.finding(rule, pointer + violation.pointer, _sentence(violation))


def _sentence(violation: Violation) -> str:
    return f"{violation.pointer} {violation.message}" if violation.pointer else violation.message
