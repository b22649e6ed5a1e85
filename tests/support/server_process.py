"""A real server in a process of its own, and requests as bytes."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from http.client import HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from .waiting import DEADLINE, wait_for

SOURCE = Path(__file__).parents[2] / "src"
_ADDRESS = re.compile(r"http://([\w.]+):(\d+)")


class ServerResponse(NamedTuple):
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes


class ServerProcess:
    """`mockserver serve --port 0` with more options, until the `with` block ends; `command` starts it otherwise."""

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
        self._started.wait(DEADLINE)
        assert self._address is not None, f"the server did not start: {self.output}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
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
        return socket.create_connection(self._address, timeout=DEADLINE)

    def ask(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None
    ) -> ServerResponse:
        """One request on a connection of its own; `target` is sent as it stands."""
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        with self.connect() as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # refused before all of it was read: read why
                connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b""))
            return read_response(connection, method)

    def wait_for_output(self, words: str, times: int = 1) -> None:
        """Wait until the server has printed `words` so many times."""
        try:
            wait_for(lambda: self.output.count(words) >= times)
        except AssertionError:
            raise AssertionError(f"{words!r} was not printed {times} times:\n{self.output}") from None

    def interrupt(self) -> int:
        """Do what Ctrl-C does, and return the exit code once all output is read."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        return code

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            found = _ADDRESS.search(line)
            if found and self._address is None:
                self._address = found[1], int(found[2])
                self._started.set()
        self._started.set()


def read_response(connection: socket.socket, method: str = "GET") -> ServerResponse:
    response = HTTPResponse(connection, method=method)
    response.begin()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return ServerResponse(response.status, headers, response.read())
