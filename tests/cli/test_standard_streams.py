"""Commands whose standard streams are closed, full, or a pipe that no program reads."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.server_process import SOURCE
from tests.support.waiting import DEADLINE, wait_for

PROGRAM = f'"{sys.executable}" -m mockserver'
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE)}
DOCUMENT = Path(__file__).parents[2] / "specs" / "adapter.yaml"

pytestmark = pytest.mark.xdist_group("processes")


def free_port() -> int:
    """Return a port for a server that cannot tell its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def get(port: int, query: str = "") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    try:
        connection.request("GET", f"/adapter/v1/custom-connectors{query}")
        return connection.getresponse().status
    finally:
        connection.close()


def is_served(port: int) -> bool:
    try:
        return get(port) == 401
    except ConnectionRefusedError:
        return False


@contextmanager
def running(command: str, stdout: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        ["/bin/sh", "-c", f"exec {command}"], stdout=stdout, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(DEADLINE)
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


@pytest.mark.parametrize(
    ("streams", "number", "words"),
    [
        pytest.param(">&-", signal.SIGTERM, b"", id="output-closed"),
        pytest.param(
            ">/dev/full",
            signal.SIGTERM,
            b"mockserver: standard output cannot be written: No space left on device\n",
            id="output-full",
        ),
        pytest.param("<&- >/dev/null 2>/dev/full", signal.SIGINT, b"", id="errors-full"),
        pytest.param("<&- >&- 2>&-", signal.SIGTERM, b"", id="all-closed"),
    ],
)
def test_a_server_without_streams(streams: str, number: int, words: bytes) -> None:
    port = free_port()
    with running(f"{PROGRAM} serve --api adapter --port {port} {streams}") as process:
        wait_for(lambda: is_served(port))
        process.send_signal(number)
        _, told = process.communicate(timeout=DEADLINE)
    assert (process.returncode in (0, -number), told) == (True, words)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_log_that_is_not_read_stops_nothing(number: int) -> None:
    """The pipe holds less than what is printed, so that the writing thread is stuck when the signal arrives."""
    with running(f"{PROGRAM} serve --api adapter --port 0", subprocess.PIPE) as process:
        assert process.stdout is not None
        found = re.search(rb"127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found is not None
        statuses = {get(int(found[1]), "?" + "x" * 10_000) for _ in range(20)}
        process.send_signal(number)
        assert process.wait(DEADLINE) in (0, -number)
    assert statuses == {401}


def test_a_log_whose_reader_has_gone_is_told_once() -> None:
    with running(f"{PROGRAM} serve --api adapter --port 0", subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        found = re.search(rb"127\.0\.0\.1:(\d+)", process.stdout.readline())
        assert found is not None
        process.stdout.close()
        assert get(int(found[1])) == 401
        assert process.stderr.readline() == b"mockserver: standard output cannot be written: Broken pipe\n"
        assert get(int(found[1])) == 401
        process.terminate()
        assert process.wait(DEADLINE) in (0, -signal.SIGTERM)
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("streams", "words"),
    [
        pytest.param(">&-", "it is closed", id="closed"),
        pytest.param(">/dev/full", "No space left on device", id="full"),
    ],
)
@pytest.mark.parametrize("command", ["--version", f"routes {DOCUMENT}", f"lint {DOCUMENT}"])
def test_a_result_that_cannot_be_written(command: str, streams: str, words: str) -> None:
    with running(f"{PROGRAM} {command} {streams}") as process:
        _, told = process.communicate(timeout=DEADLINE)
    assert (process.returncode, told.decode()) == (2, f"mockserver: standard output cannot be written: {words}\n")


def test_a_result_whose_reader_has_gone() -> None:
    with running(f"{PROGRAM} routes {DOCUMENT}", subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert (process.wait(DEADLINE), process.stderr and process.stderr.read()) == (1, b"")


def test_a_mistake_that_cannot_be_told() -> None:
    with running(f"{PROGRAM} lint nowhere.yaml --format no 2>/dev/full", subprocess.PIPE) as process:
        assert process.wait(DEADLINE) == 2


NOISY = """
import atexit, logging, os, subprocess, sys, threading
print("at import")
logging.basicConfig(stream=sys.stdout, level=logging.INFO)
atexit.register(lambda: print("at exit"))
threading.Thread(target=lambda: threading.main_thread().join() or print("after the main thread")).start()

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    print("in a request", flush=True)
    os.write(1, b"raw" + os.linesep.encode())
    sys.__stdout__.write("by another name\\n")
    sys.__stdout__.flush()
    subprocess.run([sys.executable, "-c", "print('in a child')"])
    logging.info("logged")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})
"""
QUIET_API = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
}
PRINTED = (
    "at import",
    "in a request",
    "raw",
    "by another name",
    "in a child",
    "logged",
    "at exit",
    "after the main thread",
)


def test_what_an_application_prints_is_not_in_a_report(tmp_path: Path) -> None:
    (tmp_path / "noisy.py").write_text(NOISY, encoding="utf-8")
    (tmp_path / "openapi.json").write_text(json.dumps(QUIET_API), encoding="utf-8")
    command = [sys.executable, "-m", "mockserver", "test", "openapi.json", "--app", "noisy:app"]
    command += ["--phases", "documented", "--report", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=DEADLINE, check=False)
    assert json.loads(done.stdout)["kept"] is True
    assert [words for words in PRINTED if words not in done.stderr] == []
