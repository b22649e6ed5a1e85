"""The file of `--state`: read once, replaced as a whole, and used by one server at a time."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from io import BufferedWriter
from pathlib import Path
from typing import BinaryIO

from ..openapi.errors import OptionError

if sys.platform != "win32":  # where nothing keeps two servers from using one file
    import fcntl

_BUFFER = 1024 * 1024  # bytes


class StateFile:
    """A file that is either as it was or as it is meant to be, also after a crash of the machine.

    The open file holds a lock, which the system gives back when the process ends, in whichever way.
    """

    def __init__(self, named: Path) -> None:
        self.named = named  # as messages show it
        self._path = Path(os.path.realpath(named))  # a link stays a link
        self._new = self._path.with_name(f".{self._path.name}.new")
        self._held: BinaryIO | BufferedWriter | None = None

    def read(self) -> bytes:
        """Return the content, nothing if there is no file.

        Raises `OptionError` if it cannot be read, or if another server uses it.
        """
        try:
            held = self._path.open("rb")
        except FileNotFoundError:
            return b""
        except OSError as reason:
            raise OptionError(f"--state {self.named}: cannot be read: {reason.strerror}") from None
        if not _lock(held):
            held.close()
            raise OptionError(f"--state {self.named}: another server uses this file; give each one of its own")
        self._held = held
        try:
            return held.read()
        except OSError as reason:
            raise OptionError(f"--state {self.named}: cannot be read: {reason.strerror}") from None

    def keep_copy(self) -> Path:
        """Copy the file as it is, and return the name of the copy. Raises `OSError`."""
        copy = self.named.with_name(f"{self.named.name}.old")
        shutil.copy2(self._path, copy)
        return copy

    def replace(self, pieces: Iterable[bytes]) -> None:
        """Write another content, and put it in the place of the present one when it is safe. Raises `OSError`."""
        descriptor = os.open(self._new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # rows have secrets
        new = os.fdopen(descriptor, "wb", buffering=_BUFFER)
        try:
            new.writelines(pieces)
            new.flush()
            os.fsync(descriptor)
            _lock(new)
            self._new.replace(self._path)
        except BaseException:
            new.close()
            raise
        self.close()
        self._held = new
        _sync_folder(self._path.parent)

    def close(self) -> None:
        """Let another server use the file."""
        if self._held is not None:
            self._held.close()
            self._held = None


def _lock(file: BinaryIO | BufferedWriter) -> bool:
    """Take the lock of an open file; return whether no other process has it."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    """Let the new name of a file outlive a crash of the machine."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows does not open folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
