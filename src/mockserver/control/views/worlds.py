"""Worlds: listed, read, reset and forgotten."""

from __future__ import annotations

from bisect import bisect_right

import flask

from ...engine.worlds.worlds import DEFAULT_WORLD
from ..descriptions import describe_world
from .lookup import find_world, get_engine, no_content


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
    return no_content()


def reset_world(world: str) -> flask.Response:
    find_world(world).reset()
    return no_content()
