"""A fixture folder: what it says, and rows of resources that are inferred."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import Api, load_api
from mockserver.openapi.errors import FixtureError
from tests.support.small_sandbox import BOOK_RULES, BOOKS, body_of, changed, load_books, sandbox_of, write_folder

NUMBERS = changed(
    BOOKS,
    {
        "/components/schemas/Book/properties/id": {"type": "integer"},
        "/paths/~1books~1{id}/parameters/0/schema": {"type": "integer"},
    },
)


def test_a_seed_alone_has_rows_of_inferred_resources(tmp_path: Path) -> None:
    api = load_books(tmp_path, document=NUMBERS, behaviour=None, seed="book: [{id: 7, title: Emma}]")
    assert api.seed.names() == ("book",)
    assert body_of(sandbox_of(api).ask("GET", "/books")) == [{"id": 7, "title": "Emma"}]
    assert body_of(sandbox_of(api).ask("GET", "/books/7"))["title"] == "Emma"


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ("books: []", r"'books' is not a resource; there are: book; did you mean `book`\?"),
        ("book: [{id: [7], title: Emma}]", "needs 'id', the identifier, as text or integer"),
        ("book: [{id: 7}]", r"/book/0/title: is required, but absent \(.*books.yaml:"),
        ("book: [{id: 7, title: A}, {id: 7, title: B}]", "the identifier '7' is taken"),
    ],
)
def test_rows_that_an_inferred_resource_cannot_hold(tmp_path: Path, seed: str, words: str) -> None:
    with pytest.raises(FixtureError, match=words):
        load_books(tmp_path, document=NUMBERS, behaviour=None, seed=seed)


def test_without_inference_there_are_only_written_resources(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, books_yaml=BOOKS, behaviour_yaml=None, seed_yaml="book: []")
    with pytest.raises(FixtureError, match=r"'book' is not a resource; there are: none$"):
        load_api("books", tmp_path / "books.yaml", folder, is_stateless=True)


def test_a_written_resource_begins_with_the_rows_of_its_seed_alone(tmp_path: Path) -> None:
    api: Api = load_books(tmp_path, behaviour=changed(BOOK_RULES, {"/resources/shelf": {"identifier": "id"}}), seed="")
    assert (api.seed.names(), api.seed.count("book")) == (("book", "shelf"), 0)
