"""Relations of items that exist."""

from __future__ import annotations

import pytest

from tests.openapi.resources.shorthand import find, roles

THINGS = ("POST /users < User > 201 User", "GET /users/{id} > User", "POST /teams < Team", "GET /teams/{id} > Team")
LIST = "GET /teams/{id}/members > [User]"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ("PUT /teams/{id}/members/{user_id}", "DELETE /teams/{id}/members/{user_id}"),
            {"add PUT /teams/{id}/members/{user_id} user_id", "remove DELETE /teams/{id}/members/{user_id} user_id"},
            id="by-path",
        ),
        pytest.param(
            ("POST /teams/{id}/members < {user_id: integer}", "DELETE /teams/{id}/members/{user_id}"),
            {"add POST /teams/{id}/members /user_id", "remove DELETE /teams/{id}/members/{user_id} user_id"},
            id="by-body",
        ),
        pytest.param(
            ("POST /teams/{id}/members < {ids: [integer]}", "DELETE /teams/{id}/members < {ids: [integer]}"),
            {"add POST /teams/{id}/members /ids", "remove DELETE /teams/{id}/members /ids"},
            id="several",
        ),
        pytest.param(
            ("PUT /teams/{id}/members ? user_id!", "DELETE /teams/{id}/members ? user_id!"),
            {"add PUT /teams/{id}/members user_id", "remove DELETE /teams/{id}/members user_id"},
            id="by-query",
        ),
        pytest.param(
            ("POST /teams/{id}/members/add < {user: integer}", "POST /teams/{id}/members/remove < {user: integer}"),
            {"add POST /teams/{id}/members/add /user", "remove POST /teams/{id}/members/remove /user"},
            id="by-verb",
        ),
        pytest.param(
            ("PUT /teams/{id}/members/{user_id}", "GET /teams/{id}/members/{user_id} > 204"),
            {"add PUT /teams/{id}/members/{user_id} user_id", "read GET /teams/{id}/members/{user_id} user_id"},
            id="a-check",
        ),
    ],
)
def test_relations(lines: tuple[str, ...], expected: set[str]) -> None:
    [relation] = (one for one in find(*THINGS, LIST, *lines) if one.related)
    found = {
        f"{one.role} {one.operation} {one.identifier.name}" for one in relation.operations if one.identifier is not None
    }
    assert (relation.name, relation.related, relation.place) == ("member", "user", "/teams/{}/members/{}")
    assert (found, relation.parents) == (expected, ("/teams/{}",))
    assert relation.having("list")[0].parents == {"id": "/teams/{}"}


def test_a_put_of_all_members_stays_out() -> None:
    [relation] = (
        one
        for one in find(
            *THINGS,
            LIST,
            "POST /teams/{id}/members < {members: [integer]}",
            "PUT /teams/{id}/members < {members: [integer]}",
            "DELETE /teams/{id}/members",
        )
        if one.related
    )
    assert {str(one.operation) for one in relation.operations} == {
        "GET /teams/{id}/members",
        "POST /teams/{id}/members",
    }


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param((LIST, "POST /teams/{id}/members < NewUser > User"), id="creates-an-item"),
        pytest.param(
            ("GET /teams/{id}/members > [Member]", "PUT /teams/{id}/members/{user_id} < Member"), id="own-items"
        ),
        pytest.param((LIST, "PUT /teams/{id}/members/{user_id} < {role: string}"), id="sends-more-than-identifiers"),
        pytest.param((LIST,), id="only-a-list"),
    ],
)
def test_what_is_no_relation(lines: tuple[str, ...]) -> None:
    assert [one for one in find(*THINGS, *lines) if one.related] == []


def test_the_items_of_a_relation_keep_their_operations() -> None:
    found = roles(*THINGS, LIST, "PUT /teams/{id}/members/{user_id}")
    assert found["user"] == {"create POST /users", "read GET /users/{id}"}


def test_what_only_other_paths_go_on_from_is_created() -> None:
    found = roles(*THINGS[:2], "POST /teams < Team > 201 Team", LIST, "PUT /teams/{id}/members/{user_id}")
    assert found["team"] == {"create POST /teams"}
