"""Which operations have versions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember

BOOK = {"properties": {"id": {"type": "string"}, "title": {"type": "string"}}}
TAGGED = {"description": "ok", "headers": {"ETag": {"schema": {"type": "string"}}}}


def condition(name: str) -> dict[str, Any]:
    return {"parameters": [{"name": name, "in": "header", "schema": {"type": "string"}}]}


@pytest.mark.parametrize(
    ("change", "has_versions"),
    [
        (condition("If-Match"), True),
        (condition("if-none-match"), True),
        (condition("If-Modified-Since"), False),
        ({"412": None}, True),
        ({"428": None}, True),
        ({"200": TAGGED}, True),
        ({"400": TAGGED}, False),
        ({}, False),
    ],
)
def test_an_operation_that_mentions_versions_has_them_and_so_has_the_read(
    tmp_path: Path, change: dict[str, Any], has_versions: bool
) -> None:
    server = remember(
        tmp_path,
        {
            "GET /books": {"operationId": "list", "200": ["Book"]},
            "GET /books/{id}": {"operationId": "read", "200": "Book"},
            "PUT /books/{id}": {"operationId": "put", "body": "Book", "204": None, **change},
            "DELETE /books/{id}": {"operationId": "delete", "204": None},
        },
        Book=BOOK,
    )
    operations = server.api.behaviour.operations
    found = {name for name in ("list", "read", "put", "delete") if operations[name].has_etag}
    assert found == ({"read", "put"} if has_versions else set())


def test_a_list_has_a_version_of_its_own(tmp_path: Path) -> None:
    server = remember(
        tmp_path,
        {
            "GET /books": {"operationId": "list", "200": ["Book"], "304": None},
            "GET /books/{id}": {"operationId": "read", "200": "Book"},
            "DELETE /books/{id}": {"204": None},
        },
        Book=BOOK,
    )
    assert server.api.behaviour.operations["list"].has_etag
    assert not server.api.behaviour.operations["read"].has_etag
