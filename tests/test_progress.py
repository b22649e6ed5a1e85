"""The lines that `make test` prints while it runs."""

from __future__ import annotations

from tests.support.progress import Progress


def test_a_line_tells_what_is_done_and_what_is_running() -> None:
    now = [100.0]
    progress = Progress(clock=lambda: now[0])
    progress.total = 200
    for test in ("a.py::one", "a.py::two", "a.py::three"):
        progress.begin(test)
        now[0] += 25
    for test in ("a.py::one", "a.py::two"):
        progress.end(test)
    assert progress.describe() == "   1%  2/200  1:15  running a.py::three (25 s)"


def test_failures_are_counted() -> None:
    progress = Progress(clock=lambda: 0.0)
    progress.total = progress.failed = 1
    progress.begin("a.py::one")
    progress.end("a.py::one")
    assert progress.describe() == " 100%  1/1  0:00  1 failed"
