"""What a handler is given, and that nothing of it stays when it refuses, fails or breaks the contract."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.worlds.store import Transaction
from tests.support.small_sandbox import BOOK_RULES, BOOKS, Sandbox, body_of, changed, load_books, rules_of, sandbox_of

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)

HEAD = """
from mockserver.handlers import Call, Reply, handles

@handles("createBook")
def make(call):
"""


def shelf(folder: Path, code: str, **options: Any) -> Sandbox:
    """The bookshelf with `code` as the body of the handler of POST /books."""
    lines = "\n".join(f"    {line}" for line in code.strip().splitlines())
    rules = changed(BOOK_RULES, {"/switches": {"mood": {"summary": "How it feels.", "values": ["calm", "wild"]}}})
    return sandbox_of(load_books(folder, behaviour=rules, handlers=HEAD + lines), frozen=MOMENT, **options)


BUSY = """
books = call.collection("book")
books.create({"title": "Left over"})
books.delete(books.get("1"))
books.update(books.get("2"), {"title": "Changed"})
call.next_number("visits")
call.make_uuid("visit")
"""


@pytest.mark.parametrize(
    ("ending", "status", "source"),
    [
        pytest.param("call.refuse('taken', title='It')", 409, "handler", id="refuses"),
        pytest.param("books.get('99')", 500, "engine", id="refuses-with-a-status-not-documented"),
        pytest.param("call.refuse('nonsense')", 500, "engine", id="refuses-with-an-unknown-case"),
        pytest.param("raise RuntimeError('out of ink')", 500, "engine", id="raises"),
        pytest.param("return {'title': ''}", 500, "engine", id="breaks-the-schema"),
        pytest.param("return Reply({'id': '1', 'title': 'It'}, 299)", 500, "engine", id="status-not-documented"),
        pytest.param("return object()", 500, "engine", id="not-data"),
        pytest.param("return {'id': '1', 'title': 'It', 'x': {1, 2}}", 500, "engine", id="data-json-has-not"),
    ],
)
def test_nothing_stays(tmp_path: Path, ending: str, status: int, source: str) -> None:
    sandbox = shelf(tmp_path, BUSY + ending)
    before = sandbox.state()
    exchange = sandbox.ask("POST", "/books", {"title": "It"})
    assert (exchange.response.status, exchange.source) == (status, source)
    assert sandbox.state() == before
    assert Transaction(sandbox.engine.worlds.get().state("books")).next_number("visits") == 1


def test_changes_are_kept_if_the_response_is_valid(tmp_path: Path) -> None:
    sandbox = shelf(tmp_path, BUSY + "return {'id': '7', 'title': 'It'}")
    exchange = sandbox.ask("POST", "/books", {"title": "It"})
    assert (exchange.response.status, body_of(exchange)) == (201, {"id": "7", "title": "It"})
    assert [row["title"] for row in sandbox.state()["book"]] == ["Changed", "Left over"]


def test_counters_advance_only_with_a_response(tmp_path: Path) -> None:
    code = """
number = str(call.next_number("visits"))
if call.body["title"] == "no":
    call.refuse("taken")
return {"id": number, "title": "It"}
"""
    sandbox = shelf(tmp_path, code)
    bodies = [body_of(sandbox.ask("POST", "/books", {"title": title})) for title in ("yes", "no", "no", "yes")]
    assert [body.get("id") for body in bodies] == ["1", None, None, "2"]


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (
            "raise RuntimeError('out of ink')",
            ["POST /books", "RuntimeError: out of ink", "handlers.py:5", "nothing was"],
        ),
        ("call.refuse('nonsense')", ["'nonsense'", "not an error case of behaviour.yaml"]),
        ("call.path['nope']", ["KeyError: 'nope'"]),
    ],
)
def test_a_mistake_is_told_without_a_traceback(tmp_path: Path, ending: str, words: list[str]) -> None:
    problem = body_of(shelf(tmp_path, ending).ask("POST", "/books", {"title": "It"}))
    assert problem["status"] == 500
    assert all(word in problem["detail"] for word in words), problem["detail"]
    assert "Traceback" not in problem["detail"] and "\n" not in problem["detail"]


def test_a_response_that_breaks_the_contract_says_how(tmp_path: Path) -> None:
    exchange = shelf(tmp_path, "return {'title': 3}").ask("POST", "/books", {"title": "It"})
    assert exchange.response.media_type == "application/problem+json"
    assert sorted(rules_of(exchange)) == ["response.schema", "response.schema"]
    assert sorted(violation.pointer for violation in exchange.violations) == ["/id", "/title"]


class TestReply:
    def test_status_and_headers(self, tmp_path: Path) -> None:
        code = "return Reply({'id': '1', 'title': 'It'}, 201, (('X-Ink', 'blue'),))"
        response = shelf(tmp_path, code).ask("POST", "/books", {"title": "It"}).response
        assert (response.status, response.header("x-ink")) == (201, "blue")

    def test_a_documented_error_may_be_returned_too(self, tmp_path: Path) -> None:
        code = "return Reply({'error': 'full'}, 409)"
        exchange = shelf(tmp_path, code).ask("POST", "/books", {"title": "It"})
        assert (exchange.response.status, body_of(exchange)) == (409, {"error": "full"})


class TestWhatACallShows:
    """Each line is returned as the title of a book."""

    def ask(self, folder: Path, expression: str, target: str = "/books", body: Any = None, **options: Any) -> str:
        sandbox = shelf(folder, f"return {{'id': '1', 'title': str({expression})}}", **options)
        return str(body_of(sandbox.ask("POST", target, body or {"title": "It"}))["title"])

    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            pytest.param("call.operation", "POST /books", id="operation"),
            pytest.param("call.body", "{'title': 'It', 'secret': 1}", id="body"),
            pytest.param("call.members", "{'title': 'It'}", id="declared-members"),
            pytest.param("call.timestamp()", "2026-01-20T15:00:00Z", id="timestamp"),
            pytest.param("call.now().isoformat()", "2026-01-20T15:00:00+00:00", id="now"),
            pytest.param("dict(call.principal)", "{}", id="principal"),
            pytest.param("len(call.collection('book').list())", "2", id="collection"),
            pytest.param("call.collection('book').find('9')", "None", id="find"),
            pytest.param("call.collection('book').list(author='Joyce')[0]['id']", "2", id="list-by-member"),
            pytest.param("[call.next_number('a', 5), call.next_number('a', 5)]", "[5, 6]", id="numbers"),
            pytest.param("call.make_uuid('a') != call.make_uuid('a')", "True", id="uuids"),
            pytest.param("sorted(call.names)", "['body', 'path', 'principal', 'query']", id="names"),
        ],
    )
    def test_values(self, tmp_path: Path, expression: str, expected: str) -> None:
        assert self.ask(tmp_path, expression, body={"title": "It", "secret": 1}) == expected

    def test_rows_are_copies(self, tmp_path: Path) -> None:
        code = """
for row in call.collection("book").list():
    row["title"] = "scribbled"
return {"id": "1", "title": call.collection("book").get("1")["title"]}
"""
        sandbox = shelf(tmp_path, code)
        assert body_of(sandbox.ask("POST", "/books", {"title": "It"}))["title"] == "Emma"
        assert [row["title"] for row in sandbox.state()["book"]] == ["Emma", "Ulysses"]

    def test_switches_by_world(self, tmp_path: Path) -> None:
        sandbox = shelf(tmp_path, "return {'id': '1', 'title': call.switch('mood')}")
        sandbox.engine.worlds.get("anna").switches["books.mood"] = "wild"
        assert body_of(sandbox.ask("POST", "/books", {"title": "It"}))["title"] == "calm"
        assert body_of(sandbox.ask("POST", "/books", {"title": "It"}, world="anna"))["title"] == "wild"


def test_a_principal_belongs_to_one_call(tmp_path: Path) -> None:
    """A change of it does not reach another request or another world."""
    code = """
from mockserver.handlers import handles

@handles("readBook")
def read(call):
    call.principal["visits"].append(1)
    return {"id": "1", "title": f"visit {len(call.principal['visits'])}"}
"""
    bearer = {"type": "http", "scheme": "bearer"}
    document = changed(BOOKS, {"/security": [{"key": []}], "/components/securitySchemes/key": bearer})
    rules = "credentials: {key: [{token: a, principal: {visits: []}}]}"
    sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=rules, seed=None, handlers=code))
    for world in ("anna", "anna", "ben"):
        exchange = sandbox.ask("GET", "/books/1", None, [("Authorization", "Bearer a")], world=world)
        assert body_of(exchange)["title"] == "visit 1"
