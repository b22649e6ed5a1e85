"""Checks large documents in another process, so that the server stays responsive.

`start_linting` runs `main` in that process with tasks on standard input, and passes on what it prints. The process has
the lowest priority and limits of time and memory.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Thread

from ..openapi.documents import Document, ReadPolicy

LARGE = 32 * 1024  # characters of a document that is checked in another process
SECONDS = 30.0  # for one document; the remaining checks are skipped
MEMORY = 1024**3  # bytes for the process

Say = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """One document to check."""

    address: str  # "/home/anna/specs/adapter.yaml"
    name: str  # "specs/adapter.yaml", in messages
    policy: ReadPolicy
    verbose: bool


def is_large(document: Document) -> bool:
    """Return whether a document is checked in another process, which must be able to read it again."""
    can_be_read_again = document.file is not None or document.sources[0].is_remote
    return can_be_read_again and sum(len(source.text) for source in document.sources) > LARGE


def start_linting(tasks: Sequence[Task], say: Say) -> Thread:
    """Check documents. `say` is called with the results, from another thread."""
    watcher = Thread(target=_watch, args=(tasks, say), name="lint", daemon=True)
    watcher.start()
    return watcher


def _watch(tasks: Sequence[Task], say: Say) -> None:
    process = subprocess.Popen(  # noqa: S603 - no argument comes from outside
        [sys.executable, "-P", "-X", "utf8", "-c", f"from {__name__} import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C goes to the server, which ends this process
    )
    atexit.register(process.kill)
    wanted = json.dumps([asdict(task) for task in tasks])
    is_late = False
    try:
        said, _ = process.communicate(wanted, timeout=2 * SECONDS * len(tasks))
    except subprocess.TimeoutExpired:
        is_late = True
        process.kill()
        said, _ = process.communicate()
    atexit.unregister(process.kill)
    for line in said.splitlines():
        say(line)
    if is_late or process.returncode not in (0, -signal.SIGKILL):  # the server ends it with SIGKILL
        names = ", ".join(task.name for task in tasks)
        say(f"mockserver: {names}: not all checks were run, which takes too long; run mockserver lint")


def main() -> None:
    """Check the documents that standard input names, and print the results."""
    from .linting import lint_document  # only this process needs it
    from .reports import tell

    _limit_resources()
    for words in json.load(sys.stdin):
        task = Task(**words | {"policy": ReadPolicy(**words["policy"])})
        address = task.address if "://" in task.address else Path(task.address)
        document = Document.load(address, task.name, task.policy)
        for line in tell(task.name, lint_document(document, seconds=SECONDS), verbose=task.verbose):
            sys.stdout.write(f"{line}\n")


def _limit_resources() -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows has neither
        import resource

        os.nice(19)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
