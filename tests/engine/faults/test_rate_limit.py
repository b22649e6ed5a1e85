"""Requests are counted for each client in windows of a world's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mockserver.engine.faults import rate_limit as module
from mockserver.engine.faults.rate_limit import ClientCounts, RateLimit

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TWICE = RateLimit(2, 60)


def left(counts: ClientCounts, seconds: float = 0, client: str = "anna") -> int:
    return counts.count(client, TWICE, NOON + timedelta(seconds=seconds)).remaining


def test_a_window_begins_with_its_first_request() -> None:
    counts = ClientCounts()
    assert [left(counts, at) for at in (0, 59, 59.9, 60, 61)] == [1, 0, -1, 1, 0]


def test_a_clock_that_stands_never_refills() -> None:
    counts = ClientCounts()
    assert [left(counts) for _ in range(5)] == [1, 0, -1, -1, -1]


def test_a_clock_that_is_set_back_begins_a_new_window() -> None:
    counts = ClientCounts()
    assert [left(counts, at) for at in (0, 0, -10)] == [1, 0, 1]


def test_each_client_has_its_own_count() -> None:
    counts = ClientCounts()
    assert [left(counts, client=client) for client in ("anna", "anna", "bob", "anna")] == [1, 0, 1, -1]


def test_many_clients_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CLIENT_LIMIT", 2)
    counts = ClientCounts()
    assert [left(counts, client=client) for client in ("anna", "bob", "carl", "dora", "emil")] == [1, 1, 1, 0, -1]
    assert left(counts, 90, client="carl") == 1, "windows that are over make room"


@pytest.mark.parametrize(("seconds", "wait"), [(0, 60), (0.5, 60), (59.9, 1)])
def test_the_wait_is_rounded_up(seconds: float, wait: int) -> None:
    counts = ClientCounts()
    counts.count("anna", TWICE, NOON)
    quota = counts.count("anna", TWICE, NOON + timedelta(seconds=seconds))
    assert (quota.seconds, quota.ends) == (wait, NOON + timedelta(seconds=60))


def test_a_copy_goes_its_own_way() -> None:
    counts = ClientCounts()
    assert left(counts) == 1
    assert left(counts.copy()) == 0
    assert left(counts) == 0
