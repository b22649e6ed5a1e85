"""Prepared responses: which requests get them, how often, and how many got one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeVar

import flask

from ...engine.matching.match import RequestPattern
from ...engine.matching.reading import describe_match, read_match
from ...engine.prepared_responses import UNSET, PreparedResponse
from ...engine.preparing import Undocumented, find_meant, prepare_step
from ...engine.worlds.prepared import PreparedStep
from ...engine.worlds.schedule import Entry, ScheduleFull
from ...engine.worlds.world import World
from ...openapi.errors import SandboxError, UnknownName
from ..problems import ControlProblem, unknown
from .lookup import NAMED, find_world, get_engine, make_world, no_content

T = TypeVar("T")
MOST_STEPS = 1000  # responses of one entry, repetitions included


def list_responses(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        return flask.jsonify({"responses": [_describe(entry) for entry in found.prepared]})


def add_response(world: str, body: dict[str, Any]) -> flask.Response:
    described, _ = _prepare(world, None, body)
    response = flask.jsonify(described)
    response.status_code = 201
    response.headers["Location"] = f"{flask.request.path}/{described['id']}"
    return response


def clear_responses(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.prepared.clear()
    return no_content()


def get_response(world: str, id: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        return flask.jsonify(_describe(find_entry(found.prepared, id, "prepared response")))


def set_response(world: str, id: str, body: dict[str, Any]) -> flask.Response:
    described, is_new = _prepare(world, id, body)
    response = flask.jsonify(described)
    response.status_code = 201 if is_new else 200
    return response


def delete_response(world: str, id: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.prepared.remove(id)
    return no_content()


def _prepare(world: str, id: str | None, body: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """Prepare what a body says; return its description, and whether it took the place of nothing."""
    match, times, worlds = read_known_match(body["match"]), body.get("times"), get_engine().worlds
    # a refusal makes no world; what is checked is the same in all
    steps = _make_steps(match, body["responses"], worlds.find(world) or worlds.get(), force=body.get("force", False))
    if times is None and len(steps) > 1:
        times = 1
    if len(steps) * (times or 1) > MOST_STEPS:
        total = f"{len(steps):,} responses {times:,} times are {len(steps) * (times or 1):,}"
        raise ControlProblem(422, f"{total}; allowed: up to {MOST_STEPS:,} in all")
    found = make_world(world)
    with found.lock:
        is_new = id is None or found.prepared.find(id) is None
        try:
            entry = found.prepared.put(id, match, steps, times, body)
        except ScheduleFull as reason:
            raise ControlProblem(409, str(reason)) from None
        return _describe(entry), is_new


def read_known_match(content: Mapping[str, Any]) -> RequestPattern:
    """Return the match of a body. Raises `ControlProblem` for an unknown API and a wrong JSONPath."""
    apis = get_engine().apis
    try:
        if "api" in content and apis.find(content["api"]) is None:
            raise UnknownName.among("API", content["api"], [api.name for api in apis], "the server")
        return read_match(content)
    except SandboxError as reason:
        raise ControlProblem(422, f"match: {reason}") from None


class Entries(Protocol[T]):
    """A schedule, or what has one."""

    def find(self, id: str) -> Entry[T] | None: ...

    def __iter__(self) -> Iterator[Entry[T]]: ...


def find_entry(schedule: Entries[T], id: str, noun: str) -> Entry[T]:
    """Return an entry of a schedule. Raises `ControlProblem` if there is none of that id."""
    entry = schedule.find(id)
    if entry is None:
        raise unknown(noun, id, [each.id for each in schedule][:NAMED])
    return entry


def _make_steps(
    match: RequestPattern, wanted: list[dict[str, Any]], world: World, *, force: bool
) -> list[PreparedStep]:
    try:
        meant = find_meant(get_engine().apis, match)
    except SandboxError as reason:
        raise ControlProblem(422, f"match: {reason}") from None
    is_anyway = force and match.operation_id is None
    if not meant and not is_anyway:
        raise ControlProblem(422, f"match: {_word_stranger(match)}")
    steps = []
    for place, each in enumerate(wanted):
        try:
            step = prepare_step(meant, world, _read(each), force=force, is_anyway=is_anyway)
        except Undocumented as reason:
            raise ControlProblem(422, f'responses/{place}: {reason}; "force": true sends it anyway') from None
        except SandboxError as reason:
            raise ControlProblem(422, f"responses/{place}: {reason}") from None
        steps.append(step._replace(delay=each.get("delay_milliseconds", 0) / 1000))
    return steps


def _word_stranger(match: RequestPattern) -> str:
    known = {operation.operation_id for api in get_engine().apis for operation in api.operations}
    if match.operation_id is not None and match.operation_id not in known:
        return str(UnknownName.among("operation", match.operation_id, known, "the server"))
    return f'no operation has requests like {match}; "force": true responds to them all the same'


def _read(content: dict[str, Any]) -> PreparedResponse:
    return PreparedResponse(
        content.get("status"),
        content.get("example"),
        content.get("body", UNSET),
        content.get("headers", {}),
        content.get("media_type"),
    )


def _describe(entry: Entry[PreparedStep]) -> dict[str, Any]:
    said = {"responses": [], "force": False, **entry.said}
    return {
        "id": entry.id,
        **said,
        "match": describe_match(entry.match),
        "used": entry.used,
        "remaining": entry.remaining,
    }
