"""Coroutines that wait for a journal to change."""

from __future__ import annotations

import asyncio
import threading

import pytest

from mockserver.control.following import Follower, follow
from mockserver.control.problems import ControlProblem
from mockserver.engine.worlds.journal import Journal, JournalBudget
from mockserver.engine.worlds.limits import FOLLOWER_LIMIT
from tests.control.exchanges import make_exchange

LONG = 60.0  # seconds that no test waits


def record(journal: Journal, times: int) -> None:
    for _ in range(times):
        journal.record(make_exchange())


async def stay() -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("times", [1, 100])
def test_a_follower_is_woken_by_a_thread(times: int) -> None:
    async def wait() -> None:
        journal, here = Journal(JournalBudget()), asyncio.ensure_future(stay())
        with follow(journal) as follower:
            follower.look()
            thread = threading.Thread(target=record, args=(journal, times))
            thread.start()
            await follower.wait(here, LONG)
            assert journal.total > 0
            thread.join()
        here.cancel()

    asyncio.run(wait())


def test_a_follower_is_woken_when_its_client_is_gone() -> None:
    async def wait() -> None:
        gone = asyncio.ensure_future(asyncio.sleep(0))
        await Follower().wait(gone, LONG)
        assert gone.done()

    asyncio.run(wait())


def test_a_follower_waits_no_longer_than_it_is_told() -> None:
    async def wait() -> None:
        here = asyncio.ensure_future(stay())
        await Follower().wait(here, -1)
        await Follower().wait(here, 0.001)
        assert not here.done()
        here.cancel()

    asyncio.run(wait())


def test_a_change_before_the_wait_is_not_missed() -> None:
    async def wait() -> None:
        follower, here = Follower(), asyncio.ensure_future(stay())
        follower.look()
        follower.tell()
        await follower.wait(here, LONG)
        here.cancel()

    asyncio.run(wait())


def test_telling_after_the_server_has_stopped_does_nothing() -> None:
    async def make() -> Follower:
        return Follower()

    asyncio.run(make()).tell()


def test_nothing_follows_when_the_block_is_left() -> None:
    async def leave() -> None:
        budget = JournalBudget()
        with follow(Journal(budget)):
            assert budget.followers == 1
        assert budget.followers == 0

    asyncio.run(leave())


def test_one_more_than_there_may_be_is_refused_with_503() -> None:
    async def fill() -> None:
        budget = JournalBudget()
        journal = Journal(budget)
        for _ in range(FOLLOWER_LIMIT):
            journal.follow(lambda: None)
        with pytest.raises(ControlProblem) as refused, follow(journal):
            pass
        assert refused.value.status == 503
        assert budget.followers == FOLLOWER_LIMIT

    asyncio.run(fill())
