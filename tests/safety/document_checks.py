"""Runs the commands on a document of a folder, and checks that none of them did harm."""

from __future__ import annotations

from pathlib import Path

from .document_worker import Run
from .documents import SECRET
from .length import IS_LONG
from .watched_server import HARMFUL
from .workers import Worker

SECONDS = 120.0 if IS_LONG else 12.0  # of CPU, for one command
MEMORY = 2_000.0 if IS_LONG else 400.0  # megabytes, for one command
LINE = 2_000  # characters
FRAMING = {"content-length", "transfer-encoding", "connection", "keep-alive", "trailer", "upgrade", "date"}
REFUSED, SERVED, EITHER = (2,), (0,), (0, 2)  # exit codes of `serve`


def check(worker: Worker, folder: Path, *words: str) -> Run:
    """Run one command, and return what it did if it did no harm."""
    run = worker.run(folder, *words, seconds=SECONDS)
    assert "Traceback" not in run.printed, run.printed[-3_000:]
    assert SECRET not in run.printed and "root:" not in run.printed
    assert HARMFUL.search(run.printed) is None, ascii(run.printed[:2_000])
    assert max(map(len, run.printed.splitlines()), default=0) <= LINE
    assert run.memory <= MEMORY, f"{words} took {run.memory:.0f} MB"
    for status, names, body in run.responses:
        assert 200 <= status < 600 and status != 500, (status, body)  # a fault of the document is a 501
        assert SECRET not in body and "root:" not in body and "Traceback" not in body
        assert [name for name in names if name in FRAMING] in ([], ["content-length"])
    return run


def check_all(worker: Worker, folder: Path, served: tuple[int, ...], *options: str) -> None:
    """Serve, lint and list the document of a folder."""
    (document,) = sorted(file.name for file in folder.glob("openapi.*"))
    run = check(worker, folder, "serve", document, "--port", "0", "--no-cache", *options)
    assert run.code in served, run.printed
    if run.code:
        assert run.printed.startswith("mockserver: ") and run.printed.count("\n") == 1, run.printed
    lint = check(worker, folder, "lint", document)
    assert lint.code in (0, 1, 2) and lint.printed
    routes = check(worker, folder, "routes", document)
    assert routes.code in (0, 2) and routes.printed
