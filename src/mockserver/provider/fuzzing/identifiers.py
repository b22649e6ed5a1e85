"""Identifiers of items that exist, in the requests of Schemathesis.

Random identifiers lead to nothing but 404. Most requests get the identifier of an item that the run has created. One of
eight stays as it is, and so does each that is wrong because of its path, or tries a boundary value there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from zlib import crc32

from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER, HookContext

from ...openapi.operations import Operation
from ..documented.created import CreatedItem
from ..documented.upkeep import Upkeep
from ..failures import Phase

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.core.transport import Response as ReceivedResponse

RANDOM_SHARE = 8  # one of so many requests keeps its random identifier
_PATH = "path"


class Identifiers:
    """Puts identifiers into requests, and learns from the responses which items exist."""

    def __init__(self, upkeep: Upkeep, operations: Mapping[str, Operation]) -> None:
        self._upkeep = upkeep
        self._operations = operations  # by "GET /books/{id}"
        self._sent: dict[str, CreatedItem] = {}  # by the id of a case whose response is awaited

    @contextmanager
    def registered(self) -> Iterator[None]:
        """Register the hooks, before those of the user, which may choose other identifiers."""
        hooks: list[tuple[str, Callable[..., Any]]] = [
            ("before_call", self._before_call),
            ("after_call", self._after_call),
        ]
        for name, hook in hooks:
            GLOBAL_HOOK_DISPATCHER.register_hook_with_name(hook, name)
        try:
            yield
        finally:
            for _, hook in hooks:
                GLOBAL_HOOK_DISPATCHER.unregister(hook)

    def _before_call(self, context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        operation = self._operations.get(case.operation.label)
        if operation is None or not case.path_parameters:
            return
        item = self._upkeep.find(operation.path, case.path_parameters)
        if item is None and (free := _free_names(case)):
            number = _number(case)
            known = self._upkeep.candidates(operation.path, phase_of_case(case))
            item = known[number // RANDOM_SHARE % len(known)] if known and number % RANDOM_SHARE else None
            if item is None and known and operation.method == "DELETE":
                return  # an item that the user has chosen shall live
            values = self._upkeep.values(operation, item)
            case.path_parameters.update({name: value for name, value in values.items() if name in free})
            item = self._upkeep.find(operation.path, case.path_parameters)
        if item is not None:
            self._sent[case.id] = item

    def _after_call(self, context: HookContext, case: Case[Any], response: ReceivedResponse) -> None:
        item, operation = self._sent.pop(case.id, None), self._operations.get(case.operation.label)
        if item is not None and operation is not None and case.method.upper() == operation.method:
            self._upkeep.note(operation, item, response.status_code, phase_of_case(case))


def _free_names(case: Case[Any]) -> set[str]:
    """Return the path variables that may have another value.

    - none, if the path is what makes the request wrong, and it is not known which variable
    - none, if a link has chosen the identifier, in a sequence
    - all but the one for which a boundary value is tried, or a wrong one
    """
    names = set(case.path_parameters)
    if case.meta is None:
        return names
    components = {location.value: component.mode.value for location, component in case.meta.components.items()}
    if case.meta.phase.name.value == "stateful" and _PATH not in components:
        return set()
    tried = case.meta.phase.data
    if tried.parameter_location is not None and tried.parameter_location.value == _PATH and tried.parameter:
        return names - {tried.parameter}
    return set() if components.get(_PATH) == "negative" else names


def _number(case: Case[Any]) -> int:
    """Return a number that depends on the values of a request alone, so that a repeated request is sent again."""
    values = [case.path_parameters, case.query, dict(case.headers), case.cookies, case.body]
    return crc32(f"{case.operation.label} {json.dumps(values, default=_name)}".encode())


def _name(value: object) -> str:
    """Return a text for a value that is not JSON, without an address in memory."""
    return repr(value) if isinstance(value, bytes) else type(value).__name__


def phase_of_case(case: Case[Any]) -> Phase:
    """Return our name of the phase that sends a request."""
    name = case.meta.phase.name.value if case.meta is not None else ""
    phases: dict[str, Phase] = {"examples": "examples", "coverage": "coverage", "stateful": "stateful"}
    return phases.get(name, "fuzzing")
