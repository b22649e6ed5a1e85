"""Responses made from a document show what the client sent, as far as their schema allows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.engine.settings import Settings
from mockserver.openapi.bodies.content import LARGE_BODY
from tests.support.small_sandbox import Sandbox, body_of, load_books, sandbox_of

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def item(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members)}


PET = item(id=NUMBER, name=TEXT, kind={"enum": ["cat", "dog"]}, created_at=TEXT)
SHOWN = {"id": 1, "name": "Rex", "kind": "dog", "created_at": "2020-01-01"}
NEW = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "kind": TEXT, "age": NUMBER, "created_at": TEXT}}


def serve(
    folder: Path, method: str, path: str, response: dict[str, Any], *, sent: Any = NEW, status: str = "200", **more: Any
) -> Sandbox:
    """One operation; `response` is its media type object, `sent` the schema of its request's body."""
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    query = [{"name": name, "in": "query", "schema": schema} for name, schema in more.items()]
    operation: dict[str, Any] = {
        "parameters": [{"name": name, "in": "path", "required": True, "schema": NUMBER} for name in names] + query,
        "responses": {status: {"description": "ok", "content": {"application/json": response}}},
    }
    if method != "GET":
        operation["requestBody"] = {"content": {"application/json": {"schema": sent}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "E", "version": "1"},
        "paths": {path: {method.lower(): operation}},
    }
    return sandbox_of(load_books(folder, document=yaml.safe_dump(document), behaviour=None, seed=None))


def ask(sandbox: Sandbox, method: str, target: str, body: Any = None, **more: Any) -> Any:
    exchange = sandbox.ask(method, target, body, **more)
    assert exchange.response.status < 300, exchange.response.body
    return body_of(exchange)


GENERATED, EXAMPLE = {"schema": PET}, {"schema": PET, "example": SHOWN}


@pytest.mark.parametrize(
    ("response", "sent", "expected"),
    [
        pytest.param(EXAMPLE, {"name": "Tom", "kind": "cat"}, {**SHOWN, "name": "Tom", "kind": "cat"}, id="example"),
        pytest.param({"example": SHOWN}, {"name": "Tom"}, {**SHOWN, "name": "Tom"}, id="example-without-a-schema"),
        pytest.param(EXAMPLE, {"name": "Tom", "kind": "cow"}, {**SHOWN, "name": "Tom"}, id="not-what-is-invalid"),
        pytest.param({"example": SHOWN}, {"age": 3}, SHOWN, id="not-what-the-response-has-not"),
        pytest.param(EXAMPLE, {"created_at": "now"}, SHOWN, id="not-the-time-that-the-server-sets"),
        pytest.param(EXAMPLE, {"other": 3}, SHOWN, id="not-what-the-request-does-not-declare"),
        pytest.param(
            {"schema": item(data=PET, meta=item(page=NUMBER)), "example": {"data": SHOWN, "meta": {"page": 1}}},
            {"name": "Tom"},
            {"data": {**SHOWN, "name": "Tom"}, "meta": {"page": 1}},
            id="in-an-envelope",
        ),
        pytest.param({"schema": {"type": "array"}, "example": [SHOWN]}, {"name": "Tom"}, [SHOWN], id="not-in-a-list"),
        pytest.param(
            {"schema": {"allOf": [item(id=NUMBER), {"properties": {"age": NUMBER}}]}, "example": {"id": 1}},
            {"age": 3},
            {"id": 1, "age": 3},
            id="an-optional-member-of-the-schema",
        ),
        pytest.param(
            {"schema": item(id={**NUMBER, "readOnly": True}, name=TEXT), "example": {"id": 1, "name": "Rex"}},
            {"id": 9, "name": "Tom"},
            {"id": 1, "name": "Tom"},
            id="not-what-only-a-server-sets",
        ),
        pytest.param(
            {"schema": {"properties": {"id": NUMBER, "name": {**TEXT, "writeOnly": True}}}, "example": {"id": 1}},
            {"name": "Tom"},
            {"id": 1},
            id="not-what-only-a-client-sets",
        ),
        pytest.param(EXAMPLE, {"id": 9}, {**SHOWN, "id": 9}, id="an-identifier-that-the-client-chooses"),
        pytest.param(EXAMPLE, [1], SHOWN, id="not-a-list"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_resource_that_is_created_or_changed(
    tmp_path: Path, method: str, response: dict[str, Any], sent: Any, expected: Any
) -> None:
    sandbox = serve(tmp_path, method, "/pets", response, sent={} if isinstance(sent, list) else NEW)
    assert ask(sandbox, method, "/pets", sent) == expected


def test_a_generated_body_shows_it_as_well(tmp_path: Path) -> None:
    made = ask(
        serve(tmp_path, "POST", "/pets", GENERATED, status="201"), "POST", "/pets", {"name": "Tom", "kind": "cat"}
    )
    assert (made["name"], made["kind"]) == ("Tom", "cat")
    assert set(made) == set(SHOWN)


INNER = item(address=item(street=TEXT, town=TEXT))


@pytest.mark.parametrize(
    ("response", "sent", "expected"),
    [
        pytest.param(
            {"schema": INNER, "example": {"address": {"street": "A", "town": "B"}}},
            {"address": {"street": "X"}},
            {"address": {"street": "X", "town": "B"}},
            id="merged-where-the-schema-asks-for-more",
        ),
        pytest.param(
            {"example": {"address": {"street": "A", "town": "B"}}},
            {"address": {"street": "X"}},
            {"address": {"street": "X"}},
            id="whole-where-it-does-not",
        ),
        pytest.param({"example": {"note": "a", "id": 1}}, {"note": None}, {"note": None, "id": 1}, id="null"),
        pytest.param({"example": {"to": "a", "id": 1}}, {"To": "b"}, {"to": "b", "id": 1}, id="another-spelling"),
        pytest.param({"example": {"tags": ["a"]}}, {"tags": ["b", "c"]}, {"tags": ["b", "c"]}, id="list"),
        pytest.param(
            {"example": {"rows": [{"id": 1, "a": 0}, {"id": 2, "a": 0}]}},
            {"rows": [{"a": 1}, {"a": 2}, {"a": 3}]},
            {"rows": [{"id": 1, "a": 1}, {"id": 2, "a": 2}, {"id": 2, "a": 3}]},
            id="items-keep-what-the-server-adds",
        ),
        pytest.param(
            {"schema": {"anyOf": [item(id=NUMBER), {"properties": {"rows": {}}}]}, "example": {"id": 1}},
            {"rows": [{"a": 1}]},
            {"id": 1},
            id="items-of-which-the-response-shows-none",
        ),
        pytest.param(
            {"schema": {"properties": {"note": TEXT}}, "example": {"note": "a", "id": 1}},
            {"note": None},
            {"id": 1},
            id="null-takes-away",
        ),
    ],
)
def test_objects_and_null(tmp_path: Path, response: dict[str, Any], sent: Any, expected: Any) -> None:
    assert ask(serve(tmp_path, "PATCH", "/a", response, sent={"type": "object"}), "PATCH", "/a", sent) == expected


@pytest.mark.parametrize(
    ("method", "path", "target", "schema", "expected"),
    [
        pytest.param("GET", "/pets/{id}", "/pets/7", item(id=NUMBER), {"id": 7}, id="id"),
        pytest.param("GET", "/pets/{petId}", "/pets/7", item(id=NUMBER), {"id": 7}, id="id-of-the-last"),
        pytest.param("GET", "/pets/{petId}", "/pets/7", item(pet_id=NUMBER), {"pet_id": 7}, id="another-spelling"),
        pytest.param("GET", "/pets/{id}", "/pets/7", item(id=TEXT), {"id": "7"}, id="as-text"),
        pytest.param("GET", "/pets/{id}", "/pets/7", item(id={"const": 3}), {"id": 3}, id="only-if-valid"),
        pytest.param(
            "GET", "/pets/{id}", "/pets/7", item(pet=item(id=NUMBER)), {"pet": {"id": 7}}, id="in-an-envelope"
        ),
        pytest.param(
            "GET", "/o/{o_id}/pets/{id}", "/o/3/pets/7", item(id=NUMBER, oId=NUMBER), {"id": 7, "oId": 3}, id="parents"
        ),
        pytest.param(
            "GET",
            "/pets/{petId}/vet",
            "/pets/7/vet",
            item(id={"const": 3}, petId=NUMBER),
            {"id": 3, "petId": 7},
            id="the-id-is-not-that-of-a-parent",
        ),
        pytest.param("DELETE", "/pets/{id}", "/pets/7", item(id=NUMBER), {"id": 7}, id="delete"),
    ],
)
def test_the_path_in_a_generated_body(
    tmp_path: Path, method: str, path: str, target: str, schema: Any, expected: Any
) -> None:
    assert ask(serve(tmp_path, method, path, {"schema": schema}), method, target) == expected


def test_the_path_in_the_example_of_a_change_but_not_of_a_read(tmp_path: Path) -> None:
    for method, identifier in (("PATCH", 7), ("GET", 1)):
        folder = tmp_path / method
        folder.mkdir()
        body = {"name": "Tom"} if method == "PATCH" else None
        assert ask(serve(folder, method, "/pets/{id}", EXAMPLE), method, "/pets/7", body)["id"] == identifier


LIST = item(page=NUMBER, perPage=NUMBER, items={"type": "array"})


@pytest.mark.parametrize(
    ("schema", "shown", "query", "expected"),
    [
        pytest.param(LIST, {"page": 1, "perPage": 20, "items": []}, "?page=3&per_page=5", (3, 5), id="top"),
        pytest.param(LIST, {"page": 1, "perPage": 20, "items": []}, "?page=3", (3, 20), id="only-what-was-sent"),
        pytest.param(LIST, {"page": 1, "perPage": 20, "items": []}, "", (1, 20), id="nothing-was-sent"),
    ],
)
def test_the_page_that_was_asked_for(tmp_path: Path, schema: Any, shown: Any, query: str, expected: Any) -> None:
    sandbox = serve(tmp_path, "GET", "/pets", {"schema": schema, "example": shown}, page=NUMBER, per_page=NUMBER)
    made = ask(sandbox, "GET", f"/pets{query}")
    assert (made["page"], made["perPage"]) == expected


def test_the_page_in_a_member_of_its_own(tmp_path: Path) -> None:
    shown = {"items": [{"limit": 1}], "pagination": {"limit": 20, "offset": "0", "total": 3}, "page": {"size": 2}}
    sandbox = serve(tmp_path, "GET", "/pets", {"example": shown}, limit=NUMBER, offset=NUMBER, page=NUMBER)
    made = ask(sandbox, "GET", "/pets?limit=5&offset=10&page=2")
    assert made == {**shown, "pagination": {"limit": 5, "offset": 10, "total": 3}}


def test_a_large_body_is_not_checked_again_and_again(tmp_path: Path) -> None:
    sandbox = serve(tmp_path, "POST", "/pets", EXAMPLE)
    for size, name in ((10, "a" * 10), (LARGE_BODY, "Rex")):
        assert ask(sandbox, "POST", "/pets", {"name": "a" * size})["name"] == name


@pytest.mark.parametrize("prefer", ["code=200", "example=rex"])
def test_what_a_client_asks_for_is_kept_as_it_is_written(tmp_path: Path, prefer: str) -> None:
    sandbox = serve(tmp_path, "PATCH", "/pets/{id}", {"schema": PET, "examples": {"rex": {"value": SHOWN}}})
    assert ask(sandbox, "PATCH", "/pets/7", {"name": "Tom"}, headers=[("Prefer", prefer)]) == SHOWN


def test_dynamic_values_show_it_as_well(tmp_path: Path) -> None:
    api = serve(tmp_path, "PATCH", "/pets/{id}", EXAMPLE).api
    made = ask(sandbox_of(api, settings=Settings(dynamic=True)), "PATCH", "/pets/7", {"name": "Tom"})
    assert (made["id"], made["name"]) == (7, "Tom")


def test_a_documented_read_costs_hardly_more(tmp_path: Path) -> None:
    """Nothing is looked for in the example of a read without a query."""
    sandbox = serve(tmp_path, "GET", "/pets/{id}", EXAMPLE, limit=NUMBER)
    ready = sandbox.api.ready["GET /pets/{id}"]
    ask(sandbox, "GET", "/pets/7")
    filled: list[Any] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ready.echo, "fill", lambda *args, **_: filled.append(args))
        ask(sandbox, "GET", "/pets/7")
    assert not filled


@pytest.mark.parametrize("secret", [{**TEXT, "writeOnly": True}, {**TEXT, "format": "password"}])
@pytest.mark.parametrize("side", ["request", "response"])
def test_what_either_schema_calls_secret_is_not_shown(tmp_path: Path, secret: dict[str, Any], side: str) -> None:
    sent = {"type": "object", "properties": {"name": TEXT, "pin": secret if side == "request" else TEXT}}
    shown = {"properties": {"name": TEXT, "pin": secret if side == "response" else TEXT}}
    sandbox = serve(tmp_path, "POST", "/users", {"schema": shown}, sent=sent, status="201")
    made = ask(sandbox, "POST", "/users", {"name": "Tom", "pin": "a-secret-pin"})
    assert (made["name"], "a-secret-pin" in str(made)) == ("Tom", False)


@pytest.mark.parametrize("secret", [{**TEXT, "writeOnly": True}, {**TEXT, "format": "password"}])
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda value: {"owner": {"name": "Tom", "login": value}}, id="object"),
        pytest.param(lambda value: {"owner": {"name": "Tom", "login": [value, value]}}, id="array"),
    ],
)
def test_a_secret_inside_a_member_is_not_shown(tmp_path: Path, secret: dict[str, Any], wrap: Any) -> None:
    login = {"type": "object", "properties": {"user": TEXT, "pin": secret}}
    logins = {"anyOf": [login, {"type": "array", "items": {"allOf": [login]}}]}
    owner = {"type": "object", "properties": {"name": TEXT, "login": logins}}
    shown = {"properties": {"owner": {"type": "object", "properties": {"name": TEXT, "login": {}}}}}
    example = {"owner": {"name": "Ann", "login": [{"user": "ann"}]}}
    response = {"schema": shown, "example": example}
    sent = {"type": "object", "properties": {"owner": owner}}
    sandbox = serve(tmp_path, "POST", "/users", response, sent=sent, status="201")
    made = ask(sandbox, "POST", "/users", wrap({"user": "tom", "pin": "a-secret-pin"}))
    assert made["owner"]["name"] == "Tom"
    assert "tom" in str(made["owner"]["login"])
    assert "a-secret-pin" not in str(made)


def test_a_secret_of_an_heir_is_not_shown(tmp_path: Path) -> None:
    shape = {"type": "object", "properties": {"kind": TEXT}, "discriminator": {"propertyName": "kind"}}
    circle = {
        "allOf": [{"$ref": "#/components/schemas/Shape"}, {"properties": {"pin": {**TEXT, "format": "password"}}}]
    }
    held = {"type": "object", "properties": {"shape": {"$ref": "#/components/schemas/Shape"}}}
    content = {"application/json": {"schema": held}}
    operation = {"requestBody": {"content": content}, "responses": {"201": {"description": "ok", "content": content}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "E", "version": "1"},
        "paths": {"/drawings": {"post": operation}},
        "components": {"schemas": {"Shape": shape, "Circle": circle}},
    }
    sandbox = sandbox_of(load_books(tmp_path, document=yaml.safe_dump(document), behaviour=None, seed=None))
    made = ask(sandbox, "POST", "/drawings", {"shape": {"kind": "Circle", "pin": "a-secret-pin"}})
    assert "a-secret-pin" not in str(made)
