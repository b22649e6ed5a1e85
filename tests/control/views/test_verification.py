"""Verifications over HTTP: what is expected, and bodies that cannot be meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.control.small_sandbox import Client

VERIFY = "/_mock/worlds/default/verify"


def test_a_verification_says_what_differed(client: Client) -> None:
    client.ask_mock("GET", "/pets/pets?tag=a")
    body = {"match": {"operation_id": "listPets", "query": {"tag": "b"}}, "count": {"exactly": 1}}
    assert client.send("POST", VERIFY, json=body).json() == {
        "verified": False,
        "count": 0,
        "expected": "1 request: listPets",
        "nearest": [
            {
                "number": 1,
                "request": "GET /pets/pets?tag=a → 200",
                "differences": ['query tag: expected "b", was "a"'],
            }
        ],
    }


def test_a_secret_cannot_be_compared(client: Client) -> None:
    client.ask_mock("GET", "/pets/pets")
    verdict = client.send("POST", VERIFY, json={"match": {"headers": {"X-Key": "k1"}}}).json()
    assert verdict["verified"] is False
    assert "--show-secrets" in verdict["hint"]


@pytest.mark.parametrize(
    ("count", "is_verified"),
    [
        (None, True),
        ({"exactly": 2}, True),
        ({"exactly": 1}, False),
        ({"at_least": 2}, True),
        ({"at_least": 3}, False),
        ({"at_most": 2}, True),
        ({"at_most": 1}, False),
        ({"at_least": 1, "at_most": 2}, True),
    ],
    ids=repr,
)
def test_how_many_are_expected(client: Client, count: Any, is_verified: bool) -> None:
    for _ in range(2):
        client.ask_mock("GET", "/pets/pets")
    body = {"match": {"operation_id": "listPets"}, **({"count": count} if count is not None else {})}
    assert client.send("POST", VERIFY, json=body).json()["verified"] is is_verified


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (
            {"match": {"operation_id": "listPet"}},
            "match: the server has no operation 'listPet'; did you mean listPets or listHats or createPet?",
        ),
        (
            {"match": {"api": "hats", "operation_id": "listPets"}},
            "match: hats has no operation 'listPets'; did you mean listHats?",
        ),
        ({"match": {"api": "hat"}}, "match: the server has no API 'hat'; did you mean hats?"),
        (
            {"match": {}, "count": {"exactly": 1, "at_most": 2}},
            "count: exactly stands alone; allowed: exactly, or at_least and at_most",
        ),
        ({"match": {}, "count": {"at_least": 3, "at_most": 2}}, "count: at_least 3 is more than at_most 2"),
    ],
    ids=repr,
)
def test_what_cannot_be_meant_is_refused(client: Client, body: Any, detail: str) -> None:
    refused = client.send("POST", VERIFY, json=body)
    assert (refused.status_code, refused.json()["detail"]) == (422, detail)
