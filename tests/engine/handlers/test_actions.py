"""What `behaviour.yaml` can say without code: list, create, read, update and delete."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.small_sandbox import BOOK_RULES, BOOKS, Sandbox, body_of, changed, load_books, sandbox_of

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)
NOW = "2026-01-20T15:00:00Z"
SEED = """
    book:
      - {id: '1', title: Emma, author: Austen, pages: 400, tags: {a: '1', b: '2'}}
      - {id: '2', title: Ulysses, author: Joyce, hidden: true}
      - {id: '3', title: Persuasion, author: Austen, pages: 300}
"""


def books(folder: Path, operations: Mapping[str, Mapping[str, Any]] | None = None, **resource: Any) -> Sandbox:
    """The bookshelf, with more said of some operations and of its resource."""
    changes = {f"/resources/book/{key}": value for key, value in resource.items()}
    for operation, rules in (operations or {}).items():
        changes |= {f"/operations/{operation}/{key}": value for key, value in rules.items()}
    return sandbox_of(load_books(folder, behaviour=changed(BOOK_RULES, changes), seed=SEED), frozen=MOMENT)


def titles(answer: Any) -> list[str]:
    return [row["title"] for row in answer]


class TestList:
    @pytest.mark.parametrize(
        ("rules", "query", "expected"),
        [
            pytest.param({}, "", ["Emma", "Ulysses", "Persuasion"], id="in-order-of-creation"),
            pytest.param({}, "?author=Austen", ["Emma", "Persuasion"], id="filter"),
            pytest.param({}, "?author=Unknown", [], id="filter-without-a-fit"),
            pytest.param({"order": "title"}, "", ["Emma", "Persuasion", "Ulysses"], id="order"),
            pytest.param({"order": "-title"}, "", ["Ulysses", "Persuasion", "Emma"], id="descending"),
            pytest.param({"hide": {"where": {"hidden": True}, "unless": "all"}}, "", ["Emma", "Persuasion"], id="hide"),
            pytest.param(
                {"hide": {"where": {"hidden": True}, "unless": "all"}},
                "?all=false",
                ["Emma", "Persuasion"],
                id="hide-still",
            ),
            pytest.param(
                {"hide": {"where": {"hidden": True}, "unless": "all"}},
                "?all=true",
                ["Emma", "Ulysses", "Persuasion"],
                id="hide-no-longer",
            ),
            pytest.param(
                {"hide": {"where": {"hidden": True, "author": "Austen"}}},
                "",
                ["Emma", "Ulysses", "Persuasion"],
                id="hide-where-all-members-agree",
            ),
            pytest.param({"hide": {"where": {"author": "Austen"}}}, "?all=true", ["Ulysses"], id="hide-always"),
        ],
    )
    def test_rows(self, tmp_path: Path, rules: dict[str, Any], query: str, expected: list[str]) -> None:
        sandbox = books(tmp_path, {"listBooks": rules})
        assert titles(body_of(sandbox.ask("GET", f"/books{query}"))) == expected

    def test_numbers_are_ordered_as_numbers(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path, {"listBooks": {"order": "pages"}})
        sandbox.ask("POST", "/books", {"title": "War and Peace", "pages": 1000})
        expected = ["Ulysses", "Persuasion", "Emma", "War and Peace"]
        assert titles(body_of(sandbox.ask("GET", "/books"))) == expected, "a book without pages comes first"


class TestCreate:
    def test_a_row_of_members_defaults_and_what_the_server_sets(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path, defaults={"author": "unknown", "reader": "of {body.title}"}, updated="updated")
        exchange = sandbox.ask("POST", "/books", {"title": "It"})
        assert exchange.response.status == 201
        expected = {"id": "10", "title": "It", "author": "unknown", "reader": "of It", "pages": 100}
        assert body_of(exchange) == {**expected, "created": NOW, "updated": NOW}
        assert titles(sandbox.state()["book"])[-1] == "It"

    def test_identifiers_count_on(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path)
        made = [body_of(sandbox.ask("POST", "/books", {"title": title}))["id"] for title in "abc"]
        assert made == ["10", "11", "12"]

    def test_an_identifier_that_is_taken_is_passed_over(self, tmp_path: Path) -> None:
        sandbox = sandbox_of(load_books(tmp_path, seed="book:\n- {id: '10', title: Emma}\n- {id: '11', title: Dune}"))
        assert body_of(sandbox.ask("POST", "/books", {"title": "It"}))["id"] == "12"
        assert titles(sandbox.state()["book"]) == ["Emma", "Dune", "It"]

    def test_a_refused_one_uses_up_no_number(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path)
        assert sandbox.ask("POST", "/books", {"title": "Emma", "author": "Austen"}).response.status == 409
        assert body_of(sandbox.ask("POST", "/books", {"title": "It"}))["id"] == "10"

    def test_uuids_are_the_same_in_every_world(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path, ids="uuid")
        first = [body_of(sandbox.ask("POST", "/books", {"title": t}, world="anna"))["id"] for t in "ab"]
        second = [body_of(sandbox.ask("POST", "/books", {"title": t}, world="ben"))["id"] for t in "ab"]
        assert first == second
        assert len(set(first)) == 2

    def test_undeclared_members_are_not_stored(self, tmp_path: Path) -> None:
        made = body_of(books(tmp_path).ask("POST", "/books", {"title": "It", "id": "99", "secret": 1}))
        assert made["id"] == "10" and "secret" not in made

    @pytest.mark.parametrize(("nulls", "stored"), [("store", {"author": None}), ("keep", {})])
    def test_null(self, tmp_path: Path, nulls: str, stored: dict[str, Any]) -> None:
        sandbox = books(tmp_path, {"createBook": {"nulls": nulls}})
        made = body_of(sandbox.ask("POST", "/books", {"title": "It", "author": None}))
        assert {key: made[key] for key in ("author",) if key in made} == stored

    def test_what_must_be_unique(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path)
        before = sandbox.state()
        exchange = sandbox.ask("POST", "/books", {"title": "Emma", "author": "Austen"})
        assert (exchange.response.status, body_of(exchange)["text"]) == (409, "Emma is taken.")
        assert sandbox.state() == before
        assert sandbox.ask("POST", "/books", {"title": "Emma", "author": "Amis"}).response.status == 201


class TestRead:
    def test_the_row(self, tmp_path: Path) -> None:
        assert body_of(books(tmp_path).ask("GET", "/books/2"))["title"] == "Ulysses"

    def test_a_row_that_is_not_there(self, tmp_path: Path) -> None:
        exchange = books(tmp_path).ask("GET", "/books/9%2F9")
        assert (exchange.response.status, body_of(exchange)) == (404, {"error": "missing", "text": "No 9/9."})

    def test_a_response_of_its_own(self, tmp_path: Path) -> None:
        rules = {"answer": {"id": "{row.id}", "title": "the {row.title}"}}
        assert body_of(books(tmp_path, {"readBook": rules}).ask("GET", "/books/1")) == {"id": "1", "title": "the Emma"}

    @pytest.mark.parametrize(
        ("declared", "status"),
        [
            pytest.param({"type": "string", "format": "uuid"}, 200, id="a-uuid"),
            pytest.param({"type": "string"}, 404, id="text"),
        ],
    )
    def test_a_uuid_is_found_however_it_is_written(self, tmp_path: Path, declared: dict[str, str], status: int) -> None:
        """Where the document calls it one; other identifiers are text."""
        uuid = "c0ffee01-1234-5678-90ab-cdef01234567"
        sandbox = sandbox_of(
            load_books(
                tmp_path,
                document=changed(BOOKS, {"/components/schemas/Book/properties/id": declared}),
                behaviour=changed(BOOK_RULES, {"/resources/book/ids": "uuid"}),
                seed=f"book:\n- {{id: {uuid}, title: Emma}}",
            )
        )
        assert sandbox.ask("GET", f"/books/{uuid}").response.status == 200
        assert sandbox.ask("GET", f"/books/{uuid.upper()}").response.status == status
        assert sandbox.ask("GET", f"/books/{uuid[:-1]}8").response.status == 404


class TestUpdate:
    @pytest.mark.parametrize(
        ("rules", "change", "expected"),
        [
            pytest.param({}, {"pages": 1}, {"pages": 1, "author": "Austen"}, id="others-stay"),
            pytest.param({}, {}, {"pages": 400}, id="nothing"),
            pytest.param({}, {"author": None}, {"author": None}, id="null-is-stored"),
            pytest.param({"nulls": "keep"}, {"author": None}, {"author": "Austen"}, id="null-keeps"),
            pytest.param({}, {"tags": {"b": "3"}}, {"tags": {"b": "3"}}, id="objects-are-replaced"),
            pytest.param({"merge": ["tags"]}, {"tags": {"b": "3"}}, {"tags": {"a": "1", "b": "3"}}, id="or-merged"),
            pytest.param({"merge": ["tags"]}, {"tags": {}}, {"tags": {"a": "1", "b": "2"}}, id="nothing-to-merge"),
            pytest.param({}, {"id": "9", "secret": 1}, {"id": "1"}, id="undeclared-members"),
        ],
    )
    def test_members(
        self, tmp_path: Path, rules: dict[str, Any], change: dict[str, Any], expected: dict[str, Any]
    ) -> None:
        sandbox = books(tmp_path, {"updateBook": rules})
        response = body_of(sandbox.ask("PATCH", "/books/1", change))
        assert {key: response[key] for key in expected} == expected
        assert "secret" not in response
        assert sandbox.state()["book"][0] == response, "in its old place"

    @pytest.mark.parametrize(
        ("touch", "change", "touched"),
        [
            ("always", {"pages": 400}, True),
            ("always", {}, True),
            ("named", {"pages": 400}, True),
            ("named", {}, False),
            ("named", {"unknown": 1}, False),
            ("changed", {"pages": 400}, False),
            ("changed", {"pages": 401}, True),
        ],
    )
    def test_when_the_time_of_the_last_change_moves(
        self, tmp_path: Path, touch: str, change: dict[str, Any], touched: bool
    ) -> None:
        response = body_of(books(tmp_path, updated="updated", touch=touch).ask("PATCH", "/books/1", change))
        assert ("updated" in response) is touched

    def test_unique_among_others(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path)
        before = sandbox.state()
        assert sandbox.ask("PATCH", "/books/3", {"title": "Emma"}).response.status == 409
        assert sandbox.state() == before
        assert sandbox.ask("PATCH", "/books/1", {"title": "Emma", "pages": 2}).response.status == 200


class TestDelete:
    def test_once(self, tmp_path: Path) -> None:
        sandbox = books(tmp_path)
        exchange = sandbox.ask("DELETE", "/books/1")
        assert (exchange.response.status, exchange.response.body) == (204, b"")
        assert sandbox.ask("GET", "/books/1").response.status == 404
        assert sandbox.ask("DELETE", "/books/1").response.status == 404
        assert titles(sandbox.state()["book"]) == ["Ulysses", "Persuasion"]


class TestOwner:
    """Rows of another owner are treated as missing."""

    RULES = changed(
        BOOK_RULES,
        {
            "/resources/book/owner": {"member": "reader", "principal": "name"},
            "/credentials": {
                "key": [{"token": "a", "principal": {"name": "ann"}}, {"token": "b", "principal": {"name": "ben"}}]
            },
        },
    )
    SEED = "book:\n- {id: '1', title: Emma, reader: ann}\n- {id: '2', title: Dune, reader: ben}\n"

    def ask(self, folder: Path, method: str, target: str, body: Any = None) -> Any:
        document = changed(BOOKS, {"/security": [{"key": []}]})
        sandbox = sandbox_of(load_books(folder, document=document, behaviour=self.RULES, seed=self.SEED))
        return sandbox.ask(method, target, body, [("X-Key", "a")])

    def test_lists_show_ones_own(self, tmp_path: Path) -> None:
        assert titles(body_of(self.ask(tmp_path, "GET", "/books"))) == ["Emma"]

    @pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
    def test_others_are_not_found(self, tmp_path: Path, method: str) -> None:
        assert self.ask(tmp_path, method, "/books/2").response.status == 404
        assert self.ask(tmp_path, method, "/books/1").response.status in (200, 204)

    def test_new_rows_are_ones_own(self, tmp_path: Path) -> None:
        assert body_of(self.ask(tmp_path, "POST", "/books", {"title": "It"}))["reader"] == "ann"
