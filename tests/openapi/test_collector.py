"""The garbage collector pauses while large values are made."""

from __future__ import annotations

import gc
import threading

import pytest

from mockserver.openapi import collector
from mockserver.openapi.collector import collection_paused


def test_pauses_may_be_nested() -> None:
    with collection_paused():
        with collection_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_pauses_may_overlap_in_threads() -> None:
    is_inside, may_leave = threading.Event(), threading.Event()

    def pause() -> None:
        with collection_paused():
            is_inside.set()
            may_leave.wait()

    thread = threading.Thread(target=pause)
    with collection_paused():
        thread.start()
        is_inside.wait()
    assert not gc.isenabled()
    may_leave.set()
    thread.join()
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    try:
        with collection_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_frozen_objects_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python counts them one by one: 40 ms for 3 million."""
    answers = iter([3_000_000])
    monkeypatch.setattr(collector, "_has_frozen", False)
    monkeypatch.setattr(gc, "get_freeze_count", lambda: next(answers))
    for _ in range(3):
        with collection_paused():
            pass
    assert next(answers, None) is None


def test_new_objects_are_not_young_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "_has_frozen", False)  # as in a process that has frozen none
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 0)
    with collection_paused():
        value: list[object] = [[] for _ in range(5_000)]
    assert not {id(each) for each in value} & {id(each) for each in gc.get_objects(generation=0)}
