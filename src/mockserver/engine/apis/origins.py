"""Where the response to a valid request to an operation comes from, as far as it is known before the request."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...openapi.operations import Operation
from ..behaviour import Action
from ..inference.reasons import explain_stateless
from ..negotiation.selecting import find_usual
from .apis import Api

OriginKind = Literal["handler", "resource", "example", "generated", "broken"]


class Origin(NamedTuple):
    """What an operation responds with."""

    kind: OriginKind
    resource: str | None = None  # "book"
    action: Action | None = None  # "list"
    is_inferred: bool = False  # from the document, not from `behaviour.yaml`
    reason: str = ""  # why it is stateless: "it belongs to no resource"; empty if nothing is inferred for its API

    def __str__(self) -> str:
        """`resource book (list)`."""
        return f"resource {self.resource} ({self.action})" if self.kind == "resource" else self.kind


def find_origin(api: Api, operation: Operation) -> Origin:
    """What an operation responds with. The first of these that there is:

    1. nothing, because the operation is broken
    2. a function of `handlers.py`
    3. rows of a resource, with an action that is written or inferred
    4. an example of its usual response; a response without a body is one
    5. a body that is generated from the schema
    """
    key = operation.operation_id
    if operation.broken is not None:
        return Origin("broken")
    if key in api.functions.handlers:
        return Origin("handler")
    rules = api.behaviour.operations.get(key)
    if rules is not None and rules.action is not None:
        written = api.written.operations.get(key)
        is_inferred = written is None or written.action is None
        return Origin("resource", rules.resource, rules.action, is_inferred)
    usual = find_usual(operation)
    contents = tuple(usual[1].content.values()) if usual is not None else ()
    reason = explain_stateless(api.inference, operation) if api.inference is not None else ""
    is_shown = not contents or bool(contents[0].examples)
    return Origin("example" if is_shown else "generated", reason=reason)
