"""Parsed documents kept by the hash of their text, because reading YAML takes longer than everything else at start.

An entry is plain JSON: whatever stands in a cache file, it can be nothing but data. One that is broken, stale or not to
be had is ignored, and so is a folder nobody may write to. Beside it may lie an empty file, which says that nothing
broken was found in a document.
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

WORTHWHILE = 32 * 1024  # characters; less is parsed as fast as it is looked up
MAX_ENTRIES = 64
_FORMAT = "1"  # raised when the same text is to be parsed into something else
_SOUND = ".sound"
_NULL = re.compile(rb"null[,\]}]")


def cache_folder() -> Path:
    """Where entries lie: `~/.cache/mockserver/documents`, or what the platform has instead."""
    from platformdirs import user_cache_path

    return user_cache_path("mockserver") / "documents"


def parse_cached(text: str, file: Path | str, parse: Callable[[str, Path | str], Any]) -> Any:
    """What `parse` makes of a text, from the cache when it has been parsed before."""
    if len(text) < WORTHWHILE:
        return parse(text, file)
    try:
        entry = cache_folder() / f"{_key(text)}.json"
        return json.loads(entry.read_bytes())
    except (OSError, ValueError, RecursionError, RuntimeError):  # absent, broken, or no home directory
        value = parse(text, file)
    with suppress(OSError, ValueError, RecursionError, RuntimeError):  # a number JSON does not have, a full disk
        encoded = _encode(value)
        if len(encoded) < 4 * len(text):  # aliases written out may be much more than the text
            _write(cache_folder() / f"{_key(text)}.json", encoded)
    return value


def _encode(value: Any) -> bytes:
    """JSON; `ValueError` for what it cannot say, which orjson leaves to the slower encoder or writes as null."""
    with suppress(TypeError):
        encoded = orjson.dumps(value)
        if _NULL.search(encoded) is None:
            return encoded
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def is_known_sound(texts: Sequence[str]) -> bool:
    """Whether `remember_sound` was told of these texts: of all files of a document, and whatever else decides."""
    if sum(map(len, texts)) < WORTHWHILE:
        return False
    try:
        return (cache_folder() / f"{_key(*texts)}{_SOUND}").exists()
    except (OSError, RuntimeError, UnicodeEncodeError):
        return False


def remember_sound(texts: Sequence[str]) -> None:
    """Looking for what is broken need not be repeated."""
    if sum(map(len, texts)) >= WORTHWHILE:
        with suppress(OSError, RuntimeError, UnicodeEncodeError):
            _write(cache_folder() / f"{_key(*texts)}{_SOUND}", b"")


def clear_cache() -> int:
    """Remove every entry; how many documents there were."""
    count = len(_entries(".json"))
    for entry in (*_entries(".json"), *_entries(_SOUND)):
        entry.unlink(missing_ok=True)
    return count


def _key(*texts: str) -> str:
    hashed = sha256(f"{__version__}\n{_FORMAT}\n".encode())
    for number, text in enumerate(texts):
        encoded = text.encode()
        hashed.update(b"%d\n" % len(encoded) if number else b"")  # nothing of one text may pass for the next one's
        hashed.update(encoded)
    return hashed.hexdigest()


def _write(entry: Path, encoded: bytes) -> None:
    """Whole or not at all, and never more than `MAX_ENTRIES`."""
    entry.parent.mkdir(parents=True, exist_ok=True)
    unfinished = entry.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(encoded)
    unfinished.replace(entry)
    for oldest in sorted(_entries(entry.suffix), key=lambda each: each.stat().st_mtime)[:-MAX_ENTRIES]:
        oldest.unlink(missing_ok=True)


def _entries(suffix: str) -> list[Path]:
    folder = cache_folder()
    return list(folder.glob(f"*{suffix}")) if folder.is_dir() else []
