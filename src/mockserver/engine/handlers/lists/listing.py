"""The action `list`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from ...behaviour import OperationBehaviour
from ...behaviour.templates import fill
from ..call import Call
from ..shown import Shown
from .asking import Question
from .choosing import choose_rows
from .filling import fill_rows
from .ordering import order_rows
from .paging import take_part
from .telling import COUNTED, tell


def list_rows(call: Call) -> Any:
    """The rows of a resource that a request asks for, as the operation shows them."""
    behaviour = call.behaviour
    question = Question(call)
    rows = order_rows(call, question, fill_rows(call, question, choose_rows(call, question)))
    part = take_part(call, question, rows, is_counted=_is_counted(behaviour))
    if behaviour.has_response:
        told: Mapping[str, Any] = {**call.names, **cast(dict[str, Any], tell(call, part))}
        return fill(behaviour.response, {**told, "rows": list(part.rows)})
    if behaviour.entity is None and not call.own.is_complete:
        return list(part.rows)
    return Shown(behaviour.resource or "", part.rows, tell(call, part) if behaviour.tells else {})


def _is_counted(behaviour: OperationBehaviour) -> bool:
    return behaviour.has_response or not COUNTED.isdisjoint(behaviour.tells.values())
