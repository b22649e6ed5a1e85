"""Reads text from a file, standard input or an http(s) address, with limits on size and time."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

from ..errors import DocumentError

STDIN = "-"
MAX_BYTES = 100 * 1024 * 1024  # the largest published documents have 12 MB


@dataclass(frozen=True)
class Source:
    """One text, and where it was read."""

    name: str  # as messages show it: "specs/adapter.yaml"
    text: str
    address: str  # "/home/anna/specs/adapter.yaml", "https://a.example/openapi.yaml", "" for text without a place

    @property
    def is_remote(self) -> bool:
        return is_remote(self.address)


def is_remote(address: str) -> bool:
    """Whether an address is an http(s) address."""
    return address.lower().startswith(("http://", "https://"))


def join_address(base: str, reference: str) -> str:
    """Return the address of a reference relative to `base`, or the reference itself if it is malformed."""
    try:
        return urljoin(base, reference)
    except ValueError:  # brackets without an IPv6 address
        return reference


def file_of(name: str) -> Path | str:
    """Return a source's name as errors carry it: a path, or an http(s) address as text."""
    return name if is_remote(name) else Path(name)


def read_address(address: str, name: str) -> str:
    """Return the text at a file's path, an http(s) address or `-`. Raises `DocumentError` if it cannot be read."""
    raw = read_bytes(address, name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise DocumentError(
            f"byte {reason.start} is not UTF-8; documents and fixtures are UTF-8 text", file=file_of(name)
        ) from None


def read_bytes(address: str, name: str) -> bytes:
    """Return the bytes there. Raises `DocumentError` if they cannot be read."""
    try:
        if address == STDIN:
            return _read_limited(sys.stdin.buffer)
        if not is_remote(address):
            return read_file(Path(address))
        from .web import fetch

        return fetch(address, _read_limited)
    except (OSError, ValueError) as reason:
        raise DocumentError(f"cannot be read: {describe_failure(reason)}", file=file_of(name)) from None


def read_file(path: Path) -> bytes:
    """Return the bytes of a file. Raises `OSError` if it cannot be read, and `ValueError` if it may not be."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ValueError("it is a device or a pipe, not a file")
    with path.open("rb") as stream:
        return _read_limited(stream)


def _read_limited(stream: BinaryIO) -> bytes:
    raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES:,} bytes")
    return raw


def describe_failure(reason: Exception) -> str:
    """Return why a file or an address cannot be read, without the path: `No such file or directory`."""
    strerror = reason.strerror if isinstance(reason, OSError) else None
    return strerror or str(reason) or type(reason).__name__
