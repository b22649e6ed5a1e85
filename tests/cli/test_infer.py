"""`mockserver infer`: what is inferred from documents, printed and as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import load_api
from tests.support.command_line import run
from tests.support.small_sandbox import BOOKS, changed, write_folder

SEEDED = changed(
    BOOKS,
    {
        "/paths/~1books~1{id}/get/responses/200/content/application~1json/example": {"id": "7", "title": "Emma"},
    },
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_folder(tmp_path, books_yaml=SEEDED, plain_yaml=BOOKS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_what_is_printed(folder: Path) -> None:
    result = run("infer", "books.yaml")
    assert result.exit_code == 0
    assert result.stdout.startswith("resources:\n  book: # the items at /books/{}\n")
    assert "  deleteBook: # about an item of /books (certain)\n    action: delete\n" in result.stdout
    assert list(folder.glob("*/")) == []


def test_several_documents_have_headings(folder: Path) -> None:
    lines = run("infer", ".").stdout.splitlines()
    assert [line for line in lines if line.endswith("behaviour.yaml")] == [
        "# books/behaviour.yaml",
        "# plain/behaviour.yaml",
    ]


def test_files_for_fixtures(folder: Path) -> None:
    result = run("infer", ".", "--out", "mocks")
    assert result.exit_code == 0
    written = ["mocks/books/behaviour.yaml", "mocks/books/seed.yaml", "mocks/plain/behaviour.yaml"]
    assert result.stdout.splitlines() == [f"{file} written" for file in written]
    api = load_api("books", folder / "books.yaml", folder / "mocks/books", is_stateless=True)
    assert api.behaviour.operations["readBook"].action == "read"
    assert [row["title"] for row in api.seed.rows("book")] == ["Emma"]


def test_files_that_exist_are_kept_without_force(folder: Path) -> None:
    seed = write_folder(folder / "mocks/books", seed_yaml="mine") / "seed.yaml"
    refused = run("infer", "books.yaml", "--out", "mocks")
    assert (refused.exit_code, refused.stderr) == (2, "mockserver: mocks/books/seed.yaml exists; --force replaces it\n")
    assert not seed.with_name("behaviour.yaml").exists()
    assert run("infer", "books.yaml", "--out", "mocks", "--force").exit_code == 0
    assert seed.read_text(encoding="utf-8") == 'book:\n  - {id: "7", title: Emma}\n'


def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    folder.joinpath("mocks").mkdir()
    folder.joinpath("mocks/books").write_text("a file", encoding="utf-8")
    refused = run("infer", "books.yaml", "--out", "mocks")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "mocks/books/behaviour.yaml cannot be written" in refused.stderr
