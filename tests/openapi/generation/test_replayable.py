"""An iterator that can be iterated again, by several threads at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from mockserver.openapi.generation.replayable import Replayable
from tests.support.waiting import DEADLINE


def test_each_item_is_made_once() -> None:
    made: list[int] = []
    numbers = Replayable(number for number in range(3) if made.append(number) is None)  # type: ignore[func-returns-value]  # None
    assert next(iter(numbers)) == 0 and made == [0]
    assert list(numbers) == list(numbers) == made == [0, 1, 2]


def test_a_thread_waits_for_an_item_that_another_one_is_making() -> None:
    entered, released = threading.Event(), threading.Event()

    def make() -> Iterator[int]:
        yield 0
        entered.set()
        assert released.wait(DEADLINE)
        yield 1

    numbers = Replayable(make())
    with ThreadPoolExecutor() as threads:
        first = threads.submit(list, numbers)
        assert entered.wait(DEADLINE)
        second = threads.submit(list, numbers)  # it comes to an iterator that is running
        threading.Timer(0.05, released.set).start()
        assert first.result(DEADLINE) == second.result(DEADLINE) == [0, 1]
