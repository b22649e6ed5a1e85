"""Pages: the parameters that choose a part of a list, and how large it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.behaviour import Page
from mockserver.engine.inference.pages import USUAL_SIZE

from .listings import BOOLEAN, DAY, INTEGER, LIST, TEXT, envelope, infer, nested, query

SIZED = {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}
SPRING = envelope(totalPages=INTEGER, totalElements=INTEGER, numberOfElements=INTEGER, number=INTEGER)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param([query("limit", INTEGER)], Page(size="limit"), id="size"),
        pytest.param(
            [query("page", INTEGER), query("per_page", SIZED)],
            Page(size="per_page", number="page", default=10, largest=50),
            id="number",
        ),
        pytest.param(
            [query("page[number]", INTEGER), query("page[size]", INTEGER)],
            Page(size="page[size]", number="page[number]"),
            id="json-api-number",
        ),
        pytest.param(
            [query("page[offset]", INTEGER), query("page[limit]", INTEGER)],
            Page(size="page[limit]", offset="page[offset]", first=0),
            id="json-api-offset",
        ),
        pytest.param(
            [query("page", nested(number=INTEGER, size=INTEGER), style="deepObject")],
            Page(size="page[size]", number="page[number]"),
            id="object",
        ),
        pytest.param(
            [query("offset", INTEGER), query("limit", INTEGER)],
            Page(size="limit", offset="offset", first=0),
            id="offset",
        ),
        pytest.param(
            [query("$skip", INTEGER), query("$top", INTEGER)], Page(size="$top", offset="$skip", first=0), id="odata"
        ),
        pytest.param(
            [query("startIndex", INTEGER), query("count", INTEGER)],
            Page(size="count", offset="startIndex", first=1),
            id="scim",
        ),
        pytest.param(
            [query("startAt", INTEGER), query("maxResults", INTEGER)],
            Page(size="maxResults", offset="startAt", first=0),
            id="start-at",
        ),
        pytest.param([query("number", INTEGER), query("size", INTEGER)], Page(size="size"), id="size-by-itself"),
        pytest.param(
            [query("starting_after"), query("ending_before"), query("limit", INTEGER)],
            Page(size="limit", cursor="starting_after", before="ending_before", is_identifier=True),
            id="identifiers",
        ),
        pytest.param(
            [query("cursor", {"type": "string", "format": "uuid"}), query("limit", INTEGER)],
            Page(size="limit", cursor="cursor", is_identifier=True),
            id="cursor-of-uuids",
        ),
        pytest.param(
            [query(f"pagination[{name}]", INTEGER) for name in ("limit", "page", "pageSize")],
            Page(size="pagination[pageSize]", number="pagination[page]"),
            id="two-sizes",
        ),
        pytest.param(
            [query("since_id"), query("pagination_token"), query("max_results", INTEGER)],
            Page(size="max_results", cursor="pagination_token", is_identifier=True),
            id="a-token-before-an-identifier",
        ),
        pytest.param([query("page", INTEGER)], Page(number="page", default=USUAL_SIZE), id="number-without-size"),
        pytest.param([query("after", DAY)], None, id="a-time-is-no-cursor"),
        pytest.param([query("from", INTEGER), query("to", INTEGER)], None, id="a-range-is-no-offset"),
        pytest.param([query("page")], None, id="a-text-is-no-number"),
        pytest.param([query("size", {"enum": ["S", "M"]})], None, id="a-choice-is-no-size"),
        pytest.param([query("count", INTEGER)], None, id="a-member-is-no-size"),
        pytest.param([query("title")], None, id="no-page"),
    ],
)
def test_which_parameters_choose_a_page(tmp_path: Path, parameters: list[Any], expected: Page | None) -> None:
    assert infer(tmp_path, {"title": TEXT, "count": INTEGER}, parameters).page == expected


@pytest.mark.parametrize(
    ("schema", "description", "response", "first"),
    [
        pytest.param({"type": "integer", "default": 1}, "Zero-based number", LIST, 0, id="1-description-zero"),
        pytest.param({"type": "integer", "minimum": 0}, "Starts at 1", LIST, 1, id="1-description-one"),
        pytest.param({"type": "integer", "default": 0}, "", LIST, 0, id="2-default-zero"),
        pytest.param({"type": "integer", "minimum": 0, "default": 1}, "", LIST, 1, id="2-default-one"),
        pytest.param({"type": "integer", "minimum": 0}, "", LIST, 0, id="2-minimum-zero"),
        pytest.param(INTEGER, "", SPRING, 0, id="3-spring-data"),
        pytest.param(INTEGER, "", LIST, 1, id="3-else"),
    ],
)
def test_the_number_of_the_first_page(tmp_path: Path, schema: Any, description: str, response: Any, first: int) -> None:
    parameters = [query("page", schema, description=description), query("size", INTEGER)]
    page = infer(tmp_path, {}, parameters, response).page
    assert page is not None and page.first == first


@pytest.mark.parametrize(
    ("schema", "description", "default"),
    [
        pytest.param(SIZED, "Default: 30", 10, id="schema"),
        pytest.param(INTEGER, "Books per page (default 30, at most 100)", 30, id="description"),
        pytest.param(INTEGER, "Defaults to 25.", 25, id="description-as-a-sentence"),
        pytest.param(INTEGER, "Books per page", None, id="none"),
    ],
)
def test_the_size_of_a_page(tmp_path: Path, schema: Any, description: str, default: int | None) -> None:
    page = infer(tmp_path, {}, [query("limit", schema, description=description)]).page
    assert page is not None and page.default == default


def test_the_response_shows_the_size_of_a_page(tmp_path: Path) -> None:
    response = envelope(per_page={"type": "integer", "example": 15})
    page = infer(tmp_path, {}, [query("page", INTEGER)], response).page
    assert page is not None and page.default == 15


def test_a_page_is_no_larger_than_the_response_allows(tmp_path: Path) -> None:
    page = infer(tmp_path, {}, [query("limit", SIZED)], {**LIST, "maxItems": 40}).page
    assert page is not None and page.largest == 40


@pytest.mark.parametrize(
    ("response", "is_identifier"),
    [
        pytest.param(envelope(next_cursor=TEXT), False, id="the-response-tells-a-cursor"),
        pytest.param(envelope(next={"type": "string", "format": "uri"}), False, id="the-response-links"),
        pytest.param(envelope(has_more=BOOLEAN), True, id="the-response-tells-none"),
        pytest.param(envelope(last_id=TEXT, has_more=BOOLEAN), True, id="the-response-tells-an-identifier"),
    ],
)
def test_what_a_cursor_is(tmp_path: Path, response: Any, is_identifier: bool) -> None:
    page = infer(tmp_path, {}, [query("after"), query("limit", INTEGER)], response).page
    assert page is not None and page.is_identifier is is_identifier


def test_a_cursor_that_is_a_number_of_rows(tmp_path: Path) -> None:
    response = envelope(next_offset=INTEGER)
    page = infer(tmp_path, {}, [query("cursor", INTEGER), query("limit", INTEGER)], response).page
    assert page == Page(size="limit", offset="cursor", first=0)
