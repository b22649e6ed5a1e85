"""Requests that were not accepted, and the operations that they may have meant."""

from __future__ import annotations

import pytest

from mockserver.control.unmatched import find_nearest_operations, is_unmatched
from mockserver.openapi.messages import Headers, Request
from tests.control.small_sandbox import make_engine

ENGINE = make_engine()


@pytest.mark.parametrize(
    ("method", "path", "nearest"),
    [
        pytest.param("POST", "/pets/pets", {"createPet": ["body: is required, but absent (pets.yaml:24)"]}, id="1"),
        pytest.param(
            "DELETE",
            "/pets/pets",
            {"listPets": ["method: expected GET, was DELETE"], "createPet": ["method: expected POST, was DELETE"]},
            id="2-method",
        ),
        pytest.param(
            "POST",
            "/pets/pet",
            {
                "createPet": ['path: expected /pets/pets, was "/pets/pet"'],
                "listPets": ['path: expected /pets/pets, was "/pets/pet"', "method: expected GET, was POST"],
            },
            id="2-path",
        ),
        pytest.param(
            "GET", "/pets/7/photo", {"getPhoto": ['path: expected /pets/pets/{id}/photo, was "/pets/7/photo"']}, id="3"
        ),
        pytest.param("GET", "/hats", {"listHats": ['path: expected /hats/hats, was "/hats"']}, id="3-no-rest"),
        pytest.param("GET", "/hads/hats", {"listHats": ['path: expected /hats/hats, was "/hads/hats"']}, id="4"),
        pytest.param("GET", "/hat", {"listHats": ['path: expected /hats/hats, was "/hat"']}, id="4-without-prefix"),
        pytest.param("GET", "/something/quite/different", {}, id="nothing-near"),
    ],
)
def test_the_nearest_operations_are_found(method: str, path: str, nearest: dict[str, list[str]]) -> None:
    exchange = ENGINE.respond(Request(method, path, headers=Headers([("x-key", "k1")])))
    assert is_unmatched(exchange)
    found = find_nearest_operations(ENGINE.apis, exchange)
    assert {each.operation.operation_id: list(each.differences) for each in found} == nearest


def test_a_misspelt_name_is_suggested() -> None:
    fields = Headers([("x-key", "k1"), ("content-type", "application/json")])
    exchange = ENGINE.respond(Request("POST", "/pets/pets", headers=fields, body=b'{"nam": "Rex"}'))
    (near,) = find_nearest_operations(ENGINE.apis, exchange)
    assert [each.rpartition("; ")[2] for each in near.differences] == ['did you mean "nam", which was sent?']


@pytest.mark.parametrize(
    ("method", "path"),
    [pytest.param("GET", "/hats/hats", id="accepted"), pytest.param("OPTIONS", "/hats/hats", id="told-the-methods")],
)
def test_an_accepted_request_is_not_unmatched(method: str, path: str) -> None:
    assert not is_unmatched(ENGINE.respond(Request(method, path)))
