"""Clients that make worlds, rows and exchanges without end: each finds its limit, and the others are served."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.support.server_process import ServerResponse

from .length import IS_LONG
from .watched_server import Limits, WatchedServer

WORLDS, MEGABYTE = 20, 1_000_000
OPTIONS = ("--api", "adapter", "--quiet", "--max-worlds", f"{WORLDS}", "--journal-size", "1MB", "--state-size", "1MB")
CANARY = "/_mock/health"
LIMITS = Limits(cpu=60.0 if IS_LONG else 8.0, memory=40.0)
TIMES = 10 if IS_LONG else 1
PATH = "/adapter/v1/custom-connectors"


def ask(watched: WatchedServer, method: str, world: str, content: Any = None) -> ServerResponse:
    fields = [("Mock-World", world), ("Authorization", "Bearer pk_live_sandbox"), ("Content-Type", "application/json")]
    return watched.ask(method, PATH, fields, None if content is None else json.dumps(content).encode())


def read(watched: WatchedServer, path: str) -> Any:
    response = watched.ask("GET", f"/_mock{path}")
    assert response.status == 200
    return json.loads(response.body)


def test_worlds_without_end(watched: WatchedServer) -> None:
    read(watched, "/health")  # the first such request imports what the control API needs
    with watched.attack(LIMITS):
        statuses = Counter(ask(watched, "GET", f"w{number}").status for number in range(100 * TIMES))
    assert statuses == {200: 100 * TIMES}
    assert read(watched, "/health")["worlds"] == WORLDS + 1
    assert 1 <= watched.output.count("ended to make room") <= 3, "not once for each world"


def test_exchanges_without_end(watched: WatchedServer) -> None:
    read(watched, "/health")
    sent = 100 * TIMES
    with watched.attack(LIMITS):
        for number in range(sent):
            assert ask(watched, "POST", f"w{number % WORLDS}", {"name": 7, "more": "x" * 100_000}).status == 422
    journals = [read(watched, f"/worlds/w{number}/journal?body_limit=0") for number in range(WORLDS)]
    assert sum(journal["total"] for journal in journals) >= sent
    sizes = [each["request"]["body"].get("size", 0) for journal in journals for each in journal["exchanges"]]
    assert 5 * 100_000 < sum(sizes) < MEGABYTE


def test_rows_without_end(watched: WatchedServer) -> None:
    read(watched, "/health")
    with watched.attack(LIMITS):
        statuses = [
            ask(watched, "POST", f"w{number % 3}", {"name": "x" * 20_000, "source_name": f"s{number}"}).status
            for number in range(100 * TIMES)
        ]
        created = statuses.index(507)
        assert statuses == [201] * created + [507] * (100 * TIMES - created)
        assert 0.5 * MEGABYTE < created * 20_000 < MEGABYTE
        assert ask(watched, "GET", "w0").status == 200
    listed = [json.loads(ask(watched, "GET", f"w{number}").body) for number in range(3)]
    assert sum(row["name"].startswith("xx") for rows in listed for row in rows) == created, "nothing else was kept"
    assert watched.ask("POST", "/_mock/worlds/w0/reset").status == 204
    assert ask(watched, "POST", "w1", {"name": "x" * 20_000, "source_name": "last"}).status == 201
