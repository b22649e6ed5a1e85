"""A documented error body says what was wrong, keeps its schema, and says nothing of its example that is untrue."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.engine.filling.error_members import Member
from mockserver.engine.filling.refusal_facts import ITEMS, Facts, find_values
from mockserver.openapi.rules import Violation
from tests.support.small_sandbox import Sandbox, load_books, sandbox_of

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}


def closed(**members: Any) -> dict[str, Any]:
    """A schema of an object with these members, all of them required, and no others."""
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


REQUEST = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 2}, "age": NUMBER},
}
WRONG = {"name": "a", "age": "x"}
NAME, AGE = '"a" is shorter than 2 characters', '"x" is a string; allowed: integer'


def serve(folder: Path, shown: dict[str, Any], media_type: str = "application/json") -> Sandbox:
    operation = {
        "requestBody": {"content": {"application/json": {"schema": REQUEST}}},
        "responses": {
            "200": {"description": "ok", "content": {"application/json": {"example": {"message": "All is well"}}}},
            "422": {"description": "no", "content": {media_type: shown}},
        },
    }
    document = {"openapi": "3.1.0", "info": {"title": "E", "version": "1"}, "paths": {"/a": {"post": operation}}}
    return sandbox_of(load_books(folder, document=yaml.safe_dump(document), behaviour=None, seed=None))


def refuse(folder: Path, shown: dict[str, Any], body: Any = None) -> Any:
    """The body that refuses a request, without the places in the document."""
    exchange = serve(folder, shown).ask("POST", "/a", WRONG if body is None else body)
    assert (exchange.response.status, exchange.source) == (422, "contract"), exchange.response.body
    assert exchange.violations
    return json.loads(exchange.response.body, parse_constant=pytest.fail)


def without_lines(value: Any) -> Any:
    """The same without `(folder/books.yaml:17)`."""
    return json.loads(re.sub(r" \([^()]*books\.yaml:[0-9]+\)", "", json.dumps(value)))


COMBINED = {
    "allOf": [
        {"properties": {"success": {"type": "boolean"}}},
        {"properties": {"error": {"oneOf": [closed(reason=TEXT), closed(other=NUMBER)]}}},
    ]
}
ONE_ITEM = {"type": "array", "maxItems": 1, "items": closed(field={"enum": ["age", "name"]})}
PATH = "/books/a"
BOTH = f"body /name: {NAME}; body /age: {AGE}"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param({"example": {"message": "All is well"}}, {"message": BOTH}, id="example"),
        pytest.param({"schema": closed(message=TEXT, code=NUMBER)}, {"message": BOTH, "code": 422}, id="generated"),
        pytest.param({"schema": closed(message={**TEXT, "maxLength": 36})}, {"message": NAME}, id="a-short-message"),
        pytest.param(
            {"schema": closed(message={**TEXT, "maxLength": 22})}, {"message": "Unprocessable Entity"}, id="shorter"
        ),
        pytest.param(
            {"schema": closed(code={"enum": ["GONE", "VALIDATION_ERROR"]}, message=TEXT)},
            {"code": "VALIDATION_ERROR", "message": BOTH},
            id="a-code-of-an-enumeration",
        ),
        pytest.param(
            {"schema": closed(code={"enum": ["E1", "E2"]}, message=TEXT)}, {"code": "E1", "message": BOTH}, id="forced"
        ),
        pytest.param(
            {"schema": COMBINED, "example": {"success": True, "error": {"reason": "fine"}}},
            {"success": False, "error": {"reason": BOTH}},
            id="inside-combined-schemas",
        ),
        pytest.param(
            {"example": {"type": "urn:x", "title": "Fine", "status": 200, "detail": "Yes", "instance": "/x/1"}},
            {"type": "about:blank", "title": "Unprocessable Entity", "status": 422, "detail": BOTH, "instance": PATH},
            id="problem",
        ),
        pytest.param(
            {"example": {"errors": [{"field": "mail", "message": "All is well"}]}},
            {"errors": [{"field": "name", "message": NAME}, {"field": "age", "message": AGE}]},
            id="an-item-for-each",
        ),
        pytest.param(
            {
                "schema": closed(
                    detail={
                        "type": "array",
                        "items": closed(loc={"type": "array", "items": {"anyOf": [TEXT, NUMBER]}}, msg=TEXT, type=TEXT),
                    }
                )
            },
            {
                "detail": [
                    {"loc": ["body", "name"], "msg": NAME, "type": "body.schema"},
                    {"loc": ["body", "age"], "msg": AGE, "type": "body.schema"},
                ]
            },
            id="places-as-words",
        ),
        pytest.param(
            {"example": {"errors": [{"status": "400", "source": {"pointer": "/data/x"}, "detail": "All is well"}]}},
            {
                "errors": [
                    {"status": "422", "source": {"pointer": "/name"}, "detail": NAME},
                    {"status": "422", "source": {"pointer": "/age"}, "detail": AGE},
                ]
            },
            id="places-as-pointers",
        ),
        pytest.param(
            {"schema": closed(errors=ONE_ITEM)},
            {"errors": [{"field": "name"}]},
            id="as-many-as-the-schema-admits",
        ),
        pytest.param(
            {"example": {"errors": ["All is well"]}},
            {"errors": [f"body /name: {NAME}", f"body /age: {AGE}"]},
            id="texts",
        ),
        pytest.param({"example": {"errors": []}}, {"errors": [f"body /name: {NAME}", f"body /age: {AGE}"]}, id="empty"),
        pytest.param(
            {"example": {"message": "m", "errors": {"mail": ["All is well"]}}},
            {"message": BOTH, "errors": {"name": [NAME], "age": [AGE]}},
            id="by-field",
        ),
        pytest.param({"example": {"greeting": "All is well", "note": "Have fun"}}, {"greeting": BOTH}, id="prose"),
        pytest.param(
            {"schema": closed(message=TEXT, note=TEXT), "example": {"message": "m", "note": "All is well"}},
            {"message": BOTH, "note": "Unprocessable Entity"},
            id="or-replaced",
        ),
        pytest.param(
            {"schema": closed(outcome=TEXT), "example": {"outcome": "fine"}}, {"outcome": "text"}, id="no-place-for-it"
        ),
        pytest.param({"schema": {"const": "All is well"}}, "All is well", id="the-schema-admits-nothing-else"),
        pytest.param({"schema": NUMBER, "example": 3}, 3, id="no-words-to-be-false"),
    ],
)
def test_what_a_refusal_says(tmp_path: Path, shown: dict[str, Any], expected: Any) -> None:
    assert without_lines(refuse(tmp_path, shown)) == expected


@pytest.mark.parametrize(
    ("media_type", "shown", "expected"),
    [
        pytest.param("text/plain", {"example": "All is well"}, b"body /name: ", id="text"),
        pytest.param("text/html", {"example": "<p>no</p>"}, b"<p>no</p>", id="a-page-is-the-whole-message"),
        pytest.param(
            "application/xml",
            {"schema": {**closed(message=TEXT), "xml": {"name": "e"}}, "example": "<e><message>Yes</message></e>"},
            b'<?xml version="1.0" encoding="UTF-8"?>\n<e><message>body /name: ',
            id="xml",
        ),
    ],
)
def test_other_media_types(tmp_path: Path, media_type: str, shown: dict[str, Any], expected: bytes) -> None:
    response = serve(tmp_path, shown, media_type).ask("POST", "/a", WRONG).response
    assert response.status == 422
    assert response.body.startswith(expected)


@pytest.mark.parametrize(
    ("shown", "is_documented"),
    [
        pytest.param({"example": {"message": "m", "code": 0}}, True, id="with-a-message"),
        pytest.param({"schema": closed(message=TEXT)}, True, id="generated-with-a-message"),
        pytest.param({"example": {"city": "New York"}}, False, id="a-success"),
        pytest.param({"schema": closed(city=TEXT, size=NUMBER)}, False, id="a-generated-success"),
    ],
)
def test_the_body_of_a_success_is_not_sent_for_an_error(tmp_path: Path, shown: Any, is_documented: bool) -> None:
    """`default` alone is the success of an operation, too."""
    operation = {
        "requestBody": {"content": {"application/json": {"schema": REQUEST}}},
        "responses": {"default": {"description": "any", "content": {"application/json": shown}}},
    }
    document = {"openapi": "3.1.0", "info": {"title": "E", "version": "1"}, "paths": {"/a": {"post": operation}}}
    sandbox = sandbox_of(load_books(tmp_path, document=yaml.safe_dump(document), behaviour=None, seed=None))
    response = sandbox.ask("POST", "/a", WRONG).response
    assert 400 <= response.status < 500
    assert (response.media_type == "application/json") is is_documented
    assert b"is shorter than 2 characters" in response.body


def test_a_client_that_asks_for_the_error_gets_the_example(tmp_path: Path) -> None:
    sandbox = serve(tmp_path, {"example": {"message": "All is well"}})
    exchange = sandbox.ask("POST", "/a", {"name": "Ada"}, headers=[("Prefer", "code=422")])
    assert json.loads(exchange.response.body) == {"message": "All is well"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(
            closed(title=TEXT, status=NUMBER, detail=TEXT),
            {"title": "Unprocessable Entity", "status": 422, "detail": "Unprocessable Entity"},
            id="problem",
        ),
        pytest.param(
            closed(error=closed(code=TEXT, message=TEXT)),
            {"error": {"code": "unprocessable_entity", "message": "Unprocessable Entity"}},
            id="error",
        ),
        pytest.param(
            closed(code={"enum": ["A", "UNPROCESSABLE_ENTITY"]}), {"code": "UNPROCESSABLE_ENTITY"}, id="enumeration"
        ),
        pytest.param(closed(code={"enum": ["A", "B"]}), {"code": "A"}, id="of-other-codes"),
        pytest.param(
            closed(ok={"type": "boolean"}, message=TEXT), {"ok": False, "message": "Unprocessable Entity"}, id="ok"
        ),
        pytest.param(
            closed(errors={"type": "array", "minItems": 2, "items": closed(message=TEXT)}),
            {"errors": [{"message": "Unprocessable Entity"}] * 2},
            id="list",
        ),
        pytest.param(
            closed(status={"const": 7}, message={**TEXT, "maxLength": 3}),
            {"status": 7, "message": "All"},
            id="schema-first",
        ),
    ],
)
def test_a_generated_error_that_is_asked_for_names_its_status(tmp_path: Path, schema: Any, expected: Any) -> None:
    sandbox = serve(tmp_path, {"schema": schema})
    exchange = sandbox.ask("POST", "/a", {"name": "Tom"}, headers=[("Prefer", "code=422")])
    assert (exchange.response.status, json.loads(exchange.response.body)) == (422, expected)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [("text/plain", b"Unprocessable Entity"), ("application/octet-stream", None), ("text/html", None)],
)
def test_a_generated_error_of_another_media_type(tmp_path: Path, media_type: str, expected: bytes | None) -> None:
    sandbox = serve(tmp_path, {"schema": TEXT}, media_type)
    exchange = sandbox.ask("POST", "/a", {"name": "Tom"}, headers=[("Prefer", "code=422")])
    assert exchange.response.status == 422
    assert expected in (None, exchange.response.body)


def test_a_plan_is_made_once_and_the_next_refusal_is_its_own(tmp_path: Path) -> None:
    sandbox = serve(tmp_path, {"schema": closed(code={"enum": ["E1", "invalid"]}, message=TEXT)})
    first, second = (json.loads(sandbox.ask("POST", "/a", body).response.body) for body in (WRONG, {"name": 3}))
    assert (first["code"], second["code"]) == ("invalid", "invalid")
    assert second["message"].startswith("body /name: 3 is an integer") and "/age" not in second["message"]


def test_many_violations_are_counted() -> None:
    violations = [Violation("body.schema", "body", "is wrong", f"/{number}") for number in range(ITEMS + 5)]
    facts = Facts(422, "POST", "/a", violations)
    whole = find_values(Member((), "message"), facts)[0]
    assert whole.endswith("; and 5 more") and whole.count("is wrong") == ITEMS
    assert len(find_values(Member((), "map", {"a": ["b"]}), facts)[0]) == ITEMS


@pytest.mark.parametrize(
    ("kind", "shown", "expected"),
    [
        ("field", "", "limit"),
        ("pointer", "#/age", "#/limit"),
        ("location", "", "query"),
        ("words", [], ["query", "limit"]),
        ("seen", "", "x"),
        ("title", "NOT_FOUND", "BAD_REQUEST"),
        ("method", "", "GET"),
    ],
)
def test_a_parameter_is_a_place(kind: Any, shown: Any, expected: Any) -> None:
    violation = Violation("parameter.schema", "query", "is wrong", name="limit", seen='"x"')
    assert find_values(Member((), kind, shown), Facts(400, "GET", "/a", [violation]))[0] == expected


def test_a_status_that_has_no_name() -> None:
    assert Facts(499, "GET", "/a", []).phrase == "Refused"
