"""The body of a documented response."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from ..openapi.generation import Unsatisfiable
from ..openapi.operations import Example
from ..openapi.rules import Violation
from ..openapi.validation import CheckedRequest
from .filling.echoing import Sent
from .filling.error_bodies import DocumentedError, name_status
from .filling.laying import ABSENT
from .filling.refusal_facts import Facts
from .generated import invent, iter_members
from .negotiation.selecting import Selection, find_usual
from .turns import Turn


def make_body(turn: Turn, selection: Selection, *, is_lenient: bool) -> tuple[Any, Example | None]:
    """The body of a documented response, and the example that it is.

    If no value keeps the schema, it is the first example or the best attempt, or `Unsatisfiable` is raised without
    `is_lenient`.
    """
    content, dynamic = selection.content, turn.dynamic
    if content is None:
        return None, None
    if selection.is_named:
        return selection.examples[0].value, selection.examples[0]
    example = turn.ready.examples.find_example(selection, is_strict=turn.is_strict) if selection.examples else None
    has_schema = (content.schema or content.item_schema) is not None
    if example is not None and (dynamic is None or not has_schema):
        trail = turn.ready.examples.find_trail(example) if has_schema and selection.met is None else None
        if trail is None or not trail.is_followed(iter_members(turn.request)):
            return example.value, example
    try:
        return invent(turn, selection, dynamic), None
    except Unsatisfiable:
        if example is None and is_lenient:
            example = turn.ready.examples.find_readable(selection)
            if example is None:
                return invent(turn, selection, dynamic, is_lenient=True), None
        if example is None:
            raise
        return example.value, example


def echo(turn: Turn, selection: Selection, body: Any, checked: CheckedRequest, *, is_example: bool) -> Any:
    """The body of a success with what was sent."""
    planned, content = turn.ready.echo, selection.content
    has_query = bool(turn.request.query)
    if content is None or selection.status >= 300 or (is_example and not planned.changes and not has_query):
        return body
    is_valid = partial(turn.ready.examples.admits, selection, is_lenient=is_example)
    return planned.fill(body, content, Sent(checked, has_query), is_valid, is_example=is_example)


def explain(turn: Turn, selection: Selection, violations: Sequence[Violation]) -> Any:
    """The documented body of a refusal, with what was wrong. Raises `Unsatisfiable` if there can be none."""
    ready, content = turn.ready, selection.content
    assert content is not None
    example = ready.examples.find_example(selection)
    documented = DocumentedError(
        content,
        selection.status,
        ABSENT if example is None else example.value,
        partial(invent, turn, selection, None),
        partial(ready.examples.admits, selection, is_lenient=example is not None),
        is_shared=selection.response.status == "default" and find_usual(turn.operation) == (200, selection.response),
    )
    facts = Facts(selection.status, turn.request.method, turn.request.path, violations)
    return ready.error_bodies.fill(documented, facts)


def state(turn: Turn, selection: Selection, body: Any) -> Any:
    """The generated body of an error that was not caused by the request, with its status."""
    facts = Facts(selection.status, turn.request.method, turn.request.path, ())
    assert selection.content is not None
    return name_status(body, selection.content, facts, partial(turn.ready.examples.admits, selection))
