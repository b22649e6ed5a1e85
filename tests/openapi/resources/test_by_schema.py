"""Operations whose schema is that of a resource."""

from __future__ import annotations

import json

import pytest

from mockserver.openapi import Description
from mockserver.openapi.resources.grouping import find_documented_resources
from tests.openapi.resources.shorthand import find, roles, write

PETS = ("POST /pet < Pet > Pet", "GET /pet/{id} > Pet")


@pytest.mark.parametrize(
    ("line", "role"),
    [
        pytest.param("GET /pet/findByStatus ? status > [Pet]", "list", id="beside-the-items"),
        pytest.param("GET /animals > {animals: [Pet]}", "list", id="other-name"),
        pytest.param("POST /adoptions < Pet > 201 Pet", "create", id="new"),
        pytest.param("POST /auth/join < Pet > 201 {pet: Pet, a: string, b: string, token: string}", "create", id="in"),
        pytest.param("POST /adopt < {pet_title: string} > Pet #addPet", "create", id="operation-id"),
    ],
)
def test_what_the_schema_tells(line: str, role: str) -> None:
    operation = " ".join(line.split()[:2])
    assert f"{role} {operation}" in roles(*PETS, line)["pet"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("POST /login < {name: string} > Pet", id="login"),
        pytest.param("POST /twin < {name: string} > 201 Pet", id="is-sent-something-else"),
        pytest.param("GET /pets/deleted > [Pet]", id="deleted"),
        pytest.param("GET /homes/{id}/animals > [Pet]", id="below-an-unknown-parent"),
    ],
)
def test_what_the_schema_does_not_tell(line: str) -> None:
    assert roles(*PETS, line)["pet"] == roles(*PETS)["pet"]


def test_items_are_created_where_a_verb_says_so() -> None:
    found = roles("GET /chats/{id} > Chat", "DELETE /chats/{id}", "POST /chats/start < {topic: string} > 201 NewChat")
    assert found["chat"] == {"read GET /chats/{id}", "delete DELETE /chats/{id}", "create POST /chats/start"}


def test_a_list_beside_what_creates_items() -> None:
    lines = (
        "GET /repos/{owner}/{repo} > Repo",
        "POST /orgs/{org}/repos < Repo > 201 Repo",
        "GET /orgs/{org}/repos > [Row]",
    )
    [repo] = find(*lines, components={"Row": {"properties": {"id": {}, "repo_title": {}}}})
    assert (repo.place, repo.places) == ("/repos/{}/{}", ("/repos/{}/{}", "/orgs/{}/repos/{}"))
    assert {(one.role, *one.parents.values()) for one in repo.operations} == {
        ("read", "/repos/{}"),
        ("create", "/orgs/{}"),
        ("list", "/orgs/{}"),
    }


def test_items_below_other_parents_are_others() -> None:
    found = find(
        "GET /projects/{id}/keys/{key} > Key",
        "DELETE /projects/{id}/keys/{key}",
        "POST /groups/{id}/keys < Key > 201 Key",
        "GET /groups/{id}/keys > [Key]",
    )
    assert len(found) == 2


@pytest.mark.parametrize(
    "target",
    [
        pytest.param({"operationId": "getTicket"}, id="operation-id"),
        pytest.param({"operationRef": "#/paths/~1tickets~1{id}/get"}, id="reference"),
    ],
)
def test_a_link_leads_to_the_item(target: dict[str, str]) -> None:
    lines = ("GET /tickets/{id} > Ticket #getTicket", "DELETE /tickets/{id}", "POST /purchase > 202 {id: integer}")
    document = json.loads(write(*lines))
    link = {**target, "parameters": {"id": "$response.body#/id"}}
    document["paths"]["/purchase"]["post"]["responses"]["202"]["links"] = {"ticket": link}
    [ticket] = find_documented_resources(Description.parse(json.dumps(document)).operations)
    assert [str(one.operation) for one in ticket.having("create")] == ["POST /purchase"]
