"""Which documented response is sent: one row for each numbered step of each documented order."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.negotiation.pairs import Met
from mockserver.engine.negotiation.preferences import Preference
from mockserver.engine.negotiation.selecting import (
    Selection,
    find_usual_status,
    select_paired,
    select_preferred,
    select_refusal,
    select_usual,
)
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.rules import QUOTE_LIMIT, Violation
from tests.support.documents import document_of

# the response that is preferred, and the usual one


def operation_with(responses: dict[str, Any]) -> Operation:
    item = {"get": {"responses": {key: {"description": key, **rest} for key, rest in responses.items()}}}
    return read_operations(document_of(paths={"/pets": item}))[0]


def content(*names: str, media_type: str = "application/json") -> dict[str, Any]:
    """Content with one example for each name; the empty name is the singular `example`."""
    named = {name: {"value": name} for name in names if name}
    return {media_type: {**({"example": ""} if "" in names else {}), **({"examples": named} if named else {})}}


PETS_CONTENT = {**content("plain", "both", media_type="text/plain"), **content("json", "both")}
PETS = operation_with(
    {
        "404": {"content": content("lost", "shared")},
        "202": {"content": content("later", "shared")},
        "200": {"content": PETS_CONTENT},
        "204": {},
        "4XX": {"content": content("range", "only-4XX")},
        "default": {"content": content("other")},
    }
)


def chosen(selection: Selection | Violation | None) -> tuple[int, str, str | None, str | None]:
    assert isinstance(selection, Selection)
    example = selection.examples[0].name if selection.examples else None
    return selection.status, selection.response.status, selection.media_type, example


JSON, TEXT = "application/json", "text/plain"
SILENT = {JSON: {}, **content("a", media_type=TEXT)}  # the first media type shows nothing


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
        pytest.param({"404": {}, "307": {}, "301": {}}, (307, "307", None, None), 307, id="2-first-redirect"),
        pytest.param({"default": {}, "302": {}}, (302, "302", None, None), 302, id="2-redirect-before-default"),
        pytest.param({"400": {}, "3XX": {}}, (302, "3XX", None, None), 302, id="2-range-of-redirects"),
        pytest.param({"101": {}, "default": {}}, (200, "default", None, None), 200, id="3-default"),
        pytest.param({"410": {}, "404": {}}, (410, "410", None, None), 410, id="4-first"),
        pytest.param({"101": {}, "400": {}}, (400, "400", None, None), 400, id="4-first-that-can-be-sent"),
        pytest.param({"4XX": {}}, (400, "4XX", None, None), 400, id="4-range-of-refusals"),
        pytest.param({"5XX": {}}, (500, "5XX", None, None), 500, id="4-range-of-faults"),
        pytest.param({}, (204, "204", None, None), 204, id="5-nothing"),
        pytest.param({"200": {"content": SILENT}}, (200, "200", TEXT, "a"), 200, id="what-shows-something"),
        pytest.param(
            {"200": {"content": {JSON: {}, TEXT: {"schema": {}}}}}, (200, "200", TEXT, None), 200, id="also-a-schema"
        ),
        pytest.param({"200": {"content": {JSON: {}, TEXT: {}}}}, (200, "200", JSON, None), 200, id="else-the-first"),
    ],
)
def test_select_usual(responses: Any, expected: tuple[Any, ...], status: int) -> None:
    operation = operation_with(responses)
    assert chosen(select_usual(operation, None)) == expected
    assert find_usual_status(operation) == status


@pytest.mark.parametrize("responses", [{"101": {}}, {"1XX": {}}, {"103": {}, "100": {}}])
def test_what_cannot_be_sent_is_no_usual_response(responses: Any) -> None:
    assert select_usual(operation_with(responses), None) is None


def test_a_client_that_accepts_only_what_shows_nothing_gets_it() -> None:
    assert chosen(select_usual(operation_with({"200": {"content": SILENT}}), JSON)) == (200, "200", JSON, None)


def test_an_interim_status_is_not_a_response() -> None:
    """RFC 9110 §15.2."""
    operation = operation_with({"101": {"content": content("a")}, "404": {"content": content("a")}})
    assert chosen(select_preferred(operation, Preference(None, "a"), None)) == (404, "404", JSON, "a")


def test_the_usual_response_follows_accept() -> None:
    assert chosen(select_usual(PETS, "application/json")) == (200, "200", JSON, "json")


# the response whose example belongs to the request

TWO = operation_with(
    {
        "404": {"content": content("gone", "both")},
        "201": {"content": {**content("both", media_type="text/plain"), **content("first", "both", "second")}},
        "4XX": {"content": content("range")},
        "default": {"content": content("other")},
    }
)


@pytest.mark.parametrize(
    ("name", "accept", "expected"),
    [
        pytest.param("second", None, (201, "201", JSON, "second"), id="1-a-success"),
        pytest.param("both", None, (201, "201", TEXT, "both"), id="1-successes-first"),
        pytest.param("gone", None, (404, "404", JSON, "gone"), id="1-then-the-others"),
        pytest.param("range", None, None, id="1-no-range"),
        pytest.param("other", None, None, id="1-no-default-beside-a-success"),
        pytest.param("unknown", None, None, id="1-nowhere"),
        pytest.param("both", JSON, (201, "201", JSON, "both"), id="2-by-accept"),
    ],
)
def test_select_paired(name: str, accept: str | None, expected: tuple[Any, ...] | None) -> None:
    met = Met(name, ("path.id",))
    selection = select_paired(TWO, met, accept)
    assert (chosen(selection) if selection else None) == expected
    assert selection is None or selection.met is met


def test_other_examples_stand_behind_the_paired_one() -> None:
    selection = select_paired(TWO, Met("second", ("path.id",)), None)
    assert selection is not None
    assert [example.name for example in selection.examples] == ["second", "first", "both"]


def test_the_default_of_an_operation_without_another_success_is_one() -> None:
    operation = operation_with({"404": {}, "default": {"content": content("a", "b")}})
    assert chosen(select_paired(operation, Met("b", ("path.id",)), None)) == (200, "default", JSON, "b")


# the response for a request that breaks the contract


@pytest.mark.parametrize(
    ("responses", "accept", "expected"),
    [
        pytest.param({"default": {}, "4XX": {}, "400": {}, "422": {}}, None, (422, "422", None, None), id="1-exact"),
        pytest.param({"default": {}, "4XX": {}, "400": {}}, None, (400, "400", None, None), id="1-next-exact"),
        pytest.param({"default": {}, "4XX": {}}, None, (422, "4XX", None, None), id="2-range"),
        pytest.param({"default": {}, "404": {}}, None, (422, "default", None, None), id="2-default"),
        pytest.param({"404": {}, "200": {}, "5XX": {}}, None, None, id="2-nothing"),
        pytest.param({"422": {"content": PETS_CONTENT}}, None, (422, "422", TEXT, "plain"), id="3-the-first"),
        pytest.param({"422": {"content": PETS_CONTENT}}, JSON, (422, "422", JSON, "json"), id="3-by-accept"),
        pytest.param(
            {"422": {"content": {TEXT: {"schema": {}}, **content("json")}}},
            None,
            (422, "422", JSON, "json"),
            id="3-examples-first",
        ),
        pytest.param(
            {"422": {"content": {TEXT: {}, JSON: {"schema": {}}}}}, None, (422, "422", JSON, None), id="3-then-schemas"
        ),
        pytest.param({"422": {"content": {TEXT: {}}}, "400": {}}, None, None, id="3-nothing-to-show"),
    ],
)
def test_select_refusal(responses: Any, accept: str | None, expected: tuple[Any, ...] | None) -> None:
    selection = select_refusal(operation_with(responses), (422, 400), accept)
    assert (chosen(selection) if selection else None) == expected
