"""Reading on in a journal that is written, cleared or closed meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.control.exchange_filter import ExchangeFilter
from mockserver.control.journal_reader import AT_ONCE, JournalReader, Step
from mockserver.engine.worlds.journal import Journal, JournalBudget
from tests.control.exchanges import make_exchange, make_request

EVERY = ExchangeFilter()


def record(journal: Journal, count: int = 1, path: str = "/pets") -> None:
    for _ in range(count):
        journal.record(make_exchange(make_request(path)))


def read(reader: JournalReader) -> tuple[Step, list[int]]:
    step = reader.read()
    return step, [each.number for each in step.found]


@pytest.mark.parametrize(
    ("last", "numbers"),
    [
        pytest.param(None, [4], id="from-now-on"),
        pytest.param(0, [1, 2, 3, 4], id="all"),
        pytest.param(2, [3, 4], id="after"),
    ],
)
def test_the_position_it_begins_at(last: int | None, numbers: list[int]) -> None:
    journal = Journal(JournalBudget())
    record(journal, 3)
    reader = JournalReader(journal, EVERY, last)
    record(journal)
    assert read(reader)[1] == numbers
    assert read(reader)[1] == []


def test_a_step_looks_at_a_limited_number_of_exchanges() -> None:
    journal = Journal(JournalBudget())
    record(journal, AT_ONCE, "/other")
    record(journal)
    reader = JournalReader(journal, ExchangeFilter(text="pets"), 0)
    assert reader.read() == Step(last=AT_ONCE, has_more=True)
    step, numbers = read(reader)
    assert (numbers, step.has_more) == ([AT_ONCE + 1], False)


def test_what_was_dropped_is_counted_as_missed() -> None:
    journal = Journal(JournalBudget(exchanges=2))
    reader = JournalReader(journal, EVERY, None)
    record(journal, 5)
    step, numbers = read(reader)
    assert (step.missed, numbers) == (3, [4, 5])
    assert reader.read() == Step(last=5)


def test_everything_is_missed_when_nothing_is_kept() -> None:
    journal = Journal(JournalBudget(0))
    reader = JournalReader(journal, EVERY, None)
    record(journal, 2)
    assert reader.read() == Step(missed=2, last=2)


def test_a_cleared_journal_begins_again() -> None:
    journal = Journal(JournalBudget())
    record(journal, 3)
    reader = JournalReader(journal, EVERY, None)
    journal.clear()
    record(journal, 5)
    step, numbers = read(reader)
    assert (step.was_cleared, numbers) == (True, [1, 2, 3, 4, 5])
    assert reader.read() == Step(last=5)


def test_a_position_beyond_the_end_is_that_of_a_journal_before_it_was_cleared() -> None:
    journal = Journal(JournalBudget())
    record(journal, 2)
    step, numbers = read(JournalReader(journal, EVERY, 17))
    assert (step.was_cleared, numbers) == (True, [1, 2])


def test_a_closed_journal_has_ended() -> None:
    journal = Journal(JournalBudget())
    reader = JournalReader(journal, EVERY, None)
    journal.close()
    assert reader.read() == Step(has_ended=True)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["record", "clear", "read"]), max_size=60), st.integers(1, 5))
def test_every_exchange_is_found_once_or_counted_as_missed(actions: Sequence[str], kept: int) -> None:
    journal = Journal(JournalBudget(exchanges=kept))
    reader = JournalReader(journal, EVERY, 0)
    last = 0
    for action in [*actions, "read"]:
        if action == "record":
            record(journal)
        elif action == "clear":
            journal.clear()
        else:
            step, numbers = read(reader)
            last = 0 if step.was_cleared else last
            assert numbers == list(range(last + step.missed + 1, step.last + 1))
            last = step.last
            assert last == journal.total
