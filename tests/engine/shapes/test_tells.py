"""What the body of a list tells beside its rows, laid into the places that its rules name."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from mockserver.engine.behaviour import Told
from mockserver.engine.shapes.tells import BodyTells
from mockserver.openapi.documents import Document
from mockserver.openapi.resources.schema_views import SchemaView

TEXT = {"type": "string"}
NO_TEXT = {"type": ["string", "null"]}
URI = {"type": "string", "format": "uri"}
INTEGER = {"type": "integer"}


def lay(schema: Any, tells: dict[str, Any], body: Any, told: dict[str, Any]) -> Any:
    """A body with what is told; addresses are those of `http://here`."""
    content = {"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"Whole": schema}}}
    document = Document.parse(json.dumps(content), name="api.json")
    whole = SchemaView(document, ["#/components/schemas/Whole"])
    laid = BodyTells(whole, tells, lambda _: {"href": "made", "title": "made"}, lambda _, value: value == "")
    return laid.lay(
        body, cast(dict[Told, Any], told), lambda path, is_relative: path if is_relative else f"http://here{path}"
    )


def nested(*required: str, **members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": [*required]}


@pytest.mark.parametrize(
    ("schema", "pointer", "expected"),
    [
        pytest.param(nested("next", next=NO_TEXT), "/next", {"next": None}, id="null"),
        pytest.param(nested(next=NO_TEXT), "/next", {"next": None}, id="null-although-optional"),
        pytest.param(nested(next=TEXT), "/next", {}, id="absent"),
        pytest.param(nested("next", next=TEXT), "/next", {"next": ""}, id="empty"),
    ],
)
def test_nothing_to_tell(schema: Any, pointer: str, expected: Any) -> None:
    assert lay(schema, {pointer: "next_cursor"}, {"next": "shown"}, {"next_cursor": None}) == expected


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        pytest.param(nested(next=nested("href", href=TEXT)), {"links": {}}, id="an-object-for-another-page-is-absent"),
        pytest.param(
            nested("next", next={"type": ["object", "null"], "properties": {"href": TEXT}}),
            {"links": {"next": None}},
            id="or-null",
        ),
    ],
)
def test_nothing_to_tell_in_an_object(links: Any, expected: Any) -> None:
    body = {"links": {"next": {"href": "shown"}}}
    assert lay(nested(links=links), {"/links/next/href": "next_link"}, body, {"next_link": None}) == expected


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(URI, "http://here/a", id="uri"),
        pytest.param(TEXT, "http://here/a", id="text"),
        pytest.param({"type": "string", "format": "uri-reference"}, "/a", id="reference"),
        pytest.param({"type": "string", "example": "/b?page=2"}, "/a", id="example-of-a-path"),
        pytest.param({"type": "string", "examples": ["https://b.example/b"]}, "http://here/a", id="example-of-a-uri"),
    ],
)
def test_links(schema: Any, expected: str) -> None:
    assert lay(nested(next=schema), {"/next": "next_link"}, {}, {"next_link": "/a"}) == {"next": expected}


def test_a_member_that_the_body_lacks_is_added() -> None:
    assert lay(nested(total=INTEGER), {"/total": "total"}, {"items": []}, {"total": 7}) == {"items": [], "total": 7}


@pytest.mark.parametrize(
    ("required", "expected"),
    [
        pytest.param((), {"links": {"next": {"href": "http://here/a"}}}, id="empty"),
        pytest.param(
            ("href", "title"),
            {"links": {"next": {"href": "http://here/a", "title": "made"}}},
            id="with-what-it-requires",
        ),
    ],
)
def test_objects_that_the_body_lacks_are_made(required: tuple[str, ...], expected: Any) -> None:
    schema = nested(links=nested(next=nested(*required, href=TEXT, title=TEXT)))
    assert lay(schema, {"/links/next/href": "next_link"}, {}, {"next_link": "/a"}) == expected


def test_a_number_is_a_text_where_the_schema_wants_text() -> None:
    assert lay(nested(total=TEXT), {"/total": "total"}, {}, {"total": 7}) == {"total": "7"}


def test_what_is_not_known_stays_as_it_is() -> None:
    assert lay(nested(total=INTEGER), {"/total": "total"}, {"total": 3}, {}) == {"total": 3}


def test_a_list_has_no_place_for_it() -> None:
    assert lay({"type": "array"}, {"/total": "total"}, [], {"total": 7}) == []
