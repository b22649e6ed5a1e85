"""What is to happen to operations, in turn."""

from __future__ import annotations

import pytest

from mockserver.engine.worlds.queues import Queues

OPERATION = ("books", "readBook")


@pytest.mark.parametrize(
    ("added", "taken"),
    [
        pytest.param([], [None, None], id="nothing"),
        pytest.param([("a", None)], ["a", "a", "a"], id="endless"),
        pytest.param([("a", 2)], ["a", "a", None], id="twice"),
        pytest.param([("ab", 1)], ["a", "b", None], id="in-turn"),
        pytest.param([("ab", 2)], ["a", "b", "a", "b", None], id="in-turn-twice"),
        pytest.param([("ab", None)], ["a", "b", "b"], id="the-last-endlessly"),
        pytest.param([("a", 1), ("b", None)], ["a", "b", "b"], id="endless-after-once"),
        pytest.param([("a", None), ("b", None)], ["b", "b"], id="endless-replaces-endless"),
        pytest.param([("a", None), ("b", 1)], ["b", None], id="once-replaces-endless"),
    ],
)
def test_things_happen_in_turn(added: list[tuple[str, int | None]], taken: list[str | None]) -> None:
    queues = Queues[str]()
    for things, times in added:
        queues.add(*OPERATION, things, times)
    assert [queues.take(*OPERATION) for _ in taken] == taken


def test_operations_and_apis_are_kept_apart() -> None:
    queues = Queues[str]()
    queues.add("books", "readBook", "a", None)
    queues.add("films", "readBook", "b", None)
    assert queues.take("books", "listBooks") is None
    queues.clear("books")
    assert (queues.take("books", "readBook"), queues.take("films", "readBook")) == (None, "b")
    queues.clear()
    assert queues.take("films", "readBook") is None


def test_a_copy_goes_its_own_way() -> None:
    queues = Queues[str]()
    queues.add(*OPERATION, "a", 1)
    twin = queues.copy()
    assert (queues.take(*OPERATION), queues.take(*OPERATION)) == ("a", None)
    assert twin.take(*OPERATION) == "a"
