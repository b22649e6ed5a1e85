"""Find the documents and fixtures folders that a test names."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...openapi.errors import SandboxError

FIXTURE_FILES = ("behaviour.yaml", "seed.yaml", "handlers.py")


def find_file(path: str | Path, kind: str, folders: Iterable[Path]) -> Path:
    """The first of the folders' files that exists. Raises `SandboxError` if none does.

    `kind` is what the message calls it: "document".
    """
    tried = list(dict.fromkeys((folder / path).resolve() for folder in folders))
    for file in tried:
        if file.exists():
            return file
    raise SandboxError(f"there is no {kind} {str(path)!r}; looked for {', '.join(str(file) for file in tried)}")


def find_fixtures(path: str | Path, name: str, folders: Iterable[Path]) -> Path:
    """The folder itself if it has a fixture file, else the folder in it that is named like the API."""
    folder = find_file(path, "fixtures folder", folders)
    if any((folder / file).exists() for file in FIXTURE_FILES):
        return folder
    if (folder / name).is_dir():
        return folder / name
    raise SandboxError(f"{folder} has no {' or '.join(FIXTURE_FILES)}, and no folder {name}/")
