"""What a running server counts, from when, and what it no longer has."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import NoReturn

import pytest

from mockserver.coverage import LiveCoverage, LiveSummary, live
from mockserver.coverage.recording import Coverage
from mockserver.engine.apis.apis import Apis
from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.limits import EXCHANGE_LIMIT
from tests.support.small_sandbox import BOOK_RULES, BOOKS, Sandbox, load_books, sandbox_of
from tests.support.waiting import DEADLINE


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return sandbox_of(load_books(tmp_path))


def calls(summary: LiveSummary) -> dict[str, int]:
    """Return how often each operation was called, if it was."""
    operations = [operation for each in summary.summaries for operation in each.operations]
    return {operation.operation.operation_id: operation.count for operation in operations if operation.count}


def missing(summary: LiveSummary, operation_id: str) -> list[str]:
    [operation] = [each for each in summary.summaries[0].operations if each.operation.operation_id == operation_id]
    return [entry.name for entry in operation.missing]


def test_a_server_does_nothing_until_it_is_asked(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LiveCoverage, "_add", lambda *_: pytest.fail("it was told an exchange"))
    LiveCoverage(sandbox.engine)
    sandbox.ask("GET", "/books/1")


def test_the_first_summary_counts_what_journals_hold_and_what_comes_afterwards(sandbox: Sandbox) -> None:
    sandbox.ask("GET", "/books/1")
    sandbox.ask("GET", "/books", world="anna")
    coverage = LiveCoverage(sandbox.engine)
    first = coverage.summarize()
    assert (calls(first), first.exchanges, first.is_complete) == ({"readBook": 1, "listBooks": 1}, 2, False)
    sandbox.ask("GET", "/books/1", world="bob")
    second = coverage.summarize()
    assert (calls(second), second.exchanges, second.since) == ({"readBook": 2, "listBooks": 1}, 3, first.since)


def test_a_beginning_forgets_all_counts(sandbox: Sandbox) -> None:
    coverage = LiveCoverage(sandbox.engine)
    sandbox.ask("GET", "/books/1")
    coverage.summarize()
    coverage.begin()
    sandbox.ask("GET", "/books")
    found = coverage.summarize()
    assert (calls(found), found.exchanges, found.is_complete) == ({"listBooks": 1}, 1, True)


def test_worlds_that_ended_and_exchanges_that_no_journal_holds_count(sandbox: Sandbox) -> None:
    coverage = LiveCoverage(sandbox.engine)
    coverage.begin()
    for _ in range(EXCHANGE_LIMIT + 1):
        sandbox.ask("GET", "/shelf")
    sandbox.ask("GET", "/books", world="anna")
    sandbox.engine.worlds.forget("anna")
    assert calls(coverage.summarize()) == {"readShelf": EXCHANGE_LIMIT + 1, "listBooks": 1}


def test_exchanges_without_an_operation_do_not_count(sandbox: Sandbox) -> None:
    coverage = LiveCoverage(sandbox.engine)
    coverage.begin()
    sandbox.ask("GET", "/nothing")
    assert coverage.summarize().exchanges == 0


def test_counts_stay_when_a_document_is_loaded_again(sandbox: Sandbox, tmp_path: Path) -> None:
    coverage = LiveCoverage(sandbox.engine)
    coverage.begin()
    sandbox.ask("GET", "/books?author=Austen")
    assert "query author" not in missing(coverage.summarize(), "listBooks")
    text = BOOKS.replace("name: author, in: query", "name: writer, in: query")
    rules = BOOK_RULES.replace("filter: {author: author}", "filter: {writer: author}")
    sandbox.engine.replace(Apis([load_books(tmp_path, document=text, behaviour=rules)]), {})
    sandbox.ask("GET", "/books")
    found = coverage.summarize()
    assert calls(found) == {"listBooks": 2}
    assert "query writer" in missing(found, "listBooks")
    assert "200" not in missing(found, "listBooks")


def test_a_thread_counts_before_a_summary_is_asked_for(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    has_counted = threading.Event()
    record = Coverage.record

    def record_and_tell(coverage: Coverage, exchange: Exchange) -> None:
        record(coverage, exchange)
        has_counted.set()

    monkeypatch.setattr(Coverage, "record", record_and_tell)
    LiveCoverage(sandbox.engine).begin()
    sandbox.ask("GET", "/books")
    assert has_counted.wait(DEADLINE)


@pytest.mark.parametrize("limit", ["PENDING", "PENDING_BYTES"])
def test_a_request_counts_what_waits_if_that_is_too_much(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    counted: list[str] = []
    monkeypatch.setattr(LiveCoverage, "_count_forever", lambda _: None)
    monkeypatch.setattr(Coverage, "record", lambda _, exchange: counted.append(exchange.operation_id))
    LiveCoverage(sandbox.engine).begin()
    sandbox.ask("GET", "/books")
    assert counted == []
    monkeypatch.setattr(live, limit, 1)
    sandbox.ask("GET", "/shelf")
    assert counted == ["listBooks", "readShelf"]


def test_an_exchange_that_cannot_be_counted_is_told_and_the_next_one_counts(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> NoReturn:
        raise RecursionError("too deep")

    coverage = LiveCoverage(sandbox.engine)
    coverage.begin()
    with monkeypatch.context() as broken:
        broken.setattr(Coverage, "record", fail)
        sandbox.ask("GET", "/books")
        coverage.summarize()
    assert caplog.messages == ["the coverage lacks an exchange with listBooks of books: RecursionError: too deep"]
    sandbox.ask("GET", "/shelf")
    assert calls(coverage.summarize()) == {"readShelf": 1}


def test_threads_count_each_exchange_once(sandbox: Sandbox) -> None:
    coverage = LiveCoverage(sandbox.engine)

    def ask(world: str) -> None:
        for _ in range(20):
            sandbox.ask("GET", "/shelf", world=world)

    threads = [threading.Thread(target=ask, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    coverage.summarize()  # while they are at it
    for thread in threads:
        thread.join()
    assert calls(coverage.summarize()) == {"readShelf": 80}
