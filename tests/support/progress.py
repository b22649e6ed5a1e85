"""A pytest plugin that reports progress in plain lines: how many tests are done, the time, and what is running.

It replaces the dots of a run without -v or -q, and its lines read the same on a terminal and in the log of a CI server:
`pytest -p tests.support.progress -o console_output_style=classic`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

INTERVAL = 10.0  # seconds between two lines


class Progress:
    """The state of a run."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._running: dict[str, float] = {}  # by test: when it began
        self.total = 0
        self.done = 0
        self.failed = 0

    def begin(self, test: str) -> None:
        self._running[test] = self._clock()

    def end(self, test: str) -> None:
        self._running.pop(test, None)
        self.done += 1

    def describe(self) -> str:
        """`  12%  1034/8517  1:05  1 failed  running tests/test_docs.py::test_links (12 s)`."""
        now = self._clock()
        minutes, seconds = divmod(int(now - self._began), 60)
        parts = [f"{100 * self.done // max(self.total, 1):4}%", f"{self.done}/{self.total}", f"{minutes}:{seconds:02}"]
        if self.failed:
            parts.append(f"{self.failed} failed")
        running = [f"{test} ({now - began:.0f} s)" for test, began in list(self._running.items())]
        return "  ".join([*parts, *(["running " + ", ".join(running)] if running else [])])


class ProgressReporter:
    """Prints a line every `INTERVAL` seconds, also while a test takes longer than that."""

    def __init__(self, config: pytest.Config) -> None:
        self._terminal = config.pluginmanager.getplugin("terminalreporter")
        self._progress = Progress()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._report, name="progress", daemon=True)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._start(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: list[str]) -> None:
        self._start(len(ids))

    def _start(self, total: int) -> None:
        self._progress.total = total or self._progress.total
        if total and not self._thread.is_alive() and not self._ended.is_set():
            self._thread.start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._progress.begin(nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self._progress.end(nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._progress.failed += 1
            self._terminal.write_line(f"FAILED {report.nodeid} ({report.when})", red=True)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Print no letter for a result, and count it as pytest does."""
        if report.failed:
            return ("error" if report.when != "call" else "failed"), "", ""
        if report.skipped:
            return ("xfailed" if hasattr(report, "wasxfail") else "skipped"), "", ""
        return ("passed" if report.when == "call" else ""), "", ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()
            self._terminal.write_line(self._progress.describe())

    def _report(self) -> None:
        while not self._ended.wait(INTERVAL):
            self._terminal.write_line(self._progress.describe())


@pytest.hookimpl(trylast=True)  # the terminal reporter is there by then
def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if not is_worker and config.option.verbose == 0 and config.pluginmanager.hasplugin("terminalreporter"):
        config.pluginmanager.register(ProgressReporter(config), "progress-reporter")
