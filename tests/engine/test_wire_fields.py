"""What describes a message on the wire is left out of every response, unless it is true."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from mockserver.engine.wire_fields import drop_wire_fields, has_wire_fields
from mockserver.openapi.messages import WIRE_FIELDS, Response
from tests.support.small_sandbox import BOOKS, changed, load_books, sandbox_of

TEXT = b'{"a":1}'


@pytest.mark.parametrize("name", sorted(WIRE_FIELDS))
def test_each_is_left_out_in_any_case(name: str) -> None:
    fields = (("Content-Type", "application/json"), (name.title(), "17"), ("X-Kept", "1"))
    assert has_wire_fields(fields)
    response = drop_wire_fields(Response(200, fields, TEXT))
    assert response == Response(200, (fields[0], fields[2]), TEXT)


@pytest.mark.parametrize(
    ("coding", "body", "is_kept"),
    [
        pytest.param("gzip", gzip.compress(TEXT), True, id="gzip"),
        pytest.param("deflate", zlib.compress(TEXT), True, id="deflate"),
        pytest.param("deflate, gzip", gzip.compress(zlib.compress(TEXT)), True, id="two"),
        pytest.param("gzip", TEXT, False, id="plain"),
        pytest.param("gzip", gzip.compress(TEXT)[:-4], False, id="torn"),
        pytest.param("gzip, deflate", gzip.compress(TEXT), False, id="only-one-of-two"),
        pytest.param("gzip", b"", False, id="no-body"),
        pytest.param("identity", TEXT, False, id="identity"),
        pytest.param("br", TEXT, False, id="unknown-and-text"),
        pytest.param("br", b"\x8b\x03\x80abc\x03", True, id="unknown-and-bytes"),
    ],
)
def test_content_encoding_is_kept_if_the_body_has_it(coding: str, body: bytes, is_kept: bool) -> None:
    response = drop_wire_fields(Response(200, (("Content-Encoding", coding),), body))
    assert response.header("content-encoding") == (coding if is_kept else None)


def test_a_document_cannot_require_them(tmp_path: Path) -> None:
    required = {"required": True, "schema": {"type": "string", "enum": ["chunked", "gzip"]}}
    shown = {"schema": {"type": "integer"}, "example": 999}
    headers = dict.fromkeys(("Transfer-Encoding", "content-encoding", "TE"), required) | {"Content-Length": shown}
    text = changed(BOOKS, {"/paths/~1shelf/get/responses/200/headers": headers})
    exchange = sandbox_of(load_books(tmp_path, document=text)).ask("GET", "/shelf")
    assert exchange.response.status == 200
    assert not has_wire_fields(exchange.response.headers)


HANDLERS = """
import gzip
from mockserver.handlers import Reply, handles

@handles("readShelf")
def read(call):
    return Reply({"shelf": 1}, headers=(("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("X-Own", "1")))
"""


def test_a_handler_cannot_decide_them(tmp_path: Path) -> None:
    exchange = sandbox_of(load_books(tmp_path, handlers=HANDLERS)).ask("GET", "/shelf")
    assert (exchange.response.status, exchange.response.header("x-own")) == (200, "1")
    assert not has_wire_fields(exchange.response.headers)
