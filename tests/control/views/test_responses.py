"""Responses that are prepared over HTTP: who gets them, how often, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.control.small_sandbox import Client

HERE = "/_mock/worlds/anna/responses"
LIST = {"operation_id": "listPets"}


def prepare(client: Client, match: dict[str, Any], *responses: dict[str, Any], **more: Any) -> Any:
    response = client.send("POST", HERE, json={"match": match, "responses": responses, **more})
    assert response.status_code == 201, response.text
    assert response.headers["location"] == f"{HERE}/{response.json()['id']}"
    return response.json()


def refuse(client: Client, status: int, **body: Any) -> str:
    response = client.send("POST", HERE, json=body)
    assert response.status_code == status, response.text
    detail: str = response.json()["detail"]
    return detail


def statuses(client: Client, path: str, count: int, world: str = "anna") -> list[int]:
    return [client.ask_mock("GET", path, world=world) for _ in range(count)]


@pytest.mark.parametrize(
    ("responses", "more", "expected"),
    [
        pytest.param([503], {}, [503, 503, 503], id="always"),
        pytest.param([503], {"times": 1}, [503, 200], id="once"),
        pytest.param([500, 500, 404], {}, [500, 500, 404, 200], id="in-turn"),
        pytest.param([500, 404], {"times": 2}, [500, 404, 500, 404, 200], id="in-turn-twice"),
    ],
)
def test_how_often(client: Client, responses: list[int], more: dict[str, Any], expected: list[int]) -> None:
    prepare(client, LIST, *({"status": status} for status in responses), force=True, **more)
    assert statuses(client, "/pets/pets", len(expected)) == expected
    assert statuses(client, "/pets/pets", 1, world="bob") == [200]


def test_uses_are_counted(client: Client) -> None:
    made = prepare(client, LIST, {"status": 500}, {"status": 404}, force=True)
    assert (made["used"], made["remaining"]) == (0, 2)
    statuses(client, "/pets/pets", 3)
    found = client.get(f"{HERE}/{made['id']}").json()
    assert (found["used"], found["remaining"]) == (2, 0)
    assert client.get(HERE).json() == {"responses": [found]}


def test_the_most_specific_then_the_newest(client: Client) -> None:
    prepare(client, LIST, {"status": 501}, force=True)
    prepare(client, {"path": "/pets/*"}, {"status": 502}, force=True)
    prepare(client, {**LIST, "query": {"page": 2}}, {"status": 503}, force=True)
    prepare(client, LIST, {"status": 504}, force=True, times=1)
    assert statuses(client, "/pets/pets?page=2", 1) == [503]
    assert statuses(client, "/pets/pets", 2) == [504, 501]


def test_the_whole_of_a_response_is_given(client: Client) -> None:
    wanted = {"status": 200, "body": [{"id": "z"}], "headers": {"X-Seen": "yes"}}
    made = prepare(client, {"path": "/pets", "method": "GET"}, wanted)
    response = client.respond("GET", "/pets/pets", world="anna")
    assert (json.loads(response.body), response.header("x-seen")) == ([{"id": "z"}], "yes")
    assert response.header("mock-source") == f"prepared; id={made['id']}"
    assert made["responses"] == [wanted]


@pytest.mark.parametrize("content", [{"name": "Rex"}, {"name": "Tom", "age": 3}])
def test_only_some_bodies(client: Client, content: dict[str, Any]) -> None:
    prepare(client, {"operation_id": "createPet", "jsonpath": ["$.age"]}, {"status": 503}, force=True)
    status = client.ask_mock("POST", "/pets/pets", json.dumps(content).encode(), world="anna")
    assert (status == 503) == ("age" in content)


def test_a_path_that_no_operation_has(client: Client) -> None:
    assert refuse(client, 422, match={"path": "/pets/new/v2/{x}"}, responses=[{"status": 410}]) == (
        'match: no operation has requests like /pets/new/v2/{x}; "force": true responds to them all the same'
    )
    prepare(client, {"path": "/pets/new/v2/{x}"}, {"status": 410, "body": {"gone": True}}, force=True)
    response = client.respond("GET", "/pets/new/v2/all", world="anna")
    assert (response.status, response.body) == (410, b'{"gone":true}')
    assert statuses(client, "/pets/new/v3/all", 1) == [404]


def test_what_is_not_forced_is_for_operations_only(client: Client) -> None:
    prepare(client, {"path": "/pets/**", "method": "GET"}, {"status": 200})
    assert statuses(client, "/pets/other", 1) == [404]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"match": {"api": "dogs"}, "responses": [{}]}, "match: the server has no API 'dogs'; there are: pets, hats"),
        (
            {"match": {"operation_id": "listPet"}, "responses": [{}]},
            "match: the server has no operation 'listPet'; did you mean listPets",
        ),
        ({"match": {**LIST, "jsonpath": ["$["]}, "responses": [{}]}, 'match: "$[" is not a JSONPath query'),
        (
            {"match": LIST, "responses": [{"status": 418}]},
            "responses/0: this response of GET /pets breaks the document",
        ),
        (
            {"match": LIST, "responses": [{}, {"body": 3}]},
            "responses/1: this response of GET /pets breaks the document",
        ),
        (
            {"match": LIST, "responses": [{"body": [], "example": "two"}]},
            "responses/0: a response has a body of its own or a documented example, not both",
        ),
        (
            {"match": LIST, "responses": [{"headers": {"x a": "b"}}], "force": True},
            'responses/0: "x a" is not the name of a header field; allowed: letters, digits and !#$',
        ),
        (
            {"match": LIST, "responses": [{}, {}], "times": 501},
            "2 responses 501 times are 1,002; allowed: up to 1,000 in all",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused(client: Client, body: dict[str, Any], sentence: str) -> None:
    assert refuse(client, 422, **body).startswith(sentence)
    assert client.get(HERE).status_code == 404, "a refusal makes no world"


def test_a_world_has_only_so_many(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.engine.worlds.schedule.ENTRY_LIMIT", 1)
    prepare(client, LIST, {})
    assert refuse(client, 409, match=LIST, responses=[{}]) == (
        "the world has 1 of them, the most that it may; delete some first"
    )


def test_snapshots_and_resets_know_what_is_prepared(client: Client) -> None:
    world = client.engine.worlds.get("anna")
    before = world.snapshot()
    prepare(client, LIST, {"status": 503}, force=True)
    world.rollback(before)
    assert statuses(client, "/pets/pets", 1) == [200]
    prepare(client, LIST, {"status": 503}, force=True)
    assert client.send("POST", "/_mock/worlds/anna/reset").status_code == 204
    assert statuses(client, "/pets/pets", 1) == [200]
