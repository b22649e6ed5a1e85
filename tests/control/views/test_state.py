"""Worlds seeded over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.control.validators import BODY_LIMIT
from tests.control.small_sandbox import Client

STATE = "/_mock/worlds/anna/state"


def seed(client: Client, path: str, seeds: Any) -> Any:
    response = client.send("PATCH", STATE + path, json=seeds)
    assert response.status_code == 200, response.text
    return response.json()


def test_resources_that_are_named_are_replaced(client: Client) -> None:
    seeds = {"pets": {"pet": [{"id": "z"}, {"id": "y"}]}, "hats": {}}
    assert seed(client, "", seeds) == {"rows": 2}
    assert client.get(STATE).json() == {"pets": {"pet": [{"id": "z"}, {"id": "y"}], "visit": []}, "hats": {}}
    assert seed(client, "/pets", {"visit": [{"id": "1"}], "pet": []}) == {"rows": 1}
    assert client.get(f"{STATE}/pets").json() == {"pet": [], "visit": [{"id": "1"}]}


def test_all_that_is_wrong_is_told_and_nothing_is_changed(client: Client) -> None:
    seeds = {"pets": {"pet": [{"id": "z"}, {"id": 1}], "visits": [], "visit": [{}]}, "dogs": {}}
    refused = client.send("PATCH", STATE, json=seeds)
    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["violations"]] == [
        "/pets/pet/1",
        "/pets/visits",
        "/pets/visit/0",
        "/dogs",
    ]
    assert client.engine.worlds.names() == ("default",)


def test_a_seed_may_be_yaml(client: Client) -> None:
    options = {"headers": {"Content-Type": "application/yaml"}}
    text = b"# seed.yaml\npet:\n- {id: z, born: 2020-01-01}\n"
    assert client.send("PATCH", f"{STATE}/pets", content=text, **options).json() == {"rows": 1}
    assert client.get(f"{STATE}/pets/pet/z").json() == {"id": "z", "born": "2020-01-01"}
    broken = client.send("PATCH", STATE, content=b"pets: {pet: [}", **options)
    assert broken.status_code == 400
    assert broken.json()["detail"].startswith("body: is not readable as YAML or JSON: ")
    other = client.send("PATCH", STATE, content=text, headers={"Content-Type": "text/csv"})
    assert other.json()["detail"] == (
        'Content-Type "text/csv" is not supported; allowed: application/json, application/yaml'
    )


@pytest.mark.parametrize("count", [1, 2000], ids=["small", "read-in-a-thread"])
def test_a_seed_may_be_large(client: Client, count: int) -> None:
    rows = [{"id": f"pet-{number}", "about": "x" * 100} for number in range(count)]
    seeds = {"pets": {"pet": rows}}
    assert (len(json.dumps(seeds)) > BODY_LIMIT) == (count > 1)
    assert seed(client, "", seeds) == {"rows": count}
    assert client.get(f"{STATE}/pets/pet").json()["rows"] == rows


def test_a_large_body_that_is_not_json_is_refused(client: Client) -> None:
    refused = client.send(
        "PATCH", STATE, content=b"[" + b" " * BODY_LIMIT, headers={"Content-Type": "application/json"}
    )
    assert refused.status_code == 400
    assert refused.json()["detail"].startswith("body: is not JSON")
