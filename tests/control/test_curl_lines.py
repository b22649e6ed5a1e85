"""Exchanges as curl lines: to the same world, and with variables for what the journal has masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.control.curl_lines import write_exchange
from mockserver.openapi.messages import Headers
from tests.support.small_sandbox import Sandbox, load_books, sandbox_of

BASE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    folder: Path = tmp_path_factory.mktemp("books")
    return sandbox_of(load_books(folder))


def line(sandbox: Sandbox, target: str, *fields: tuple[str, str], world: str | None = None) -> str:
    exchange = sandbox.ask("GET", target, headers=fields, world=world)
    return write_exchange(exchange, sandbox.engine.apis, BASE)


@pytest.mark.parametrize(
    ("target", "fields", "expected"),
    [
        ("/books/1", [("Authorization", "Bearer s3cret")], '/books/1 -H "Authorization: Bearer $AUTHORIZATION"'),
        ("/books?token=s3cret&all=true", [], '/books?all=true&token=$TOKEN"'),
        ("/books/1", [("User-Agent", "x"), ("Sec-Fetch-Mode", "cors"), ("Accept-Encoding", "br")], "/books/1"),
        ("/books/1", [("X-It", "1")], "/books/1 -H 'X-It: 1'"),
    ],
)
def test_the_request_is_sent_again(sandbox: Sandbox, target: str, fields: list[tuple[str, str]], expected: str) -> None:
    written = line(sandbox, target, *fields)
    assert written.replace('curl "', "curl ") == f"curl {BASE}/books{expected}"
    assert "s3cret" not in written


def test_the_world_is_the_same(sandbox: Sandbox) -> None:
    assert line(sandbox, "/books/1", world="anna") == f"curl {BASE}/books/books/1 -H 'Mock-World: anna'"
    exchange = sandbox.ask("GET", "/books/1", world="anna")
    by_path = exchange._replace(request=exchange.request._replace(headers=Headers([])))
    assert write_exchange(by_path, sandbox.engine.apis, BASE) == f"curl {BASE}/_w/anna/books/books/1"


def test_a_request_to_a_published_host_is_sent_below_the_prefix(sandbox: Sandbox) -> None:
    exchange = sandbox.ask("GET", "/books/1")
    published = exchange._replace(request=exchange.request._replace(path="/books-of/1"))
    assert write_exchange(published, sandbox.engine.apis, BASE) == f"curl {BASE}/books/books-of/1"
    strange = published._replace(api=None)
    assert write_exchange(strange, sandbox.engine.apis, BASE) == f"curl {BASE}/books-of/1"
