"""Command lines that a worker process runs one after the other; one that does harm ends the process."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.waiting import DEADLINE

from .document_worker import Run

ROOT = Path(__file__).parents[2]


class Worker:
    """A `document_worker`, started when it is first needed and again after it has ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def run(self, folder: Path, *words: str, seconds: float) -> Run:
        """Run `mockserver WORDS` in a folder, with at most so many seconds of CPU."""
        process = self._process = self._process or _start()
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(json.dumps({"folder": str(folder), "words": words, "seconds": seconds}) + "\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], DEADLINE + seconds)
        line = process.stdout.readline() if ready else ""
        if not line:
            self._end()
            why = f"the process ended with {process.returncode}" if ready else "no end, and nothing to do"
            raise AssertionError(f"mockserver {' '.join(words)}: {why}")
        return Run(*json.loads(line))

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(DEADLINE)
        for stream in (process.stdin, process.stdout):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:  # what was written last was not read
                continue


def _start() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.safety.document_worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )
