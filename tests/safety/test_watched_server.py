"""The watch itself: a server that does harm is noticed."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from .conftest import ATTACKED
from .usage import IS_MEASURED
from .watched_server import Limits, WatchedServer

HARMFUL = r"""
import asyncio, sys, time
from mockserver.cli import main
from mockserver.server.app import MockApp

def work(get_time):
    end = get_time() + 1.5
    while get_time() < end:
        pass

async def harm(what):
    if what == b"loop":
        work(time.thread_time)
    elif what == b"threads":
        await asyncio.to_thread(work, time.thread_time)
    elif what == b"memory":
        bytearray(b"x" * 50_000_000)
    elif what == b"terminal":
        print("\x1b[2J", file=sys.stderr, flush=True)
    elif what == b"traceback":
        print("Traceback (most recent call last):", file=sys.stderr, flush=True)

serve_api = MockApp._serve_api

async def serve_harmfully(self, scope, *rest):
    await harm(scope["query_string"])
    await serve_api(self, scope, *rest)

MockApp._serve_api = serve_harmfully
main()
"""

PRINTED = {"terminal": "\x1b", "traceback": "Traceback"}  # what the server prints


@pytest.fixture(scope="module")
def harmful() -> Iterator[WatchedServer]:
    with WatchedServer(str(ATTACKED), command=[sys.executable, "-c", HARMFUL]) as server:
        yield server


@pytest.mark.skipif(not IS_MEASURED, reason="usage is measured on Linux only")
@pytest.mark.parametrize(
    ("harm", "limits", "words"),
    [
        pytest.param("loop", Limits(), "CPU seconds of the event loop", id="event-loop"),
        pytest.param("threads", Limits(cpu=1.0), "the attack cost", id="cpu"),
        pytest.param("memory", Limits(memory=20.0), "the attack took", id="memory"),
        pytest.param("terminal", Limits(), "x1b", id="terminal"),
        pytest.param("traceback", Limits(), "Traceback", id="traceback"),
        pytest.param("nothing", Limits(), None, id="nothing"),
    ],
)
def test_harm_is_noticed(harmful: WatchedServer, harm: str, limits: Limits, words: str | None) -> None:
    def attack() -> None:
        with harmful.attack(limits):
            assert harmful.ask("GET", f"/canary?{harm}").status == 200
            harmful.wait_for_output(PRINTED.get(harm, ""))

    if words is None:
        attack()
    else:
        with pytest.raises(AssertionError, match=words):
            attack()
