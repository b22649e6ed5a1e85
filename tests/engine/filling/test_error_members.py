"""Members of error bodies are known by their names and by what the document shows there."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.filling.error_members import find_members
from mockserver.engine.filling.member_names import iter_code_words, plain


def kinds_of(body: Any) -> dict[str, str]:
    """`{"error.message": "message"}`; members of items below their list."""
    found: dict[str, str] = {}
    for member in find_members(body):
        place = ".".join(map(str, member.path))
        found[place] = member.kind
        found |= {f"{place}[].{'.'.join(map(str, part.path))}": part.kind for part in member.parts}
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("All is well", {"": "message"}, id="text"),
        pytest.param({"message": "ok"}, {"message": "message"}, id="message"),
        pytest.param({"ErrorMessage": "ok"}, {"ErrorMessage": "message"}, id="without-case"),
        pytest.param({"error_message": "ok"}, {"error_message": "message"}, id="without-separators"),
        pytest.param({"code": 7, "msg": "ok"}, {"code": "status", "msg": "message"}, id="code-as-number"),
        pytest.param({"code": "E1", "msg": "ok"}, {"code": "code", "msg": "message"}, id="code-as-word"),
        pytest.param({"code": "404", "msg": "ok"}, {"code": "status", "msg": "message"}, id="code-as-digits"),
        pytest.param({"status": "error", "message": "ok"}, {"message": "message"}, id="jsend-says-so-already"),
        pytest.param({"status": "success", "message": ""}, {"status": "title", "message": "message"}, id="jsend"),
        pytest.param({"success": True, "error": "no"}, {"success": "false", "error": "message"}, id="success"),
        pytest.param({"error": False, "text": "no"}, {"error": "true", "text": "message"}, id="error-as-boolean"),
        pytest.param(
            {"timestamp": "2020-01-01T00:00:00Z", "status": 500, "error": "Internal Error", "message": "", "path": "/"},
            {"status": "status", "error": "title", "message": "message", "path": "target"},
            id="error-beside-a-message-is-a-title",
        ),
        pytest.param(
            {"error": "invalid_grant", "error_description": "expired"},
            {"error": "code", "error_description": "message"},
            id="or-a-code",
        ),
        pytest.param(
            {"type": "https://api.example/out", "title": "Out", "status": 403, "detail": "None", "instance": "/a"},
            {"type": "about", "title": "title", "status": "status", "detail": "message", "instance": "target"},
            id="problem",
        ),
        pytest.param(
            {"error": {"message": "m", "type": "card_error", "param": None, "code": None}},
            {"error.message": "message", "error.type": "code", "error.param": "field", "error.code": "code"},
            id="inside-an-error",
        ),
        pytest.param(
            {"detail": [{"loc": ["body", 0], "msg": "m", "type": "value_error", "input": "x", "ctx": {}}]},
            {
                "detail": "list",
                "detail[].loc": "words",
                "detail[].msg": "message",
                "detail[].type": "code",
                "detail[].input": "seen",
            },
            id="items",
        ),
        pytest.param(
            {"errors": [{"status": "active", "source": {"pointer": "text"}, "title": "T"}]},
            {
                "errors": "list",
                "errors[].status": "status",
                "errors[].source.pointer": "pointer",
                "errors[].title": "title",
            },
            id="json-api-with-made-values",
        ),
        pytest.param(
            {"errors": [{"pointer": "pets[0].name", "message": "M"}]},
            {"errors": "list", "errors[].pointer": "field", "errors[].message": "message"},
            id="pointer-that-shows-a-field",
        ),
        pytest.param(
            {"errors": [{"status": "422", "source": {"pointer": "/data"}, "title": "T", "detail": "D"}]},
            {
                "errors": "list",
                "errors[].status": "status",
                "errors[].source.pointer": "pointer",
                "errors[].title": "title",
                "errors[].detail": "message",
            },
            id="json-api",
        ),
        pytest.param(
            {"invalid-params": [{"name": "age", "in": "body", "reason": "must be positive", "expected": "1"}]},
            {
                "invalid-params": "list",
                "invalid-params[].name": "field",
                "invalid-params[].in": "location",
                "invalid-params[].reason": "message",
                "invalid-params[].expected": "allowed",
            },
            id="invalid-params",
        ),
        pytest.param(
            [{"field": "a", "message": "m"}], {"": "list", "[].field": "field", "[].message": "message"}, id="root"
        ),
        pytest.param({"errors": ["a"]}, {"errors": "list", "errors[].": "message"}, id="texts"),
        pytest.param({"errors": []}, {"errors": "list"}, id="empty-list"),
        pytest.param({"errors": {"email": ["is taken"]}}, {"errors": "map"}, id="by-field"),
        pytest.param({"errors": {"email": "is taken"}}, {"errors": "map"}, id="by-field-as-text"),
        pytest.param(
            {"errors": {"message": "m", "code": "c"}}, {"errors.message": "message", "errors.code": "code"}, id="one"
        ),
        pytest.param(
            {"greeting": "All is well", "note": "Have fun"}, {"greeting": "message", "note": "prose"}, id="prose"
        ),
        pytest.param({"message": "m", "note": "All is well"}, {"message": "message", "note": "prose"}, id="more-prose"),
        pytest.param(
            {"@type": "x.y/Z", "$ref": "a", "items": ["a"], "n": 1, "id": "req_1", "o": None}, {}, id="nothing"
        ),
        pytest.param(7, {}, id="number"),
    ],
)
def test_what_a_member_says(body: Any, expected: dict[str, str]) -> None:
    assert kinds_of(body) == expected


def test_a_deep_body_ends() -> None:
    body: Any = {"message": "m"}
    for _ in range(2000):
        body = {"error": body}
    assert find_members(body) == ()


@pytest.mark.parametrize("name", ["errorMessage", "error_message", "error-message", "ErrorMessage", "ERROR MESSAGE"])
def test_one_name_in_each_spelling(name: str) -> None:
    assert plain(name) == "errormessage"


def test_codes_are_tried_in_each_spelling() -> None:
    words = iter_code_words(401)
    assert words.index("unauthorized") < words.index("validation_error")
    assert {"BAD_REQUEST", "bad-request", "BadRequest", "badRequest"} <= set(words)
