"""What a server does once a minute."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.store import State
from mockserver.engine.worlds.worlds import EXPIRED_AT_ONCE, Worlds
from mockserver.server.sweeping import find_trim, sweep
from tests.support.server_process import ServerProcess
from tests.support.waiting import wait_for


def test_a_sweep_ends_all_expired_worlds_and_lets_others_work_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("mockserver.engine.worlds.worlds.monotonic", lambda: now)
    worlds = Worlds({"pets": State()}, limits=Limits(idle=10))
    for number in range(3 * EXPIRED_AT_ONCE):
        worlds.get(f"w{number}")
    now = 11.0
    left = []

    async def work() -> None:
        sweeping = asyncio.create_task(sweep(worlds))
        while not sweeping.done():
            left.append(len(worlds))
            await asyncio.sleep(0)
        await sweeping

    asyncio.run(work())
    assert len(worlds) == 0
    assert left == sorted({*left}, reverse=True)
    assert {200, 100} <= {*left}


def test_memory_is_given_back_once_after_worlds_have_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    trimmed: list[int] = []

    def trim(pad: int) -> int:
        trimmed.append(pad)
        return 1

    monkeypatch.setattr("mockserver.server.sweeping.find_trim", lambda: trim)
    worlds = Worlds({"pets": State()}, limits=Limits(worlds=1))
    asyncio.run(sweep(worlds))
    assert trimmed == []
    for name in ("anna", "ben"):  # the second ends the first
        worlds.get(name)
    for _ in range(2):
        asyncio.run(sweep(worlds))
    assert trimmed == [0]


def test_a_system_without_malloc_trim_keeps_its_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.server.sweeping.find_trim", lambda: None)
    worlds = Worlds({"pets": State()}, limits=Limits(worlds=1))
    for name in ("anna", "ben"):
        worlds.get(name)
    asyncio.run(sweep(worlds))
    assert worlds.names() == ("ben",)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no malloc_trim")
def test_malloc_trim_can_be_called() -> None:
    trim = find_trim()
    assert trim is None or trim(0) in (0, 1)  # None: a Linux with another C library


def test_an_otherwise_idle_server_ends_its_worlds() -> None:
    program = "from mockserver.server import listening; listening.INTERVAL = 0.1"
    command = [sys.executable, "-c", f"{program}\nfrom mockserver.cli import main; main()"]
    with ServerProcess("--world-ttl", "1", command=command) as server:
        assert server.ask("GET", "/_w/anna/siro/v1/nothing").status == 404
        wait_for(lambda: json.loads(server.ask("GET", "/_mock/health").body)["worlds"] == 1, "the end of the world")
