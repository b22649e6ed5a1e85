"""The rows of one resource, read and changed by the user of a world."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.rows import table as table_module
from mockserver.engine.rows.refusal import RowsRefused, UnknownRow
from mockserver.engine.rows.table import Table
from mockserver.engine.worlds.store import Transaction
from mockserver.engine.worlds.uploads import UPLOADS
from tests.support.small_sandbox import Sandbox, body_of

from .shelf import PHOTO, changing, inferred_books, read, say, written_books

EMMA = {"id": "1", "title": "Emma", "author": "Austen"}
ULYSSES = {"id": "2", "title": "Ulysses", "author": "Joyce"}
FOREIGN_FILE = "is not a file that the row has; files are sent to the mocked API, and a row keeps those it names"


@pytest.fixture
def books(tmp_path: Path) -> Sandbox:
    return written_books(tmp_path)


@pytest.fixture
def inferred(tmp_path: Path) -> Sandbox:
    return inferred_books(tmp_path)


def test_a_row_is_put_in_its_place_or_after_all_others(books: Sandbox) -> None:
    with changing(books) as table:
        assert table.put("1", {"title": "Emma!"}) == ("1", False)
        assert table.put("3", {"id": "3", "title": "Dune"}) == ("3", True)
        assert table.rows["1"] == {"id": "1", "title": "Emma!"}
    assert read(books) == {
        "1": {"id": "1", "title": "Emma!"},
        "2": ULYSSES,
        "3": {"id": "3", "title": "Dune"},
    }


def test_a_patch_is_merged(books: Sandbox) -> None:
    with changing(books) as table:
        table.put("1", {"title": "Emma", "author": "Austen", "tags": {"a": 1, "b": 2}})
        assert table.patch("1", {"author": None, "tags": {"b": None, "c": 3}}) == "1"
    assert read(books)["1"] == {"id": "1", "title": "Emma", "tags": {"a": 1, "c": 3}}


def test_members_are_changed_as_they_are_given(books: Sandbox) -> None:
    with changing(books) as table:
        table.change("1", {"author": None, "tags": {"c": 3}})
    assert read(books)["1"] == {"id": "1", "title": "Emma", "author": None, "tags": {"c": 3}}


def test_rows_are_added_as_by_creations(books: Sandbox) -> None:
    with changing(books) as table:
        assert table.add([{"title": "A"}, {"title": "B", "id": "7"}, {"title": "C"}], "/rows") == ["10", "7", "11"]
    rows = list(read(books).values())[2:]
    assert [row["title"] for row in rows] == ["A", "B", "C"]
    assert all(row["created"] for row in rows)


def test_rows_are_replaced_in_the_order_given(books: Sandbox) -> None:
    with changing(books) as table:
        assert table.replace([{"id": "3", "title": "Dune"}, ULYSSES]) == 2
        assert list(table.rows) == ["3", "2"]
    assert list(read(books)) == ["3", "2"]
    assert [book["id"] for book in body_of(books.ask("GET", "/books"))] == ["3", "2"]
    assert books.ask("GET", "/books/1").response.status == 404


def test_rows_are_removed_and_cleared(books: Sandbox) -> None:
    with changing(books) as table:
        assert table.remove("1") == EMMA
        assert list(table.rows) == ["2"]
        table.clear()
        table.put("9", {"title": "Nine"})
    assert list(read(books)) == ["9"]


Change = Callable[[Table], object]


@pytest.mark.parametrize(
    ("change", "violations"),
    [
        pytest.param(
            lambda table: table.put("3", {"id": 3, "title": "x"}),
            ["body.schema : needs 'id', the identifier, as text"],
            id="put-number-as-identifier",
        ),
        pytest.param(
            lambda table: table.put("3", {"id": "4", "title": "x"}),
            ['body.schema /id: the book "3" cannot have the identifier "4"'],
            id="put-other-identifier",
        ),
        pytest.param(
            lambda table: table.put("3", {"titel": "x", "pages": "y"}),
            [
                "body.schema /title: is required, but absent",
                'body.schema /pages: "y" is a string; allowed: integer',
            ],
            id="put-all-misfits",
        ),
        pytest.param(
            lambda table: table.patch("2", {"id": "3"}),
            ['body.schema /id: the book "2" cannot have the identifier "3"'],
            id="patch-identifier",
        ),
        pytest.param(
            lambda table: table.patch("2", {"title": "Emma", "author": "Austen"}),
            ["state.conflict : another row has the same title and author"],
            id="patch-not-unique",
        ),
        pytest.param(
            lambda table: table.add([{"title": ""}, {"title": "x"}, {"pages": 1}], "/rows"),
            [
                'body.schema /rows/0/title: "" is shorter than 1 character',
                "body.schema /rows/2/title: is required, but absent",
            ],
            id="add-all-misfits",
        ),
        pytest.param(
            lambda table: table.add([{"id": "1", "title": "x"}], "/rows"),
            ['body.taken /rows/0/id: "1" is the identifier of another book'],
            id="add-taken-identifier",
        ),
        pytest.param(
            lambda table: table.add([{"id": "7", "title": "x"}, {"id": "7", "title": "y"}], "/rows"),
            ['body.taken /rows/1/id: "7" is the identifier of another book'],
            id="add-twice",
        ),
        pytest.param(
            lambda table: table.add([{"title": "x"}, {"title": "x"}], "/rows"),
            ["state.conflict /rows/1: another row has the same title and author"],
            id="add-twins",
        ),
        pytest.param(
            lambda table: table.replace([{"id": "5"}, {"id": "6", "title": "a"}, {"id": "6", "title": "b"}, {}], "/r"),
            [
                "body.schema /r/0/title: is required, but absent",
                'body.taken /r/2/id: "6" is the identifier of another book',
                "body.schema /r/3: needs 'id', the identifier, as text",
            ],
            id="replace-all-misfits",
        ),
        pytest.param(
            lambda table: table.put("1", {"title": "x", UPLOADS: {"photo": {"content": "4 bytes"}}}),
            [f"body.schema /{UPLOADS}/photo: {FOREIGN_FILE}"],
            id="put-file",
        ),
        pytest.param(
            lambda table: table.add([{"title": "x", UPLOADS: 7}], "/rows"),
            [f"body.schema /rows/0/{UPLOADS}/: {FOREIGN_FILE}"],
            id="add-file",
        ),
    ],
)
def test_all_misfits_are_told_and_nothing_is_changed(books: Sandbox, change: Change, violations: list[str]) -> None:
    before = read(books)
    with pytest.raises(RowsRefused) as refused, changing(books) as table:
        change(table)
    assert say(refused.value) == violations
    assert read(books) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda table: table.patch("3", {}), id="patch"),
        pytest.param(lambda table: table.change("3", {}), id="change"),
        pytest.param(lambda table: table.remove("3"), id="remove"),
    ],
)
def test_an_unknown_row_is_told(books: Sandbox, change: Change) -> None:
    with pytest.raises(UnknownRow, match='there is no book "3"'), changing(books) as table:
        change(table)


def test_no_more_rows_are_judged_after_many_misfits(books: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "LISTED", 3)
    for change in ("add", "replace"):
        with pytest.raises(RowsRefused) as refused, changing(books) as table:
            getattr(table, change)([{"id": f"x{index}"} for index in range(9)], "/rows")
        assert len(refused.value.violations) == 3


def test_a_refusal_is_a_conflict_if_all_of_it_is(books: Sandbox) -> None:
    with pytest.raises(RowsRefused) as taken, changing(books) as table:
        table.add([{"id": "1", "title": "x"}])
    with pytest.raises(RowsRefused) as mixed, changing(books) as table:
        table.add([{"id": "1", "title": "x"}, {"title": 1}], "")
    assert (taken.value.is_conflict, mixed.value.is_conflict) == (True, False)


def test_force_leaves_out_the_schema_and_nothing_else(books: Sandbox) -> None:
    with changing(books) as table:
        table.put("1", {"title": 1}, is_forced=True)
        table.patch("2", {"title": None}, is_forced=True)
        assert table.add([{"pages": "many"}], is_forced=True) == ["10"]
    assert read(books)["1"] == {"id": "1", "title": 1}
    assert "title" not in read(books)["2"]
    with changing(books) as table:
        table.replace([{"id": "1", "pages": "many"}], is_forced=True)
    assert read(books) == {"1": {"id": "1", "pages": "many"}}
    refused: list[Change] = [
        lambda table: table.put("1", {"id": 1}, is_forced=True),
        lambda table: table.add([{"id": "1"}], is_forced=True),
        lambda table: table.replace([{"id": "1"}, {"id": "2"}], is_forced=True),  # title and author agree
    ]
    for change in refused:
        with pytest.raises(RowsRefused), changing(books) as table:
            change(table)


def test_files_are_kept_where_they_are_named(books: Sandbox) -> None:
    state = books.engine.worlds.get().state("books")
    transaction = Transaction(state)
    transaction.put("book", "1", {**EMMA, UPLOADS: {"photo": PHOTO, "text": PHOTO}})
    transaction.commit()
    shown = {**PHOTO, "content": "4 bytes"}
    with changing(books) as table:
        table.patch("1", {"pages": 7})
    assert read(books)["1"][UPLOADS] == {"photo": PHOTO, "text": PHOTO}
    with changing(books) as table:
        table.patch("1", {UPLOADS: {"text": None}})
        table.put("1", {**EMMA, UPLOADS: {"photo": shown}})
        table.replace([{**EMMA, UPLOADS: {"photo": shown}}])
    assert read(books)["1"][UPLOADS] == {"photo": PHOTO}
    with changing(books) as table:
        table.put("1", EMMA)
    assert read(books)["1"] == EMMA


class TestInferred:
    """Resources without a `behaviour.yaml`."""

    def test_rows_get_identifiers_and_what_responses_need(self, inferred: Sandbox) -> None:
        with changing(inferred) as table:
            assert table.add([{"title": "Emma"}, {"pages": 7}], "/rows") == ["1", "2"]
            table.put("7", {"title": "Dune"})
        assert read(inferred)["7"] == {"id": 7, "title": "Dune"}
        shown = body_of(inferred.ask("GET", "/books"))
        assert [book["id"] for book in shown] == [1, 2, 7] and shown[1]["title"]

    def test_a_taken_identifier_is_refused(self, inferred: Sandbox) -> None:
        with changing(inferred) as table:
            table.put("7", {"title": "Dune"})
        with pytest.raises(RowsRefused) as refused, changing(inferred) as table:
            table.add([{"id": 7, "title": "x"}])
        assert say(refused.value) == ["body.taken /id: 7 is the identifier of another book"]

    def test_a_boolean_is_no_identifier(self, inferred: Sandbox) -> None:
        with pytest.raises(RowsRefused) as refused, changing(inferred) as table:
            table.replace([{"id": True, "title": "x"}], is_forced=True)
        assert say(refused.value) == ["body.schema /0: needs 'id', the identifier, as text or integer"]

    def test_rows_below_a_parent(self, inferred: Sandbox) -> None:
        with changing(inferred) as table:
            table.add([{"title": "Emma"}])
        with changing(inferred, "note") as table:
            assert table.put("1/7", {"text": "Mine"}) == ("1/7", True)
            assert table.add([{"text": "Yours", "book_id": 1}]) == ["1/1"]
            table.patch("1/7", {"text": "Ours"})
        assert read(inferred, "note")["1/7"] == {"book_id": 1, "id": 7, "text": "Ours"}
        assert body_of(inferred.ask("GET", "/books/1/notes/7"))["text"] == "Ours"
        with pytest.raises(RowsRefused) as refused, changing(inferred, "note") as table:
            table.put("1/7", {"book_id": 2, "text": "x"})
        assert say(refused.value) == ['body.schema /id: the note "1/7" cannot have the identifier "2/7"']

    def test_the_only_row(self, inferred: Sandbox) -> None:
        with changing(inferred, "settings") as table:
            table.replace([{"theme": "dark"}])
            assert table.put("-", {"theme": "light"}) == ("", False)
        assert body_of(inferred.ask("GET", "/settings")) == {"theme": "light"}
        with pytest.raises(RowsRefused) as refused, changing(inferred, "settings") as table:
            table.add([{"theme": "dark"}])
        assert say(refused.value) == ["body.taken : there is one settings already, the only one"]
        with changing(inferred, "settings") as table:
            assert table.remove("-") == {"theme": "light"}
            assert table.add([{"theme": "dark"}]) == [""]

    @pytest.mark.parametrize("value", [None, 7, True, "x", [], {}, [{"a": None}], {"metadata": 1}], ids=repr)
    @pytest.mark.parametrize("resource", ["book", "note", "settings"])
    def test_any_members_are_kept_or_refused(self, inferred: Sandbox, resource: str, value: Any) -> None:
        names = ("id", "title", "author", "pages", "tags", "created", "metadata", "book_id", "text", "theme")
        for name in names:
            with suppress(RowsRefused), changing(inferred, resource) as table:
                (key,) = table.add([{name: value}], is_forced=True)
                assert table.rows[key][name] == value
                table.clear()
