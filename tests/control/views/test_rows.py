"""The rows of one resource, over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from mockserver.control.views import rows as views
from mockserver.engine.behaviour import AcceptedCredential
from mockserver.engine.worlds.store import Transaction
from mockserver.engine.worlds.uploads import UPLOADS
from tests.control.small_sandbox import Client

PETS = "/_mock/worlds/anna/state/pets/pet"
ADA, BO = {"id": "a", "name": "Ada"}, {"id": "b", "name": "Bo"}


def send(client: Client, method: str, path: str = "", body: Any = None, **options: Any) -> Any:
    """Send a request for the pets of Anna, which must succeed; return the body of the response."""
    if body is not None:
        options["json"] = body
    response = client.send(method, PETS + path, **options)
    assert response.status_code < 300, response.text
    return response.json() if response.content else None


def refuse(client: Client, method: str, path: str, body: Any = None) -> tuple[int, str]:
    response = client.send(method, path, **({} if body is None else {"json": body}))
    return response.status_code, response.json()["detail"]


def test_one_row_is_put_patched_and_removed(client: Client) -> None:
    assert send(client, "PUT", "/c", {"name": "Cy", "tags": {"x": 1}}) == {"name": "Cy", "tags": {"x": 1}, "id": "c"}
    assert send(client, "PATCH", "/c", {"name": None, "tags": {"y": 2}}) == {"tags": {"x": 1, "y": 2}, "id": "c"}
    assert send(client, "GET", "/c") == {"tags": {"x": 1, "y": 2}, "id": "c"}
    patch = {"content": b'{"tags": null}', "headers": {"Content-Type": "application/merge-patch+json"}}
    assert send(client, "PATCH", "/c", **patch) == {"id": "c"}
    assert send(client, "DELETE", "/a") is None
    assert send(client, "GET") == {"rows": [BO, {"id": "c"}], "identifiers": ["b", "c"]}


def test_many_rows_are_replaced_added_and_removed(client: Client) -> None:
    assert send(client, "PUT", "", {"rows": [BO, ADA]}) == {"rows": [BO, ADA], "identifiers": ["b", "a"]}
    added = send(client, "POST", "", {"rows": [{"name": "Cy"}, {"id": "d"}]})
    assert [row.get("name") for row in added["rows"]] == ["Cy", None]
    assert send(client, "GET")["identifiers"] == ["b", "a", *added["identifiers"]]
    assert send(client, "DELETE") is None
    assert send(client, "GET") == {"rows": [], "identifiers": []}
    assert client.get("/_mock/worlds/default/state/pets/pet").json()["identifiers"] == ["a", "b"]


@pytest.mark.parametrize("identifier", ["a/b", "/a", "a//", "ü ?#%2F", "line\nend", "-", "..x", "*"])
def test_an_identifier_may_have_any_characters(client: Client, identifier: str) -> None:
    path = "/" + quote(identifier, safe="")
    assert send(client, "PUT", path, {"name": "Odd"})["id"] == identifier
    assert send(client, "GET", path) == {"id": identifier, "name": "Odd"}
    send(client, "DELETE", path)
    assert send(client, "GET")["identifiers"] == ["a", "b"]


def test_numbers_beyond_64_bits_and_odd_texts_are_kept(client: Client) -> None:
    row = {"id": "c", "number": 10**30, "text": "\x00\u2028😀", "floats": [1e308, -0.0, 1.5]}
    send(client, "PUT", "/c", row)
    assert send(client, "GET", "/c") == row
    assert send(client, "PATCH", "/c", {"number": -(10**30)})["number"] == -(10**30)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "detail"),
    [
        pytest.param(
            "GET",
            "/pets/pets",
            None,
            404,
            'pets has no resource "pets"; there are: pet, visit; did you mean `pet`?',
            id="unknown-resource",
        ),
        pytest.param("PUT", "/hats/x/1", {}, 404, 'hats has no resource "x"; there are: none', id="no-resources"),
        pytest.param(
            "DELETE", "/pets/pet/c%2Fd", None, 404, f'there is no pet "c/d"; GET {PETS} lists those there are', id="row"
        ),
        pytest.param(
            "PUT",
            "/pets/pet/a",
            {"id": "b"},
            422,
            'body /id: the pet "a" cannot have the identifier "b"',
            id="other-identifier",
        ),
        pytest.param(
            "POST",
            "/pets/pet",
            {"rows": [{"id": "c"}, {"id": "a"}, {"id": "c"}]},
            409,
            'body /rows/1/id: "a" is the identifier of another pet (and 1 more)',
            id="taken",
        ),
        pytest.param(
            "PUT",
            "/pets/pet",
            {"rows": [{"id": "c"}, 7]},
            400,
            "body /rows/1: 7 is an integer; allowed: object",
            id="no-object",
        ),
    ],
)
def test_a_refusal_says_why_and_makes_no_world(
    client: Client, method: str, path: str, body: Any, status: int, detail: str
) -> None:
    if method == "GET":
        client.engine.worlds.get("anna")
    assert refuse(client, method, "/_mock/worlds/anna/state" + path, body) == (status, detail)
    assert client.engine.worlds.names() == (("anna", "default") if method == "GET" else ("default",))


def test_a_refusal_lists_a_few_of_many_resources(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "NAMED", 1)
    assert refuse(client, "PUT", "/_mock/worlds/anna/state/pets/hat/1", {})[1].endswith("there are: pet and 1 more")


def test_files_are_described_and_kept(client: Client) -> None:
    world = client.engine.worlds.get("anna")
    transaction = Transaction(world.state("pets"))
    photo = {"content": b"\x89PNG", "media_type": "image/png", "filename": "me.png"}
    transaction.put("pet", "a", {**ADA, UPLOADS: {"photo": photo}})
    transaction.commit()
    shown = send(client, "GET", "/a")
    assert shown[UPLOADS]["photo"]["content"] == "4 bytes"
    assert send(client, "PUT", "/a", {**shown, "name": "Ida"}) == {**shown, "name": "Ida"}
    assert world.state("pets").collection("pet")["a"][UPLOADS] == {"photo": photo}
    status, detail = refuse(client, "PUT", f"{PETS}/b", shown | {"id": "b"})
    assert status == 422 and "files are sent to the mocked API" in detail


def test_identifiers_that_are_secrets_are_masked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    credentials = client.engine.apis["pets"].behaviour.credentials
    session = AcceptedCredential(None, None, "pet", None, {}, None, False)
    monkeypatch.setitem(credentials, "key", (*credentials["key"], session))
    shown = client.get("/_mock/worlds/default/state/pets/pet").json()
    assert shown == {"rows": [{**ADA, "id": "***"}, {**BO, "id": "***"}], "identifiers": ["***", "***"]}
