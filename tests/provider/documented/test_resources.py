"""Resources, the identifiers of their items, and lists that contain them."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.messages import Response
from mockserver.provider.documented.resources import find_identifier, find_resources, is_listed
from tests.provider.things import API, CREATE, DELETE, LIST, READ

[RESOURCE] = find_resources(API.operations)


def test_a_resource_is_found() -> None:
    assert (RESOURCE.item, RESOURCE.parameter) == ("/things/{thing_id}", "thing_id")
    assert RESOURCE.operations == (CREATE, LIST, READ, DELETE)


@pytest.mark.parametrize(
    ("status", "location", "value", "identifier"),
    [
        pytest.param(201, None, {"a": {"b": 7}, "id": 8}, "7", id="link"),
        pytest.param(200, None, {"a": {"b": 7}, "id": 8}, "8", id="id"),
        pytest.param(200, None, {"id": 8, "thingId": "t/1"}, "t%2F1", id="named-like-the-parameter"),
        pytest.param(200, None, {"data": {"id": "x"}}, "x", id="wrapped"),
        pytest.param(200, None, {"thing": {"id": "x"}}, "x", id="alone-in-an-object"),
        pytest.param(200, "/things/a%20b", {"name": "n"}, "a%20b", id="location"),
        pytest.param(200, "http://h/things/9/", None, "9", id="whole-location"),
        pytest.param(200, None, {"id": None}, None, id="null"),
        pytest.param(200, None, {"id": True}, None, id="boolean"),
        pytest.param(200, None, [1], None, id="list"),
    ],
)
def test_an_identifier_is_found(status: int, location: str | None, value: Any, identifier: str | None) -> None:
    headers = (("Location", location),) if location else ()
    assert find_identifier(RESOURCE, Response(status, headers), value) == identifier


@pytest.mark.parametrize(
    ("listed", "link", "verdict"),
    [
        pytest.param([{"id": 7}], None, True, id="there"),
        pytest.param(["7"], None, True, id="there-as-text"),
        pytest.param({"items": [{"id": "7"}], "next": "x"}, None, True, id="there-on-a-page"),
        pytest.param([{"id": 8}], None, False, id="absent"),
        pytest.param({"items": [], "total": 0, "next": None}, None, False, id="absent-of-none"),
        pytest.param({"items": [{"id": 8}], "total": 2}, None, None, id="more-than-shown"),
        pytest.param({"items": [{"id": 8}], "next_cursor": "x"}, None, None, id="another-page"),
        pytest.param([{"id": 8}], "<x>; rel=next", None, id="linked-page"),
        pytest.param([{"id": 8}] * 10, None, None, id="a-full-page"),
        pytest.param({"a": [], "b": []}, None, None, id="two-lists"),
        pytest.param("text", None, None, id="text"),
    ],
)
def test_a_list_contains_an_item_or_not_or_may_have_more_pages(
    listed: Any, link: str | None, verdict: bool | None
) -> None:
    headers = Response(200, (("Link", link),) if link else ())
    assert is_listed(listed, "7", headers=headers) is verdict
