"""The Location of what was created."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of

PARCEL = {"properties": {"code": {"type": "string"}, "to": {"type": "string"}}, "required": ["code", "to"]}
FORM = {"properties": {"to": {"type": "string"}}, "required": ["to"]}


def created(**header: Any) -> dict[str, Any]:
    """A response without a body that says where something is."""
    return {"description": "made", "headers": {"Location": {"schema": {"type": "string"}, **header}}}


def desk(folder: Path, operations: dict[str, dict[str, Any]]) -> Sandbox:
    return remember(folder, operations, Parcel=PARCEL, Form=FORM)


def send(server: Sandbox, method: str = "POST", path: str = "/parcels") -> str:
    """Where a new parcel is."""
    made = server.ask(method, path, {"to": "Ida"})
    assert (made.response.status, made.response.body, made.source) == (201, b"", "resource")
    return made.response.header("Location") or ""


@pytest.mark.parametrize("header", [{}, {"required": True}, {"example": "/parcels/1"}])
def test_it_leads_to_the_row(tmp_path: Path, header: dict[str, Any]) -> None:
    server = desk(
        tmp_path,
        {"POST /parcels": {"body": "Form", "201": created(**header)}, "GET /parcels/{code}": {"200": "Parcel"}},
    )
    first, second = send(server), send(server)
    assert first != second
    found = body_of(server.ask("GET", second))
    assert second == f"/parcels/{found['code']}"
    assert found["to"] == "Ida"


def test_the_item_may_be_elsewhere(tmp_path: Path) -> None:
    server = desk(
        tmp_path,
        {
            "POST /parcels/create": {"body": "Form", "201": created()},
            "GET /parcels": {"200": ["Parcel"]},
            "GET /parcels/{code}": {"200": "Parcel"},
        },
    )
    place = send(server, path="/parcels/create")
    assert body_of(server.ask("GET", place))["to"] == "Ida"


def test_parents_are_part_of_the_path(tmp_path: Path) -> None:
    server = desk(
        tmp_path,
        {
            "POST /desks/{desk_id}/parcels": {"body": "Form", "201": created()},
            "GET /desks/{desk_id}/parcels/{code}": {"200": "Parcel", "404": None},
        },
    )
    place = send(server, path="/desks/a%2Fb/parcels")
    assert place.startswith("/desks/a%2Fb/parcels/")
    assert body_of(server.ask("GET", place))["to"] == "Ida"


def test_of_a_put_that_creates(tmp_path: Path) -> None:
    server = desk(
        tmp_path,
        {"PUT /parcels/{code}": {"body": "Form", "201": created()}, "GET /parcels/{code}": {"200": "Parcel"}},
    )
    assert send(server, "PUT", "/parcels/x%20y") == "/parcels/x%20y"


def test_an_address_that_breaks_its_schema_gives_way_to_the_documented_one(tmp_path: Path) -> None:
    schema = {"schema": {"type": "string", "maxLength": 5}, "example": "/here"}
    server = desk(
        tmp_path,
        {"POST /parcels": {"body": "Form", "201": created(**schema)}, "GET /parcels/{code}": {"200": "Parcel"}},
    )
    assert send(server) == "/here"
