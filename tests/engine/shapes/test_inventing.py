"""Rows that nobody sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import Api, load_api
from mockserver.engine.shapes.inventing import RowInventor
from tests.memory.scenarios import list_styles, read_style
from tests.support.small_sandbox import BOOKS, changed, write_folder


def load(folder: Path, **properties: object) -> Api:
    changes = {f"/components/schemas/Book/properties/{name}": value for name, value in properties.items()}
    write_folder(folder, books_yaml=changed(BOOKS, changes))
    return load_api("books", folder / "books.yaml")


@pytest.mark.parametrize("style", list_styles())
def test_invented_rows_differ_and_keep_every_schema(style: str) -> None:
    api = load_api("it", read_style(style).document)
    for name in [name for name, resource in api.behaviour.resources.items() if not resource.is_singleton]:
        inventor = api.shapes.inventor(name)
        rows = [inventor.first, *(inventor.vary(inventor.first, number) for number in (1, 2, 3, 50))]
        assert all(map(inventor.is_valid, rows))
        varied = [row for row in rows if row != inventor.first]
        assert len(varied) == len({repr(row) for row in varied})


def test_a_row_has_what_every_response_shows(tmp_path: Path) -> None:
    first = load(tmp_path).shapes.inventor("book").first
    assert set(first) == {"id", "title", "author", "pages", "tags", "created", "updated", "reader", "hidden"}


def test_the_row_itself_is_not_changed(tmp_path: Path) -> None:
    row = {"id": "1", "title": "Emma", "tags": {"a": "x"}}
    varied = load(tmp_path).shapes.inventor("book").vary(row, 1)
    assert varied == {"id": "1", "title": "Emma 2", "tags": {"a": "x-2"}}
    assert row == {"id": "1", "title": "Emma", "tags": {"a": "x"}}


def test_the_first_variant_that_is_valid_is_found_once(tmp_path: Path) -> None:
    slug = {"type": "string", "pattern": "^[a-z]+$", "maxLength": 4}
    inventor = load(tmp_path, slug=slug, shelf={"type": "string", "pattern": "^A$"}).shapes.inventor("book")
    row = {"id": "1", "title": "Emma", "slug": "emma", "shelf": "A"}
    made = [inventor.vary(row, number) for number in range(1, 20)]
    assert len({one["slug"] for one in made}) == 19
    assert {one["shelf"] for one in made} == {"A"}
    assert all(map(inventor.is_valid, made))


def test_a_row_that_is_invalid_itself_is_varied_all_the_same(tmp_path: Path) -> None:
    inventor = load(tmp_path).shapes.inventor("book")
    assert isinstance(inventor, RowInventor)
    assert inventor.vary({"id": "1", "pages": 5}, 2) == {"id": "1", "pages": 7}


def test_without_a_response_there_is_no_row(tmp_path: Path) -> None:
    rules = "resources: {note: {identifier: id}}"
    write_folder(tmp_path, books_yaml=BOOKS)
    write_folder(tmp_path / "mocks", behaviour_yaml=rules)
    api = load_api("books", tmp_path / "books.yaml", tmp_path / "mocks")
    assert api.shapes.inventor("note").first == {}


def test_a_written_resource_has_its_schema(tmp_path: Path) -> None:
    rules = "resources: {book: {schema: Book, identifier: id}}\noperations: {listBooks: {action: list, resource: book}}"
    write_folder(tmp_path, books_yaml=BOOKS)
    write_folder(tmp_path / "mocks", behaviour_yaml=rules)
    api = load_api("books", tmp_path / "books.yaml", tmp_path / "mocks", is_stateless=True)
    first = api.shapes.inventor("book").first
    assert {"id", "title"} <= set(first)
