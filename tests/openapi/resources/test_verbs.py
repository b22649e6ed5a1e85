"""Verbs in segments and operation ids."""

from __future__ import annotations

import pytest

from mockserver.openapi.resources.verbs import Phrase, is_act, read_operation_id, read_phrase, role_of


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        pytest.param("create", Phrase("create", ""), id="verb"),
        pytest.param("createBook", Phrase("create", "book"), id="verb-and-noun"),
        pytest.param("books.info", Phrase("info", "book"), id="noun-and-verb"),
        pytest.param("listOrderItems", Phrase("list", "order_item", is_many=True), id="plural"),
        pytest.param("getAllBooks", Phrase("get", "book", is_many=True), id="all"),
        pytest.param("getBookById", Phrase("get", "book"), id="by-what"),
        pytest.param("queryBookDetail", Phrase("details", "book"), id="verb-noun-and-what"),
        pytest.param("getBookList", Phrase("list", "book"), id="verb-noun-and-list"),
        pytest.param("updateBookDetail", Phrase("update", "book_detail"), id="changes-a-detail"),
        pytest.param("createWithList", Phrase("create", ""), id="with-what"),
        pytest.param("batch", Phrase("create", "", is_many=True), id="only-many"),
        pytest.param("bulk_delete", Phrase("delete", "", is_many=True), id="many"),
        pytest.param("books", None, id="noun"),
        pytest.param("", None, id="empty"),
        pytest.param("~-_", None, id="no-words"),
    ],
)
def test_phrases(text: str, phrase: Phrase | None) -> None:
    assert read_phrase(text) == phrase


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        pytest.param("createBook", Phrase("create", "book"), id="phrase"),
        pytest.param("books/create", Phrase("create", "book"), id="slash"),
        pytest.param("repos/create-for-org", Phrase("create", ""), id="part"),
        pytest.param("create_new_book", Phrase("create", "book"), id="snake"),
        pytest.param("Library_GetBook", Phrase("get", "book"), id="service"),
        pytest.param("books", None, id="no-verb"),
        pytest.param("POST /books", None, id="none"),
    ],
)
def test_operation_ids(text: str, phrase: Phrase | None) -> None:
    assert read_operation_id(text) == phrase


def test_roles_and_acts() -> None:
    assert [role_of(verb) for verb in ("add", "browse", "find", "show", "edit", "save", "destroy", "cancel")] == [
        "create",
        "list",
        "search",
        "read",
        "change",
        "replace",
        "delete",
        None,
    ]
    assert [is_act(segment) for segment in ("cancel", "markAsRead", "comments", "")] == [True, True, False, False]
