"""A server as a process: started, requested, measured and stopped."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from .tools import WORK, Unmeasurable

CACHE = WORK / "cache"  # where servers cache parsed documents
PATIENCE = 60  # seconds after which a server that does not respond is given up
_POLL = 0.002  # seconds between two attempts


@dataclass(frozen=True)
class Running:
    """A server that has responded."""

    pid: int
    port: int
    path: str  # of that request
    first_response: float  # seconds from the command to the first 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"


@contextmanager
def running(
    name: str,
    command: Callable[[int], list[str]],
    path: str,
    body: bytes | None,
    *,
    method: str = "PATCH",
    patience: float = PATIENCE,
) -> Iterator[Running]:
    """Start a server on a free port, and stop it at the end; its first response is to this request."""
    port = _free_port()
    words = command(port)
    log_file = WORK / "logs" / f"{name}.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("wb") as log:
        started = perf_counter()
        environment = {**os.environ, "XDG_CACHE_HOME": str(CACHE)}
        process = subprocess.Popen(
            words, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env=environment
        )
        try:
            while ask(port, method, path, body)[0] != 200:
                if process.poll() is not None or perf_counter() - started > patience:
                    raise Unmeasurable(f"{name} did not respond with 200; see benchmarks/.work/logs/{log_file.name}.")
                time.sleep(_POLL)
            yield Running(process.pid, port, path, perf_counter() - started)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Return status and body; status 0 while no server listens."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def refuses_wrong_bodies(server: Running, body: bytes) -> bool:
    """Return whether a body that breaks the document's schema is refused."""
    wrong = json.dumps({**json.loads(body), "status": "lost"}).encode()
    return 400 <= ask(server.port, "PATCH", server.path, wrong)[0] < 500


def keeps_state(server: Running, body: bytes) -> bool:
    """Return whether a GET reads what a PATCH wrote."""
    ask(server.port, "PATCH", server.path, json.dumps({**json.loads(body), "name": "Written before"}).encode())
    status, body = ask(server.port, "GET", server.path)
    return status == 200 and b"Written before" in body


def resident_megabytes(pid: int, *, alone: bool = False) -> float:
    """Return the resident memory of a process and, unless `alone`, of its descendants."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,rss="], capture_output=True, text=True, check=True).stdout
    rows = {int(p): (int(parent), int(size)) for p, parent, size in (line.split() for line in listed.splitlines())}
    tree, pending = 0, [pid]
    while pending:
        current = pending.pop()
        tree += rows.get(current, (0, 0))[1]
        pending += [child for child, (parent, _) in rows.items() if parent == current and not alone]
    return tree / 1024
