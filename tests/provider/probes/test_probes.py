"""Probes: what a service that keeps its document is never blamed for, and which broken promises are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from mockserver.provider import Outcome, Plan
from mockserver.provider.service.credentials import Credentials
from tests.engine.test_drafts import make_api
from tests.provider.bed import examine_app
from tests.provider.probes.shelf import (
    EXAMPLES,
    LIMIT,
    OURS,
    PARCEL,
    Shelf,
    changed,
    cookies_of,
    examine_shelf,
    make_document,
)

CHANGE = {key: value for key, value in PARCEL.items() if key != "required"}


def found(outcome: Outcome) -> list[str]:
    return [failure.fingerprint for failure in outcome.failures]


@pytest.mark.parametrize(
    "shelf",
    [
        pytest.param(Shelf(), id="plain"),
        pytest.param(Shelf(unique=("label",)), id="unique-label"),
        pytest.param(Shelf(unique=("kind",)), id="one-of-each-kind"),
        pytest.param(Shelf(unique=("label",), references=("label",)), id="unique-reference"),
        pytest.param(Shelf(capacity=3), id="full-soon"),
    ],
)
def test_a_correct_service_is_kept(shelf: Shelf) -> None:
    outcome = examine_shelf(shelf)
    assert found(outcome) == []
    assert not shelf.parcels, "what was created is deleted"


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("/properties/label/maxLength", 21, "label that is too long or unknown"),
        ("/properties/label/minLength", 1, "label that is too short"),
        ("/properties/kind/enum", ["box", "tube", "roll", "not-a-value"], "kind that is too long or unknown"),
        ("/properties/grams/maximum", 510, "grams too high"),
        ("/properties/grams/minimum", 0, "grams too low"),
        ("/properties/grams/multipleOf", 5, "grams that is not a multiple of 10"),
        ("/properties/price/exclusiveMinimum", -0.001, "price too low"),
        ("/properties/price/maximum", 99.6, "price too high"),
        ("/properties/due/format", "none", "due that is too long or unknown"),
        ("/properties/code/pattern", "^[A-Z]{2}[0-9]{3}", "code that is too long or unknown"),
        ("/properties/marks/maxItems", 4, "marks with too many items"),
        ("/properties/marks/minItems", 0, "marks with too few items"),
        ("/properties/marks/uniqueItems", False, "marks with the same item twice"),
        ("/properties/to/properties/city/maxLength", 31, "to/city that is too long or unknown"),
        ("/properties/to/properties/lines/maxItems", 5, "to/lines with too many items"),
        ("/properties/to/properties/lines/items/maxLength", 41, "to/lines/0 that is too long or unknown"),
        ("/properties/to/properties/city/type", ["string", "object"], "to/city of another type"),
        ("/additionalProperties", True, "an undeclared property"),
    ],
)
def test_a_clause_that_is_missed_is_found(pointer: str, value: Any, key: str) -> None:
    """Most members are in no example; PATCH is asked of an item that exists."""
    shelf = Shelf(changed(PARCEL, pointer, value), changed(CHANGE, pointer, value), unique=("label",))
    assert set(found(examine_shelf(shelf))) >= {
        f"POST /parcels probe.body with {key}",
        f"PATCH /parcels/{{id}} probe.body with {key}",
    }


@pytest.mark.parametrize("required", [["label"], ["kind"]])
def test_a_required_member_that_may_be_absent_is_found(required: list[str]) -> None:
    [gone] = {"label", "kind"} - set(required)
    outcome = examine_shelf(Shelf(new=changed(PARCEL, "/required", required)))
    assert found(outcome) == [f"POST /parcels probe.body without {gone}"]


@pytest.mark.parametrize(
    "shelf",
    [
        pytest.param({"unique": ("label",)}, id="label"),
        pytest.param({"unique": ("label", "kind")}, id="label-and-kind"),
        pytest.param({"unique": ("kind",)}, id="kind"),
        pytest.param({"capacity": 3}, id="capacity"),
    ],
)
def test_a_conflict_hides_no_fault(shelf: dict[str, Any]) -> None:
    lax = changed(PARCEL, "/properties/grams/maximum", 10_000)
    assert "POST /parcels probe.body with grams too high" in found(examine_shelf(Shelf(new=lax, **shelf)))


def test_refusals_that_prove_nothing_are_told() -> None:
    """A conflict answers everything after two creations, and nothing can be deleted."""
    document = make_document()
    del document["paths"]["/parcels/{id}"]["delete"]
    outcome = examine_shelf(Shelf(capacity=2), make_api(document))
    assert found(outcome) == []
    [notice] = outcome.notices
    assert notice.startswith("POST /parcels refuses valid requests, too, the last one with 409, so that ")


def test_every_branch_that_examples_show_is_probed() -> None:
    tall = {**PARCEL, "properties": {**PARCEL["properties"], "kind": {"const": "tall"}, "height": LIMIT}}
    either = {"oneOf": [PARCEL, {**tall, "required": ["label", "kind", "height"]}]}
    examples = {**EXAMPLES, "tall": {"value": {"label": "Lamp", "kind": "tall", "height": 30}}}
    api = make_api(make_document(either, examples))
    lax = changed(either, "/oneOf/1/properties/height/maximum", 41)
    assert found(examine_shelf(Shelf(new=either, change={}), api, replace(OURS, include=("POST *",)))) == []
    outcome = examine_shelf(Shelf(new=lax, change={}), api, replace(OURS, include=("POST *",)))
    assert found(outcome) == ["POST /parcels probe.body with height too high"]


def test_a_message_says_what_was_sent_and_which_clause_it_breaks() -> None:
    [failure] = examine_shelf(Shelf(new=changed(PARCEL, "/properties/grams/maximum", 510))).failures
    assert failure.message == (
        "a request with grams too high is accepted with 201; body /grams: 510 is greater than 500"
    )
    assert failure.position is not None
    assert failure.position.pointer.endswith("/properties/grams/maximum")


# bounds that are allowed


@pytest.mark.parametrize(
    ("pointer", "value", "key"),
    [
        ("/properties/label/maxLength", 19, "label largest"),
        ("/properties/label/minLength", 3, "label smallest"),
        ("/properties/grams/maximum", 490, "grams largest"),
        ("/properties/grams/minimum", 20, "grams smallest"),
        ("/properties/to/properties/city/maxLength", 29, "to/city largest"),
    ],
)
def test_an_allowed_bound_that_is_refused_is_found(pointer: str, value: Any, key: str) -> None:
    outcome = examine_shelf(Shelf(new=changed(PARCEL, pointer, value), unique=("label",)))
    assert found(outcome) == [f"POST /parcels probe.refused {key}"]
    [failure] = outcome.failures
    assert failure.message.endswith(" is accepted")


def test_a_rule_that_no_schema_expresses_is_no_failure() -> None:
    """Nothing above 300 grams is taken, and no more than five characters of a label."""
    narrow = changed(changed(PARCEL, "/properties/grams/maximum", 480), "/properties/label/maxLength", 10)
    assert found(examine_shelf(Shelf(new=narrow))) == []


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        (LIMIT, []),
        ({**LIMIT, "maximum": 41}, ["GET /parcels probe.parameter with wrong limit"]),
        ({**LIMIT, "minimum": 0}, ["GET /parcels probe.parameter with wrong limit"]),
        ({**LIMIT, "maximum": 39}, ["GET /parcels probe.refused limit largest"]),
        ({**LIMIT, "minimum": 2}, ["GET /parcels probe.refused limit smallest"]),
        ({**LIMIT, "maximum": 20}, []),
    ],
)
def test_the_bounds_of_a_parameter_are_tried_exactly(limit: dict[str, Any], expected: list[str]) -> None:
    assert found(examine_shelf(Shelf(limit=limit))) == expected


# path variables


@pytest.mark.parametrize(("status", "is_found"), [(404, False), (400, False), (200, True)])
def test_an_identifier_of_the_wrong_form_is_refused(status: int, is_found: bool) -> None:
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}, "example": 7}
    responses = {"200": {"description": "one"}, "404": {"description": "none"}, "400": {"description": "wrong"}}
    paths = {"/rows/{number}": {"get": {"parameters": [number], "responses": responses}}}
    api = make_api({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        known = environ["PATH_INFO"] == "/rows/7"
        start(f"{(200 if known else status) if environ['REQUEST_METHOD'] == 'GET' else 405} …", [])
        return []

    expected = ["GET /rows/{number} probe.parameter with wrong number"] if is_found else []
    assert found(examine_app(app, api, OURS)) == expected


# redirects

LOGIN = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "security": [{"session": []}],
    "paths": {
        "/account": {"get": {"responses": {"200": {"description": "mine"}, "302": {"description": "log in"}}}},
        "/latest": {"get": {"responses": {"302": {"description": "the latest report"}}}},
    },
    "components": {"securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": "session"}}},
}


@pytest.mark.parametrize(
    ("is_open", "status", "expected"),
    [
        (False, 302, []),
        (True, 302, ["without credentials", "with wrong credentials"]),
        (False, 303, ["303"]),
    ],
)
def test_a_redirect_to_login_is_no_acceptance(is_open: bool, status: int, expected: list[str]) -> None:
    """`/latest` redirects with credentials, too: without them it must lead to somewhere else."""
    plan = Plan(phases=OURS.phases, credentials=Credentials(schemes={"session": "s-7"}))

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        is_known = cookies_of(environ).get("session") == "s-7"
        is_latest = environ["PATH_INFO"] == "/latest"
        if environ["REQUEST_METHOD"] != "GET":
            start("405 …", [])
        elif is_latest and (is_known or is_open):
            start("302 …", [("Location", "/reports/9")])
        elif is_known:
            start("200 …", [])
        else:
            start(f"{status} …", [("Location", f"/login?next={environ['PATH_INFO']}")])
        return []

    outcome = examine_app(app, make_api(LOGIN), plan)
    assert sorted({failure.key for failure in outcome.failures}) == sorted(expected)
    if status == 303:
        assert found(outcome) == ["GET /account response.status 303", "GET /latest response.status 303"]


def test_a_redirect_is_neither_acceptance_nor_refusal_of_a_wrong_body() -> None:
    """A form that is sent with a mistake is shown again: `303 See Other` leads there."""
    form = {"application/x-www-form-urlencoded": {"schema": PARCEL["properties"]["to"], "example": {"city": "Cork"}}}
    done = {"responses": {"303": {"description": "done, or the form again"}}}
    paths = {"/orders": {"post": {"requestBody": {"required": True, "content": form}, **done}}}
    api = make_api({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths})

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("303 …" if environ["REQUEST_METHOD"] == "POST" else "405 …", [("Location", "/orders/new")])
        return []

    assert found(examine_app(app, api, OURS)) == []
