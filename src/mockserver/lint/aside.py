"""Looking at large documents in a process of its own, so that a server can answer in the meantime.

`start_linting` runs `main` with tasks on its standard input and says what it prints. The other process is the last
to be given the processor, and has a limit of time and of memory.
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

LARGE = 32 * 1024  # characters of a document that is looked at in a process of its own
SECONDS = 30.0  # for one document; what is left then is not looked at
MEMORY = 1024**3  # bytes for all of them, one after the other

Say = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """One document to look at."""

    address: str  # "/home/anna/specs/adapter.yaml"
    name: str  # "specs/adapter.yaml", as it is shown to people
    policy: ReadPolicy
    verbose: bool


def is_large(document: Document) -> bool:
    """Whether looking at a document would keep a server waiting; what cannot be read again is not put off."""
    can_be_read_again = document.file is not None or document.sources[0].is_remote
    return can_be_read_again and sum(len(source.text) for source in document.sources) > LARGE


def start_linting(tasks: Sequence[Task], say: Say) -> Thread:
    """Look at documents; `say` is called from another thread, with what was found in them."""
    watcher = Thread(target=_watch, args=(tasks, say), name="lint", daemon=True)
    watcher.start()
    return watcher


def _watch(tasks: Sequence[Task], say: Say) -> None:
    process = subprocess.Popen(  # noqa: S603 - nothing of it comes from outside
        [sys.executable, "-P", "-X", "utf8", "-c", f"from {__name__} import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        start_new_session=True,  # Ctrl-C is for the server, which ends this one
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
    if is_late or process.returncode not in (0, -signal.SIGKILL):  # which it is when the server ends
        names = ", ".join(task.name for task in tasks)
        say(f"mockserver: {names}: looking at everything would take too much; mockserver lint does")


def main() -> None:
    """Look at what standard input names, and print what is to be said."""
    from .linting import lint_document  # for this process alone
    from .reports import tell

    _be_modest()
    for words in json.load(sys.stdin):
        task = Task(**words | {"policy": ReadPolicy(**words["policy"])})
        address = task.address if "://" in task.address else Path(task.address)
        document = Document.load(address, task.name, task.policy)
        for line in tell(task.name, lint_document(document, seconds=SECONDS), verbose=task.verbose):
            sys.stdout.write(f"{line}\n")


def _be_modest() -> None:
    with suppress(ImportError, OSError, ValueError):  # Windows has neither
        import resource

        os.nice(19)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
