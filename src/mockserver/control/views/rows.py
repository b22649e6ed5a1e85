"""The rows of one resource in one world."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

import flask

from ...engine.apis.apis import Api
from ...engine.behaviour import Resource
from ...engine.rows.addresses import find_key
from ...engine.worlds.store import Row
from ...openapi.rules import quote
from ...openapi.spelling import suggest
from ..descriptions import Json, describe_rows
from ..problems import ControlProblem
from .lookup import find_api, find_world, get_engine

NAMED = 20  # resources in one message


def list_rows(world: str, api: str, resource: str) -> flask.Response:
    rows, served, found = _read(world, api, resource)
    return flask.jsonify(_describe(served, found, rows))


def get_row(world: str, api: str, resource: str, identifier: str) -> flask.Response:
    rows, served, found = _read(world, api, resource)
    key = find_key(found, unquote(identifier), rows)
    if key not in rows:
        path = f"/_mock/worlds/{world}/state/{api}/{resource}"
        what = f"there is no {resource} {quote(unquote(identifier))}"
        raise ControlProblem(404, f"{what}; GET {path} lists the {len(rows)} there are")
    return flask.jsonify(_describe(served, found, {key: rows[key]})["rows"][0])


def find_resource(api: Api, name: str) -> Resource:
    known = api.behaviour.resources
    resource = known.get(name)
    if resource is None:
        names = list(known)
        listed = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
        hint = suggest(name, names)
        raise ControlProblem(404, f"{api.name} has no resource {quote(name)}; there are: {listed or 'none'}{hint}")
    return resource


def _read(world: str, api: str, resource: str) -> tuple[Mapping[str, Row], Api, Resource]:
    """Return the rows of a resource by key."""
    found, served = find_world(world), find_api(api)
    declared = find_resource(served, resource)
    with found.lock:
        state = found.state(served.name).fork()
    return state.collection(declared.name), served, declared


def _describe(api: Api, resource: Resource, rows: Mapping[str, Row]) -> Json:
    return describe_rows(rows, api, resource, get_engine().masker)
