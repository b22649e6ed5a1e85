"""One line on a terminal that shows the progress of a run."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import Self, TextIO

_WIDTH = 24  # characters of the bar
_CLEAR = "\r\x1b[K"


class Progress:
    """`███████░░░░░  coverage 3 of 6  GET /books`, rewritten in place; nothing if standard error is not a terminal.

    The bar counts the operations begun in each phase, because the number of requests is not known beforehand.
    """

    def __init__(self, phases: Sequence[str], operations: int, stream: TextIO | None = None) -> None:
        self._phases = list(phases)
        self._operations = max(operations, 1)
        self._stream = stream or sys.stderr
        self._is_shown = self._stream.isatty()
        self._seen: dict[str, set[str]] = {phase: set() for phase in phases}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_shown:
            self._write("")

    def show(self, phase: str, label: str) -> None:
        """Show that `phase` has begun with `label`, an operation."""
        if self._is_shown:
            self._seen[phase].add(label)
            number = self._phases.index(phase)
            share = (number + min(len(self._seen[phase]) / self._operations, 1)) / len(self._phases)
            full = round(share * _WIDTH)
            bar = "█" * full + "░" * (_WIDTH - full)
            self._write(f"{bar}  {phase} {number + 1} of {len(self._phases)}  {label}")

    def _write(self, text: str) -> None:
        self._stream.write(_CLEAR + text[: shutil.get_terminal_size().columns - 1])
        self._stream.flush()
