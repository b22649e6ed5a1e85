"""The clock of a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxError


def test_the_clock_stops_and_moves_on(books_sandbox: Sandbox, books: SandboxApi) -> None:
    books_sandbox.clock.freeze("2026-01-20T15:00:00Z")
    books_sandbox.clock.advance(minutes=5, seconds=1)
    assert books_sandbox.clock.now().isoformat() == "2026-01-20T15:05:01+00:00"
    assert books.state["book"].add(title="Now")["created"] == "2026-01-20T15:05:01Z"
    books_sandbox.clock.run()
    assert books_sandbox.clock.now().isoformat() > "2026-01-20T15:05:01"


@pytest.mark.parametrize("moment", ["yesterday", "2026-01-20T15:00:00"])
def test_an_unreadable_moment_is_refused(books_sandbox: Sandbox, moment: str) -> None:
    with pytest.raises(SandboxError, match="write it like 2026-01-20T15:00:00Z"):
        books_sandbox.clock.freeze(moment)


@pytest.mark.parametrize(
    ("move", "message"),
    [
        pytest.param(lambda clock: clock.advance(days=10**7), "the clock would leave the years 1970 to 8999", id="far"),
        pytest.param(
            lambda clock: clock.advance(days=10**12),
            "the clock would leave the years 1970 to 8999",
            id="beyond-all-bounds",
        ),
        pytest.param(lambda clock: clock.advance(-(10**10)), "the clock would leave the years 1970 to 8999", id="back"),
        pytest.param(
            lambda clock: clock.freeze("0001-01-01T00:00:00Z"),
            "the clock would leave the years 1970 to 8999",
            id="long-ago",
        ),
        pytest.param(
            lambda clock: clock.advance("1"), "seconds='1' is not a span of time; allowed: a number", id="text"
        ),
        pytest.param(lambda clock: clock.freeze(5), "5 is not a time; write it like", id="number"),
    ],
)
def test_a_clock_stays_in_its_years(books_sandbox: Sandbox, move: Callable[[Any], object], message: str) -> None:
    books_sandbox.clock.freeze("2026-01-20T15:00:00Z")
    with pytest.raises(SandboxError, match=message):
        move(books_sandbox.clock)
    assert books_sandbox.clock.now().isoformat() == "2026-01-20T15:00:00+00:00"
