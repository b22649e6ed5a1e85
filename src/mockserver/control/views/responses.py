"""Prepared responses: which requests get them, how often, and how many got one."""

from __future__ import annotations

from typing import Any

import flask

from ...engine.matching.match import RequestPattern
from ...engine.matching.reading import describe_match
from ...engine.prepared_responses import UNSET, PreparedResponse
from ...engine.preparing import Undocumented, find_meant, prepare_step
from ...engine.worlds.prepared import PreparedStep
from ...engine.worlds.schedule import Entry
from ...engine.worlds.world import World
from ...openapi.errors import SandboxError
from ..problems import ControlProblem
from .entries import EntryViews, Put, describe_use, read_known_match
from .lookup import get_engine

MOST_STEPS = 1000  # responses of one entry, repetitions included


def list_responses(world: str) -> flask.Response:
    return _VIEWS.list_all(world)


def add_response(world: str, body: dict[str, Any]) -> flask.Response:
    return _VIEWS.add(world, _read(world, body))


def clear_responses(world: str) -> flask.Response:
    return _VIEWS.clear(world)


def get_response(world: str, id: str) -> flask.Response:
    return _VIEWS.read(world, id)


def set_response(world: str, id: str, body: dict[str, Any]) -> flask.Response:
    return _VIEWS.set(world, id, _read(world, body))


def delete_response(world: str, id: str) -> flask.Response:
    return _VIEWS.delete(world, id)


def _read(name: str, body: dict[str, Any]) -> Put[PreparedStep]:
    """Prepare what a body says, checked for the world of that name. Raises `ControlProblem` if it cannot be sent."""
    match, times, worlds = read_known_match(body["match"]), body.get("times"), get_engine().worlds
    # a refusal makes no world; what is checked is the same in all
    steps = _make_steps(match, body["responses"], worlds.find(name) or worlds.get(), force=body.get("force", False))
    if times is None and len(steps) > 1:
        times = 1
    if len(steps) * (times or 1) > MOST_STEPS:
        total = f"{len(steps):,} responses {times:,} times are {len(steps) * (times or 1):,}"
        raise ControlProblem(422, f"{total}; allowed: up to {MOST_STEPS:,} in all")
    return lambda world, key: world.prepared.put(key, match, steps, times, body)


def _make_steps(
    match: RequestPattern, wanted: list[dict[str, Any]], world: World, *, force: bool
) -> list[PreparedStep]:
    try:
        meant = find_meant(get_engine().apis, match)
    except SandboxError as reason:
        raise ControlProblem(422, f"match: {reason}") from None
    is_anyway = force and match.operation_id is None
    if not meant and not is_anyway:
        sentence = f'no operation has requests like {match}; "force": true responds to them all the same'
        raise ControlProblem(422, f"match: {sentence}")
    steps = []
    for place, each in enumerate(wanted):
        try:
            step = prepare_step(meant, world, _read_one(each), force=force, is_anyway=is_anyway)
        except Undocumented as reason:
            raise ControlProblem(422, f'responses/{place}: {reason}; "force": true sends it anyway') from None
        except SandboxError as reason:
            raise ControlProblem(422, f"responses/{place}: {reason}") from None
        steps.append(step._replace(delay=each.get("delay_milliseconds", 0) / 1000))
    return steps


def _read_one(content: dict[str, Any]) -> PreparedResponse:
    return PreparedResponse(
        content.get("status"),
        content.get("example"),
        content.get("body", UNSET),
        content.get("headers", {}),
        content.get("media_type"),
    )


def _describe(entry: Entry[PreparedStep]) -> dict[str, Any]:
    said = {"responses": [], "force": False, **entry.said, "match": describe_match(entry.match)}
    return {"id": entry.id, **said, **describe_use(entry)}


_VIEWS = EntryViews[PreparedStep]("prepared response", "responses", lambda world: world.prepared, _describe)
