"""What several views need: the engine, what a request names, and empty responses."""

from __future__ import annotations

import flask

from ...engine.apis.apis import Api
from ...engine.engine import Engine
from ...engine.worlds.world import World
from ...engine.worlds.worlds import TooManyWorlds, Worlds
from ...openapi.rules import quote
from ..descriptions import Json
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
    return find_world_among(get_engine().worlds, name)


def find_world_among(worlds: Worlds, name: str) -> World:
    world = worlds.find(name)
    if world is None:
        raise _no_world_among(worlds, name)
    return world


def make_world(name: str) -> World:
    try:
        return get_engine().worlds.get(name)
    except TooManyWorlds:
        raise no_room() from None


def no_world(name: str) -> ControlProblem:
    """Return a 404 that lists some of the worlds there are."""
    return _no_world_among(get_engine().worlds, name)


def _no_world_among(worlds: Worlds, name: str) -> ControlProblem:
    names = worlds.names()
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ControlProblem(404, f"there is no world {quote(name)}; there are: {', '.join(names[:NAMED])}{more}")


def no_room() -> ControlProblem:
    """Return a 409 for one more world."""
    detail = "the server holds the maximum number of worlds, all in use; DELETE /_mock/worlds/{world} makes room"
    return ControlProblem(409, detail)


def created(content: Json, location: str | None = None) -> flask.Response:
    """Return a 201 with the new thing; `location` is its path, if that is not the path of the request."""
    response = flask.jsonify(content)
    response.status_code = 201
    if location is not None:
        response.headers["Location"] = location
    return response


def no_content() -> flask.Response:
    response = flask.Response(status=204)
    del response.headers["Content-Type"]
    return response
