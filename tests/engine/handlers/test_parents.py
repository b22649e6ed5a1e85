"""Rows below a parent, as `behaviour.yaml` says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import load_api
from tests.support.small_sandbox import Sandbox, body_of, sandbox_of, write_folder

ROOMS = """
    openapi: 3.1.0
    info: {title: Rooms, version: '1'}
    paths:
      /houses/{house}/rooms:
        parameters: [{name: house, in: path, required: true, schema: {type: string}}]
        get:
          operationId: listRooms
          responses:
            '200': {description: ok, content: {application/json: {schema: {}}}}
            '404': {description: no}
        post:
          operationId: createRoom
          requestBody: {content: {application/json: {schema: {properties: {name: {type: string}}}}}}
          responses:
            '201': {description: ok, content: {application/json: {schema: {}}}}
            '404': {description: no}
"""

RULES = """
    resources:
      house: {identifier: id}
      room:
        identifier: id
        ids: number:1
        parent: {resource: house, member: house_id}
    operations:
      listRooms: {action: list, resource: room, scope: {house: house_id}}
      createRoom: {action: create, resource: room, scope: {house: house_id}}
"""


@pytest.fixture
def rooms(tmp_path: Path) -> Sandbox:
    write_folder(tmp_path, rooms_yaml=ROOMS)
    seed = "house: [{id: a}, {id: b}]"
    folder = write_folder(tmp_path / "fixtures", behaviour_yaml=RULES, seed_yaml=seed)
    return sandbox_of(load_api("rooms", tmp_path / "rooms.yaml", folder))


def test_a_row_belongs_to_the_parent_in_its_path(rooms: Sandbox) -> None:
    made = rooms.ask("POST", "/houses/a/rooms", {"name": "Attic"})
    assert body_of(made) == {"id": "1", "name": "Attic", "house_id": "a"}
    assert body_of(rooms.ask("GET", "/houses/a/rooms")) == [body_of(made)]
    assert body_of(rooms.ask("GET", "/houses/b/rooms")) == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_below_a_parent_that_does_not_exist_there_is_nothing(rooms: Sandbox, method: str) -> None:
    assert rooms.ask(method, "/houses/c/rooms", {} if method == "POST" else None).response.status == 404
    assert rooms.state()["room"] == []
