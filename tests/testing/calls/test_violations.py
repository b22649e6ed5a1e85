"""Violations of a contract that the code under test caused."""

from __future__ import annotations

import pytest

from mockserver.testing.sandbox import Sandbox, SandboxApi


@pytest.mark.parametrize(
    ("allowed", "count"),
    [(False, 2), ("parameter.*", 1), (["parameter.*", "routing.no-path"], 0), (True, 0), ("body.*", 2)],
)
def test_violations_may_be_allowed(
    books_sandbox: Sandbox, used_books: SandboxApi, allowed: bool | str | list[str], count: int
) -> None:
    with used_books.httpx() as client:
        client.get("/books", params={"all": "perhaps"})
        client.get("/nowhere")
    assert len(books_sandbox.violations(allowed)) == count


def test_violations_outlive_the_journal(books_sandbox: Sandbox, books: SandboxApi) -> None:
    with books.httpx() as client:
        client.get("/nowhere")
        for _ in range(1001):
            client.get("/books/1")
    assert [call.number for call, _ in books_sandbox.violations()] == [1]
    assert books_sandbox.conversation().startswith("… 2 earlier requests\n")
