"""How documented responses show rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import load_api
from tests.support.small_sandbox import BOOKS, body_of, changed, sandbox_of, write_folder

CREATED = "/paths/~1books/post/responses/201/content/application~1json/schema"
BOOK = {"$ref": "#/components/schemas/Book"}


@pytest.mark.parametrize(
    ("schema", "is_list"),
    [
        pytest.param(BOOK, False, id="one"),
        pytest.param({"type": "array", "items": BOOK}, True, id="a-list"),
        pytest.param({"oneOf": [BOOK, {"type": "array", "items": BOOK}]}, False, id="either"),
    ],
)
def test_a_response_to_a_creation_shows_one_row(tmp_path: Path, schema: dict[str, Any], is_list: bool) -> None:
    write_folder(tmp_path, books_yaml=changed(BOOKS, {CREATED: schema}))
    sandbox = sandbox_of(load_api("books", tmp_path / "books.yaml"))
    exchange = sandbox.ask("POST", "/books", {"title": "Emma"})
    assert (exchange.source, exchange.response.status) == ("resource", 201)
    body = body_of(exchange)
    assert isinstance(body, list) is is_list
    assert (body[0] if is_list else body)["title"] == "Emma"
