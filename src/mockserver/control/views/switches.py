"""The switches of a world."""

from __future__ import annotations

import flask

from ...engine.behaviour import Switch
from ...openapi.rules import quote
from ..descriptions import describe_switch
from ..problems import ControlProblem, unknown
from .lookup import find_world, get_engine, make_world


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
    prepared = make_world(world)
    with prepared.lock:
        prepared.switches[switch] = value
        return flask.jsonify(describe_switch(switch, known, prepared))


def _switches() -> dict[str, Switch]:
    """Return the switches of all APIs by their names in worlds: `idun.reload`."""
    return {
        f"{api.name}.{name}": switch for api in get_engine().apis for name, switch in api.behaviour.switches.items()
    }
