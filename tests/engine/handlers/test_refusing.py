"""Functions of `handlers.py` that word the refusals of operations."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.exchanges import Exchange
from mockserver.engine.settings import Settings
from mockserver.openapi.errors import FixtureError
from tests.support.small_sandbox import BOOKS, body_of, changed, load_books, rules_of, sandbox_of

RULES = """
    switches: {tone: {summary: How it speaks., values: [kind, harsh]}}
    resources: {book: {schema: Book, identifier: id, ids: 'number:1'}}
    operations: {createBook: {action: create, resource: book}, updateBook: {action: update, resource: book}}
    errors:
      media_type: application/json
      body: {error: "{code}", text: {each: "{say}", join: "; "}}
      cases:
        busy: {status: 409, code: busy, body: {error: "{code}", text: "{what}"}}
        invalid: {when: {rule: 'body.*'}, status: 422, code: invalid, say: "{reason}"}
        not_found: {status: 404, code: unknown}
"""
HEAD = "from mockserver.handlers import RefusedRequest, refuses\n\n"
WRONG = {"title": 5, "pages": "x"}


def refuse_with(folder: Path, code: str, body: object = WRONG, *, tone: str = "kind", **settings: str) -> Exchange:
    """The response to a creation with `body`, where `code` words the refusals."""
    api = load_books(folder, behaviour=RULES, seed=None, handlers=HEAD + code)
    sandbox = sandbox_of(api, switches={"books.tone": tone}, settings=Settings(**settings))  # type: ignore[arg-type]  # each test knows the types of its settings
    exchange = sandbox.ask("POST", "/books", body)
    assert not sandbox.state().get("book") or exchange.response.status == 201
    return exchange


def test_its_entries_take_the_place_of_those_of_the_violations(tmp_path: Path) -> None:
    code = """
@refuses("createBook", "updateBook")
def list_entries(refused: RefusedRequest):
    words = [f"{refused.operation.operation_id} {refused.switches['tone']} {len(refused.request.body)}"]
    return [{"say": word} for word in [*words, *(violation.field for violation in refused.violations)]]
"""
    exchange = refuse_with(tmp_path, code, tone="harsh")
    assert exchange.response.status == 422
    assert body_of(exchange) == {"error": "invalid", "text": "createBook harsh 26; title; pages"}
    assert exchange.source == "contract"
    assert rules_of(exchange) == ["body.schema", "body.schema"], "the violations are told as they were found"


def test_without_a_list_the_violations_are_listed(tmp_path: Path) -> None:
    exchange = refuse_with(tmp_path, "@refuses('createBook')\ndef none(refused): return None")
    assert body_of(exchange)["text"] == '5 is an integer; allowed: string; "x" is a string; allowed: integer'


def test_it_may_choose_another_case(tmp_path: Path) -> None:
    code = "@refuses('createBook')\ndef choose(refused): refused.refuse('busy', what='later')"
    exchange = refuse_with(tmp_path, code)
    assert (exchange.response.status, body_of(exchange)) == (409, {"error": "busy", "text": "later"})
    assert (exchange.source, rules_of(exchange)) == ("contract", ["body.schema", "body.schema"])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        pytest.param("1 / 0", "ZeroDivisionError", id="fails"),
        pytest.param("raise SystemExit(2)", "SystemExit", id="wants-to-end-the-server"),
        pytest.param("refused.refuse('nope')", "'nope', which is not an error case", id="unknown-case"),
        pytest.param("return [1]", "TypeError", id="no-entries"),
    ],
)
def test_a_mistake_is_a_500_that_names_it(tmp_path: Path, code: str, words: str) -> None:
    exchange = refuse_with(tmp_path, f"@refuses('createBook')\ndef f(refused):\n    {code}")
    assert exchange.response.status == 500
    assert words in body_of(exchange)["detail"]


def test_a_valid_request_needs_no_words(tmp_path: Path) -> None:
    code = "@refuses('createBook')\ndef f(refused): raise AssertionError"
    assert refuse_with(tmp_path, code, {"title": "a"}).response.status == 201


def test_what_is_not_refused_is_not_worded(tmp_path: Path) -> None:
    code = "@refuses('createBook')\ndef f(refused): raise AssertionError"
    exchange = refuse_with(tmp_path, code, validate_requests="warn")
    assert exchange.response.status == 201


def test_credentials_are_refused_as_ever(tmp_path: Path) -> None:
    guarded = changed(BOOKS, {"/paths/~1books/post/security": [{"key": []}]})
    code = HEAD + "@refuses('createBook')\ndef f(refused): raise AssertionError"
    api = load_books(tmp_path, document=guarded, behaviour=RULES, seed=None, handlers=code)
    assert sandbox_of(api).ask("POST", "/books", {"title": "a"}).response.status == 401


@pytest.mark.parametrize(
    ("code", "message"),
    [
        pytest.param(
            "@refuses('nope')\ndef f(refused): ...", "refuses 'nope', which is not an operation", id="unknown"
        ),
        pytest.param("@refuses('listBooks')\nasync def f(refused): ...", "with `async def`; write `def`", id="async"),
        pytest.param(
            "@refuses('listBooks')\ndef f(refused): ...\n@refuses('listBooks')\ndef g(refused): ...",
            "twice",
            id="twice",
        ),
    ],
)
def test_what_stops_the_start(tmp_path: Path, code: str, message: str) -> None:
    with pytest.raises(FixtureError, match=message):
        load_books(tmp_path, behaviour=RULES, seed=None, handlers=HEAD + code)
