"""One handler at a time is inside a lane, and the others wait in the order in which they came."""

from __future__ import annotations

import threading

import pytest

from mockserver.engine.worlds import lanes
from mockserver.engine.worlds.lanes import Lane, LaneBusy, LaneFull, Ticket
from tests.support.waiting import wait_for


@pytest.fixture
def lane() -> Lane:
    return Lane(threading.RLock())


class Admissions:
    """Tickets by name, and the names of those that were admitted, in order."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def ticket(self, name: str) -> Ticket:
        return Ticket(name, lambda: self.names.append(name))


def test_requests_take_turns_in_the_order_in_which_they_came(lane: Lane) -> None:
    admitted = Admissions()
    tickets = [admitted.ticket(name) for name in "abc"]
    for ticket in tickets:
        lane.enter(ticket)
    assert admitted.names == ["a"]
    lane.leave(tickets[0])
    assert admitted.names == ["a", "b"]
    lane.leave(tickets[1])
    lane.leave(tickets[2])
    assert admitted.names == ["a", "b", "c"] and lane.occupant is None


def test_one_that_is_taken_back_never_gets_its_turn(lane: Lane) -> None:
    admitted = Admissions()
    first, second, third = (admitted.ticket(name) for name in "abc")
    for ticket in (first, second, third):
        lane.enter(ticket)
    assert lane.withdraw(second) and not lane.withdraw(second)
    assert not lane.withdraw(first), "it is inside"
    lane.leave(first)
    assert admitted.names == ["a", "c"]


def test_a_handler_that_was_let_go_does_not_end_the_turn_of_another(lane: Lane) -> None:
    admitted = Admissions()
    hung, second, third = (admitted.ticket(name) for name in "abc")
    for ticket in (hung, second, third):
        lane.enter(ticket)
    lane.free()
    assert lane.occupant is second
    lane.leave(hung)
    assert lane.occupant is second and admitted.names == ["a", "b"]


def test_so_many_may_wait_and_the_next_is_told_for_what(lane: Lane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LIMIT", 1)
    admitted = Admissions()
    lane.enter(admitted.ticket("adoptPet (POST /pets)"))
    lane.enter(admitted.ticket("b"))
    with pytest.raises(LaneFull, match=r"^1 requests wait for adoptPet \(POST /pets\), which has taken 0 s so far$"):
        lane.enter(admitted.ticket("c"))


def test_threads_wait_for_each_other(lane: Lane) -> None:
    inside, released, order = threading.Event(), threading.Event(), list[str]()

    def stay() -> None:
        with lane.inside("first"):
            order.append("first")
            inside.set()
            released.wait()
            order.append("first leaves")

    def follow() -> None:
        with lane.inside("second"):
            order.append("second")

    threads = [threading.Thread(target=stay), threading.Thread(target=follow)]
    threads[0].start()
    inside.wait()
    threads[1].start()
    wait_for(lambda: lane._waiting)
    released.set()
    for thread in threads:
        thread.join()
    assert order == ["first", "first leaves", "second"] and lane.occupant is None


def test_a_thread_does_not_wait_for_itself(lane: Lane) -> None:
    with lane.inside("outer"):
        assert lane.is_own
        with lane.inside("inner"):
            assert lane.occupant is not None and lane.occupant.label == "outer"
        assert lane.is_own, "the outer turn goes on"
    assert lane.occupant is None


def test_a_thread_that_cannot_wait_leaves_the_lane(lane: Lane) -> None:
    lane.enter(Admissions().ticket("adoptPet (POST /pets)"))
    with (
        pytest.raises(
            LaneBusy, match=r"cannot wait any longer for adoptPet \(POST /pets\), which has taken 0 s so far$"
        ),
        lane.inside("waits", patience=0),
    ):
        pytest.fail("it is not its turn")
    assert not lane._waiting


def test_an_exception_ends_the_turn(lane: Lane) -> None:
    with pytest.raises(ZeroDivisionError), lane.inside("fails"):
        _ = 1 / 0
    assert lane.occupant is None


def test_the_time_counts_from_the_beginning_of_the_handler(lane: Lane) -> None:
    ticket = Admissions().ticket("a")
    lane.enter(ticket)
    assert ticket.seconds == 0
    ticket.begin()
    assert wait_for(lambda: ticket.seconds > 0) and ticket.thread == threading.get_ident()
