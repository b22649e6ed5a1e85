"""`seed.yaml`: rows in order, and every kind of bad row stops with a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.openapi.errors import FixtureError
from tests.support.small_sandbox import BOOK_RULES, changed, load_books

RULES = changed(BOOK_RULES, {"/resources/session": {"identifier": "token"}})


def test_rows_are_kept_in_order(tmp_path: Path) -> None:
    seed = load_books(tmp_path).seed
    assert [row["title"] for row in seed.rows("book")] == ["Emma", "Ulysses"]
    assert seed.names() == ("book",)


@pytest.mark.parametrize("text", ["", "book: []", "# nothing yet"])
def test_an_empty_seed_has_every_collection(tmp_path: Path, text: str) -> None:
    seed = load_books(tmp_path, seed=text).seed
    assert seed.names() == ("book",) and seed.count("book") == 0


def test_rows_without_a_schema_may_hold_anything(tmp_path: Path) -> None:
    api = load_books(tmp_path, behaviour=RULES, seed="session:\n- {token: t, until: [1, {a: null}]}")
    assert api.seed.rows("session") == [{"token": "t", "until": [1, {"a": None}]}]


@pytest.mark.parametrize(
    ("text", "line", "pointer", "words"),
    [
        pytest.param("[]", 1, "", "must map each resource's name", id="not-a-mapping"),
        pytest.param("# books\nboook: []", 2, "/boook", "there are: book", id="unknown-resource"),
        pytest.param("book: {id: '1'}", 1, "/book", "must be a list", id="not-a-list"),
        pytest.param("book:\n- Emma", 2, "/book/0", "must be a mapping", id="not-a-row"),
        pytest.param("book:\n- title: Emma", 2, "/book/0", "needs 'id'", id="no-identifier"),
        pytest.param("book:\n- {id: [1], title: Emma}", 2, "/book/0", "as text", id="identifier-is-a-list"),
        pytest.param("book:\n- {id: 1, title: Emma}", 2, "/book/0", "as text", id="identifier-is-a-number"),
        pytest.param(
            "book:\n- {id: '1', title: Emma}\n- {title: It,\n   id: '1'}", 4, "/book/1/id", "'1' is taken", id="same-id"
        ),
        pytest.param(
            "book:\n- id: '1'\n  title: 3", 3, "/book/0/title", "3 is an integer; allowed: string", id="schema"
        ),
        pytest.param("book:\n- id: '1'\n  author: Joyce", 2, "/book/0/title", "is required", id="required"),
        pytest.param(
            "book:\n- {id: '1', title: It, author: A}\n- {id: '2', title: It, author: A}",
            3,
            "/book/1",
            "same title and author",
            id="not-unique",
        ),
        pytest.param("book: [", 2, None, "not readable", id="yaml"),
        pytest.param("book: []\nbook: []", 2, None, "twice", id="key-twice"),
    ],
)
def test_what_stops_the_start(tmp_path: Path, text: str, line: int, pointer: str | None, words: str) -> None:
    with pytest.raises(FixtureError) as caught:
        load_books(tmp_path, seed=text)
    assert (caught.value.file, caught.value.line) == (tmp_path / "fixtures" / "seed.yaml", line)
    assert caught.value.pointer == pointer
    assert words in caught.value.message
    assert "\n" not in str(caught.value)


def test_a_row_that_breaks_its_schema_names_the_documents_line(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match=r"books\.yaml:\d+"):
        load_books(tmp_path, seed="book:\n- {id: '1', title: ''}")


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    load_books(tmp_path)
    tmp_path.joinpath("fixtures", "seed.yaml").write_bytes(b"book: \xff")
    with pytest.raises(FixtureError, match="UTF-8"):
        load_books(tmp_path, seed=None)
