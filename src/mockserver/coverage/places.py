"""The names of files in reports for programs."""

from __future__ import annotations

from pathlib import Path

from ..openapi.documents import Source


def shown_path(source: Source, root: Path) -> str:
    """Return the path relative to `root`, with slashes, if the file is below it; else its address."""
    if source.is_remote or not source.address:
        return source.name
    path = Path(source.address)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
