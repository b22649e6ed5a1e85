"""200 clients change 50 worlds at the same time, and others steer some of these worlds: no request fails unless it was
prepared to, no change is lost, and memory stays as it is.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .length import IS_LONG
from .usage import Usage
from .watched_server import Limits, WatchedServer

OPTIONS = ("--api", "adapter", "--journal-size", "1MB", "--quiet")
CANARY = "/_mock/health"
CLIENTS, WORLDS = 200, 50
STEERERS = 10  # clients of the control API, each in a world of its own
WARM_UP = 6  # rounds until the journals are full
ROUNDS = 120 if IS_LONG else 6  # after them
TURNS = 6  # of the event loop for one response of the control API: accept, read, and back from Flask's thread
SHARE = 0.001  # CPU seconds of one request of the load; 0.3 to 0.5 ms were measured
GROWTH = 6.0  # megabytes; the journals of so many requests would take more
MARKED = {"operation_id": "listCustomConnectors", "headers": {"X-Steered": "yes"}}
STEERED = "c0ffee99-1234-5678-90ab-cdef01234567"
ROW = {  # the connector of a steerer
    "connector_id": STEERED,
    "source_name": "steered",
    "created_at": "2026-05-04T08:30:00Z",
    "created_by": {"type": "api_key", "id": "5b0e7c1a-3f52-4c59-9a43-0d6c8b7e2f10"},
    "is_active": True,
}
CREATED, SHARED = "/adapter/v1/custom-connectors", "/adapter/v1/custom-connectors/c0ffee01-1234-5678-90ab-cdef01234567"


class Answer(NamedTuple):
    status: int
    body: Any


@dataclass
class Client:
    """A client with one connection, and what the server has told it."""

    number: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    statuses: Counter[int] = field(default_factory=Counter)
    told: dict[str, Any] = field(default_factory=dict)  # the client's own connectors, by their identifiers
    shared: Any = None  # the connector that all clients of a world change, as the client saw it last

    @property
    def world(self) -> str:
        return f"world-{self.number % WORLDS}"

    async def ask(self, method: str, path: str, content: Any = None, field: str = "") -> Answer:
        body = b"" if content is None else json.dumps(content).encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nMock-World: {self.world}\r\n"
            "Authorization: Bearer pk_live_sandbox\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n{field}"
        )
        self.writer.write(head.encode() + b"\r\n" + body)
        await self.writer.drain()
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
        status = int(lines[0].split()[1])
        self.statuses[status] += 1
        return Answer(status, json.loads(await self.reader.readexactly(length)))

    async def play(self, number: int) -> None:
        """Make a connector in the first round, and change it and the shared one in each."""
        if not self.told:
            made = await self.ask("POST", CREATED, {"name": "new", "source_name": f"source-{self.number}"})
            self.told[made.body["connector_id"]] = made.body
        for identifier in self.told:
            changed = await self.ask("PATCH", f"{CREATED}/{identifier}", {"name": f"{self.number} in {number}"})
            self.told[identifier] = changed.body
        self.shared = (await self.ask("PATCH", SHARED, {"name": f"{self.number} in {number}"})).body
        listed = (await self.ask("GET", CREATED)).body
        mine = {row["connector_id"]: row for row in listed if row["connector_id"] in self.told}
        assert mine == self.told


class Steerer(Client):
    """A client that changes over the control API how a world responds, while others use the world."""

    async def play(self, number: int) -> None:
        """Prepare responses and faults for marked requests, and change a row of its own.

        The first two marked requests get the prepared response, the third fails late, and the last is as usual.
        """
        wanted = {"match": MARKED, "responses": [{"status": 503, "body": number}], "times": 2, "force": True}
        await self.steer("PUT", "responses/outage", wanted)
        assert [(await self.ask_marked()).body for _ in range(2)] == [number, number]
        await self.steer("PUT", "faults/error", {"kind": "error", "status": 503, "match": MARKED, "times": 1})
        await self.steer("PUT", "faults/late", {"kind": "latency", "milliseconds": 5, "match": MARKED, "times": 1})
        row = {**ROW, "name": f"steered {number}"}
        await self.steer("PUT", f"state/adapter/connector/{STEERED}", row)
        await self.steer("PATCH", f"state/adapter/connector/{STEERED}", {"metadata": {"round": str(number)}})
        assert (await self.ask_marked()).status == 503
        rows = (await self.ask_marked()).body
        assert [each["metadata"] for each in rows if each["name"] == row["name"]] == [{"round": str(number)}]
        await self.steer("PUT", "snapshots/round")
        await self.steer("PUT", "clock", {"advance_seconds": 60})

    async def steer(self, method: str, path: str, content: Any = None) -> None:
        await self.ask(method, f"/_mock/worlds/{self.world}/{path}", content)

    async def ask_marked(self) -> Answer:
        return await self.ask("GET", CREATED, field="X-Steered: yes\r\n")


async def play(clients: list[Client], rounds: range) -> None:
    for number in rounds:
        await asyncio.gather(*(client.play(number) for client in clients))


async def connect(watched: WatchedServer, make: type[Client], count: int) -> list[Client]:
    return [make(number, *await asyncio.open_connection("127.0.0.1", watched.port)) for number in range(count)]


async def put_under_load(watched: WatchedServer) -> None:
    usage = Usage(watched.process.pid)
    steering = await connect(watched, Steerer, STEERERS)
    users = await connect(watched, Client, CLIENTS)
    clients = [*users, *steering]
    try:
        await play(clients, range(WARM_UP))
        warm = usage.memory()
        await play(clients, range(WARM_UP, WARM_UP + ROUNDS))
        assert usage.memory() - warm <= GROWTH
        for world in range(WORLDS):
            of_world = users[world::WORLDS]
            listed = {row["connector_id"]: row for row in (await of_world[0].ask("GET", CREATED)).body}
            told = {identifier: row for client in of_world for identifier, row in client.told.items()}
            shared = listed[SHARED.rpartition("/")[2]]
            assert {identifier: listed[identifier] for identifier in told} == told
            assert len(listed) == 2 + len(of_world) + (world < STEERERS)  # two of the seed are active
            assert shared in [client.shared for client in of_world]
        statuses = sum((client.statuses for client in clients), Counter[int]())
        rounds = WARM_UP + ROUNDS
        steered = STEERERS * rounds
        made = CLIENTS + 5 * STEERERS  # a response, two faults, a row and a snapshot are new at first
        usual = 3 * CLIENTS * rounds + WORLDS + 8 * steered - 5 * STEERERS
        assert statuses == {201: made, 200: usual, 503: 3 * steered}
    finally:
        for client in clients:
            client.writer.close()


def test_many_clients_and_worlds(watched: WatchedServer) -> None:
    assert watched.ask("GET", CANARY).status == 200  # the first such request imports what the control API needs
    # in each turn of the event loop the canary lets every client go first, which is fair: 0.3 to 0.5 CPU seconds in all
    limits = Limits(cpu=600.0 if IS_LONG else 60.0, wait=Limits().wait + TURNS * CLIENTS * SHARE)
    with watched.attack(limits):
        asyncio.run(put_under_load(watched))
