"""Faults: what goes wrong for which requests, and how often it did."""

from __future__ import annotations

from typing import Any

import flask

from ...engine.faults import read_fault
from ...engine.matching.match import RequestPattern
from ...engine.matching.reading import describe_match
from ...engine.worlds.faults import PlannedFault
from ...engine.worlds.schedule import Entry, ScheduleFull
from ...openapi.errors import SandboxError, UnknownName
from ..problems import ControlProblem
from .lookup import find_world, get_engine, make_world, no_content
from .responses import find_entry, read_known_match


def list_faults(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        return flask.jsonify({"faults": [_describe(entry) for entry in found.faults]})


def add_fault(world: str, body: dict[str, Any]) -> flask.Response:
    described, _ = _put(world, None, body)
    response = flask.jsonify(described)
    response.status_code = 201
    response.headers["Location"] = f"{flask.request.path}/{described['id']}"
    return response


def clear_faults(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.faults.clear()
    return no_content()


def get_fault(world: str, id: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        return flask.jsonify(_describe(find_entry(found.faults, id, "fault")))


def set_fault(world: str, id: str, body: dict[str, Any]) -> flask.Response:
    described, is_new = _put(world, id, body)
    response = flask.jsonify(described)
    response.status_code = 201 if is_new else 200
    return response


def delete_fault(world: str, id: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.faults.remove(id)
    return no_content()


def _put(world: str, id: str | None, body: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Let happen what a body says; return its description, and whether it took the place of nothing."""
    match = _read_match(body)
    try:
        planned = PlannedFault(read_fault(body), body.get("rate", 1.0), body.get("seed"))
    except SandboxError as reason:
        raise ControlProblem(422, str(reason)) from None
    found = make_world(world)
    with found.lock:
        is_new = id is None or found.faults.find(id) is None
        try:
            entry = found.faults.put(id, match, planned, body.get("times"))
        except ScheduleFull as reason:
            raise ControlProblem(409, str(reason)) from None
        return _describe(entry), is_new


def _read_match(body: dict[str, Any]) -> RequestPattern:
    match = read_known_match(body.get("match", {}))
    apis = [api for api in get_engine().apis if match.api in (None, api.name)]
    known = [each.operation_id for api in apis for each in api.operations]
    if match.operation_id is not None and match.operation_id not in known:
        unknown = UnknownName.among("operation", match.operation_id, known, match.api or "the server")
        raise ControlProblem(422, f"match: {unknown}")
    return match


def _describe(entry: Entry[PlannedFault]) -> dict[str, Any]:
    match = describe_match(entry.match)
    return {
        "id": entry.id,
        **entry.said,
        **({"match": match} if match else {}),
        "used": entry.used,
        "remaining": entry.remaining,
    }
