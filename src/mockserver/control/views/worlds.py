"""Worlds: listed, made, read, reset and forgotten."""

from __future__ import annotations

from bisect import bisect_right

import flask

from ...engine.worlds.row_budget import StateFull
from ...engine.worlds.worlds import DEFAULT_WORLD, TooManyWorlds, UnknownWorld, WorldExists
from ...openapi.rules import quote
from ..descriptions import describe_world
from ..problems import ControlProblem
from .lookup import created, find_world, get_engine, no_content, no_room, no_world


def list_worlds(limit: int, after: str = "") -> flask.Response:
    worlds = get_engine().worlds
    names = worlds.names()
    first = bisect_right(names, after)
    found = [world for name in names[first : first + limit] if (world := worlds.peek(name)) is not None]
    return flask.jsonify({"total": len(names), "worlds": [describe_world(world) for world in found]})


def create_world(body: dict[str, str]) -> flask.Response:
    name, source = body["name"], body.get("from")
    try:
        world = get_engine().worlds.create(name, source)
    except WorldExists:
        taken = f"there is a world {quote(name)} already; DELETE /_mock/worlds/{name} forgets it"
        raise ControlProblem(409, taken) from None
    except UnknownWorld as other:
        raise no_world(str(other)) from None
    except TooManyWorlds:
        raise no_room() from None
    except StateFull as reason:
        raise ControlProblem(409, str(reason)) from None
    return created(describe_world(world), f"/_mock/worlds/{name}")


def get_world(world: str) -> flask.Response:
    return flask.jsonify(describe_world(find_world(world)))


def delete_world(world: str) -> flask.Response:
    worlds = get_engine().worlds
    if world == DEFAULT_WORLD:
        worlds.get(world).reset()
    else:
        worlds.forget(world)
    return no_content()


def reset_world(world: str) -> flask.Response:
    find_world(world).reset()
    return no_content()
