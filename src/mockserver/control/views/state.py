"""What worlds hold: read, and seeded at once."""

from __future__ import annotations

from typing import Any

import flask

from ...engine.rows.edit import StateEdit
from ...engine.rows.seeding import seed, seed_all
from ...engine.worlds.store import State
from ..descriptions import describe_state
from .changing import change_state, respond
from .lookup import find_api, find_world, get_engine


def get_state(world: str) -> flask.Response:
    states, engine = find_world(world).copy_states(), get_engine()
    return respond({api.name: describe_state(states.get(api.name, State()), api, engine.masker) for api in engine.apis})


def seed_state(world: str, body: dict[str, Any], *, force: bool = False) -> flask.Response:
    apis = get_engine().apis

    def change(edit: StateEdit) -> int:
        return seed_all(edit, apis, body, is_forced=force)

    return respond({"rows": change_state(world, "seed_state", change)})


def get_api_state(world: str, api: str) -> flask.Response:
    found, served = find_world(world), find_api(api)
    state = found.copy_states().get(served.name, State())
    return respond(describe_state(state, served, get_engine().masker))


def seed_api_state(world: str, api: str, body: dict[str, Any], *, force: bool = False) -> flask.Response:
    served = find_api(api)

    def change(edit: StateEdit) -> int:
        return seed(edit, served, body, is_forced=force)

    return respond({"rows": change_state(world, "seed_api_state", change)})
