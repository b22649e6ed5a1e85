"""What a file says in part is laid over what is inferred, key by key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from mockserver.engine.apis.apis import Api
from mockserver.engine.behaviour import Behaviour, OperationBehaviour, Page
from mockserver.engine.behaviour.overlay import Inferred, complete, lay_operation_over, lay_resource_over
from mockserver.engine.behaviour.records import Parent
from mockserver.openapi.errors import FixtureError
from tests.engine.behaviour.random_behaviours import behaviours
from tests.support.small_sandbox import body_of, load_books, sandbox_of

LIST = OperationBehaviour(
    action="list", resource="book", entity="/data", page=Page(size="limit"), identifier="q", identifier_in="query"
)


@pytest.mark.parametrize(
    ("own", "laid"),
    [
        pytest.param(OperationBehaviour(), LIST, id="nothing"),
        pytest.param(OperationBehaviour(scopes=("read",)), replace(LIST, scopes=("read",)), id="one-more"),
        pytest.param(OperationBehaviour(page=Page(default=5)), replace(LIST, page=Page(default=5)), id="a-whole-key"),
        pytest.param(
            OperationBehaviour(identifier="id"), replace(LIST, identifier="id", identifier_in="path"), id="identifier"
        ),
        pytest.param(
            OperationBehaviour(has_response=True), replace(LIST, has_response=True, entity=None), id="answer-for-entity"
        ),
    ],
)
def test_an_operation(own: OperationBehaviour, laid: OperationBehaviour) -> None:
    assert lay_operation_over(LIST, own) == laid


@given(behaviours())
def test_what_says_nothing_changes_nothing(behaviour: Behaviour) -> None:
    for rules in behaviour.operations.values():
        assert lay_operation_over(rules, OperationBehaviour()) == rules
        assert lay_operation_over(OperationBehaviour(), rules) == rules
    inferred = Inferred(behaviour.resources, behaviour.operations)
    silent = replace(behaviour, operations=dict.fromkeys(behaviour.operations, OperationBehaviour()), resources={})
    assert complete(silent, inferred).operations == behaviour.operations


@pytest.fixture
def inferred(tmp_path: Path) -> Api:
    return load_books(tmp_path, behaviour=None, seed=None)


def test_a_resource(inferred: Api) -> None:
    book = inferred.behaviour.resources["book"]
    own = replace(book, identifier="", ids="number:5", parents=(Parent("shelf"),))
    assert lay_resource_over(book, own) == replace(book, ids="number:5", parents=(Parent("shelf"),))


PARTIAL = """
    resources:
      book: {defaults: {author: unknown}, ids: number:50}
    operations:
      listBooks: {order: -title}
      deleteBook: {scopes: [write]}
"""


def test_a_file_refines_what_is_inferred(tmp_path: Path) -> None:
    api = load_books(tmp_path, behaviour=PARTIAL, seed="book: [{id: '7', title: Emma}]")
    assert api.behaviour.operations["deleteBook"].action == "delete"
    sandbox = sandbox_of(api)
    made = body_of(sandbox.ask("POST", "/books", {"title": "Ulysses"}))
    assert (made["id"], made["author"]) == ("50", "unknown")
    assert [book["title"] for book in body_of(sandbox.ask("GET", "/books"))] == ["Ulysses", "Emma"]


def test_rows_of_examples_stay(tmp_path: Path, inferred: Api) -> None:
    api = load_books(tmp_path, behaviour=PARTIAL, seed=None)
    assert api.seed.rows("book") == inferred.seed.rows("book")


def test_an_operation_may_name_an_inferred_resource(tmp_path: Path) -> None:
    rules = "operations: {readShelf: {action: list, resource: book, answer: {shelf: '{rows}'}}}"
    api = load_books(tmp_path, behaviour=rules, seed="book: [{id: '7', title: Emma}]")
    assert body_of(sandbox_of(api).ask("GET", "/shelf")) == {"shelf": [{"id": "7", "title": "Emma"}]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "operations: {listBooks: {order: titel}}",
            "/operations/listBooks/order: 'titel' is not a member of 'book'; there are: .*; did you mean `title`",
        ),
        (
            "operations: {readShelf: {order: title}}",
            "/operations/readShelf/order: `order` is for an operation with an `action`; this one has none, and none is",
        ),
        ("operations: {listBooks: {create: true}}", "`create` is for the action replace; this one is list"),
        ("resources: {shelf: {ids: uuid}}", "/resources/shelf: needs an `identifier`: no resource of this name is"),
        ("resources: {book: {defaults: {title: 5}}}", "/resources/book/defaults/title: 5 is an integer; allowed: str"),
        (
            "operations: {readShelf: {action: list, resource: boook}}",
            "'boook' is not a resource; there are: book; did you mean `book`",
        ),
    ],
)
def test_what_stops_the_start(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(FixtureError, match=sentence):
        load_books(tmp_path, behaviour=text, seed=None)
