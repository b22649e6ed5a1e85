"""Many entities in one request: all of them are stored or changed, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

TOOL: dict[str, Any] = {
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "price": {"type": "integer"},
        "is_sharp": {"type": "boolean"},
    },
}
CHANGE = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {}, "price": {}, "is_sharp": {}}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
IDS = {"name": "ids", "in": "query", "schema": NUMBERS, "explode": False}
ENVELOPE = {
    "type": "object",
    "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Tool"}}},
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    operations: dict[str, Any] = {
        "GET /tools": {"200": ["Tool"]},
        "GET /tools/{id:integer}": {"200": "Tool", "404": "Fault"},
        "POST /tools": {"body": ["Tool"], "201": ["Tool"]},
        "POST /tools/batch": {"body": ENVELOPE, "201": ENVELOPE},
        "PATCH /tools": {"body": {"type": "array", "items": CHANGE}, "200": ["Tool"], "404": "Fault"},
        "PUT /tools": {"body": {"type": "array", "items": CHANGE}, "200": ["Tool"], "404": "Fault"},
        "DELETE /tools": {
            "parameters": [IDS],
            "200": ["Tool"],
            "404": "Fault",
        },
    }
    return remember(tmp_path, operations, Tool=TOOL, Fault={"properties": {"fault": {"type": "string"}}})


def create(sandbox: Sandbox, *names: str) -> list[Any]:
    made = sandbox.ask("POST", "/tools", [{"name": name, "price": 1} for name in names])
    assert made.response.status == 201
    return [row["id"] for row in body_of(made)]


def test_each_entity_becomes_a_row(sandbox: Sandbox) -> None:
    made = body_of(sandbox.ask("POST", "/tools", [{"name": "Saw", "isSharp": "true"}, {"name": "Drill", "id": 7}]))
    assert made == [{"id": 1, "name": "Saw", "is_sharp": True}, {"id": 2, "name": "Drill"}]
    assert body_of(sandbox.ask("GET", "/tools")) == made


def test_an_envelope(sandbox: Sandbox) -> None:
    made = body_of(sandbox.ask("POST", "/tools/batch", {"items": [{"name": "Saw"}, {"name": "Drill"}]}))
    assert made == {"items": [{"id": 1, "name": "Saw"}, {"id": 2, "name": "Drill"}]}
    assert body_of(sandbox.ask("GET", "/tools")) == made["items"]


def test_nothing_becomes_nothing(sandbox: Sandbox) -> None:
    assert body_of(sandbox.ask("POST", "/tools", [])) == []
    assert body_of(sandbox.ask("GET", "/tools")) == []


def test_each_entity_changes_the_row_that_it_names(sandbox: Sandbox) -> None:
    first, _, third = create(sandbox, "Saw", "Drill", "Plane")
    made = body_of(sandbox.ask("PATCH", "/tools", [{"id": first, "price": 5}, {"id": third, "name": "Jointer"}]))
    assert made == [{"id": first, "name": "Saw", "price": 5}, {"id": third, "name": "Jointer", "price": 1}]
    assert [row["price"] for row in body_of(sandbox.ask("GET", "/tools"))] == [5, 1, 1]


def test_each_entity_replaces_the_row_that_it_names(sandbox: Sandbox) -> None:
    first, second = create(sandbox, "Saw", "Drill")
    assert body_of(sandbox.ask("PUT", "/tools", [{"id": second, "name": "Bit"}])) == [{"id": second, "name": "Bit"}]
    assert [row["id"] for row in body_of(sandbox.ask("GET", "/tools"))] == [first, second]


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_one_unknown_row_leaves_all_as_they_are(sandbox: Sandbox, method: str) -> None:
    (first,) = create(sandbox, "Saw")
    before = sandbox.state()
    made = sandbox.ask(method, "/tools", [{"id": first, "name": "Axe"}, {"id": 99, "name": "None"}])
    assert made.response.status == 404
    assert sandbox.state() == before


def test_the_rows_that_are_listed_go(sandbox: Sandbox) -> None:
    first, second, third = create(sandbox, "Saw", "Drill", "Plane")
    assert [row["id"] for row in body_of(sandbox.ask("DELETE", f"/tools?ids={first},{third},99"))] == [first, third]
    assert [row["id"] for row in body_of(sandbox.ask("GET", "/tools"))] == [second]
    assert sandbox.ask("DELETE", "/tools?ids=99").response.status == 404
