"""Faults of one world: which one happens to a request, and when."""

from __future__ import annotations

import pytest

from mockserver.engine.faults.fault import Effect, FaultKind
from mockserver.engine.faults.latency import Latency
from mockserver.engine.faults.reset import Reset
from mockserver.engine.faults.timeout import Timeout
from mockserver.engine.faults.truncated import Truncated
from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.matching.sent_request import SentRequest
from mockserver.engine.worlds.faults import Faults, PlannedFault
from mockserver.openapi.messages import Request

READ = SentRequest(Request("GET", "/books/1"), "books", "readBook")
LIST = SentRequest(Request("GET", "/books"), "books", "listBooks")
OF_API, OF_READ = RequestPattern(api="books"), RequestPattern(api="books", operation_id="readBook")


def plan(faults: Faults, match: RequestPattern, fault: FaultKind, times: int | None = None) -> str:
    return faults.put(None, match, PlannedFault(fault), times).id


def taken(faults: Faults, sent: SentRequest, effect: Effect = "replaces") -> FaultKind | None:
    struck = faults.take(sent, effect)
    return struck.fault if struck is not None else None


def test_the_most_specific_fault_happens() -> None:
    faults = Faults()
    assert not faults
    plan(faults, OF_READ, Reset(), 1)
    plan(faults, OF_API, Timeout())
    assert [taken(faults, READ), taken(faults, READ), taken(faults, LIST)] == [Reset(), Timeout(), Timeout()]


def test_of_each_effect_one_happens() -> None:
    faults = Faults()
    for fault in (Latency(5, 5), Truncated(), Reset()):
        plan(faults, OF_API, fault)
    assert taken(faults, READ, "delays") == Latency(5, 5)
    assert taken(faults, READ, "damages") == Truncated()
    assert taken(faults, READ, "limits") is None


def test_one_that_may_happen_leaves_the_others_their_chance() -> None:
    faults = Faults()
    faults.put("never", OF_READ, PlannedFault(Reset(), rate=0.0), None)
    plan(faults, OF_API, Timeout())
    assert taken(faults, READ) == Timeout()
    assert [entry.used for entry in faults] == [0, 1]


def chosen(faults: Faults) -> list[bool]:
    return [taken(faults, READ) is not None for _ in range(40)]


@pytest.mark.parametrize("seed", [None, 7])
def test_equal_requests_get_equal_faults(seed: int | None) -> None:
    one, other = Faults(), Faults()
    for faults in (one, other):
        faults.put("half", OF_READ, PlannedFault(Reset(), 0.5, seed), None)
    wanted = chosen(one)
    assert 5 < sum(wanted) < 35
    assert wanted == chosen(other)


def test_a_seed_decides() -> None:
    faults = Faults()
    faults.put("half", OF_READ, PlannedFault(Reset(), 0.5, 1), None)
    first = chosen(faults)
    faults.put("half", OF_READ, PlannedFault(Reset(), 0.5, 2), None)
    assert chosen(faults) != first
    faults.put("another", OF_READ, PlannedFault(Reset(), 0.5, 1), None)
    faults.remove("half")
    assert chosen(faults) == first


def test_clearing_leaves_other_apis_alone() -> None:
    faults = Faults()
    plan(faults, OF_API, Reset())
    kept = plan(faults, RequestPattern(api="films"), Reset())
    faults.clear("books")
    assert [entry.id for entry in faults] == [kept]
    faults.clear()
    assert not faults and list(faults) == []


def test_a_copy_goes_its_own_way() -> None:
    faults = Faults([PlannedFault(Timeout(), 0.5)])
    twin = faults.copy()
    assert chosen(twin) == chosen(faults)
    plan(twin, OF_READ, Reset())
    assert [entry.id for entry in faults] == ["f1"]


def test_what_is_removed_is_over() -> None:
    faults = Faults()
    name = plan(faults, OF_API, Reset())
    assert faults.find(name) is not None
    assert (faults.remove(name), faults.remove(name)) == (True, False)
    assert taken(faults, READ) is None
