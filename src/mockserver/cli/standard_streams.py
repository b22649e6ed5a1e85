"""The three streams that a command starts with, some of which may be closed or broken."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

_WRITE_ERRORS = frozenset((errno.ENOSPC, errno.EIO, errno.EBADF, errno.EFBIG, errno.EDQUOT, errno.EPIPE))


def open_closed_streams() -> None:
    """Give `<&-`, `>&-` and `2>&-` a descriptor, so that no file or socket takes their numbers.

    uvloop 0.23 aborts the process when it closes a socket whose number is below 3, and Python sets the streams to
    `None`. Standard input is then empty, standard error is written to nowhere, and writing to standard output fails
    with EBADF, because it is the result of most commands.
    """
    for number, flags in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # takes the lowest free number, which is this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end  # a descriptor, open to the end
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end


@contextmanager
def results_apart() -> Iterator[TextIO]:
    """Give standard output for the results of a command; what anything else writes there goes to standard error.

    Applications and hooks run in this process, and print: also by their child processes, and when Python ends. So this
    lasts to the end of the process, unless standard output is a stream of a test.
    """
    results = sys.stdout
    is_process = _number_of(results) == 1
    if is_process:
        results = open(os.dup(1), "w", encoding=results.encoding, errors=results.errors)  # noqa: PTH123, SIM115 - a descriptor, open to the end
        os.dup2(2, 1)
    sys.stdout = sys.stderr
    try:
        yield results
    finally:
        if not is_process:
            sys.stdout = results


def _number_of(stream: TextIO) -> int | None:
    """Return the number of a stream's descriptor, `None` if it has none."""
    try:
        return stream.fileno()
    except (OSError, ValueError):  # a stream of a test
        return None


def is_of_output(error: OSError) -> bool:
    """Whether an error comes from writing to a stream, and not from a file, whose error names it."""
    return error.errno in _WRITE_ERRORS and error.filename is None


def give_up_output(error: OSError) -> None:
    """Say that standard output cannot be written, and keep Python from trying again when it ends."""
    with suppress(OSError):
        reason = "it is closed" if error.errno == errno.EBADF else error.strerror
        sys.stderr.write(f"mockserver: standard output cannot be written: {reason}\n")
        sys.stderr.flush()
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
