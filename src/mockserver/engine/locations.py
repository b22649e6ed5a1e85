"""The Location of what was created (RFC 9110 §10.2.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ..openapi.generation import Unsatisfiable
from .behaviour import OperationBehaviour
from .handlers import Shown
from .header_plans import VARIABLE
from .negotiation.selecting import Selection
from .response_headers import HeaderFields, iter_addresses
from .turns import Turn
from .worlds.members import get_member

_NAME = "location"
_CREATES = ("create", "replace")
_LEADS_TO = ("read", "download", "replace", "update", "delete")  # the best first


def locate_created(turn: Turn, shown: Shown, selection: Selection) -> HeaderFields:
    """A documented Location that leads to the row which was created; empty if there is none that keeps its schema."""
    header = next((each for each in selection.response.headers if each.name.lower() == _NAME), None)
    if header is None or turn.ready.handled.rules.action not in _CREATES or not isinstance(shown.rows, Mapping):
        return ()
    path = find_path(turn, shown.resource, shown.rows)
    for address in iter_addresses(turn, path) if path is not None else ():
        try:
            return tuple(turn.ready.examples.write_header(selection, header, address))
        except Unsatisfiable:
            continue
    return ()


def find_path(turn: Turn, resource: str, row: Mapping[str, Any]) -> str | None:
    """The path of a row inside the API; `None` if none has its identifier.

    Of several, that of an operation which reads, and which is below the path of this request.
    """
    own = turn.operation.path.rstrip("/")
    ranked = sorted(
        _iter_items(turn, resource), key=lambda one: (_LEADS_TO.index(one[1].action or ""), not one[0].startswith(own))
    )
    found = (_fill(turn, path, rules, row) for path, rules in ranked)
    return next((path for path in found if path is not None), None)


def _iter_items(turn: Turn, resource: str) -> Iterator[tuple[str, OperationBehaviour]]:
    """Yield the paths that name an item, with the rules of their operations."""
    behaviour, paths = turn.api.behaviour, {each.operation_id: each.path for each in turn.api.operations}
    for operation_id in behaviour.operations_of(resource):
        rules = behaviour.operations[operation_id]
        if rules.action in _LEADS_TO and rules.identifier is not None and rules.identifier_in == "path":
            yield paths[operation_id], rules


def _fill(turn: Turn, path: str, rules: OperationBehaviour, row: Mapping[str, Any]) -> str | None:
    """A path with the members of a row in place of its variables; `None` if it has another variable."""
    members = {**rules.scope, rules.identifier or "": turn.api.behaviour.resources[rules.resource or ""].identifier}
    values = {name: get_member(row, member) for name, member in members.items()}
    names = [found[1:-1] for found in VARIABLE.findall(path)]
    if any(isinstance(values.get(name), (dict, list, type(None))) for name in names):
        return None
    return VARIABLE.sub(lambda found: quote(str(values[found[0][1:-1]]), safe=""), path)
