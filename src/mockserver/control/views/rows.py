"""The rows of one resource in one world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import unquote

import flask

from ...engine.apis.apis import Api
from ...engine.behaviour import Resource
from ...engine.rows.addresses import find_key
from ...engine.rows.edit import StateEdit
from ...engine.rows.refusal import UnknownRow
from ...engine.rows.table import Table
from ...engine.worlds.store import Row
from ...openapi.rules import quote
from ...openapi.spelling import suggest
from ..descriptions import Json, describe_rows
from ..problems import ControlProblem
from .changing import change_state, no_row, respond
from .lookup import find_api, find_world, get_engine, no_content

NAMED = 20  # resources in one message

T = TypeVar("T")


class _Place:
    """Where rows are. Raises a 404 for an API or a resource that does not exist."""

    def __init__(self, world: str, api: str, resource: str) -> None:
        self.world = world
        self.api = find_api(api)
        self.resource = find_resource(self.api, resource)

    def read(self) -> Mapping[str, Row]:
        """Return all rows by key. Raises a 404 for a world that does not exist."""
        world = find_world(self.world)
        with world.lock:
            state = world.state(self.api.name).fork()
        return state.collection(self.resource.name)

    def change(self, operation_id: str, work: Callable[[Table], T]) -> T:
        """Return what `work` returns, and keep what it changes."""

        def change(edit: StateEdit) -> T:
            return work(edit.table(self.api, self.resource))

        return change_state(self.world, operation_id, change)

    def describe(self, rows: Mapping[str, Row]) -> Json:
        return describe_rows(rows, self.api, self.resource, get_engine().masker)

    def describe_row(self, row: Row) -> Json:
        described: Json = self.describe({"": row})["rows"][0]
        return described


def find_resource(api: Api, name: str) -> Resource:
    known = api.behaviour.resources
    resource = known.get(name)
    if resource is None:
        names = list(known)
        listed = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
        hint = suggest(name, names)
        raise ControlProblem(404, f"{api.name} has no resource {quote(name)}; there are: {listed or 'none'}{hint}")
    return resource


# all rows


def list_rows(world: str, api: str, resource: str) -> flask.Response:
    place = _Place(world, api, resource)
    return respond(place.describe(place.read()))


def replace_rows(world: str, api: str, resource: str, body: Json, *, force: bool = False) -> flask.Response:
    def replace(table: Table) -> Mapping[str, Row]:
        table.replace(body["rows"], "/rows", is_forced=force)
        return table.rows

    place = _Place(world, api, resource)
    return respond(place.describe(place.change("replace_rows", replace)))


def add_rows(world: str, api: str, resource: str, body: Json, *, force: bool = False) -> flask.Response:
    def add(table: Table) -> Mapping[str, Row]:
        keys = table.add(body["rows"], "/rows", is_forced=force)
        rows = table.rows
        return {key: rows[key] for key in keys}

    place = _Place(world, api, resource)
    return respond(place.describe(place.change("add_rows", add)), 201)


def clear_rows(world: str, api: str, resource: str) -> flask.Response:
    _Place(world, api, resource).change("clear_rows", Table.clear)
    return no_content()


# one row


def get_row(world: str, api: str, resource: str, identifier: str) -> flask.Response:
    place, wanted = _Place(world, api, resource), unquote(identifier)
    rows = place.read()
    row = rows.get(find_key(place.resource, wanted, rows))
    if row is None:
        raise no_row(UnknownRow(resource, wanted))
    return respond(place.describe_row(row))


def put_row(world: str, api: str, resource: str, identifier: str, body: Json, *, force: bool = False) -> flask.Response:
    def put(table: Table) -> tuple[Row, bool]:
        key, is_new = table.put(unquote(identifier), body, is_forced=force)
        return table.rows[key], is_new

    place = _Place(world, api, resource)
    row, is_new = place.change("put_row", put)
    return respond(place.describe_row(row), 201 if is_new else 200)


def patch_row(
    world: str, api: str, resource: str, identifier: str, body: Json, *, force: bool = False
) -> flask.Response:
    def patch(table: Table) -> Row:
        key = table.patch(unquote(identifier), body, is_forced=force)
        return table.rows[key]

    place = _Place(world, api, resource)
    return respond(place.describe_row(place.change("patch_row", patch)))


def delete_row(world: str, api: str, resource: str, identifier: str) -> flask.Response:
    def remove(table: Table) -> Row:
        return table.remove(unquote(identifier))

    _Place(world, api, resource).change("delete_row", remove)
    return no_content()
