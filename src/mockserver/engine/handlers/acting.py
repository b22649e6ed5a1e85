"""Actions on a row: they set the members that their rules name, and take those that were sent."""

from __future__ import annotations

from typing import Any

from ...openapi.rules import Violation, quote
from ..worlds.members import get_member
from ..worlds.store import Row
from .call import Call
from .patches import lay_over
from .refusal import Refusal
from .requests import find_row, read_entity, rows_of
from .responding import respond


def act(call: Call) -> Any:
    """Set members of a row; members of the entity in the body are taken first.

    It is refused if the row is not as it must be: with the error case of the operation, else as the document has it.
    """
    row = find_row(call)
    _check_allowed(call, row)
    sent, laid = read_entity(call), row
    if isinstance(sent, dict) and sent:
        intake = call.intake(call.behaviour.resource or "")
        members = {name: value for name, value in intake.take(sent).items() if name in intake.view.members}
        laid = lay_over(call, row, members)
    return respond(call, rows_of(call).set(row, call.behaviour.set, laid))


def _check_allowed(call: Call, row: Row) -> None:
    behaviour = call.behaviour
    for member, allowed in behaviour.allowed_from.items():
        value = get_member(row, member)
        if value in allowed:
            continue
        if behaviour.error is not None:
            call.refuse(behaviour.error, **row)
        wanted = ", ".join(map(quote, allowed))
        message = f"the {behaviour.resource} has {member} {quote(value)}; allowed: {wanted}"
        violation = Violation("state.conflict", "path", message, seen=quote(value), allowed=wanted)
        raise Refusal(violation.rule, {}, violation)
