"""One log line of each kind comes through a minute, with the number of those that did not."""

from __future__ import annotations

import pytest

from mockserver.engine.throttle import INTERVAL, Throttle


@pytest.mark.parametrize("start", [0.0, 1e6])
def test_one_of_each_kind_a_minute(start: float) -> None:
    throttle = Throttle()
    steps = [(400, 0), (400, 0), (408, 1), (400, 59.9), (400, 60), (400, 61), (408, 61), (400, 200), (400, 260)]
    found = [throttle.admit(kind, start + seconds) for kind, seconds in steps]
    assert found == [0, None, 0, None, 2, None, 0, 1, 0]


def test_a_flood_is_counted() -> None:
    throttle = Throttle()
    assert [throttle.admit("flood", 0.0) for _ in range(1_000)].count(None) == 999
    assert throttle.admit("flood", INTERVAL) == 999
