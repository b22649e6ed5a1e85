"""Faults: what goes wrong for which requests, and how often it did."""

from __future__ import annotations

from typing import Any

import flask

from ...engine.faults import read_fault
from ...engine.matching.reading import describe_match
from ...engine.worlds.faults import PlannedFault
from ...engine.worlds.schedule import Entry
from ...openapi.errors import SandboxError
from ..problems import ControlProblem
from .entries import EntryViews, Put, describe_use, read_known_match


def list_faults(world: str) -> flask.Response:
    return _VIEWS.list_all(world)


def add_fault(world: str, body: dict[str, Any]) -> flask.Response:
    return _VIEWS.add(world, _read(body))


def clear_faults(world: str) -> flask.Response:
    return _VIEWS.clear(world)


def get_fault(world: str, id: str) -> flask.Response:
    return _VIEWS.read(world, id)


def set_fault(world: str, id: str, body: dict[str, Any]) -> flask.Response:
    return _VIEWS.set(world, id, _read(body))


def delete_fault(world: str, id: str) -> flask.Response:
    return _VIEWS.delete(world, id)


def _read(body: dict[str, Any]) -> Put[PlannedFault]:
    """Let happen what a body says. Raises `ControlProblem` if it cannot."""
    match = read_known_match(body.get("match", {}))
    try:
        planned = PlannedFault(read_fault(body), body.get("rate", 1.0), body.get("seed"))
    except SandboxError as reason:
        raise ControlProblem(422, str(reason)) from None
    return lambda world, key: world.faults.put(key, match, planned, body.get("times"))


def _describe(entry: Entry[PlannedFault]) -> dict[str, Any]:
    match = describe_match(entry.match)
    return {"id": entry.id, **entry.said, **({"match": match} if match else {}), **describe_use(entry)}


_VIEWS = EntryViews[PlannedFault]("fault", "faults", lambda world: world.faults, _describe)
