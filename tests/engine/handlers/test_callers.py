"""Who sends a request."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.handlers import Call
from mockserver.engine.handlers.callers import find_caller
from mockserver.engine.handlers.received import Received
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.parameters import ParameterValues
from tests.support.remembering import remember

BOOK = {"properties": {"id": {"type": "string"}}}


def caller_of(folder: Path, security: list[Any], request: Request, **principal: str) -> str:
    """Who sends a request to an operation that requires these credentials."""
    server = remember(
        folder, {"GET /books/{id}": {"operationId": "read", "200": "Book", "security": security}}, Book=BOOK
    )
    received = Received(ParameterValues(), None, request.headers, request.path, request.query)
    call = Call(server.api.ready["read"].handled, received, principal, server.engine.worlds.get("default"))
    assert call.caller == find_caller(call.operation, principal, received)
    return call.caller


def authorized(value: str) -> Request:
    return Request("GET", "/books/1", headers=Headers([("Authorization", value)]))


def basic(user: str, password: str) -> Request:
    return authorized("Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())


@pytest.mark.parametrize(
    ("security", "one", "other", "is_same"),
    [
        ([{"bearer": []}], authorized("Bearer a"), authorized("Bearer a"), True),
        ([{"bearer": []}], authorized("Bearer a"), authorized("Bearer b"), False),
        ([{"basic": []}], basic("anna", "x"), basic("anna", "y"), True),
        ([{"basic": []}], basic("anna", "x"), basic("ben", "x"), False),
        ([{"key": []}], Request("GET", "/books/1", "key=1"), Request("GET", "/books/1", "key=2"), False),
        ([{}, {"bearer": []}], authorized("Bearer a"), Request("GET", "/books/1"), False),
    ],
)
def test_a_caller_is_known_by_its_credentials(
    tmp_path: Path, security: list[Any], one: Request, other: Request, is_same: bool
) -> None:
    callers = [caller_of(tmp_path, security, request) for request in (one, other)]
    assert (callers[0] == callers[1]) is is_same
    assert callers[0]


def test_without_credentials_all_callers_are_one(tmp_path: Path) -> None:
    assert caller_of(tmp_path, [{}], Request("GET", "/books/1")) == ""


def test_the_principal_of_the_credential_comes_first(tmp_path: Path) -> None:
    one = caller_of(tmp_path, [{"bearer": []}], authorized("Bearer a"), organization="x", name="n")
    other = caller_of(tmp_path, [{"bearer": []}], authorized("Bearer b"), name="n", organization="x")
    assert one == other != ""
