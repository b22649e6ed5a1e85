"""Seeds with as many rows as are wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import Api, Apis, load_api
from mockserver.engine.apis.stocking import stock_seed, stock_seeds
from mockserver.engine.engine import Engine
from mockserver.engine.settings import Settings
from mockserver.engine.worlds.worlds import Worlds
from tests.support.small_sandbox import BOOKS, Sandbox, body_of, changed, load_books, write_folder

LISTED = "/paths/~1books/get/responses/200/content/application~1json/example"
TWO = [{"id": "1", "title": "Emma", "author": "Austen"}, {"id": "2", "title": "Ulysses", "author": "Joyce"}]


def load(folder: Path, changes: dict[str, Any]) -> Api:
    write_folder(folder, books_yaml=changed(BOOKS, changes))
    return load_api("books", folder / "books.yaml")


@pytest.mark.parametrize("items", [0, 1, 2, 3, 40])
def test_a_resource_begins_with_that_many_rows(tmp_path: Path, items: int) -> None:
    rows = stock_seed(load(tmp_path, {LISTED: TWO}), items).rows("book")
    assert len({row["id"] for row in rows}) == len({row["title"] for row in rows}) == len(rows) == items
    assert rows[:2] == TWO[:items]


def test_without_a_number_the_seed_stays(tmp_path: Path) -> None:
    api = load(tmp_path, {LISTED: TWO})
    assert stock_seed(api, None) is api.seed
    assert stock_seeds([api], None) == {"books": api.seed}


def test_a_written_seed_comes_first(tmp_path: Path) -> None:
    api = load_books(tmp_path)
    rows = stock_seed(api, 4).rows("book")
    assert [row["title"] for row in rows] == ["Emma", "Ulysses", "Emma 2", "Ulysses 3"]
    assert [row["id"] for row in rows[2:]] == ["10", "11"]
    assert api.seed.count("book") == 2


def test_a_resource_without_a_list_keeps_its_seed(tmp_path: Path) -> None:
    rules = "resources: {book: {identifier: id}}\noperations: {readBook: {action: read, resource: book}}"
    api = load_books(tmp_path, behaviour=rules, seed="book: [{id: '1', title: Emma}]")
    stateless = load_api("books", tmp_path / "books.yaml", tmp_path / "fixtures", is_stateless=True)
    assert len(stock_seed(api, 5).rows("book")) == 5  # its list is inferred
    assert len(stock_seed(stateless, 5).rows("book")) == 1


def test_children_belong_to_the_stored_parents_by_turns(tmp_path: Path) -> None:
    rules = """
        resources:
          book: {identifier: id, schema: Book}
          copy: {identifier: id, schema: Book, parent: {resource: book, member: author}}
          self: {identifier: id, schema: Book, parent: {resource: self, member: author}}
        operations:
          listBooks: {action: list, resource: book, entity: ""}
          readBook: {action: list, resource: copy, answer: "{rows}"}
          readShelf: {action: list, resource: self, answer: "{rows}"}
    """
    write_folder(tmp_path, books_yaml=changed(BOOKS, {LISTED: TWO}))
    write_folder(tmp_path / "mocks", behaviour_yaml=rules, seed_yaml="book: [{id: a, title: A}, {id: b, title: B}]")
    state = stock_seed(load_api("books", tmp_path / "books.yaml", tmp_path / "mocks", is_stateless=True), 3)
    parents = [row["id"] for row in state.rows("book")]
    assert parents[:2] == ["a", "b"]
    assert [row["author"] for row in state.rows("copy")] == parents
    assert len(state.rows("self")) == 3


def test_worlds_begin_with_the_rows_again_after_a_reset(tmp_path: Path) -> None:
    api = load(tmp_path, {LISTED: TWO})
    engine = Engine(*_serve(api, 5))
    sandbox = Sandbox(engine, api)
    rows = body_of(sandbox.ask("GET", "/books"))
    assert len(rows) == 5
    assert body_of(sandbox.ask("GET", f"/books/{rows[4]['id']}")) == rows[4]
    assert sandbox.ask("DELETE", f"/books/{rows[4]['id']}").response.status == 204
    assert body_of(sandbox.ask("GET", "/books")) == rows[:4]
    assert body_of(sandbox.ask("POST", "/books", {"title": "Dune"}))["id"] not in {row["id"] for row in rows}
    engine.worlds.get().reset()
    assert body_of(sandbox.ask("GET", "/books")) == rows


def test_other_apis_are_stocked_as_well(tmp_path: Path) -> None:
    apis, worlds, settings = _serve(load(tmp_path, {LISTED: TWO}), 4)
    engine = Engine(apis, worlds, settings)
    other = load(tmp_path, {LISTED: TWO[:1]})
    engine.replace(Apis([other]), {})
    assert len(body_of(Sandbox(engine, other).ask("GET", "/books"))) == 4


def _serve(api: Api, items: int) -> tuple[Apis, Worlds, Settings]:
    return Apis([api]), Worlds(stock_seeds([api], items)), Settings(items=items)
