"""What a file of a document is called in a report that other programs read."""

from __future__ import annotations

from pathlib import Path

from ..openapi.documents import Source


def shown_path(source: Source, root: Path) -> str:
    """Relative to `root` with slashes where the file lies below it, as editors and Codecov expect; else its address."""
    if source.is_remote or not source.address:
        return source.name
    path = Path(source.address)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
