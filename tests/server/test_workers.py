"""Threads for what would hold up the event loop."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from mockserver.server import workers as module
from mockserver.server.workers import Workers
from tests.support.server_process import SOURCE
from tests.support.waiting import DEADLINE, wait_for


def test_the_result_comes_back_to_the_loop() -> None:
    async def ask() -> tuple[int, int]:
        thread = await Workers("worker", 2).run(threading.get_ident)
        return thread, threading.get_ident()

    theirs, ours = asyncio.run(ask())
    assert theirs != ours


@pytest.mark.parametrize(
    ("fail", "error", "words"),
    [
        pytest.param(lambda: 1 / 0, ZeroDivisionError, "division by zero", id="exception"),
        pytest.param(lambda: sys.exit("enough"), RuntimeError, "SystemExit: enough", id="the-end-of-the-program"),
    ],
)
def test_an_exception_comes_back_to_the_loop(fail: Callable[[], object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        asyncio.run(Workers("worker", 1).run(fail))


def test_jobs_beyond_the_limit_wait_for_a_thread_and_keep_their_order() -> None:
    workers, released, order = Workers("worker", 1), threading.Event(), list[int]()

    def wait_first() -> None:
        released.wait(DEADLINE)
        order.append(0)

    workers.submit(wait_first)
    for number in (1, 2, 3):
        workers.submit(lambda number=number: order.append(number))  # type: ignore[misc]  # a default binds it
    assert workers.is_exhausted and order == []
    released.set()
    wait_for(lambda: order == [0, 1, 2, 3])
    wait_for(lambda: not workers.is_exhausted)


def test_a_thread_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    workers, seen = Workers("worker", 5), list[int]()
    for number in range(5):
        workers.submit(lambda: seen.append(threading.get_ident()))
        wait_for(lambda number=number: len(seen) > number and workers._idle)  # type: ignore[misc]  # a default binds it
    assert len(set(seen)) == 1


def test_a_thread_ends_when_it_has_nothing_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LINGER", 0.01)
    workers, ran = Workers("worker-that-ends", 1), threading.Event()
    for _ in range(2):
        ran.clear()
        workers.submit(ran.set)
        assert ran.wait(DEADLINE)
        wait_for(lambda: not any(thread.name == "worker-that-ends" for thread in threading.enumerate()))


def test_a_job_that_never_ends_does_not_keep_the_program_from_ending() -> None:
    program = """
import threading
from mockserver.server.workers import Workers
Workers("worker", 1).submit(threading.Event().wait)
print("the end")
"""
    command, environment = [sys.executable, "-c", program], {"PYTHONPATH": str(SOURCE)}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, env=environment, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "the end\n", "")
