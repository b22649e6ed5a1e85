"""Requests per second for an example, a generated body and a refusal, beside Prism and Mockoon, without fixtures."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from .large_documents import write_large
from .load import burst_of_gets
from .processes import running
from .servers import DOCUMENT, PET, mockoon, prism, unprepared
from .tools import MISSING, NODE

CONNECTIONS = 16
_COMMANDS = {"mockserver": unprepared, "prism": prism, "mockoon": mockoon}
_JUDGES = ("mockserver", "prism")  # Mockoon does not check requests


@dataclass(frozen=True)
class Kind:
    """A kind of response."""

    name: str  # "example"
    title: str
    document: Path
    path: str
    statuses: tuple[int, int]  # the lowest and the highest that count
    servers: tuple[str, ...]


def measure_responses(rounds: int, seconds: int, show: Callable[[str], None]) -> dict[str, dict[str, list[float]]]:
    """Return requests per second by kind and server, one number for each round; round 0 only warms the servers up."""
    measured: dict[str, dict[str, list[float]]] = {}
    for kind in kinds():
        with ExitStack() as stack:
            up = {
                name: stack.enter_context(
                    running(f"{kind.name}-{name}", partial(_COMMANDS[name], kind.document), *_ready(kind), method="GET")
                )
                for name in kind.servers
                if name == "mockserver" or NODE not in MISSING
            }
            rates: dict[str, list[float]] = {name: [] for name in up}
            for number in range(rounds + 1):
                show(f"{kind.name} {number} of {rounds}")
                for name, server in up.items():
                    url = f"http://127.0.0.1:{server.port}{kind.path}"
                    seen = burst_of_gets(name, url, kind.statuses, seconds=seconds, connections=CONNECTIONS)
                    if number > 0:
                        rates[name].append(round(seen.per_second, 1))
        measured[kind.name] = rates
    return measured


def kinds() -> tuple[Kind, ...]:
    """Return the kinds that are measured."""
    plain = write_large("stripe", 100)
    everyone, success = tuple(_COMMANDS), (200, 299)
    return (
        Kind("example", "GET, a documented example", DOCUMENT, f"/pets/{PET}", success, everyone),
        Kind("generated", "GET, a generated body", plain.file, plain.path, success, everyone),
        Kind("invalid", "GET, refused", DOCUMENT, "/pets?status=lost", (400, 499), _JUDGES),
    )


def _ready(kind: Kind) -> tuple[str, None]:
    """Return the path and body of a request whose response is 200."""
    return (kind.path.partition("?")[0], None)
