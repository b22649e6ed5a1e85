"""The one server of all sandboxes: the control API of a test's world, while the test goes on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx

from mockserver.testing.sandbox import Sandbox, SandboxApi

LONG = 60.0  # seconds that no test waits


def journal_of(sandbox: Sandbox, api: SandboxApi) -> str:
    return f"{api.url.removesuffix('/books')}/_mock/worlds/{sandbox.name}/journal"


def iter_exchanges(response: httpx.Response) -> Iterator[dict[str, Any]]:
    lines = (line for line in response.iter_lines() if line.startswith("data: "))
    return (json.loads(line.removeprefix("data: ")) for line in lines)


def test_a_stream_has_what_a_test_sends_in_process(books_sandbox: Sandbox, books: SandboxApi) -> None:
    address = f"{journal_of(books_sandbox, books)}/stream"
    with httpx.stream("GET", address, trust_env=False, timeout=LONG) as response, books.httpx() as client:
        assert response.status_code == 200, response.read()
        exchanges = iter_exchanges(response)
        client.get("/books/1")
        assert next(exchanges)["path"] == "/books/v1/books/1"
        books_sandbox.configure(strict_query=True)  # which makes a new engine
        client.get("/books/2")
        assert next(exchanges)["number"] == 2


def test_a_list_waits_for_what_a_test_sends_in_process(books_sandbox: Sandbox, books: SandboxApi) -> None:
    def send() -> None:
        with books.httpx() as client:
            client.get("/books/1")

    threading.Timer(0.1, send).start()
    listed = httpx.get(f"{journal_of(books_sandbox, books)}?wait=60", trust_env=False, timeout=LONG)
    assert [each["operation_id"] for each in listed.json()["exchanges"]] == ["readBook"]
