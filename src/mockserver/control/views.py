"""The operations of `control.yaml`, each a Flask view of the same name.

connexion validates every argument by the document, and converts it to the type of its schema, before it calls a view.
A view returns a Flask response, because connexion 3.3.0 cannot choose its media type: it takes those of all statuses of
an operation together, problems included.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

import flask

from .. import __version__
from ..engine.apis.apis import Api
from ..engine.behaviour import Switch
from ..engine.worlds.store import State
from ..engine.worlds.world import World
from ..engine.worlds.worlds import DEFAULT_WORLD, TooManyWorlds
from ..openapi.media_types import choose
from ..openapi.rules import quote
from .descriptions import (
    describe_api,
    describe_clock,
    describe_exchange,
    describe_operation,
    describe_state,
    describe_switch,
    describe_world,
    timestamp,
)
from .documents import control_document, serve_from
from .problems import ControlProblem, unknown

if TYPE_CHECKING:
    from ..engine.engine import Engine

JSON, YAML = "application/json", "application/yaml"
NAMED = 20  # worlds in one message
LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)  # leaves a running clock a thousand years until datetime.max


def get_engine() -> Engine:
    """Return the engine that `make_app` gave to this application."""
    engine: Engine = flask.current_app.extensions["mockserver"]
    return engine


# the server


def get_health() -> flask.Response:
    engine = get_engine()
    apis, worlds = len(engine.apis), len(engine.worlds)
    return flask.jsonify({"status": "ok", "version": __version__, "apis": apis, "worlds": worlds})


def get_control_document() -> flask.Response:
    return flask.jsonify(control_document().content)


# APIs


def list_apis() -> flask.Response:
    return flask.jsonify({"apis": [describe_api(api) for api in get_engine().apis]})


def get_api(api: str) -> flask.Response:
    return flask.jsonify(describe_api(find_api(api)))


def list_operations(api: str) -> flask.Response:
    found = find_api(api)
    return flask.jsonify({"operations": [describe_operation(found, operation) for operation in found.operations]})


def get_document(api: str, servers: str | None = None) -> flask.Response:
    """Return the author's text as YAML, or its data as JSON.

    1. The media type that the Accept header prefers; between equals, JSON.
    2. The servers that `servers` names; without it, the mock in JSON and the published ones in YAML.
    3. The mock is not available in YAML, because the author's text is never changed.
    """
    found = find_api(api)
    offers = [JSON] if servers == "mock" else [JSON, YAML]
    accept = flask.request.headers.get("Accept")
    media_type = choose(accept, offers)
    if media_type is None:
        raise ControlProblem(406, f"Accept: {quote(accept)[1:-1]} cannot be satisfied; there are: {', '.join(offers)}")
    if media_type == YAML:
        response = flask.Response(found.document.text.encode(), content_type=YAML)
    elif servers == "published":
        response = flask.jsonify(found.document.published)
    else:
        response = flask.jsonify(serve_from(found.document.content, own_address() + found.prefix))
    response.headers["Vary"] = "Accept"
    return response


# worlds


def list_worlds(limit: int, after: str = "") -> flask.Response:
    worlds = get_engine().worlds
    names = worlds.names()
    first = bisect_right(names, after)
    found = [world for name in names[first : first + limit] if (world := worlds.peek(name)) is not None]
    return flask.jsonify({"total": len(names), "worlds": [describe_world(world) for world in found]})


def get_world(world: str) -> flask.Response:
    return flask.jsonify(describe_world(find_world(world)))


def delete_world(world: str) -> flask.Response:
    worlds = get_engine().worlds
    if world == DEFAULT_WORLD:
        worlds.get(world).reset()
    else:
        worlds.forget(world)
    return _no_content()


def reset_world(world: str) -> flask.Response:
    find_world(world).reset()
    return _no_content()


def get_state(world: str) -> flask.Response:
    states, engine = find_world(world).copy_states(), get_engine()
    return flask.jsonify(
        {api.name: describe_state(states.get(api.name, State()), api, engine.masker) for api in engine.apis}
    )


def get_api_state(world: str, api: str) -> flask.Response:
    found, served = find_world(world), find_api(api)
    state = found.copy_states().get(served.name, State())
    return flask.jsonify(describe_state(state, served, get_engine().masker))


def list_exchanges(
    world: str,
    limit: int,
    body_limit: int,
    api: str | None = None,
    operation_id: str | None = None,
    violations: bool | None = None,
) -> flask.Response:
    found = find_world(world)
    with found.lock:
        total, kept = found.journal.total, tuple(found.journal)
    wanted = (
        exchange
        for exchange in reversed(kept)
        if (api is None or exchange.api == api)
        and (operation_id is None or exchange.operation_id == operation_id)
        and (violations is None or bool(exchange.violations) is violations)
    )
    exchanges = [describe_exchange(exchange, body_limit) for exchange in islice(wanted, limit)]
    return flask.jsonify({"total": total, "exchanges": exchanges})


def clear_journal(world: str) -> flask.Response:
    found = find_world(world)
    with found.lock:
        found.journal.clear()
    return _no_content()


# preparing


def list_switches(world: str) -> flask.Response:
    found = find_world(world)
    return flask.jsonify({"switches": [describe_switch(name, switch, found) for name, switch in _switches().items()]})


def set_switch(world: str, switch: str, body: dict[str, str]) -> flask.Response:
    known = _switches().get(switch)
    if known is None:
        raise unknown("switch", switch, _switches())
    value = body["value"]
    if value not in known.values:
        raise ControlProblem(422, f"{quote(value)} is not a value of {switch}; allowed: {', '.join(known.values)}")
    prepared = _make_world(world)
    with prepared.lock:
        prepared.switches[switch] = value
        return flask.jsonify(describe_switch(switch, known, prepared))


def get_clock(world: str) -> flask.Response:
    return flask.jsonify(describe_clock(find_world(world).clock))


def set_clock(world: str, body: dict[str, Any]) -> flask.Response:
    prepared = _make_world(world)
    with prepared.lock:
        clock = prepared.clock
        if "freeze" in body:
            clock.freeze(_moment(body["freeze"]))
        elif "advance_seconds" in body:
            seconds = body["advance_seconds"]
            if clock.now() + timedelta(seconds=seconds) >= LAST_MOMENT:
                now = timestamp(clock.now())
                raise ControlProblem(409, f"{seconds} seconds after {now} the clock would leave the years 1970 to 8999")
            clock.advance(timedelta(seconds=seconds))
        else:
            clock.run()
        return flask.jsonify(describe_clock(clock))


# what several views need


def own_address() -> str:
    """Return the address that the client uses: `http://127.0.0.1:8000`; empty if its Host header cannot be read."""
    request = flask.request
    return request.host_url.rstrip("/") if request.host else ""


def find_api(name: str) -> Api:
    apis = get_engine().apis
    api = apis.find(name)
    if api is None:
        raise unknown("API", name, (known.name for known in apis))
    return api


def find_world(name: str) -> World:
    worlds = get_engine().worlds
    world = worlds.find(name)
    if world is None:
        names = worlds.names()
        more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        raise ControlProblem(404, f"there is no world {quote(name)}; there are: {', '.join(names[:NAMED])}{more}")
    return world


def _make_world(name: str) -> World:
    try:
        return get_engine().worlds.get(name)
    except TooManyWorlds:
        detail = "the server holds the maximum number of worlds, all in use; DELETE /_mock/worlds/{world} makes room"
        raise ControlProblem(409, detail) from None


def _switches() -> dict[str, Switch]:
    """Return the switches of all APIs by their names in worlds: `idun.reload`."""
    return {
        f"{api.name}.{name}": switch for api in get_engine().apis for name, switch in api.behaviour.switches.items()
    }


def _moment(text: str) -> datetime:
    """Return the moment of an RFC 3339 text that connexion has validated."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _no_content() -> flask.Response:
    response = flask.Response(status=204)
    del response.headers["Content-Type"]
    return response
