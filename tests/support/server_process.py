"""A real server in a process of its own, and requests written byte by byte."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

SOURCE = Path(__file__).parents[2] / "src"
START_LIMIT = 30.0  # seconds; a busy machine is slow to import
_ADDRESS = re.compile(r"http://([\w.]+):(\d+)")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


class ServerProcess:
    """`mockserver serve --port 0` with more options, until the `with` ends; or what `command` starts in its place."""

    def __init__(self, *options: str, command: Sequence[str] = (sys.executable, "-m", "mockserver")) -> None:
        self.process = subprocess.Popen(
            [*command, "serve", "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"},
        )
        self.lines: list[str] = []
        self._address: tuple[str, int] | None = None
        self._started = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        self._started.wait(START_LIMIT)
        assert self._address is not None, f"the server did not start: {self.output}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        self._reader.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()

    @property
    def output(self) -> str:
        """All it has printed so far, on both streams."""
        return "".join(self.lines)

    @property
    def port(self) -> int:
        assert self._address is not None
        return self._address[1]

    def connect(self) -> socket.socket:
        assert self._address is not None
        return socket.create_connection(self._address, timeout=20)

    def ask(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None
    ) -> Answer:
        """One request on a connection of its own; `target` is sent as it stands."""
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        with self.connect() as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was read: read why
                connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b""))
            return read_response(connection, method)

    def interrupt(self) -> tuple[int, float]:
        """What Ctrl-C does: the exit code, and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(20)
        seconds = time.monotonic() - began
        self._reader.join(10)
        return code, seconds

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            found = _ADDRESS.search(line)
            if found and self._address is None:
                self._address = found[1], int(found[2])
                self._started.set()
        self._started.set()


def read_response(connection: socket.socket, method: str = "GET") -> Answer:
    response = HTTPResponse(connection, method=method)
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())
