"""A process that lints, lists and serves one document after the other, each within limits.

It runs the command line as users do, but a server responds to one GET for each operation and ends. Each task is a line
of JSON on standard input, and each report one on standard output; what the commands print goes to a file of their own.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import quote

import mockserver.lint
import mockserver.server.listening
from mockserver.cli import main
from mockserver.server.app import MockApp
from tests.support.asgi import get

from .usage import Usage

MEMORY = 3 * 1024**3  # bytes of addresses for the process
ASKED = 40  # operations of one document
_VARIABLE = re.compile(r"\{[^{}]*\}")


class Run(NamedTuple):
    """What one command did."""

    code: int
    printed: str  # on both streams
    responses: list[tuple[int, list[str], str]]  # status, names of header fields, and the beginning of the body
    cpu: float  # seconds
    memory: float  # megabytes beyond those before


def run(words: Sequence[str], seconds: float) -> Run:
    """Run one command in this process; the kernel ends the process if the command takes longer than `seconds`."""
    usage, responses = Usage(os.getpid()), list[tuple[int, list[str], str]]()
    mockserver.server.listening.run = _respond_to_each(responses)
    usage.forget_peak()
    before, began = usage.memory(), time.process_time()
    _limit(resource.RLIMIT_CPU, int(began + seconds) + 1)
    with _printing() as printed:
        code = 0
        try:
            main(list(words))
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    return Run(code, printed[0], responses, time.process_time() - began, usage.peak() - before)


def _respond_to_each(responses: list[tuple[int, list[str], str]]) -> Callable[..., None]:
    """Return what stands for a server that listens: it asks itself for each operation."""

    def respond(app: MockApp, listener: Any, announce: Callable[[], None], *_: Any) -> None:
        listener.close()
        announce()
        operations = [operation for api in app.engine.apis for operation in api.operations]
        for operation in operations[:ASKED]:
            path = quote(_VARIABLE.sub("1", operation.path), safe="/%:;,=@", errors="replace")
            for fields in ([], [("Prefer", "dynamic=true, seed=1")]):
                response = get(app, operation.method, path[:30_000], headers=fields)
                names = [name.lower() for name, _ in response.headers]
                responses.append((response.status, names, response.body[:2_000].decode("utf-8", "replace")))

    return respond


@contextmanager
def _printing() -> Iterator[list[str]]:
    """Collect what is written to descriptors 1 and 2 during the `with` block."""
    printed: list[str] = []
    with TemporaryFile() as file:
        sys.stdout.flush()
        sys.stderr.flush()
        kept = os.dup(1), os.dup(2)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        try:
            yield printed
        finally:
            with suppress(OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            for number, copy in zip((1, 2), kept, strict=True):
                os.dup2(copy, number)
                os.close(copy)
            file.seek(0)
            printed.append(file.read().decode("utf-8", "replace"))


def _lint_nothing(tasks: Sequence[Any], say: Callable[[str], None]) -> Thread:
    """Stand for the process that lints large documents; `mockserver lint` does the same here."""
    return Thread()


def _limit(kind: int, soft: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (soft, hard))


def serve_tasks() -> None:
    """Report on each command line that standard input names."""
    mockserver.lint.start_linting = _lint_nothing
    os.environ["XDG_CACHE_HOME"] = os.devnull  # no document is cached
    _limit(resource.RLIMIT_AS, MEMORY)
    for line in sys.stdin:
        task = json.loads(line)
        os.chdir(task["folder"])
        report = run(task["words"], task["seconds"])
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    serve_tasks()
