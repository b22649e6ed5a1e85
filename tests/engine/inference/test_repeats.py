"""Which header field makes a request safe to repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.remembering import remember

BOOK = {"properties": {"id": {"type": "string"}, "title": {"type": "string"}}}
SAYS_SO = {"description": "Makes the request idempotent."}


@pytest.mark.parametrize(
    ("name", "more", "is_key"),
    [
        ("Idempotency-Key", {}, True),
        ("X-Idempotency-Key", {}, True),
        ("idempotencyKey", {}, True),
        ("Idempotence-Key", {}, True),
        ("X-Request-Id", SAYS_SO, True),
        ("PayPal-Request-Id", SAYS_SO, True),
        ("X-Request-Id", {}, False),
        ("X-Trace", SAYS_SO, False),
        ("Idempotency-Key", {"in": "query"}, False),
    ],
)
def test_the_field_with_the_key(tmp_path: Path, name: str, more: dict[str, Any], is_key: bool) -> None:
    field = {"name": name, "in": "header", "schema": {"type": "string"}, **more}
    server = remember(
        tmp_path,
        {
            "POST /books": {"operationId": "create", "body": "Book", "201": "Book", "parameters": [field]},
            "GET /books/{id}": {"operationId": "read", "200": "Book", "parameters": [field]},
        },
        Book=BOOK,
    )
    operations = server.api.behaviour.operations
    assert operations["create"].idempotency == (name if is_key else None)
    assert operations["read"].idempotency is None


def test_a_name_that_says_it_comes_before_a_description(tmp_path: Path) -> None:
    fields = [
        {"name": "Request-Id", "in": "header", "schema": {"type": "string"}, **SAYS_SO},
        {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
    ]
    server = remember(
        tmp_path,
        {
            "POST /books": {"operationId": "create", "body": "Book", "201": "Book", "parameters": fields},
            "GET /books/{id}": {"200": "Book"},
        },
        Book=BOOK,
    )
    assert server.api.behaviour.operations["create"].idempotency == "Idempotency-Key"
