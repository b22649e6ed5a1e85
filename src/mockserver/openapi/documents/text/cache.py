"""A cache of parsed documents, by the hash of their text. Parsing YAML takes longer than anything else at start.

An entry is plain JSON below its checksum, so that a cache file can only hold data. Entries that are broken, stale,
unreadable or another user's are ignored, and so is a folder that others may write. An empty `.sound` file marks a
document without broken pieces.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from ...version import __version__

WORTHWHILE = 32 * 1024  # characters; a shorter text is parsed as fast as it is looked up
MAX_ENTRIES = 64
_FORMAT = "2"  # changes with the result of parsing the same text
_SOUND = ".sound"
_NULL = re.compile(rb"null[,\]}]")


def cache_folder() -> Path:
    """Return the folder of entries: `~/.cache/mockserver/documents`, or the platform's own."""
    from platformdirs import user_cache_path

    return user_cache_path("mockserver") / "documents"


def parse_cached(text: str, file: Path | str, parse: Callable[[str, Path | str], Any]) -> Any:
    """Return the result of `parse`, from the cache if the text has been parsed before."""
    if len(text) < WORTHWHILE:
        return parse(text, file)
    try:
        return json.loads(_read(cache_folder() / f"{_key(text)}.json"))
    except (OSError, ValueError, RecursionError, RuntimeError):  # absent, broken, or no home directory
        value = parse(text, file)
    with suppress(OSError, ValueError, RecursionError, RuntimeError):  # a number JSON does not have, a full disk
        encoded = _encode(value)
        if len(encoded) < 4 * len(text):  # aliases written out may be much longer than the text
            _write(cache_folder() / f"{_key(text)}.json", encoded)
    return value


def _encode(value: Any) -> bytes:
    """Return JSON. Raises `ValueError` for a number that JSON does not have, which orjson would write as null."""
    with suppress(TypeError):
        encoded = orjson.dumps(value)
        if _NULL.search(encoded) is None:
            return encoded
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def is_known_sound(texts: Sequence[str]) -> bool:
    """Whether `remember_sound` was called with these texts: the addresses and contents of all files of a document."""
    if sum(map(len, texts)) < WORTHWHILE:
        return False
    try:
        return _read(cache_folder() / f"{_key(*texts)}{_SOUND}") == b""
    except (OSError, ValueError, RuntimeError):
        return False


def remember_sound(texts: Sequence[str]) -> None:
    """Mark a document without broken pieces, so that they need not be looked for again."""
    if sum(map(len, texts)) >= WORTHWHILE:
        with suppress(OSError, ValueError, RuntimeError):
            _write(cache_folder() / f"{_key(*texts)}{_SOUND}", b"")


def clear_cache() -> int:
    """Remove every entry. Returns how many documents there were."""
    count = len(_entries(".json"))
    for entry in (*_entries(".json"), *_entries(_SOUND)):
        entry.unlink(missing_ok=True)
    return count


def _key(*texts: str) -> str:
    hashed = sha256(f"{__version__}\n{_FORMAT}\n".encode())
    for number, text in enumerate(texts):
        encoded = text.encode()
        hashed.update(b"%d\n" % len(encoded) if number else b"")  # keeps the texts apart
        hashed.update(encoded)
    return hashed.hexdigest()


def _read(entry: Path) -> bytes:
    """Return what an entry holds. Raises `ValueError` if it cannot be trusted, `OSError` if it cannot be read."""
    _require_own(entry.parent.stat())
    with entry.open("rb") as file:
        _require_own(os.fstat(file.fileno()))
        checksum, _, encoded = file.read().partition(b"\n")
    if checksum != _checksum(encoded):
        raise ValueError("the checksum is wrong")
    return encoded


def _require_own(status: os.stat_result) -> None:
    """Raise `ValueError` for what another user owns or may write; Windows keeps its cache in the user's profile."""
    if os.name == "posix" and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        raise ValueError("others may write it")


def _checksum(encoded: bytes) -> bytes:
    return sha256(encoded).hexdigest().encode()


def _write(entry: Path, encoded: bytes) -> None:
    """Write an entry atomically, and keep at most `MAX_ENTRIES`. Raises `ValueError` if others may write the folder."""
    from tempfile import NamedTemporaryFile

    entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_own(entry.parent.stat())
    # a new file under a name that did not exist, which no other user can read
    unfinished = NamedTemporaryFile(dir=entry.parent, prefix=".", delete=False)  # noqa: SIM115 - closed below
    try:
        with unfinished:
            unfinished.write(_checksum(encoded) + b"\n" + encoded)
        Path(unfinished.name).replace(entry)
    except OSError:  # a full disk
        Path(unfinished.name).unlink(missing_ok=True)
        raise
    for oldest in sorted(_entries(entry.suffix), key=lambda each: each.stat().st_mtime)[:-MAX_ENTRIES]:
        oldest.unlink(missing_ok=True)


def _entries(suffix: str) -> list[Path]:
    folder = cache_folder()
    return list(folder.glob(f"*{suffix}")) if folder.is_dir() else []
