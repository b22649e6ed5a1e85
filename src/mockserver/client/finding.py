"""Operations by name: an operationId, or a method and a path of the document such as `PATCH /pets/{id}`."""

from __future__ import annotations

from dataclasses import replace

from ..openapi.errors import UnknownName
from .errors import NotFound
from .exchanging import Steps, ask_for, make_request
from .records import ApiRecord, OperationRecord, RequestMatch
from .verbs import Standing


def find_operation(at: Standing, name: str) -> Steps[str]:
    """Return the operationId. Raises `NotFound` if no API has the operation, with the nearest names.

    A misspelt name would otherwise mean an operation that is never called.
    """
    found = _look(at, name)
    if found is None:  # not read yet, or the server has reloaded a document
        yield from _read_operations(at)
        found = _look(at, name)
    if found is None:
        operations = [each for api in _names(at) for each in at.memory[api]]
        known = [_path(each) if "/" in name else each.operation_id for each in operations]
        raise NotFound(404, str(UnknownName.among("operation", name, known, at.api or "the server")))
    return found


def find_match(at: Standing, operation: str | RequestMatch) -> Steps[RequestMatch]:
    """Return the conditions of an operation's requests, or those given, inside the API that `at` names."""
    if isinstance(operation, RequestMatch):
        return operation if operation.api else replace(operation, api=at.api)
    is_id = " " not in operation  # the server has a sentence for an unknown one
    operation_id = operation if is_id else (yield from find_operation(at, operation))
    return RequestMatch(api=at.api, operation_id=operation_id)


def _look(at: Standing, name: str) -> str | None:
    operations = [each for api in _names(at) for each in at.memory.get(api, ())]
    return next((each.operation_id for each in operations if name in (each.operation_id, _path(each))), None)


def _read_operations(at: Standing) -> Steps[None]:
    if at.api is None:
        served = yield from ask_for(tuple[ApiRecord, ...], make_request("list_apis"), "apis")
        names = [api.name for api in served]
        at.memory.clear()
    else:
        names = [at.api]
    for name in names:
        wanted = make_request("list_operations", name)
        at.memory[name] = yield from ask_for(tuple[OperationRecord, ...], wanted, "operations")


def _names(at: Standing) -> list[str]:
    return list(at.memory) if at.api is None else [at.api]


def _path(operation: OperationRecord) -> str:
    return f"{operation.method} {operation.path}"
