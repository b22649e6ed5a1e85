"""Collections at several places."""

from __future__ import annotations

import pytest

from tests.openapi.resources.shorthand import find, roles

MEMBERS = ("POST /members < Member > 201 Member", "GET /members/{id} > Member")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            ("POST /members/{id}/loans < Loan > 201 Loan", "GET /loans/{id} > Loan", "DELETE /loans/{id}"),
            {"create POST /members/{id}/loans", "read GET /loans/{id}", "delete DELETE /loans/{id}"},
            id="items-at-a-shorter-path",
        ),
        pytest.param(
            ("POST /v1/members/{id}/loan < {days: integer} > 201", "GET /v1/loans/{id} > {days: integer}"),
            {"create POST /v1/members/{id}/loan", "read GET /v1/loans/{id}"},
            id="singular-and-no-component",
        ),
        pytest.param(
            ("POST /members/{id}/loans > 201", "GET /loans/{id}"),
            {"create POST /members/{id}/loans", "read GET /loans/{id}"},
            id="no-schema",
        ),
        pytest.param(
            (
                "GET /loans > [Loan]",
                "POST /loans < Loan",
                "GET /members/{id}/loans > [Loan]",
                "POST /members/{id}/loans < Loan",
            ),
            {"list GET /members/{id}/loans", "create POST /members/{id}/loans"},
            id="two-collections",
        ),
        pytest.param(
            ("GET /loans > [Loan]", "GET /members/{id}/loans/{loan} > Loan", "PUT /members/{id}/loans/{loan} < Loan"),
            {"list GET /loans", "read GET /members/{id}/loans/{loan}", "replace PUT /members/{id}/loans/{loan}"},
            id="a-list-of-all-parents",
        ),
        pytest.param(
            (
                "POST /loans < Loan > 201 Loan",
                "GET /loans/{id} > Loan",
                "GET /members/{id}/loans/{loan} > Loan",
                "DELETE /members/{id}/loans/{loan}",
            ),
            {
                "create POST /loans",
                "read GET /loans/{id}",
                "read GET /members/{id}/loans/{loan}",
                "delete DELETE /members/{id}/loans/{loan}",
            },
            id="items-at-both-paths",
        ),
    ],
)
def test_one_resource_at_several_places(lines: tuple[str, ...], expected: set[str]) -> None:
    found = roles(*MEMBERS, *lines)
    assert set(found) == {"member", "loan"}
    assert found["loan"] >= expected


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            (
                "GET /hooks/{id} > Hook",
                "DELETE /hooks/{id}",
                "GET /groups/{id}/hooks/{n} > Trap",
                "DELETE /groups/{id}/hooks/{n}",
            ),
            id="other-schemas",
        ),
        pytest.param(
            (
                "GET /groups/{id}/keys/{key} > Key",
                "PUT /groups/{id}/keys/{key} < Key",
                "GET /projects/{id}/keys/{key} > Key",
                "PUT /projects/{id}/keys/{key} < Key",
            ),
            id="other-parents",
        ),
    ],
)
def test_resources_of_one_name_that_are_not_one(lines: tuple[str, ...]) -> None:
    assert len(find(*lines)) == 2


def test_a_list_whose_parents_nothing_tells_stays_out() -> None:
    lines = ("POST /loans < Loan > 201 Loan", "GET /loans/{id} > Loan", "GET /members/{id}/loans > [Loan]")
    assert roles(*MEMBERS, *lines)["loan"] == {"create POST /loans", "read GET /loans/{id}"}


def test_a_list_whose_parents_a_member_names() -> None:
    lines = ("POST /loans < Loan > 201 Loan", "GET /loans/{id} > Loan", "GET /members/{id}/loans > [Loan]")
    loan = {"type": "object", "properties": {"id": {}, "member_id": {}, "days": {}}}
    [_, found] = find(*MEMBERS, *lines, components={"Loan": loan})
    assert (found.place, found.places, found.parents) == ("/loans/{}", ("/loans/{}", "/members/{}/loans/{}"), ())
    assert found.having("list")[0].parents == {"id": "/members/{}"}
