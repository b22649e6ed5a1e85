"""What a running server prints: exchanges on standard output, sentences for people on standard error."""

from __future__ import annotations

import errno
import json
import logging
import sys
from types import TracebackType
from typing import Self

from .line_writer import LineStream, LineWriter, describe_lost

CLOSING = 0.5  # seconds that each stream has for what waits when the server ends


class Console:
    """The two streams of a server, neither of which can stop it. A `with` block writes what waits at its end.

    Inside the block the warnings of every logger, `mockserver` before all, are sentences on standard error, and what
    handlers print takes the same way.
    """

    def __init__(self, *, is_json: bool = False) -> None:
        self._errors = LineWriter(sys.stderr)
        self._output = LineWriter(
            sys.stdout,
            describe_lost=_describe_lost_as_json if is_json else describe_lost,
            tell_failure=self._tell_failure,
        )
        self._handler = _Sentences(self)
        self._streams = sys.stdout, sys.stderr
        self._printed = LineStream(self._output, sys.stdout), LineStream(self._errors, sys.stderr)

    @property
    def is_terminal(self) -> bool:
        """Whether people read standard output."""
        return sys.stdout.isatty()

    def print(self, line: str) -> None:
        """Write a line to standard output."""
        self._output.write_text(f"{line}\n")

    def warn(self, line: str) -> None:
        """Write a line to standard error."""
        self._errors.write(line)

    def say(self, sentence: str) -> None:
        """Write `mockserver: SENTENCE` to standard error."""
        self._errors.write(f"mockserver: {sentence}")

    def _tell_failure(self, reason: OSError) -> None:
        if reason.errno != errno.EBADF:  # it was closed on purpose
            self.say(f"standard output cannot be written: {reason.strerror}")

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self._handler)
        sys.stdout, sys.stderr = self._printed
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        logging.getLogger().removeHandler(self._handler)
        sys.stdout, sys.stderr = self._streams
        for stream in self._printed:
            stream.flush()
        self._output.close(CLOSING)
        self._errors.close(CLOSING)


class _Sentences(logging.Handler):
    """Says what is logged; of other loggers than `mockserver` with their name."""

    def __init__(self, console: Console) -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        told = self.format(record)
        is_ours = record.name == "mockserver" or record.name.startswith("mockserver.")
        self._console.say(told if is_ours else f"{record.name}: {told}")


def _describe_lost_as_json(count: int) -> str:
    return json.dumps({"lost_lines": count})
