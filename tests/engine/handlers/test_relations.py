"""Relations of rows that exist, as `behaviour.yaml` says them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.remembering import write_document
from tests.support.small_sandbox import Sandbox, body_of, load_books, sandbox_of

NAMED = {"properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
FAULT = {"properties": {"fault": {"type": "string"}}}
IDS = {"type": "object", "properties": {"ids": {"type": "array", "items": {"type": "string"}}}}
OPERATIONS: dict[str, Any] = {
    "DELETE /teams/{id}": {"operationId": "deleteTeam", "204": None, "404": "Fault"},
    "DELETE /users/{user_id}": {"operationId": "deleteUser", "204": None, "404": "Fault"},
    "GET /teams/{id}/members": {"operationId": "listMembers", "200": ["Named"], "404": "Fault"},
    "GET /teams/{id}/members/{user_id}": {"operationId": "readMember", "200": "Named", "404": "Fault"},
    "PUT /teams/{id}/members/{user_id}": {"operationId": "addMember", "204": None, "404": "Fault"},
    "DELETE /teams/{id}/members/{user_id}": {"operationId": "removeMember", "204": None, "404": "Fault"},
    "POST /teams/{id}/members": {"operationId": "addMembers", "body": IDS, "200": ["Named"], "404": "Fault"},
    "DELETE /teams/{id}/members": {"operationId": "removeMembers", "body": IDS, "204": None, "404": "Fault"},
}
RELATED = {"resource": "user", "relation": "member", "scope": {"id": "team_id"}}
MANY = {**RELATED, "identifier": {"body": "/ids"}}
RULES: dict[str, Any] = {
    "resources": {
        "team": {"schema": "Named", "identifier": "id", "complete": True},
        "user": {"schema": "Named", "identifier": "id", "complete": True},
        "member": {
            "identifier": "id",
            "parent": [{"resource": "team", "member": "team_id"}, {"resource": "user", "member": "user_id"}],
        },
    },
    "operations": {
        "deleteTeam": {"action": "delete", "resource": "team"},
        "deleteUser": {"action": "delete", "resource": "user"},
        "listMembers": {"action": "list", "entity": "", **RELATED},
        "readMember": {"action": "read", "entity": "", "identifier": "user_id", **RELATED},
        "addMember": {"action": "add", "identifier": "user_id", **RELATED},
        "removeMember": {"action": "remove", "identifier": "user_id", **RELATED},
        "addMembers": {"action": "add", "entity": "", **MANY},
        "removeMembers": {"action": "remove", **MANY},
    },
}
SEED = {
    "team": [{"id": "t1"}, {"id": "t2"}],
    "user": [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Ben"}, {"id": "c", "name": "Cy"}],
}


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    document = write_document(OPERATIONS, {"Named": NAMED, "Fault": FAULT})
    rules, seed = yaml.safe_dump(RULES), yaml.safe_dump(SEED)
    return sandbox_of(load_books(tmp_path, document=json.dumps(document), behaviour=rules, seed=seed, prefix=""))


def members(sandbox: Sandbox, team: str) -> list[str]:
    return [row["id"] for row in body_of(sandbox.ask("GET", f"/teams/{team}/members"))]


def add(sandbox: Sandbox, *pairs: str) -> None:
    for pair in pairs:
        team, user = pair.split()
        assert sandbox.ask("PUT", f"/teams/{team}/members/{user}").response.status == 204


def test_the_list_has_the_items_in_the_order_in_which_they_came(sandbox: Sandbox) -> None:
    add(sandbox, "t1 b", "t2 c", "t1 a")
    assert body_of(sandbox.ask("GET", "/teams/t1/members")) == [SEED["user"][1], SEED["user"][0]]
    assert members(sandbox, "t2") == ["c"]


def test_an_item_is_there_once(sandbox: Sandbox) -> None:
    add(sandbox, "t1 b", "t1 a", "t1 b")
    assert members(sandbox, "t1") == ["b", "a"]


def test_an_item_that_is_taken_out_stays(sandbox: Sandbox) -> None:
    add(sandbox, "t1 a", "t1 b", "t2 a")
    assert sandbox.ask("DELETE", "/teams/t1/members/a").response.status == 204
    assert (members(sandbox, "t1"), members(sandbox, "t2")) == (["b"], ["a"])
    assert len(sandbox.state()["user"]) == 3


def test_several_at_once(sandbox: Sandbox) -> None:
    added = sandbox.ask("POST", "/teams/t1/members", {"ids": ["c", "a"]})
    assert [row["name"] for row in body_of(added)] == ["Cy", "Ada"], "the response has a list, so it has all"
    assert sandbox.ask("DELETE", "/teams/t1/members", {"ids": ["c", "b"]}).response.status == 204
    assert members(sandbox, "t1") == ["a"]


def test_what_is_there_can_be_read(sandbox: Sandbox) -> None:
    add(sandbox, "t1 a")
    assert body_of(sandbox.ask("GET", "/teams/t1/members/a")) == SEED["user"][0]
    assert sandbox.ask("GET", "/teams/t1/members/b").response.status == 404


@pytest.mark.parametrize("target", ["/teams/t1", "/users/a"])
def test_a_deletion_on_either_side_ends_it(sandbox: Sandbox, target: str) -> None:
    add(sandbox, "t1 a", "t2 b")
    assert sandbox.ask("DELETE", target).response.status == 204
    assert [pair["user_id"] for pair in sandbox.state()["member"]] == ["b"]
    assert members(sandbox, "t2") == ["b"]


@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        pytest.param("PUT", "/teams/t1/members/x", None, id="no-such-item"),
        pytest.param("DELETE", "/teams/t1/members/b", None, id="not-there"),
        pytest.param("POST", "/teams/t1/members", {"ids": ["a", "x"]}, id="one-of-several"),
        pytest.param("DELETE", "/teams/t1/members", {"ids": ["b", "x"]}, id="none-of-several"),
    ],
)
def test_what_is_refused_changes_nothing(sandbox: Sandbox, method: str, target: str, body: Any) -> None:
    add(sandbox, "t1 a")
    before = sandbox.state()
    assert sandbox.ask(method, target, body).response.status == 404
    assert sandbox.state() == before
