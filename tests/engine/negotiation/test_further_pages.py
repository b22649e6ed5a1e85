"""Which requests come from the page that an example shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.negotiation.further_pages import read_trail
from tests.support.small_sandbox import body_of, load_books, sandbox_of

ITEMS = {"data": [{"id": "a1"}, {"id": "a2"}], "has_more": True}
LINKED = {"results": [{"id": 1}], "next": "https://api.acme.test/items?cursor=c2&limit=1"}


@pytest.mark.parametrize(
    ("example", "members", "is_followed"),
    [
        pytest.param(ITEMS, {}, False, id="the-first-page"),
        pytest.param(ITEMS, {"starting_after": "a2", "limit": "1"}, True, id="the-last-item"),
        pytest.param(ITEMS, {"starting_after": "b7"}, False, id="an-item-of-another-page"),
        pytest.param(ITEMS, {"filter": "a2"}, False, id="not-a-cursor"),
        pytest.param({**ITEMS, "has_more": False}, {"starting_after": "a2"}, False, id="there-is-no-more"),
        pytest.param(LINKED, {"cursor": "c2", "limit": "1"}, True, id="the-query-of-a-link"),
        pytest.param(LINKED, {"limit": "1"}, False, id="a-part-of-the-query"),
        pytest.param({"links": {"next": "/items?page=2"}}, {"page": "2"}, True, id="a-relative-link"),
        pytest.param({"_links": {"next": {"href": "/items?page=2"}}}, {"page": "2"}, True, id="a-link-object"),
        pytest.param({"links": {"next": None}}, {"page": "2"}, False, id="no-link"),
        pytest.param({"response_metadata": {"next_cursor": "c"}}, {"cursor": "c"}, True, id="a-deep-cursor"),
        pytest.param({"pageInfo": {"endCursor": "c"}}, {"after": "c"}, True, id="words-in-capitals"),
        pytest.param({"nextPageToken": "t"}, {"pageToken": "t"}, True, id="a-token"),
        pytest.param({"next": 20}, {"offset": 20}, True, id="a-number"),
        pytest.param({"next": "http://[?a=1"}, {"a": "1"}, False, id="no-address"),
        pytest.param("next", {"cursor": "next"}, False, id="a-text"),
        pytest.param(None, {}, False, id="null"),
    ],
)
def test_a_trail(example: Any, members: dict[str, Any], is_followed: bool) -> None:
    trail = read_trail(example)
    assert (trail is not None and trail.is_followed(members.items())) is is_followed


DOCUMENT = """
    openapi: 3.1.0
    info: {title: Pages, version: '1'}
    paths:
      /items:
        get: {operationId: list, responses: &responses {'200': {description: ok, content: {application/json: {
          schema: {type: object, required: [items], properties: {
            items: {type: array, items: {type: string}}, next_cursor: {type: string}}},
          example: {items: [a], next_cursor: c2}}}}}}
        post: {operationId: search, requestBody: {content: {application/json: {schema: {}}}}, responses: *responses}
"""


def test_the_example_is_the_first_page_and_the_last_one_is_empty(tmp_path: Path) -> None:
    sandbox = sandbox_of(load_books(tmp_path, document=DOCUMENT, behaviour=None, seed=None))
    first = body_of(sandbox.ask("GET", "/items?limit=1"))
    assert first == {"items": ["a"], "next_cursor": "c2"}
    assert body_of(sandbox.ask("GET", "/items?limit=1&cursor=c2")) == {"items": []}
    assert body_of(sandbox.ask("POST", "/items", {"query": "x"})) == first
    assert body_of(sandbox.ask("POST", "/items", json.loads('{"query": "x", "cursor": "c2"}'))) == {"items": []}
