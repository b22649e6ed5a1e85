"""Delays: fixed, uniform and lognormal."""

from __future__ import annotations

from random import Random

import pytest

from mockserver.engine.amounts import LONGEST_DELAY
from mockserver.engine.faults.latency import Latency


def draw(latency: Latency, count: int = 2000) -> list[float]:
    random = Random(1)
    return sorted(latency.draw(random) for _ in range(count))


def test_a_fixed_delay() -> None:
    assert draw(Latency(250, 250), 3) == [0.25] * 3


def test_a_uniform_delay() -> None:
    drawn = draw(Latency(300, 900))
    assert drawn[0] == pytest.approx(0.3, abs=0.01)
    assert drawn[-1] == pytest.approx(0.9, abs=0.01)
    assert drawn[0] >= 0.3 and drawn[-1] <= 0.9


def test_the_percentiles_of_a_lognormal_delay() -> None:
    drawn = draw(Latency(200, 900, is_lognormal=True))
    assert drawn[1000] == pytest.approx(0.2, rel=0.1)
    assert drawn[1900] == pytest.approx(0.9, rel=0.15)


def test_no_delay_is_longer_than_an_hour() -> None:
    assert draw(Latency(1, 3_600_000, is_lognormal=True))[-1] == LONGEST_DELAY


def test_a_lognormal_delay_without_spread() -> None:
    assert draw(Latency(200, 200, is_lognormal=True), 3) == [0.2] * 3
