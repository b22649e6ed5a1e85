"""Members that would lead a client on: further pages, errors, next steps."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents import Direction
from mockserver.openapi.generation import Dynamic, Generator, Manner
from mockserver.openapi.generation.neutral_members import asks_for_further_page, find_neutral
from mockserver.openapi.validation import Schemas
from tests.support.documents import document_of

POINTER = "/components/schemas/It"
WAYS = pytest.mark.parametrize("dynamic", [None, Dynamic(seed=1), Dynamic(seed=2), Dynamic(seed=3)], ids=str)
TEXT, FLAG, COUNT = {"type": "string"}, {"type": "boolean"}, {"type": "integer"}
OPEN = {"type": "object", "properties": {"a": TEXT}}


def made(
    schema: Any, dynamic: Dynamic | None = None, manner: Manner | None = None, direction: Direction = "response"
) -> Any:
    schemas = Schemas(document_of({"It": schema}), direction)
    value = Generator(schemas).generate(POINTER, dynamic=dynamic, manner=manner or Manner())
    assert schemas.is_valid(POINTER, value)
    return value


def of(member: Any, name: str = "it", *, required: bool = False) -> dict[str, Any]:
    return {"type": "object", "properties": {name: member, "kept": TEXT}, "required": [name] if required else []}


@pytest.mark.parametrize(
    "name", ["has_more", "hasMore", "Has-More", "more", "deleted", "isDeleted", "error", "is_error"]
)
@WAYS
def test_a_flag_is_false(name: str, dynamic: Dynamic | None) -> None:
    assert made(of(FLAG, name), dynamic)[name] is False
    assert made(of(FLAG, name, required=True), dynamic)[name] is False


@pytest.mark.parametrize("name", ["ok", "success", "isLastPage"])
@WAYS
def test_a_flag_of_success_is_true(name: str, dynamic: Dynamic | None) -> None:
    assert made(of(FLAG, name), dynamic)[name] is True


@pytest.mark.parametrize("name", ["total_pages", "pageCount", "lastPage"])
@WAYS
def test_there_is_one_page(name: str, dynamic: Dynamic | None) -> None:
    assert made(of(COUNT, name), dynamic)[name] == 1
    assert len(made(of(TEXT, name), dynamic)[name]) > 0


NULLABLE = {"type": ["string", "null"], "format": "uri"}


@pytest.mark.parametrize(
    ("member", "required", "expected"),
    [
        pytest.param(TEXT, False, {}, id="optional"),
        pytest.param(OPEN, False, {}, id="optional-object"),
        pytest.param(NULLABLE, False, {"it": None}, id="nullable"),
        pytest.param({"anyOf": [OPEN, {"type": "null"}]}, True, {"it": None}, id="null-in-a-branch"),
        pytest.param(TEXT, True, {"it": ""}, id="required-text"),
        pytest.param(COUNT, True, {"it": 0}, id="required-number"),
        pytest.param(OPEN, True, {"it": {}}, id="required-object"),
        pytest.param({"type": "array", "items": OPEN}, True, {"it": []}, id="required-list"),
    ],
)
@pytest.mark.parametrize("name", ["next", "next_cursor", "nextPageToken", "next-page-uri", "tool_calls", "last_error"])
@WAYS
def test_a_further_page_and_a_next_step_are_null_empty_or_absent(
    dynamic: Dynamic | None, name: str, member: Any, required: bool, expected: dict[str, Any]
) -> None:
    found = made(of(member, name, required=required), dynamic)
    assert {"it" if key == name else key: value for key, value in found.items() if key != "kept"} == expected
    assert "kept" in found


@WAYS
def test_a_member_that_must_say_something_has_an_ordinary_value(dynamic: Dynamic | None) -> None:
    assert made(of({"type": "string", "minLength": 3}, "next_cursor", required=True), dynamic)["next_cursor"]
    assert made(of({"const": True}, "deleted", required=True), dynamic)["deleted"] is True
    only = {"type": "object", "properties": {"error": TEXT}, "additionalProperties": False, "minProperties": 1}
    assert made(only, dynamic)["error"]


@WAYS
def test_it_holds_at_any_depth_and_without_types(dynamic: Dynamic | None) -> None:
    page = {"properties": {"next": TEXT, "response_metadata": {"properties": {"next_cursor": TEXT, "limit": COUNT}}}}
    value = made({"properties": {"pages": {"items": {"allOf": [page]}, "minItems": 1}}}, dynamic)
    assert all(set(one) == {"response_metadata"} for one in value["pages"])
    assert all(set(one["response_metadata"]) == {"limit"} for one in value["pages"])


@pytest.mark.parametrize("keyword", ["anyOf", "oneOf"])
def test_of_several_branches_the_deleted_one_is_not_drawn(keyword: str) -> None:
    gone = {"type": "object", "required": ["id", "deleted"], "properties": {"id": TEXT, "deleted": {"enum": [True]}}}
    live = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT, "deleted": FLAG}}
    for seed in range(12):
        assert made({keyword: [gone, live]}, Dynamic(seed=seed)).get("deleted") is False
        assert made({keyword: [gone]}, Dynamic(seed=seed))["deleted"] is True


@WAYS
def test_a_member_without_type_keeps_the_type_of_its_keywords(dynamic: Dynamic | None) -> None:
    assert made(of({"properties": {"a": TEXT}, "minProperties": 1}, "error", required=True), dynamic)["error"]["a"]
    assert isinstance(made(of({"items": TEXT, "minItems": 1}, "pages"), dynamic)["pages"], list)


def test_an_example_of_a_member_stays_as_written_except_on_a_further_page() -> None:
    schema = of({**TEXT, "example": "abc"}, "next_cursor")
    assert made(schema)["next_cursor"] == "abc"
    assert "next_cursor" not in made(schema, manner=Manner(is_last_page=True))


def test_errors_and_requests_are_as_they_were() -> None:
    for schema in (of(TEXT, "error"), of(FLAG, "has_more")):
        assert len(made(schema, manner=Manner(is_neutral=False))) == 2
        assert len(made(schema, direction="request")) == 2
    assert made(of(FLAG, "has_more"), direction="request")["has_more"] is True


@WAYS
def test_a_further_page_is_empty_as_far_as_its_schema_allows(dynamic: Dynamic | None) -> None:
    items = {"type": "array", "items": OPEN, "example": [{"a": "x"}]}
    last = Manner(is_last_page=True)
    assert made(of({"type": "object", "properties": {"rows": items}}, "data"), dynamic, last)["data"] == {"rows": []}
    assert made(items, dynamic, last) == []
    assert len(made({**items, "minItems": 2}, dynamic, last)) == 2
    assert made(items) == [{"a": "x"}]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("cursor", "a")], True),
        ([("cursor", "")], False),
        ([("cursor", None)], False),
        ([("startingAfter", "cus_1"), ("limit", "3")], True),
        ([("pageToken", "t")], True),
        ([("page", "2")], True),
        ([("page", "1")], False),
        ([("page", 2)], True),
        ([("page", "all")], False),
        ([("offset", "0")], False),
        ([("offset", "20")], True),
        ([("offset", "itrA/recB")], True),
        ([("offset", "")], False),
        ([("skip", True)], False),
        ([("limit", "3")], False),
        ([], False),
    ],
)
def test_what_asks_for_a_further_page(pairs: list[tuple[str, Any]], expected: bool) -> None:
    assert asks_for_further_page(pairs) is expected


def test_an_offset_leads_on_only_if_it_is_a_text() -> None:
    assert "offset" not in made(of(TEXT, "offset"))
    assert made(of(TEXT, "offset", required=True))["offset"] == ""
    assert isinstance(made(of(COUNT, "offset"))["offset"], int)


def test_ordinary_members_are_not_in_the_table() -> None:
    for name in ("id", "name", "next_payment_date", "page", "status", "links", "data", "lastName", "errorRate"):
        assert find_neutral(name, is_required=False) is None, name
