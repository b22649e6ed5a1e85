"""What is known of a handler: whether it may block, and whether it may change something."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest

from mockserver.engine.handlers import LARGE, SLOW, Conduct
from mockserver.engine.handlers.conduct import GRACE
from tests.support.small_sandbox import load_books, sandbox_of


def conduct_of(folder: Path, operation_id: str, *, is_ours: bool = False, is_blocking: bool = False) -> Conduct:
    operation = load_books(folder).operation(operation_id)
    assert operation is not None
    return Conduct(operation, is_ours=is_ours, is_blocking=is_blocking)


@pytest.mark.parametrize(
    ("is_ours", "is_blocking", "seconds", "may_block"),
    [
        pytest.param(True, False, [], [False], id="an-action"),
        pytest.param(False, False, [], [True], id="a-function-that-has-not-run"),
        pytest.param(False, False, [SLOW / 2], [True, False], id="a-function-that-was-quick"),
        pytest.param(False, False, [SLOW * 2, 0.0], [True, True, True], id="a-function-that-was-slow-once"),
        pytest.param(True, False, [SLOW * 2] * GRACE, [False] * (GRACE + 1), id="an-action-that-read-schemas-first"),
        pytest.param(
            True, False, [*[SLOW * 2] * GRACE, SLOW * 2, 0.0], [*[False] * (GRACE + 1), True, True], id="a-slow-action"
        ),
        pytest.param(False, True, [0.0], [True, True], id="marked"),
    ],
)
def test_whether_it_may_block(
    tmp_path: Path, is_ours: bool, is_blocking: bool, seconds: list[float], may_block: list[bool]
) -> None:
    conduct = conduct_of(tmp_path, "createBook", is_ours=is_ours, is_blocking=is_blocking)
    seen = [conduct.may_block]
    for each in seconds:
        conduct.note(each)
        seen.append(conduct.may_block)
    assert seen == may_block


def test_a_large_response_is_made_in_a_thread_the_next_time(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    api = load_books(tmp_path, seed=f"book: [{{id: '1', title: {'x' * LARGE}}}]")
    sandbox = sandbox_of(api)
    before = api.ready["listBooks"].conduct.may_block
    assert sandbox.ask("GET", "/books").response.status == 200
    assert sandbox.ask("GET", "/books").response.status == 200
    assert (before, api.ready["listBooks"].conduct.may_block) == (False, True)
    assert caplog.messages == [], "its handler is not slow"


def test_only_the_processor_time_of_an_action_counts(tmp_path: Path) -> None:
    assert conduct_of(tmp_path, "createBook", is_ours=True).clock is time.thread_time
    assert conduct_of(tmp_path, "createBook").clock is time.perf_counter, "a function may sleep"


def test_the_first_slow_call_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    conduct = conduct_of(tmp_path, "createBook")
    with caplog.at_level(logging.WARNING, "mockserver"):
        conduct.note(0.25)
        conduct.note(0.3)
    assert caplog.messages == [
        "the handler of POST /books took 250 ms; from now on it runs in a thread, as with blocking=True"
    ]


def test_one_that_is_marked_is_not_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    conduct_of(tmp_path, "createBook", is_blocking=True).note(5)
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("operation_id", "changes"),
    [("listBooks", False), ("createBook", True), ("updateBook", True), ("deleteBook", True)],
)
def test_safe_methods_are_expected_to_change_nothing(tmp_path: Path, operation_id: str, changes: bool) -> None:
    assert conduct_of(tmp_path, operation_id).changes is changes
