"""What is accepted beside the document: spellings of names, booleans, numbers and UUIDs."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from mockserver.engine.behaviour.coercion import Coercer, Coercion, read_boolean, read_number, read_uuid, respell
from mockserver.openapi.description import Description
from mockserver.openapi.messages import Headers, Request
from tests.support.small_sandbox import BOOKS, body_of, changed, load_books, rules_of, sandbox_of

UUID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
BARE = UUID.replace("-", "")
DOCUMENT = """
    openapi: 3.1.0
    info: {title: Lamps, version: '1'}
    paths:
      /lamps/{lampId}:
        put:
          operationId: putLamp
          parameters:
            - {name: lampId, in: path, required: true, schema: {type: string, format: uuid}}
            - {name: dimmed, in: query, schema: {anyOf: [{type: boolean}, {type: 'null'}]}}
            - {name: owner, in: query, schema: {type: string, format: uuid}}
            - {name: note, in: query, schema: {type: string}}
          requestBody:
            content:
              application/json: {schema: {$ref: '#/components/schemas/Lamp'}}
          responses: {'204': {description: done}}
    components:
      schemas:
        Named: {type: object, properties: {displayName: {type: string}}}
        Lamp:
          allOf: [{$ref: '#/components/schemas/Named'}]
          required: [isOn]
          properties:
            isOn: {type: boolean}
            max_watts: {type: number}
            count: {type: [integer, 'null']}
            ownerId: {type: string, format: uuid}
            wifi2Ghz: {type: boolean}
            either: {type: [boolean, string]}
            maybe: {anyOf: [{type: boolean}, {type: 'null'}]}
            parts: {type: array, items: {$ref: '#/components/schemas/Lamp'}}
            bulb:
              oneOf: [{$ref: '#/components/schemas/Led'}, {$ref: '#/components/schemas/Neon'}]
              discriminator:
                propertyName: kind
                mapping: {led: '#/components/schemas/Led', neon: '#/components/schemas/Neon'}
            any: {}
        Led: {type: object, properties: {kind: {type: string}, isWarm: {type: boolean}, tag: {type: string}}}
        Neon: {type: object, properties: {kind: {type: string}, isWarm: {type: string}, tag: {type: boolean}}}
"""
EVERYTHING = Coercion({}, names=True, booleans=True, numbers=True, uuids=True)


def coerce(
    rules: Coercion, body: Any = None, *, lamp: str = UUID, query: str = "", switches: dict[str, str] | None = None
) -> Any:
    """The values that a handler would get: of the path, the query and the body, and the rules that were broken."""
    description = Description.parse(dedent(DOCUMENT))
    operation = description.operations[0]
    sent = Headers([("Content-Type", "application/json")])
    request = Request("PUT", f"/lamps/{lamp}", query, sent, b"" if body is None else json.dumps(body).encode())
    coercer = Coercer(rules, operation, "lamps")
    checked = coercer.check(description.contract(operation), {"lampId": lamp}, request, switches or {})
    broken = [violation.rule for violation in checked.violations]
    return checked.parameters.path, checked.parameters.query, checked.body and checked.body.value, broken


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({"is_on": True}, {"isOn": True}, id="snake-for-camel"),
        pytest.param({"isOn": True, "maxWatts": 5}, {"isOn": True, "max_watts": 5}, id="camel-for-snake"),
        pytest.param({"is_on": "yes", "isOn": False}, {"is_on": "yes", "isOn": False}, id="the-documented-name-counts"),
        pytest.param({"isOn": 1, "wifi2_ghz": "off"}, {"isOn": True, "wifi2Ghz": False}, id="digits"),
        pytest.param({"isOn": True, "display_name": "a"}, {"isOn": True, "displayName": "a"}, id="of-a-part"),
        pytest.param({"isOn": True, "is_off": 1}, {"isOn": True, "is_off": 1}, id="unknown"),
        pytest.param({"isOn": "T", "parts": [{"is_on": "N"}]}, {"isOn": True, "parts": [{"isOn": False}]}, id="nested"),
        pytest.param({"isOn": True, "count": "12"}, {"isOn": True, "count": 12}, id="integer"),
        pytest.param({"isOn": True, "max_watts": " 0.5 "}, {"isOn": True, "max_watts": 0.5}, id="number"),
        pytest.param({"isOn": True, "count": None}, {"isOn": True, "count": None}, id="null-that-is-allowed"),
        pytest.param({"isOn": True, "maybe": "on"}, {"isOn": True, "maybe": True}, id="optional-boolean"),
        pytest.param({"isOn": True, "either": "on"}, {"isOn": True, "either": "on"}, id="text-that-is-allowed"),
        pytest.param({"isOn": True, "ownerId": BARE}, {"isOn": True, "ownerId": UUID}, id="uuid"),
        pytest.param({"isOn": True, "any": {"is_on": "1"}}, {"isOn": True, "any": {"is_on": "1"}}, id="no-schema"),
        pytest.param(
            {"isOn": True, "bulb": {"kind": "led", "is_warm": "y", "tag": "no"}},
            {"isOn": True, "bulb": {"kind": "led", "isWarm": True, "tag": "no"}},
            id="the-branch-that-a-discriminator-names",
        ),
        pytest.param(
            {"isOn": True, "bulb": {"kind": "neon", "is_warm": "y", "tag": "no"}},
            {"isOn": True, "bulb": {"kind": "neon", "isWarm": "y", "tag": False}},
            id="another-branch",
        ),
    ],
)
def test_a_body_that_becomes_valid(sent: Any, expected: Any) -> None:
    *_, body, broken = coerce(EVERYTHING, sent)
    assert (body, broken) == (expected, [])


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param({"isOn": "maybe"}, id="no-boolean"),
        pytest.param({"isOn": 2}, id="another-number"),
        pytest.param({"isOn": None}, id="null"),
        pytest.param({"isOn": []}, id="a-list"),
        pytest.param({"ison": True}, id="another-name"),
        pytest.param({"isOn": True, "count": "1x"}, id="no-number"),
        pytest.param({"isOn": True, "ownerId": f"{{{BARE}}}"}, id="no-uuid"),
        pytest.param([], id="no-object"),
        pytest.param({"isOn": True, "bulb": {"kind": ["led"], "isWarm": 5}}, id="a-tag-that-is-no-text"),
    ],
)
def test_a_body_that_stays_wrong(sent: Any) -> None:
    *_, body, broken = coerce(EVERYTHING, sent)
    assert (body, broken) == (sent, ["body.schema"])


@pytest.mark.parametrize(
    ("rules", "sent"),
    [
        pytest.param(Coercion({}, booleans=True), {"is_on": True}, id="names"),
        pytest.param(Coercion({}, names=True), {"isOn": "yes"}, id="booleans"),
        pytest.param(Coercion({}, names=True), {"isOn": True, "count": "1"}, id="numbers"),
        pytest.param(Coercion({}, names=True), {"isOn": True, "ownerId": BARE}, id="uuids"),
    ],
)
def test_only_what_the_rules_name_is_coerced(rules: Coercion, sent: Any) -> None:
    assert coerce(rules, sent)[2:] == (sent, ["body.schema"])


@pytest.mark.parametrize("form", [BARE, f"urn:uuid:{UUID}", f"%7B{UUID}%7D", UUID.upper(), UUID])
def test_a_uuid_of_the_path_has_many_forms(form: str) -> None:
    path, _, _, broken = coerce(EVERYTHING, lamp=form)
    assert (path["lampId"], broken) == (UUID, [])


@pytest.mark.parametrize("form", ["x", f"URN:UUID:{UUID}", f"%7B{BARE}%7D", f"urn:uuid:{BARE}", UUID[:-1]])
def test_what_is_no_uuid_is_not_one_of_the_path(form: str) -> None:
    assert coerce(EVERYTHING, lamp=form)[3] == ["parameter.schema"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("dimmed=Yes", {"dimmed": True}, id="boolean"),
        pytest.param("dimmed=off&note=off", {"dimmed": False, "note": "off"}, id="text-stays"),
        pytest.param(f"owner=urn%3Auuid%3A{UUID}", {"owner": UUID}, id="uuid"),
        pytest.param("note=a+b%26c", {"note": "a b&c"}, id="as-it-is"),
    ],
)
def test_query_parameters(query: str, expected: Any) -> None:
    _, found, _, broken = coerce(EVERYTHING, query=query)
    assert (found, broken) == (expected, [])


@pytest.mark.parametrize(
    ("switches", "broken"),
    [
        pytest.param({"lamps.input": "lax"}, [], id="on"),
        pytest.param({"lamps.input": "strict"}, ["body.schema"], id="off"),
        pytest.param({"other.input": "lax"}, ["body.schema"], id="of-another-api"),
    ],
)
def test_a_switch_turns_it_on(switches: dict[str, str], broken: list[str]) -> None:
    rules = Coercion({"input": "lax"}, booleans=True)
    assert coerce(rules, {"isOn": "yes"}, switches=switches)[3] == broken


def test_readers_leave_everything_else() -> None:
    values: list[Any] = ["", "2", "tru", 2, -1, 0.5, None, [], {}, "1e5", "x" * 1000]
    assert [read_boolean(value) for value in values] == values
    assert [read_uuid(value) for value in values] == values
    assert [read_number(value) for value in ["", "x", "1e5", "0x1", "--1", "1 2", True, None]] == [
        *["", "x", "1e5", "0x1", "--1", "1 2", True, None]
    ]


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("name", ()),
        ("serviceAccountCredentialsJson", ("service_account_credentials_json",)),
        ("project_number", ("projectNumber",)),
        ("HTTPServer", ("http_server", "httpServer")),
    ],
)
def test_spellings_of_a_name(name: str, others: tuple[str, ...]) -> None:
    assert respell(name) == others


RULES = """
    switches: {input: {summary: What it takes., values: [strict, lax]}}
    resources: {book: {schema: Book, identifier: id, ids: 'number:1'}}
    operations: {createBook: {action: create, resource: book}}
    coercion: {when: {input: lax}, operations: ['create*'], names: either, numbers: lax}
"""


def test_handlers_get_what_was_coerced(tmp_path: Path) -> None:
    members = {"/components/schemas/NewBook/properties/shelfMark": {"type": "string"}}
    members |= {"/components/schemas/Book/properties/shelfMark": {"type": "string"}}
    api = load_books(tmp_path, document=changed(BOOKS, members), behaviour=RULES, seed=None)
    sent = {"title": "a", "pages": "7", "shelf_mark": "b"}
    for value, expected in (("strict", 422), ("lax", 201)):
        exchange = sandbox_of(api, switches={"books.input": value}).ask("POST", "/books", sent)
        assert exchange.response.status == expected
    assert body_of(exchange) == {"id": "1", "title": "a", "pages": 7, "shelfMark": "b"}
    lax = sandbox_of(api, switches={"books.input": "lax"})
    assert rules_of(lax.ask("PATCH", "/books/1", {"pages": "7"})) == ["body.schema"], "only create* is coerced"
