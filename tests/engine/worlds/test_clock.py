"""A world's time: the machine's, shifted or stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.worlds.clock import Clock

MOMENT = datetime(2026, 1, 20, 14, 22, 15, tzinfo=UTC)


def test_runs_with_the_machine() -> None:
    before = datetime.now(UTC)
    now = Clock().now()
    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_stopped_clock_stays() -> None:
    clock = Clock(MOMENT)
    assert clock.now() == clock.now() == MOMENT
    assert clock.is_frozen


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        pytest.param(MOMENT, "2026-01-20T14:22:15Z", id="utc"),
        pytest.param(MOMENT.replace(microsecond=999_999), "2026-01-20T14:22:15Z", id="no-fractions"),
        pytest.param(
            datetime(2026, 1, 20, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-01-19T23:00:00Z", id="offset"
        ),
        pytest.param(datetime(987, 6, 5, tzinfo=UTC), "0987-06-05T00:00:00Z", id="four-digit-year"),
    ],
)
def test_timestamp(moment: datetime, text: str) -> None:
    assert Clock(moment).timestamp() == text


def test_advances_while_stopped() -> None:
    clock = Clock(MOMENT)
    clock.advance(timedelta(minutes=1))
    clock.advance(timedelta(seconds=5))
    assert clock.now() == MOMENT + timedelta(seconds=65)


def test_advances_while_running() -> None:
    clock = Clock()
    clock.advance(timedelta(days=1))
    ahead = clock.now() - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < ahead <= timedelta(days=1)
    assert not clock.is_frozen


def test_freezing_keeps_the_time_shown_at_that_moment() -> None:
    clock = Clock()
    clock.advance(timedelta(days=1))
    clock.freeze()
    ahead = clock.now() - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < ahead <= timedelta(days=1), "the shift is not applied twice"
    assert clock.now() == clock.now()


def test_freezing_at_a_moment_forgets_the_shift() -> None:
    clock = Clock()
    clock.advance(timedelta(days=1))
    clock.freeze(MOMENT)
    assert clock.now() == MOMENT


@given(st.lists(st.sampled_from(["freeze", "run", "copy", "read"]) | st.timedeltas(timedelta(), timedelta(days=900))))
def test_it_never_runs_backwards_unless_told(steps: list[str | timedelta]) -> None:
    clock, shown = Clock(), [datetime(1970, 1, 1, tzinfo=UTC)]
    for step in steps:
        if isinstance(step, timedelta):
            clock.advance(step)
        elif step == "copy":
            clock = clock.copy()
        elif step != "read":
            getattr(clock, step)()
        shown.append(clock.now())
    assert shown == sorted(shown)
    clock.freeze(MOMENT)
    assert clock.now() == MOMENT, "it was told"
