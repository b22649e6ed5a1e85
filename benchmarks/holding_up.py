"""How long a GET waits while other requests are expensive: bodies of ten megabytes, handlers that sleep or hang.

    python -m benchmarks.holding_up
    python -m benchmarks.holding_up --only XML

One server is asked by two processes: this one sends the same GET every few milliseconds over one connection, another
sends the expensive requests, one after the other. Both use the same world. The aim: no GET waits for more than 100 ms.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from .large_bodies import BODIES, LargeBody
from .processes import running
from .tables import table

HERE = Path(__file__).parent
GET = "/parcels/1"
ROUND = 3.0  # seconds for each kind of request, at least; at least three requests of it are sent
PAUSE = 0.005  # seconds between two GETs
WANTED = 0.1  # seconds, the longest that a GET may wait
WAIT = 120  # seconds for one response

Send = Callable[[], int | None]  # sends a request, and returns the status; None: no response came


class Measured(NamedTuple):
    """How long the GETs waited while one kind of request was sent."""

    name: str
    statuses: set[int]  # of the expensive requests
    sent: int
    slowest: float  # seconds, of the expensive requests
    waits: list[float]  # seconds, sorted

    @property
    def row(self) -> list[str]:
        statuses = ", ".join(map(str, sorted(self.statuses))) or "none came"
        shown = [f"{self.at(part) * 1000:.1f}" for part in (0.5, 0.99, 1)]
        verdict = "met" if self.waits[-1] <= WANTED else "**missed**"
        return [
            self.name,
            statuses,
            str(self.sent),
            f"{self.slowest * 1000:,.0f}",
            str(len(self.waits)),
            *shown,
            verdict,
        ]

    def at(self, part: float) -> float:
        """Return the wait that so large a part of the GETs did not exceed."""
        return self.waits[min(int(len(self.waits) * part), len(self.waits) - 1)]


def _ask(port: int, method: str, path: str, body: bytes | None, fields: dict[str, str], wait: float) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=wait)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was read
            connection.request(method, path, body, fields)
        response = connection.getresponse()
        response.read()
        return response.status
    except TimeoutError:
        return None
    finally:
        connection.close()


def _post_body(port: int, body: LargeBody) -> Send:
    content = body.make()
    fields = {"Content-Type": body.content_type} | ({"Content-Encoding": body.encoding} if body.encoding else {})
    return lambda: _ask(port, "POST", "/import", content, fields, WAIT)


def _post(port: int, path: str, wait: float) -> Send:
    return lambda: _ask(port, "POST", path, None, {}, wait)


def _send_all(port: int, names: list[str], channel: Connection) -> None:
    """Send the expensive requests, in another process; tell when each kind begins and ends."""
    cases: dict[str, Callable[[], Send]] = {
        "nothing else": lambda: lambda: time.sleep(ROUND),
        **{body.name: (lambda body=body: _post_body(port, body)) for body in BODIES},  # type: ignore[misc]  # binds it
        "a handler sleeps for 300 ms": lambda: _post(port, "/sleep", WAIT),
        "a handler never returns": lambda: _post(port, "/hang", ROUND),
    }
    for name in names:
        send = cases[name]()
        channel.send(None)  # it begins
        began, sent, slowest, statuses = perf_counter(), 0, 0.0, set[int]()
        while perf_counter() - began < ROUND or sent < 3:
            at = perf_counter()
            status = send()
            slowest, sent = max(slowest, perf_counter() - at), sent + 1
            if status is not None:
                statuses.add(status)
            if name in ("nothing else", "a handler never returns"):
                break
        channel.send((statuses, sent, slowest))


def _measure(port: int, names: list[str]) -> list[Measured]:
    here, there = multiprocessing.Pipe()
    sender = multiprocessing.get_context("spawn").Process(target=_send_all, args=(port, names, there), daemon=True)
    sender.start()
    found = []
    for name in names:
        here.recv()
        waits: list[float] = []
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
        while not here.poll():
            at = perf_counter()
            connection.request("GET", GET)
            response = connection.getresponse()
            assert response.status == 200, response.read()
            response.read()
            waits.append(perf_counter() - at)
            time.sleep(PAUSE)
        connection.close()
        statuses, sent, slowest = here.recv()
        found.append(Measured(name, statuses, sent, slowest, sorted(waits)))
    sender.join(10)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.holding_up")
    parser.add_argument("--only", default="", help="measure only requests whose name contains this")
    only = parser.parse_args().only
    names = [
        *("nothing else", *(body.name for body in BODIES)),
        *("a handler sleeps for 300 ms", "a handler never returns"),
    ]
    names = [name for name in names if only in name]

    def command(port: int) -> list[str]:
        words = [str(HERE / "documents/parcels.yaml"), "--fixtures", str(HERE / "fixtures"), "--quiet"]
        return [sys.executable, "-m", "mockserver", "serve", "--port", str(port), *words]

    with running("holding-up", command, GET, None, method="GET") as server:
        found = _measure(server.port, names)
    heads = ["meanwhile", "status", "sent", "slowest ms", "GETs", "p50 ms", "p99 ms", "max ms", "at most 100 ms"]
    print(table(heads, [each.row for each in found], left=2))


if __name__ == "__main__":
    main()
