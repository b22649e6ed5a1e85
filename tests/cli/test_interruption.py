"""Signals stop `mockserver test`, which reports what it has found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from mockserver.cli.interruption import catch_signals
from tests.provider.raw import http, serve_raw
from tests.support.waiting import DEADLINE

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}},
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_remembered(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with catch_signals() as caught, pytest.raises(KeyboardInterrupt):
        signal.raise_signal(number)
    assert caught.exit_code == 128 + number
    assert signal.getsignal(number) is before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_that_is_not_handled_ends_the_process_with_its_code(number: signal.Signals) -> None:
    with pytest.raises(SystemExit) as raised, catch_signals():
        signal.raise_signal(number)
    assert raised.value.code == 128 + number


def test_without_a_signal_the_exit_code_is_0() -> None:
    with catch_signals() as caught:
        pass
    assert caught.exit_code == 0


def test_another_thread_catches_none() -> None:
    seen = []

    def run() -> None:
        with catch_signals() as caught:
            seen.append(caught.exit_code)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(("status", "code"), [("200 OK", None), ("500 Oh", 1)])
def test_a_run_that_is_stopped_writes_its_report(
    tmp_path: Path, number: signal.Signals, status: str, code: int | None
) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    started: list[subprocess.Popen[str]] = []
    asked = [0]

    def respond(line: str) -> bytes:
        asked[0] += 1
        if asked[0] == 4:  # in the middle of the run; the first request looks whether a service is there
            os.kill(started[0].pid, number)
        return http(status if line.startswith("GET") else "405 Method Not Allowed", b"", "allow: GET")

    with serve_raw(respond) as url:
        command = [sys.executable, "-m", "mockserver", "test", str(file), "--url", url, "--report", "json"]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        out, err = started[0].communicate(timeout=DEADLINE)
    report = json.loads(out)
    assert (err, report["cut"]) == ("", True)
    assert any("a signal stopped the run in the phase" in notice for notice in report["notices"])
    assert started[0].returncode == (code or 128 + number)
