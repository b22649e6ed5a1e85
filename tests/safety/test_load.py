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
        """Prepare responses to requests of its own, one in three of which then gets the usual one."""
        control = f"/_mock/worlds/{self.world}"
        wanted = {"match": MARKED, "responses": [{"status": 503, "body": number}], "times": 2, "force": True}
        await self.ask("PUT", f"{control}/responses/outage", wanted)
        bodies = [(await self.ask("GET", CREATED, field="X-Steered: yes\r\n")).body for _ in range(3)]
        assert bodies[:2] == [number, number]
        assert len(bodies[2]) >= 2  # the seed
        await self.ask("PUT", f"{control}/snapshots/round")
        await self.ask("PUT", f"{control}/clock", {"advance_seconds": 60})


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
            assert len(listed) == 2 + len(of_world)  # two of the seed are active
            assert shared in [client.shared for client in of_world]
        statuses = sum((client.statuses for client in clients), Counter[int]())
        rounds = WARM_UP + ROUNDS
        made = CLIENTS + 2 * STEERERS  # the first prepared response and the first snapshot of a world are new
        usual = 3 * CLIENTS * rounds + WORLDS + 4 * STEERERS * rounds - 2 * STEERERS
        assert statuses == {201: made, 200: usual, 503: 2 * STEERERS * rounds}
    finally:
        for client in clients:
            client.writer.close()


def test_many_clients_and_worlds(watched: WatchedServer) -> None:
    assert watched.ask("GET", CANARY).status == 200  # the first such request imports what the control API needs
    # in each turn of the event loop the canary lets every client go first, which is fair: 0.3 to 0.5 CPU seconds in all
    limits = Limits(cpu=600.0 if IS_LONG else 60.0, wait=Limits().wait + TURNS * CLIENTS * SHARE)
    with watched.attack(limits):
        asyncio.run(put_under_load(watched))
