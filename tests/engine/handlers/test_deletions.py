"""Deletions: of one row with what is below it, of several, and of all that a request is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import NOW, remember
from tests.support.small_sandbox import Sandbox, body_of

ID = {"type": "string"}
NAMED = {"properties": {"id": ID, "name": {"type": "string"}}}
NOT_FOUND: dict[str, Any] = {"404": None}
IDS = {"name": "ids", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}, "explode": False}


def houses(folder: Path) -> Sandbox:
    """Houses with rooms, rooms with beds, and guests who belong to no house."""
    create: dict[str, Any] = {"body": "Named", "201": "Named", **NOT_FOUND}
    read: dict[str, Any] = {"200": "Named", **NOT_FOUND}
    remove: dict[str, Any] = {"204": None, **NOT_FOUND}
    paths = ("/houses", "/houses/{house_id}/rooms", "/houses/{house_id}/rooms/{room_id}/beds", "/guests")
    operations: dict[str, Any] = {}
    for path in paths:
        operations |= {f"POST {path}": create, f"GET {path}": {"200": ["Named"], **NOT_FOUND}}
        item = f"{path}/{{{path.rpartition('/')[2][:-1]}_id}}"
        operations |= {f"GET {item}": read, f"DELETE {item}": remove}
    return remember(folder, operations, Named=NAMED)


def create(sandbox: Sandbox, path: str, **members: Any) -> Any:
    exchange = sandbox.ask("POST", path, members)
    assert exchange.response.status == 201
    return body_of(exchange)["id"]


def count(sandbox: Sandbox) -> dict[str, int]:
    return {name: len(rows) for name, rows in sandbox.state().items() if rows}


class TestChildren:
    @pytest.fixture
    def sandbox(self, tmp_path: Path) -> Sandbox:
        return houses(tmp_path)

    def test_what_is_below_a_row_goes_with_it_however_deep(self, sandbox: Sandbox) -> None:
        kept, gone = (create(sandbox, "/houses", name=name) for name in "AB")
        for house in (kept, gone):
            room = create(sandbox, f"/houses/{house}/rooms", name="room")
            create(sandbox, f"/houses/{house}/rooms/{room}/beds", name="bed")
        create(sandbox, "/guests", name="Ida")
        assert count(sandbox) == {"house": 2, "room": 2, "bed": 2, "guest": 1}
        assert sandbox.ask("DELETE", f"/houses/{gone}").response.status == 204
        assert count(sandbox) == {"house": 1, "room": 1, "bed": 1, "guest": 1}
        assert body_of(sandbox.ask("GET", f"/houses/{kept}/rooms"))[0]["name"] == "room"

    def test_a_room_leaves_the_beds_of_other_rooms(self, sandbox: Sandbox) -> None:
        house = create(sandbox, "/houses", name="A")
        rooms = [create(sandbox, f"/houses/{house}/rooms", name=name) for name in "ab"]
        for room in rooms:
            create(sandbox, f"/houses/{house}/rooms/{room}/beds", name="bed")
        assert sandbox.ask("DELETE", f"/houses/{house}/rooms/{rooms[0]}").response.status == 204
        assert count(sandbox) == {"house": 1, "room": 1, "bed": 1}
        assert len(body_of(sandbox.ask("GET", f"/houses/{house}/rooms/{rooms[1]}/beds"))) == 1

    def test_a_refused_deletion_removes_nothing(self, sandbox: Sandbox) -> None:
        house = create(sandbox, "/houses", name="A")
        create(sandbox, f"/houses/{house}/rooms", name="room")
        before = sandbox.state()
        assert sandbox.ask("DELETE", "/houses/unknown").response.status == 404
        assert sandbox.state() == before


def test_equal_numbers_below_different_parents(tmp_path: Path) -> None:
    """Identifiers that a client chooses below a parent are those of that parent alone."""
    operations: dict[str, Any] = {
        "PUT /shelves/{shelf}": {"body": "Shelf", "200": "Shelf", "201": "Shelf"},
        "GET /shelves/{shelf}": {"200": "Shelf", **NOT_FOUND},
        "PUT /shelves/{shelf}/boxes/{box}": {"body": "Box", "200": "Box", "201": "Box"},
        "GET /shelves/{shelf}/boxes/{box}": {"200": "Box", **NOT_FOUND},
        "DELETE /shelves/{shelf}/boxes/{box}": {"204": None, **NOT_FOUND},
        "PUT /shelves/{shelf}/boxes/{box}/lids/{lid}": {"body": "Lid", "200": "Lid", "201": "Lid"},
        "GET /shelves/{shelf}/boxes/{box}/lids/{lid}": {"200": "Lid", **NOT_FOUND},
    }
    text = {"note": {"type": "string"}}
    sandbox = remember(
        tmp_path, operations, Shelf={"properties": text}, Box={"properties": text}, Lid={"properties": text}
    )
    for shelf in "ab":
        for path in (f"/shelves/{shelf}", f"/shelves/{shelf}/boxes/1", f"/shelves/{shelf}/boxes/1/lids/1"):
            assert sandbox.ask("PUT", path, {"note": shelf}).response.status == 201
    assert sandbox.ask("DELETE", "/shelves/a/boxes/1").response.status == 204
    assert sandbox.ask("GET", "/shelves/a/boxes/1/lids/1").response.status == 404
    assert body_of(sandbox.ask("GET", "/shelves/b/boxes/1/lids/1")) == {"note": "b"}


class TestWhatADeletionSays:
    @pytest.mark.parametrize(
        ("response", "expected"),
        [
            pytest.param("Thing", {"id": "{id}", "name": "A"}, id="the-entity"),
            pytest.param(
                {"type": "object", "properties": {"id": ID, "deleted": {"type": "boolean"}}},
                {"id": "{id}", "deleted": True},
                id="a-receipt",
            ),
            pytest.param(
                {"type": "object", "properties": {"data": {"$ref": "#/components/schemas/Thing"}}},
                {"data": {"id": "{id}", "name": "A"}},
                id="an-envelope",
            ),
        ],
    )
    def test_body(self, tmp_path: Path, response: Any, expected: dict[str, Any]) -> None:
        operations: dict[str, Any] = {
            "POST /things": {"body": "Thing", "201": "Thing"},
            "GET /things/{id}": {"200": "Thing", **NOT_FOUND},
            "DELETE /things/{id}": {"200": response, **NOT_FOUND},
        }
        sandbox = remember(tmp_path, operations, Thing=NAMED)
        made = create(sandbox, "/things", name="A")
        assert str(body_of(sandbox.ask("DELETE", f"/things/{made}"))) == str(expected).replace("{id}", made)
        assert sandbox.ask("GET", f"/things/{made}").response.status == 404


class TestMarks:
    @pytest.fixture
    def sandbox(self, tmp_path: Path) -> Sandbox:
        operations: dict[str, Any] = {
            "POST /things": {"body": "Thing", "201": "Thing"},
            "GET /things": {"200": ["Thing"]},
            "GET /things/{id}": {"200": "Thing", **NOT_FOUND},
            "DELETE /things/{id}": {"200": "Thing", **NOT_FOUND},
            "POST /things/{id}/parts": {"body": "Part", "201": "Part"},
            "GET /things/{id}/parts/{part_id}": {"200": "Part", **NOT_FOUND},
        }
        mark = {"deleted_at": {"type": ["integer", "null"], "readOnly": True}}
        return remember(tmp_path, operations, Thing={"properties": {**NAMED["properties"], **mark}}, Part=NAMED)

    def test_a_marked_row_is_read_and_not_listed(self, sandbox: Sandbox) -> None:
        made, other = create(sandbox, "/things", name="A"), create(sandbox, "/things", name="B")
        deleted = body_of(sandbox.ask("DELETE", f"/things/{made}"))
        assert deleted == {"id": made, "name": "A", "deleted_at": 1768921200}, "a time as its type says"
        assert body_of(sandbox.ask("GET", f"/things/{made}")) == deleted
        assert [row["id"] for row in body_of(sandbox.ask("GET", "/things"))] == [other]

    def test_twice_is_once(self, sandbox: Sandbox) -> None:
        made = create(sandbox, "/things", name="A")
        first = sandbox.ask("DELETE", f"/things/{made}")
        assert sandbox.ask("DELETE", f"/things/{made}").response == first.response

    def test_what_is_below_it_stays(self, sandbox: Sandbox) -> None:
        made = create(sandbox, "/things", name="A")
        part = create(sandbox, f"/things/{made}/parts", name="a")
        sandbox.ask("DELETE", f"/things/{made}")
        assert sandbox.ask("GET", f"/things/{made}/parts/{part}").response.status == 200


def test_the_time_of_a_mark_is_that_of_the_world(tmp_path: Path) -> None:
    operations: dict[str, Any] = {
        "POST /things": {"body": "Thing", "201": "Thing"},
        "GET /things/{id}": {"200": "Thing"},
        "DELETE /things/{id}": {"204": None},
    }
    members = {**NAMED["properties"], "archivedAt": {"type": "string", "format": "date-time"}}
    sandbox = remember(tmp_path, operations, Thing={"properties": members})
    made = create(sandbox, "/things", name="A")
    assert sandbox.ask("DELETE", f"/things/{made}").response.status == 204
    assert body_of(sandbox.ask("GET", f"/things/{made}"))["archivedAt"] == NOW
