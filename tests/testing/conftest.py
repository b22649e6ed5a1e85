"""A small stateful API, in a sandbox of its own for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxSession
from tests.support.small_sandbox import BOOK_RULES, BOOK_SEED, BOOKS, changed, write_folder

SERVED = changed(BOOKS, {"/servers": [{"url": "https://api.books.example/v1"}]})


@pytest.fixture(scope="package")
def books_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `books.yaml` and `mocks/books/`."""
    folder = tmp_path_factory.mktemp("books")
    write_folder(folder, books_yaml=SERVED)
    write_folder(folder / "mocks/books", behaviour_yaml=BOOK_RULES, seed_yaml=BOOK_SEED)
    return folder


@pytest.fixture(scope="package")
def sandbox_session() -> Iterator[SandboxSession]:
    made = SandboxSession()
    yield made
    made.close()


@pytest.fixture
def books_sandbox(books_folder: Path, sandbox_session: SandboxSession) -> Iterator[Sandbox]:
    """A sandbox that looks for files beside `books.yaml`."""
    made = Sandbox("books_sandbox", folders=[books_folder], session=sandbox_session)
    yield made
    made.close()


@pytest.fixture
def books(books_sandbox: Sandbox) -> SandboxApi:
    return books_sandbox.serve("books.yaml", fixtures="mocks")


@pytest.fixture
def used_books(books: SandboxApi) -> SandboxApi:
    """Books after three requests: one list, two updates."""
    with books.httpx() as client:
        client.get("/books", params={"author": "Austen", "all": "true"})
        client.patch("/books/1", json={"title": "Emma", "tags": {"a": 1, "b": [1, 2]}}, headers={"X-Trace": "7"})
        client.patch("/books/2", json={"title": "Ulysses", "pages": 700})
    return books
