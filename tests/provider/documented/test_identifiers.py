"""Identifiers of created items in responses."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.messages import Response
from mockserver.provider.documented.identifiers import find_identifier
from mockserver.provider.documented.resources import find_resources
from tests.provider.things import API

[RESOURCE] = find_resources(API.operations)


@pytest.mark.parametrize(
    ("status", "location", "value", "identifier"),
    [
        pytest.param(201, None, {"a": {"b": 7}, "id": 8}, "7", id="link"),
        pytest.param(200, None, {"a": {"b": 7}, "id": 8}, "8", id="id"),
        pytest.param(200, None, {"id": 8, "thingId": "t/1"}, "t/1", id="named-like-the-parameter"),
        pytest.param(200, None, {"data": {"id": "x"}}, "x", id="wrapped"),
        pytest.param(200, None, {"thing": {"id": "x"}}, "x", id="alone-in-an-object"),
        pytest.param(200, "/things/a%20b", {"name": "n"}, "a b", id="location"),
        pytest.param(200, "http://h/things/9/", None, "9", id="whole-location"),
        pytest.param(200, None, {"id": None}, None, id="null"),
        pytest.param(200, None, {"id": True}, None, id="boolean"),
        pytest.param(200, None, [1], None, id="list"),
    ],
)
def test_an_identifier_is_found(status: int, location: str | None, value: Any, identifier: str | None) -> None:
    headers = (("Location", location),) if location else ()
    assert find_identifier(RESOURCE, Response(status, headers), value) == identifier
