"""Lines written by a thread of their own, so that a reader that falls behind never stops the server."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Protocol, TextIO

WAITING = 1024 * 1024  # characters that may wait; the lines beyond are counted instead of kept
_RETRY = 0.05  # seconds between attempts on a stream that does not block and is full


class Raw(Protocol):
    """A binary stream without a buffer of Python's: a thread that is stuck in it holds no lock."""

    def write(self, data: bytes, /) -> int | None: ...


def describe_lost(count: int) -> str:
    """`mockserver: 12 lines were not written, because the output was not read or could not be written`."""
    lines = "1 line was" if count == 1 else f"{count} lines were"
    return f"mockserver: {lines} not written, because the output was not read or could not be written"


class LineWriter:
    """Writes lines in their order to a stream, which may be closed, broken, or a pipe that no program reads.

    `write` never waits and never raises. Lines that find no room are counted, and their number is written as soon as
    lines can be written again.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        describe_lost: Callable[[int], str] = describe_lost,
        tell_failure: Callable[[OSError], None] = lambda _: None,
    ) -> None:
        self._text = _Text(stream)
        self._describe_lost = describe_lost  # the line about lines that were lost
        self._tell_failure = tell_failure  # called once when writing begins to fail
        self._lock = threading.Lock()  # of the three below
        self._waiting: list[str] = []
        self._size = 0  # characters of the waiting lines
        self._lost = 0  # lines that found no room after the waiting ones
        self._unwritten = 0  # lines that could not be written, before the waiting ones; the thread's own
        self._wake = SimpleQueue[bool]()  # True: write what waits; False: write it and end
        self._thread: threading.Thread | None = None

    def write(self, line: str) -> None:
        """Let the thread write a line; the line end is added."""
        self.write_text(f"{line}\n")

    def write_text(self, text: str) -> None:
        """Let the thread write a line with its end, or a part of one."""
        with self._lock:
            if not self._waiting:
                self._wake.put(True)
            elif self._lost or self._size + len(text) > WAITING:
                self._lost += 1
                return
            self._waiting.append(text)
            self._size += len(text)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="mockserver-output", daemon=True)
                self._thread.start()

    def close(self, seconds: float) -> None:
        """Write what waits, unless that takes longer than `seconds`."""
        if self._thread is not None:
            self._wake.put(False)
            self._thread.join(seconds)

    def _run(self) -> None:
        goes_on = True
        while goes_on:
            goes_on = self._wake.get()
            self._write_waiting()

    def _write_waiting(self) -> None:
        with self._lock:
            lines, self._waiting, self._size = self._waiting, [], 0
            lost, self._lost = self._lost, 0
        if not lines:
            return
        before = f"{self._describe_lost(self._unwritten)}\n" if self._unwritten else ""
        after = f"{self._describe_lost(lost)}\n" if lost else ""
        try:
            self._text.write("".join((before, *lines, after)))
        except (OSError, ValueError) as reason:  # ValueError: the stream is closed
            if not self._unwritten and isinstance(reason, OSError):
                self._tell_failure(reason)
            self._unwritten += len(lines) + lost
        else:
            self._unwritten = 0


class LineStream(io.TextIOBase):
    """A text stream such as `sys.stdout` whose lines are written by a `LineWriter`, for what handlers print."""

    def __init__(self, writer: LineWriter, stream: TextIO) -> None:
        self._writer = writer
        self._stream = stream  # that it stands for
        self._lock = threading.Lock()
        self._rest = ""  # of a line that has no end yet

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a stream of text has one
        """That of the stream which it stands for."""
        return self._stream.encoding

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._stream.isatty()

    def fileno(self) -> int:
        return self._stream.fileno()

    def write(self, text: str) -> int:
        """Write the lines that are complete; never waits and never raises."""
        with self._lock:
            complete, end, self._rest = (self._rest + text).rpartition("\n")
            if end:
                self._writer.write(complete)
        return len(text)

    def flush(self) -> None:
        """Write a line that has no end yet, such as the prompt of a debugger."""
        with self._lock:
            if self._rest:
                self._writer.write_text(self._rest)
                self._rest = ""


class _Text:
    """The text of a stream, written past its buffer.

    At its end Python takes the lock of the buffer of `sys.stdout`, and dies if a thread that is stuck holds it.
    """

    def __init__(self, stream: TextIO) -> None:
        with suppress(OSError, ValueError):
            stream.flush()
        self._stream = stream
        buffer = getattr(stream, "buffer", None)
        self._raw: Raw | None = getattr(buffer, "raw", buffer)  # None: text in memory, as in tests

    def write(self, text: str) -> None:
        """Write all of it. Raises `OSError` if that fails."""
        if self._raw is None:
            self._stream.write(text)
            return
        rest = text.encode(self._stream.encoding, "backslashreplace")  # characters that a terminal may lack
        while rest:
            written = self._raw.write(rest)
            if written is None:  # another program made the descriptor non-blocking
                time.sleep(_RETRY)
            else:
                rest = rest[written:]
