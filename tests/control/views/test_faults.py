"""Faults that are set over HTTP: to whom they happen, how often, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tests.control.small_sandbox import Client

HERE = "/_mock/worlds/anna/faults"
LIST = {"operation_id": "listPets"}


def add(client: Client, **body: Any) -> Any:
    response = client.send("POST", HERE, json=body)
    assert response.status_code == 201, response.text
    assert response.headers["location"] == f"{HERE}/{response.json()['id']}"
    return response.json()


def statuses(client: Client, path: str, count: int, world: str = "anna") -> list[int]:
    return [client.ask_mock("GET", path, world=world) for _ in range(count)]


def test_a_fault_is_told_as_it_was_set(client: Client) -> None:
    said = {"kind": "error", "status": 500, "match": LIST, "rate": 0.5, "seed": 7, "times": 3}
    made = add(client, **said)
    assert made == {"id": "f1", **said, "used": 0, "remaining": 3}
    assert client.get(f"{HERE}/f1").json() == made
    assert client.get(HERE).json() == {"faults": [made]}


def test_it_happens_so_often_and_in_its_world_alone(client: Client) -> None:
    add(client, kind="error", match=LIST, times=2)
    assert statuses(client, "/pets/pets", 3) == [503, 503, 200]
    assert statuses(client, "/pets/pets", 1, world="bob") == [200]
    assert client.get(f"{HERE}/f1").json()["used"] == 2


def test_the_most_specific_then_the_newest(client: Client) -> None:
    add(client, kind="error", status=501)
    add(client, kind="error", status=502, match=LIST, times=1)
    add(client, kind="error", status=504)
    assert statuses(client, "/pets/pets", 2) == [502, 504]
    client.send("DELETE", f"{HERE}/f3")
    assert statuses(client, "/pets/pets", 1) == [501]


def test_a_fault_of_the_same_id_begins_anew(client: Client) -> None:
    first = client.send("PUT", f"{HERE}/outage", json={"kind": "error", "times": 1})
    assert statuses(client, "/pets/pets", 2) == [503, 200]
    second = client.send("PUT", f"{HERE}/outage", json={"kind": "error", "status": 500})
    assert (first.status_code, second.status_code) == (201, 200)
    assert statuses(client, "/pets/pets", 1) == [500]


def test_what_is_forgotten_does_not_happen(client: Client) -> None:
    add(client, kind="timeout")
    add(client, kind="latency", milliseconds=5000)
    assert client.send("DELETE", HERE).status_code == 204
    response = client.respond("GET", "/pets/pets", world="anna")
    assert response.status == 200


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "body /kind: is required, but absent"),
        ({"kind": "rest"}, 'body /kind: "rest" is not one of "latency", "reset", "timeout", "empty", '),
        ({"kind": "slow"}, "body /bytes_per_second: is required, but absent"),
        ({"kind": "reset", "status": 500}, "body /status: is not a declared property"),
        ({"kind": "reset", "rate": 2}, "body /rate: 2 is greater than 1"),
        ({"kind": "latency", "milliseconds": {"from": 1}}, 'body /milliseconds: {"from": 1} fits none of the 3'),
        ({"kind": "latency", "milliseconds": {"from": 2, "to": 1}}, 'milliseconds: "from" 2 is more than "to" 1'),
        ({"kind": "reset", "match": {"api": "pet"}}, "match: the server has no API 'pet'; did you mean pets?"),
        (
            {"kind": "reset", "match": {"operation_id": "listPet"}},
            "match: the server has no operation 'listPet'; did you mean listPets",
        ),
        ({"kind": "reset", "match": {"jsonpath": ["$["]}}, 'match: "$[" is not a JSONPath query (RFC 9535): '),
    ],
    ids=str,
)
def test_what_is_refused_makes_no_world(client: Client, body: dict[str, Any], sentence: str) -> None:
    response = client.send("POST", HERE, json=body)
    assert response.status_code in (400, 422)
    assert response.json()["detail"].startswith(sentence)
    assert client.get(HERE).status_code == 404
