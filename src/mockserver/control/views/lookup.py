"""What several views need: the engine, what a request names, and empty responses."""

from __future__ import annotations

import flask

from ...engine.apis.apis import Api
from ...engine.engine import Engine
from ...engine.worlds.world import World
from ...engine.worlds.worlds import TooManyWorlds
from ...openapi.rules import quote
from ..problems import ControlProblem, unknown

NAMED = 20  # worlds in one message


def get_engine() -> Engine:
    """Return the engine that `make_app` gave to this application."""
    engine: Engine = flask.current_app.extensions["mockserver"]
    return engine


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


def make_world(name: str) -> World:
    try:
        return get_engine().worlds.get(name)
    except TooManyWorlds:
        detail = "the server holds the maximum number of worlds, all in use; DELETE /_mock/worlds/{world} makes room"
        raise ControlProblem(409, detail) from None


def no_content() -> flask.Response:
    response = flask.Response(status=204)
    del response.headers["Content-Type"]
    return response
