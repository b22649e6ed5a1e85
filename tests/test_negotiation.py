"""Which documented answer is sent: one row for each numbered step of each documented order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.messages import Headers
from mockserver.negotiation import (
    Preference,
    Selection,
    read_preference,
    sample_headers,
    select_preferred,
    select_usual,
    success_status,
)
from mockserver.operations import Operation, read_operations
from mockserver.rules import QUOTE_LIMIT, Violation
from tests.openapi import document_of

# the Prefer header


@pytest.mark.parametrize(
    ("lines", "code", "example"),
    [
        pytest.param([], None, None, id="no-header"),
        pytest.param(["code=404"], 404, None, id="code"),
        pytest.param(["example=minimal"], None, "minimal", id="example"),
        pytest.param(["code=404, example=minimal"], 404, "minimal", id="both"),
        pytest.param(["example=minimal", "code=404"], 404, "minimal", id="several-lines"),
        pytest.param(["code=404, code=500"], 404, None, id="the-first-counts"),
        pytest.param(["code=404", "code=500"], 404, None, id="of-several-lines-too"),
        pytest.param(["CODE=404; Example=x"], 404, None, id="names-have-no-case"),
        pytest.param(["code = 404"], 404, None, id="space-around-equals"),
        pytest.param(['code="404"'], 404, None, id="quoted"),
        pytest.param(
            ['example="two words, one comma; \\"quoted\\" \\\\"'],
            None,
            'two words, one comma; "quoted" \\',
            id="quoted-string",
        ),
        pytest.param(['code=404; note="a, b\\", code=500"; x, example=y'], 404, "y", id="parameters-are-skipped"),
        pytest.param(["respond-async, wait=10, code=404"], 404, None, id="other-preferences-are-ignored"),
        pytest.param(["respond-async; code=404"], None, None, id="a-parameter-is-no-preference"),
        pytest.param([""], None, None, id="empty"),
        pytest.param([", ,code=404,, example=x,"], 404, "x", id="empty-list-elements"),
        pytest.param(["code=100"], 100, None, id="lowest"),
        pytest.param(["code=599"], 599, None, id="highest"),
    ],
)
def test_preferences(lines: list[str], code: int | None, example: str | None) -> None:
    headers = Headers([("Prefer", line) for line in lines])
    assert read_preference(headers) == Preference(code, example)


@pytest.mark.parametrize(
    "text",
    [
        "code",
        "code=",
        "code=abc",
        "code=99",
        "code=600",
        "code=4040",
        "code=+404",
        "code=4.0",
        "code=٤٠٤",
        'code=""',
        "example=",
        'example=""',
        'example="open',
        "code=404 example=x",
        "=404",
        "code==404",
        'code=404; note="open, example=x',
        "example=ümlaut",
        "(junk)",
        "a" + " " * 50_000 + "é",
        '"' + '\\"' * 30_000,
        "code=" + "9" * 50_000,
    ],
    ids=lambda text: text[:20],
)
def test_what_is_not_understood(text: str) -> None:
    violation = read_preference(Headers([("Prefer", text)]))
    assert isinstance(violation, Violation)
    assert (violation.rule, violation.location, violation.name) == ("preference.malformed", "header", "Prefer")
    assert violation.allowed in violation.message
    assert len(violation.seen) <= QUOTE_LIMIT
    assert len(violation.message) < 250


WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)


@given(st.none() | st.integers(100, 599), st.none() | WORDS)
def test_what_was_applied_can_be_asked_for_again(code: int | None, example: str | None) -> None:
    """RFC 7240 §3: Preference-Applied is written as Prefer is."""
    preference = Preference(code, example)
    assert read_preference(Headers([("Prefer", preference.applied)])) == preference
    assert bool(preference) is bool(preference.applied)


@given(st.text(max_size=40))
def test_any_header_is_a_preference_or_a_violation(text: str) -> None:
    assert isinstance(read_preference(Headers([("Prefer", text)])), (Preference, Violation))


# the answer that is preferred, and the usual one


def operation_with(responses: dict[str, Any]) -> Operation:
    item = {"get": {"responses": {key: {"description": key, **rest} for key, rest in responses.items()}}}
    return read_operations(document_of(paths={"/pets": item}))[0]


def content(*names: str, media_type: str = "application/json") -> dict[str, Any]:
    """Content with one example for each name; the empty name is the singular `example`."""
    named = {name: {"value": name} for name in names if name}
    return {media_type: {**({"example": ""} if "" in names else {}), **({"examples": named} if named else {})}}


PETS = operation_with(
    {
        "404": {"content": content("lost", "shared")},
        "202": {"content": content("later", "shared")},
        "200": {
            "content": {
                **content("plain", "both", media_type="text/plain"),
                **content("json", "both"),
            }
        },
        "204": {},
        "4XX": {"content": content("range", "only-4XX")},
        "default": {"content": content("other")},
    }
)


def chosen(selection: Selection | Violation | None) -> tuple[int, str, str | None, str | None]:
    assert isinstance(selection, Selection)
    example = selection.example.name if selection.example else None
    return selection.status, selection.response.status, selection.media_type, example


JSON, TEXT = "application/json", "text/plain"


@pytest.mark.parametrize(
    ("preference", "accept", "expected"),
    [
        # 1. the status: exactly, by range, by default
        pytest.param(Preference(404), None, (404, "404", JSON, "lost"), id="1-exact"),
        pytest.param(Preference(409), None, (409, "4XX", JSON, "range"), id="1-range"),
        pytest.param(Preference(500), None, (500, "default", JSON, "other"), id="1-default"),
        pytest.param(Preference(204), None, (204, "204", None, None), id="1-without-content"),
        # 2. the example: in that response; else in the successes from the lowest up, then in the others
        pytest.param(Preference(404, "shared"), None, (404, "404", JSON, "shared"), id="2-in-that-response"),
        pytest.param(Preference(None, "shared"), None, (202, "202", JSON, "shared"), id="2-successes-first"),
        pytest.param(Preference(None, "json"), None, (200, "200", JSON, "json"), id="2-lowest"),
        pytest.param(Preference(None, "other"), None, (200, "default", JSON, "other"), id="2-default-as-200"),
        pytest.param(Preference(None, "lost"), None, (404, "404", JSON, "lost"), id="2-then-the-others"),
        # 3. the media type
        pytest.param(Preference(200), None, (200, "200", TEXT, "plain"), id="3-the-first"),
        pytest.param(Preference(200), JSON, (200, "200", JSON, "json"), id="3-by-accept"),
        pytest.param(Preference(200, "both"), JSON, (200, "200", JSON, "both"), id="3-by-accept-and-example"),
        pytest.param(Preference(200, "json"), TEXT, (200, "200", JSON, "json"), id="3-only-where-the-example-is"),
        pytest.param(Preference(200), "image/png", (200, "200", TEXT, "plain"), id="3-the-first-when-none-fits"),
    ],
)
def test_select_preferred(preference: Preference, accept: str | None, expected: tuple[Any, ...]) -> None:
    assert chosen(select_preferred(PETS, preference, accept)) == expected


@pytest.mark.parametrize(
    ("responses", "preference", "rule", "allowed"),
    [
        pytest.param({"200": {}, "4XX": {}}, Preference(500), "unknown-code", "200, 4XX", id="code"),
        pytest.param({}, Preference(200), "unknown-code", "none", id="code-of-none"),
        pytest.param(
            {"200": {"content": content("a", "")}, "404": {"content": content("b", "a")}},
            Preference(None, "c"),
            "unknown-example",
            "a, b",
            id="example",
        ),
        pytest.param(
            {"200": {"content": content("a")}, "404": {"content": content("b")}},
            Preference(404, "a"),
            "unknown-example",
            "b",
            id="example-of-another-status",
        ),
        pytest.param({"204": {}}, Preference(204, "a"), "unknown-example", "none", id="example-without-content"),
        pytest.param({"200": {}}, Preference(None, "a" * 999), "unknown-example", "none", id="long"),
    ],
)
def test_what_is_not_documented(responses: Any, preference: Preference, rule: str, allowed: str) -> None:
    violation = select_preferred(operation_with(responses), preference, None)
    assert isinstance(violation, Violation)
    assert (violation.rule, violation.location, violation.name) == (f"preference.{rule}", "header", "Prefer")
    assert violation.allowed == allowed
    assert len(violation.seen) <= QUOTE_LIMIT
    assert violation.position is not None
    assert violation.position.pointer == "/paths/~1pets/get/responses"


@pytest.mark.parametrize(
    "example",
    ["only-4XX", "range"],
)
def test_an_example_of_a_range_needs_a_code(example: str) -> None:
    """Which status of the range would it have?"""
    assert isinstance(select_preferred(PETS, Preference(None, example), None), Violation)
    assert chosen(select_preferred(PETS, Preference(499, example), None)) == (499, "4XX", JSON, example)


@pytest.mark.parametrize(
    ("responses", "expected", "status"),
    [
        pytest.param({"404": {}, "202": {}, "201": {}}, (201, "201", None, None), 201, id="lowest-success"),
        pytest.param({"2XX": {}, "default": {}, "201": {}}, (201, "201", None, None), 201, id="exact-before-range"),
        pytest.param({"default": {}, "2XX": {}}, (200, "2XX", None, None), 200, id="range-before-default"),
        pytest.param({"404": {}, "default": {}}, (200, "default", None, None), 200, id="default-as-200"),
        pytest.param({"200": {"content": content("")}}, (200, "200", JSON, ""), 200, id="singular-example"),
        pytest.param({"200": {"content": content("a", "b")}}, (200, "200", JSON, "a"), 200, id="first-example"),
        pytest.param({"200": {"content": content()}}, (200, "200", JSON, None), 200, id="no-example"),
        pytest.param({"299": {}}, (299, "299", None, None), 299, id="odd-success"),
    ],
)
def test_select_usual(responses: Any, expected: tuple[Any, ...], status: int) -> None:
    operation = operation_with(responses)
    assert chosen(select_usual(operation, None)) == expected
    assert success_status(operation) == status


@pytest.mark.parametrize("responses", [{}, {"404": {}}, {"4XX": {}, "302": {}}])
def test_without_a_success_there_is_no_usual_answer(responses: Any) -> None:
    assert select_usual(operation_with(responses), None) is None


def test_the_usual_answer_follows_accept() -> None:
    assert chosen(select_usual(PETS, "application/json")) == (200, "200", JSON, "json")


# headers


def test_sample_headers() -> None:
    shown = {
        "X-Text": {"example": "a"},
        "X-Number": {"schema": {"type": "integer", "example": 5}},
        "X-Flag": {"example": True},
        "X-Off": {"example": False},
        "X-List": {"example": [1, True, "c"]},
        "X-Null": {"example": None},
        "X-Silent": {"schema": {"type": "string"}},
    }
    selection = select_usual(operation_with({"200": {"headers": shown}}), None)
    assert selection is not None
    assert dict(sample_headers(selection)) == {
        "X-Text": "a",
        "X-Number": "5",
        "X-Flag": "true",
        "X-Off": "false",
        "X-List": "1,true,c",
    }
