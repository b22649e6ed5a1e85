"""Rows that may not be alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of, rules_of

TEXT = {"type": "string"}
USER = {"properties": {"id": TEXT, "email": TEXT, "name": TEXT}}
TAKEN: dict[str, Any] = {"409": "Fault"}
FAULT = {"properties": {"fault": TEXT}}


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    operations: dict[str, Any] = {
        "POST /users": {"body": "User", "201": "User", **TAKEN},
        "GET /users/{id}": {"200": "User", "404": "Fault"},
        "PATCH /users/{id}": {"body": "User", "200": "User", **TAKEN},
        "PUT /users/{id}": {"body": "User", "200": "User"},
        "DELETE /users/{id}": {"204": None, "404": "Fault"},
    }
    return remember(tmp_path, operations, User=USER, Fault=FAULT)


def create(sandbox: Sandbox, **members: Any) -> Any:
    return sandbox.ask("POST", "/users", members)


def test_a_second_one_is_refused_and_not_stored(sandbox: Sandbox) -> None:
    assert create(sandbox, email="a@x.example").response.status == 201
    made = create(sandbox, email="a@x.example", name="other")
    assert (made.response.status, rules_of(made)) == (409, ["state.conflict"])
    assert made.violations[0].pointer == "/email"
    assert "a@x.example" in body_of(made)["fault"]
    assert len(sandbox.state()["user"]) == 1


def test_what_is_not_sent_is_not_compared(sandbox: Sandbox) -> None:
    assert [create(sandbox, name=name).response.status for name in "ab"] == [201, 201]


def test_a_change_keeps_its_own_and_takes_no_other(sandbox: Sandbox) -> None:
    create(sandbox, email="a@x.example")
    mine = body_of(create(sandbox, email="b@x.example"))["id"]
    assert sandbox.ask("PATCH", f"/users/{mine}", {"email": "b@x.example", "name": "B"}).response.status == 200
    assert sandbox.ask("PATCH", f"/users/{mine}", {"email": "a@x.example"}).response.status == 409
    assert body_of(sandbox.ask("GET", f"/users/{mine}"))["email"] == "b@x.example"


def test_an_operation_without_a_documented_conflict_takes_it(sandbox: Sandbox) -> None:
    create(sandbox, email="a@x.example")
    mine = body_of(create(sandbox, email="b@x.example"))["id"]
    assert sandbox.ask("PUT", f"/users/{mine}", {"email": "a@x.example"}).response.status == 200


def test_that_of_a_deleted_row_is_free(sandbox: Sandbox) -> None:
    first = body_of(create(sandbox, email="a@x.example"))["id"]
    assert sandbox.ask("DELETE", f"/users/{first}").response.status == 204
    assert create(sandbox, email="a@x.example").response.status == 201


def test_each_parent_has_its_own(tmp_path: Path) -> None:
    operations: dict[str, Any] = {
        "POST /teams/{team}/users": {"body": "User", "201": "User", **TAKEN},
        "GET /teams/{team}/users/{id}": {"200": "User", "404": "Fault"},
    }
    sandbox = remember(tmp_path, operations, User=USER, Fault=FAULT)
    sent = [sandbox.ask("POST", f"/teams/{team}/users", {"email": "a@x.example"}) for team in ("a", "b", "a")]
    assert [made.response.status for made in sent] == [201, 201, 409]


def test_one_that_is_marked_as_deleted_does_not_count(tmp_path: Path) -> None:
    operations: dict[str, Any] = {
        "POST /users": {"body": "User", "201": "User", **TAKEN},
        "GET /users/{id}": {"200": "User"},
        "DELETE /users/{id}": {"204": None},
    }
    user = {"properties": {**USER["properties"], "deleted": {"type": "boolean", "readOnly": True}}}
    sandbox = remember(tmp_path, operations, User=user, Fault=FAULT)
    first = body_of(create(sandbox, email="a@x.example"))["id"]
    assert sandbox.ask("DELETE", f"/users/{first}").response.status == 204
    assert create(sandbox, email="a@x.example").response.status == 201
    assert len(sandbox.state()["user"]) == 2
