"""What is wrong with `behaviour.yaml` and `seed.yaml`, in words of their author."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.openapi.errors import FixtureError
from tests.support.small_sandbox import BOOKS, changed, load_books


@pytest.mark.parametrize(
    ("text", "pointer", "sentence"),
    [
        ("operations:\n  listBooks: {acton: list}", "/operations/listBooks/acton", "did you mean `action`?"),
        (
            "operations:\n  listBooks: {action: lst, resource: book}",
            "/operations/listBooks/action",
            "did you mean `list`?",
        ),
        ("resources:\n  book: {identifer: id}", "/resources/book/identifer", "did you mean `identifier`?"),
        ("operation: {}", "/operation", "did you mean `operations`?"),
        ("operations: {listBook: {}}", "/operations/listBook", "did you mean `listBooks`?"),
        ("zzz: {}", "/zzz", "is not a key that is read here; there are: credentials, "),
        (
            "credentials: {key: [{principal: {}}]}",
            "/credentials/key/0",
            "has one of `token`, `pattern` and `resource`, never more than one",
        ),
    ],
)
def test_behaviour(tmp_path: Path, text: str, pointer: str, sentence: str) -> None:
    with pytest.raises(FixtureError) as caught:
        load_books(tmp_path, behaviour=text, seed="")
    assert sentence in caught.value.message
    assert caught.value.pointer in (pointer, pointer.rpartition("/")[0])


def test_a_member_of_a_row(tmp_path: Path) -> None:
    document = changed(BOOKS, {"/components/schemas/Book/additionalProperties": False})
    with pytest.raises(FixtureError, match=r"did you mean `author`\?$") as caught:
        load_books(tmp_path, document=document, seed="book: [{id: '1', title: It, autor: me}]")
    assert caught.value.pointer == "/book/0/autor"


def test_seed(tmp_path: Path) -> None:
    with pytest.raises(FixtureError, match="did you mean `book`"):
        load_books(tmp_path, seed="books: []")
