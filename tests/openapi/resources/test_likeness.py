"""Schemas of one kind of thing."""

from __future__ import annotations

import pytest

from mockserver.openapi.resources.contents import request_view, response_view
from mockserver.openapi.resources.likeness import is_alike, is_same_component
from tests.openapi.resources.shorthand import describe

COMPONENTS = {
    "Base": {"type": "object", "properties": {"title": {}, "price": {}}},
    "Sold": {"allOf": [{"$ref": "#/components/schemas/Base"}], "properties": {"buyer": {}, "at": {}, "by": {}}},
}


@pytest.mark.parametrize(
    ("line", "is_one", "is_same"),
    [
        pytest.param("POST /x < Base > Base", True, True, id="the-same"),
        pytest.param("POST /x < Base > Sold", True, False, id="made-from-it"),
        pytest.param("POST /x < {title: string, colour: string} > {title: string}", True, False, id="most-members"),
        pytest.param("POST /x < {title: null, a: null, b: null} > {title: null, c: null}", False, False, id="few"),
        pytest.param("POST /x < {id: string, a: string} > {id: string, b: string}", False, False, id="only-the-id"),
        pytest.param("POST /x < {title: string} > string", None, False, id="no-members"),
        pytest.param("POST /x < {title: string} > 204", None, False, id="nothing"),
    ],
)
def test_likeness(line: str, is_one: bool | None, is_same: bool) -> None:
    [operation] = describe(line, components=COMPONENTS).operations
    sent, shown = request_view(operation), response_view(operation)
    assert (is_alike(sent, shown), is_alike(shown, sent)) == (is_one, is_one)
    assert is_same_component(sent, shown) is is_same
