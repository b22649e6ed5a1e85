"""Exchanges as JSON: bodies as text or base64, whole or cut."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.control.descriptions import describe_exchange, describe_operation, describe_state
from mockserver.engine.apis.apis import Apis, load_api
from mockserver.engine.exchanges import Exchange
from mockserver.engine.masking import Masker
from mockserver.engine.settings import Settings
from mockserver.openapi.messages import Request, Response
from tests.support.small_sandbox import BOOKS, changed, write_folder


def test_what_is_inferred_is_shown_without_secrets(tmp_path: Path) -> None:
    place = "/paths/~1books~1{id}/get/responses/200/content/application~1json/example"
    changes = {
        "/components/schemas/Book/properties/api_key": {"type": "string"},
        place: {"id": "7", "title": "Emma", "api_key": "secret"},
    }
    write_folder(tmp_path, books_yaml=changed(BOOKS, changes))
    api = load_api("books", tmp_path / "books.yaml")
    masker = Masker(Apis([api]), Settings())
    assert describe_state(api.seed, api, masker) == {"book": [{"id": "7", "title": "Emma", "api_key": "***"}]}
    found = {op.operation_id: describe_operation(api, op) for op in api.operations}
    assert (found["readBook"]["source"], found["readBook"]["resource"]) == ("resource", "book")
    assert (found["readShelf"]["source"], found["readShelf"]["resource"]) == ("example", None)


def describe_body(body: bytes, limit: int) -> Any:
    exchange = Exchange(
        Request("POST", "/", body=body), Response(200), "default", None, None, "engine", (), datetime.now(UTC), 0.1
    )
    return describe_exchange(1, exchange, limit)["request"]["body"]


@pytest.mark.parametrize(
    ("body", "limit", "described"),
    [
        pytest.param(b"", 0, {"text": ""}, id="empty"),
        pytest.param(b"abc", 3, {"text": "abc"}, id="fits"),
        pytest.param(b"abc", 2, {"text": "ab", "size": 3}, id="cut"),
        pytest.param(b"abc", 0, {"text": "", "size": 3}, id="nothing-shown"),
        pytest.param("a€b".encode(), 3, {"text": "a", "size": 5}, id="cut-inside-a-character"),
        pytest.param("a€".encode()[:3], 3, {"base64": "YeKC"}, id="ends-inside-a-character"),
        pytest.param(b"\xff\xfe\xfd", 3, {"base64": "//79"}, id="no-text"),
        pytest.param(b"\xff\xfe\xfd", 2, {"base64": "//4=", "size": 3}, id="no-text-cut"),
        pytest.param(b"a\xffb", 2, {"base64": "Yf8=", "size": 3}, id="no-text-at-the-cut"),
    ],
)
def test_bodies(body: bytes, limit: int, described: dict[str, Any]) -> None:
    assert describe_body(body, limit) == described


@given(st.text() | st.binary(), st.integers(0, 50))
def test_what_is_shown_is_the_beginning(content: str | bytes, limit: int) -> None:
    body = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    described = describe_body(body, limit)
    shown = described["text"].encode() if "text" in described else base64.b64decode(described["base64"])
    assert body.startswith(shown)
    assert min(limit, len(body)) - 3 <= len(shown) <= limit
    assert described.get("size", len(shown)) == len(body)


def test_a_hint_is_told_if_there_is_one() -> None:
    exchange = Exchange(Request("GET", "/"), Response(200), "default", None, None, "engine", (), datetime.now(UTC), 0.1)
    assert "hint" not in describe_exchange(1, exchange, 0)
    assert describe_exchange(1, exchange._replace(hint="--cors-origin"), 0)["hint"] == "--cors-origin"
