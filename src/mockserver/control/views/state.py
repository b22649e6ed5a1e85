"""What worlds hold."""

from __future__ import annotations

import flask

from ...engine.worlds.store import State
from ..descriptions import describe_state
from .lookup import find_api, find_world, get_engine


def get_state(world: str) -> flask.Response:
    states, engine = find_world(world).copy_states(), get_engine()
    return flask.jsonify(
        {api.name: describe_state(states.get(api.name, State()), api, engine.masker) for api in engine.apis}
    )


def get_api_state(world: str, api: str) -> flask.Response:
    found, served = find_world(world), find_api(api)
    state = found.copy_states().get(served.name, State())
    return flask.jsonify(describe_state(state, served, get_engine().masker))
