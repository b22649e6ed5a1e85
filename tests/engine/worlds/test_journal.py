"""The last exchanges of worlds, bounded in number by world and in bytes over all worlds."""

from __future__ import annotations

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.journal import Journal, JournalBudget, TooManyFollowers, estimate_size
from mockserver.engine.worlds.limits import EXCHANGE_LIMIT, FOLLOWER_LIMIT
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.rules import Violation
from tests.support.work import count_calls

LARGE = 100_000  # bytes; beside it, what else counts for an exchange is small
TWO_LARGE = 2 * LARGE + 10_000


def exchange(path: str = "/", *, sent: int = 0, received: int = 0) -> Exchange:
    return Exchange(
        request=Request("GET", path, body=bytes(sent)),
        response=Response(200, body=bytes(received)),
        world="default",
        api="pets",
        operation_id=None,
        source="handler",
        violations=(),
        at=datetime(2026, 1, 20, tzinfo=UTC),
        milliseconds=0.1,
    )


def paths(journal: Journal) -> list[str]:
    return [each.request.path for each in journal]


def test_keeps_the_order() -> None:
    journal = Journal(JournalBudget())
    for path in ("/a", "/b", "/c"):
        journal.record(exchange(path))
    assert paths(journal) == ["/a", "/b", "/c"]
    assert len(journal) == journal.total == 3


def test_the_oldest_of_a_world_make_room_by_number() -> None:
    budget = JournalBudget()
    journal, other = Journal(budget), Journal(budget)
    other.record(exchange("/other"))
    for number in range(EXCHANGE_LIMIT + 5):
        journal.record(exchange(f"/{number}"))
    assert len(journal) == EXCHANGE_LIMIT
    assert paths(journal)[0] == "/5"
    assert journal.total == EXCHANGE_LIMIT + 5, "those dropped are counted"
    assert paths(other) == ["/other"], "the number counts in each world by itself"


def test_any_number_is_kept_without_a_limit() -> None:
    journal = Journal(JournalBudget(exchanges=None))
    for _ in range(EXCHANGE_LIMIT + 5):
        journal.record(exchange())
    assert len(journal) == EXCHANGE_LIMIT + 5


def test_the_oldest_of_all_worlds_make_room_by_bytes() -> None:
    budget = JournalBudget(TWO_LARGE)
    anna, ben = Journal(budget), Journal(budget)
    anna.record(exchange("/1", sent=LARGE))
    ben.record(exchange("/2", received=LARGE))
    anna.record(exchange("/3", sent=LARGE // 2, received=LARGE // 2))
    assert (paths(anna), paths(ben)) == (["/3"], ["/2"])
    anna.record(exchange("/4", sent=LARGE))
    assert (paths(anna), paths(ben)) == (["/3", "/4"], [])
    assert (anna.total, ben.total) == (3, 1)


def test_the_newest_exchange_of_all_is_kept_however_large() -> None:
    budget = JournalBudget(LARGE)
    anna, ben = Journal(budget), Journal(budget)
    anna.record(exchange("/small"))
    ben.record(exchange("/large", received=2 * LARGE))
    assert (paths(anna), paths(ben)) == ([], ["/large"])
    anna.record(exchange("/next"))
    assert (paths(anna), paths(ben)) == (["/next"], [])


def test_none_is_kept_with_a_limit_of_0_and_listeners_receive_each() -> None:
    heard: list[Exchange] = []
    journal = Journal(JournalBudget(0), [heard.append])
    journal.record(exchange("/a"))
    assert (len(journal), journal.total) == (0, 1)
    assert [each.request.path for each in heard] == ["/a"]


def test_clear_gives_its_bytes_back() -> None:
    budget = JournalBudget(TWO_LARGE)
    anna, ben = Journal(budget), Journal(budget)
    ben.record(exchange("/ben"))
    before = budget.used
    anna.record(exchange(sent=LARGE))
    anna.clear()
    assert (len(anna), anna.total, budget.used) == (0, 0, before)
    for path in ("/a", "/b"):
        anna.record(exchange(path, sent=LARGE))
    assert (paths(anna), paths(ben)) == (["/a", "/b"], ["/ben"])


def test_a_closed_journal_keeps_nothing_more() -> None:
    budget = JournalBudget()
    journal = Journal(budget)
    journal.record(exchange())
    journal.close()
    journal.record(exchange())
    assert (len(journal), budget.used) == (0, 0)


def test_may_be_recorded_while_it_is_read() -> None:
    journal = Journal(JournalBudget())
    journal.record(exchange("/a"))
    for _ in journal:
        journal.record(exchange("/b"))
    assert paths(journal) == ["/a", "/b"]


def test_threads_may_record_at_once() -> None:
    budget = JournalBudget(20_000)
    journals = [Journal(budget) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journals[number % 8].record(exchange(sent=number)), range(2_000)))
    assert budget.used == sum(estimate_size(each) for journal in journals for each in journal) <= 20_000
    assert sum(journal.total for journal in journals) == 2_000


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 4)), max_size=30))
def test_what_is_kept_is_the_longest_end_that_fits(sent: list[tuple[str, int]]) -> None:
    budget = JournalBudget(4 * LARGE)
    journals = {name: Journal(budget) for name in "abc"}
    sizes = []
    for number, (name, size) in enumerate(sent):
        each = exchange(str(number), sent=size * LARGE)
        sizes.append(estimate_size(each))
        journals[name].record(each)
    first, room = len(sent), 4 * LARGE
    while first and (room := room - sizes[first - 1]) >= 0:
        first -= 1
    first = min(first, max(len(sent) - 1, 0))  # the newest is kept in any case
    for name, journal in journals.items():
        assert paths(journal) == [str(number) for number in range(first, len(sent)) if sent[number][0] == name]


STEPS = st.tuples(st.sampled_from("abcd"), st.sampled_from(["record", "record", "record", "clear", "close"]))


@given(st.lists(st.tuples(STEPS, st.integers(0, 3)), max_size=40), st.integers(0, 4), st.sampled_from([1, 3, None]))
def test_the_budget_knows_exactly_what_is_kept(
    steps: list[tuple[tuple[str, str], int]], limit: int, exchanges: int | None
) -> None:
    budget = JournalBudget(limit * LARGE, exchanges)
    journals = {name: Journal(budget) for name in "abcd"}
    for (name, step), size in steps:
        if step == "record":
            journals[name].record(exchange(sent=size * LARGE))
        elif step == "clear":
            journals[name].clear()
        else:
            journals[name].close()
        kept = [each for journal in journals.values() for each in journal]
        assert budget.used == sum(map(estimate_size, kept))
        assert budget.used <= budget.limit or len(kept) == 1


@pytest.mark.parametrize("worlds", [1, 500])
def test_recording_costs_the_same_in_any_number_of_worlds(worlds: int) -> None:
    budget = JournalBudget(TWO_LARGE)
    journals = [Journal(budget) for _ in range(worlds)]
    for number in range(1_000):
        journals[number % worlds].record(exchange())
    with count_calls() as work:
        for number in range(1_000):
            journals[number % worlds].record(exchange())
    assert work.calls < 40_000


def make_exchange(number: int, *, fields: int = 8, length: int = 20, lines: int = 1, violations: int = 0) -> Exchange:
    """An exchange that shares none of its texts with another."""
    value = str(number).rjust(length, "v").encode()
    headers = [(b"x-name-%d" % each, value + b"%d" % line) for each in range(fields) for line in range(lines)]
    request = Request("GET", f"/{number:040}", f"{number:040}", Headers.from_asgi(headers), bytes(500))
    response = Response(200, tuple(("X-Name", f"{number:030}{each}") for each in range(fields)), bytes(500))
    broken = (Violation("body.schema", "body", f"{number:080}", f"/a/{number}/{each}") for each in range(violations))
    return exchange()._replace(request=request, response=response, violations=tuple(broken))


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param({}, id="usual"),
        pytest.param({"fields": 0}, id="no-fields"),
        pytest.param({"fields": 60}, id="many-fields"),
        pytest.param({"length": 4_000}, id="long-fields"),
        pytest.param({"fields": 2, "lines": 500, "length": 2}, id="repeated-fields"),
        pytest.param({"violations": 50}, id="violations"),
    ],
)
def test_an_estimate_is_near_the_memory_that_is_taken(shape: dict[str, int]) -> None:
    journal = Journal(JournalBudget())
    make_exchange(0, **shape)
    tracemalloc.start()
    try:
        for number in range(50):
            journal.record(make_exchange(number, **shape))
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert 0.8 * taken < sum(map(estimate_size, journal)) < 1.4 * taken


# numbers, and those who follow


def test_numbers_stay_when_older_exchanges_are_dropped() -> None:
    journal = Journal(JournalBudget(exchanges=2))
    for path in ("/a", "/b", "/c"):
        journal.record(exchange(path))
    excerpt = journal.read()
    assert [(each.number, each.exchange.request.path) for each in excerpt.exchanges] == [(2, "/b"), (3, "/c")]
    assert excerpt.total == 3


@pytest.mark.parametrize(
    ("after", "numbers"), [(0, [3, 4, 5]), (2, [3, 4, 5]), (3, [4, 5]), (4, [5]), (5, []), (6, [3, 4, 5])]
)
def test_what_came_after_an_exchange_is_read(after: int, numbers: list[int]) -> None:
    journal = Journal(JournalBudget(exchanges=3))
    for _ in range(5):
        journal.record(exchange())
    assert [each.number for each in journal.read(after).exchanges] == numbers


def test_numbers_begin_again_when_the_journal_is_cleared() -> None:
    journal = Journal(JournalBudget())
    journal.record(exchange("/a"))
    before = journal.read().clears
    journal.clear()
    journal.record(exchange("/b"))
    excerpt = journal.read()
    assert [(each.number, each.exchange.request.path) for each in excerpt.exchanges] == [(1, "/b")]
    assert (excerpt.total, excerpt.clears, excerpt.is_closed) == (1, before + 1, False)


def test_a_follower_is_told_of_each_change() -> None:
    told: list[int] = []
    journal = Journal(JournalBudget())

    def tell() -> None:
        told.append(journal.read().total)

    journal.follow(tell)
    journal.record(exchange())
    journal.record(exchange())
    journal.clear()
    journal.unfollow(tell)
    journal.record(exchange())
    assert told == [1, 2, 0]


def test_a_follower_is_told_of_the_end_once() -> None:
    told: list[bool] = []
    budget = JournalBudget()
    journal = Journal(budget)
    journal.follow(lambda: told.append(journal.read().is_closed))
    journal.close()
    journal.record(exchange())
    assert (told, budget.followers) == ([True], 0)


def test_the_journals_of_a_server_have_a_limited_number_of_followers() -> None:
    budget = JournalBudget()
    anna, ben = Journal(budget), Journal(budget)

    def tell() -> None:
        """Do nothing."""

    anna.follow(tell)
    for _ in range(FOLLOWER_LIMIT - 1):
        ben.follow(lambda: None)
    with pytest.raises(TooManyFollowers):
        ben.follow(tell)
    anna.unfollow(tell)
    anna.unfollow(tell)
    ben.follow(tell)
    assert budget.followers == FOLLOWER_LIMIT
