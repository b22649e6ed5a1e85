"""A server that is watched while it is attacked.

During an attack another client, the canary, asks for another operation again and again. How long it waits is measured
in CPU seconds of the server, not in seconds: on a busy machine both clients wait longer, and a server that serves one
after the other spends the same. What the thread of the event loop spends is counted apart, because work in other
threads goes on while the canary is not even scheduled.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.support.server_process import ServerProcess
from tests.support.waiting import DEADLINE

from .usage import Usage

HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that move the cursor of a terminal, change what it shows, or turn its text around."""
PAUSE = 0.02  # seconds between two requests of the canary


class Limits(NamedTuple):
    """What one attack may cost, far above what it does cost and far below what harms."""

    cpu: float = 4.0  # seconds
    memory: float = 100.0  # megabytes beyond those in use before
    wait: float = 0.5  # CPU seconds that the event loop spends before it responds to the canary
    stall: float = 3.0  # CPU seconds that all threads spend before that


USUAL = Limits()


class WatchedServer(ServerProcess):
    """A server in a process of its own whose `canary` must be answered during every attack."""

    canary = "/canary"  # a target that responds with 200 and changes nothing

    @contextmanager
    def attack(self, limits: Limits = USUAL) -> Iterator[None]:
        """Watch the server during the `with` block; afterwards it must be alive, quiet and within the limits."""
        usage = Usage(self.process.pid)
        usage.forget_peak()
        memory, cpu, printed = usage.memory(), usage.cpu(), len(self.lines)
        canary = Canary(self, usage)
        canary.start()
        try:
            yield
        finally:
            canary.stop()
        assert self.process.poll() is None, f"the server has ended: {self.output}"
        self.check_output(printed)
        assert canary.failure is None, f"another client got {canary.failure}"
        assert canary.responses > 0
        assert canary.wait <= limits.wait, f"another client waited for {canary.wait:.2f} CPU seconds of the event loop"
        assert canary.stall <= limits.stall, f"another client waited for {canary.stall:.2f} CPU seconds of all threads"
        assert usage.cpu() - cpu <= limits.cpu, f"the attack cost {usage.cpu() - cpu:.2f} CPU seconds"
        grown = usage.peak() - memory
        assert grown <= limits.memory, f"the attack took {grown:.0f} MB"

    def check_output(self, start: int = 0) -> None:
        """Assert that the lines from `start` on have no traceback and nothing that a terminal obeys.

        A thread of the server prints, and one of ours reads: a line may come after the response.
        """
        output = "".join(self.lines[start:])
        assert "Traceback" not in output, output
        assert HARMFUL.search(output) is None, ascii(output[:2_000])


class Canary(threading.Thread):
    """A client that asks for an operation until it is stopped, and once more then."""

    def __init__(self, server: WatchedServer, usage: Usage) -> None:
        super().__init__(daemon=True)
        self.responses = 0
        self.wait = 0.0  # CPU seconds that the event loop spent before one response, at most
        self.stall = 0.0  # CPU seconds that all threads spent before that
        self.failure: str | None = None
        self._server = server
        self._usage = usage
        self._stopping = threading.Event()

    def stop(self) -> None:
        self._stopping.set()
        self.join(2 * DEADLINE)
        if self.is_alive():
            self.failure = "no response"

    def run(self) -> None:
        is_last = False
        while self.failure is None and not is_last:
            is_last = self._stopping.wait(PAUSE if self.responses else 0)
            loop, threads = self._usage.cpu_of_main_thread(), self._usage.cpu()
            try:
                status = self._server.ask("GET", self._server.canary).status
            except OSError as error:
                self.failure = repr(error)
                return
            self.wait = max(self.wait, self._usage.cpu_of_main_thread() - loop)
            self.stall = max(self.stall, self._usage.cpu() - threads)
            self.responses += 1
            if status != 200:
                self.failure = f"status {status}"
