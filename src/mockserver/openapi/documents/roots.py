"""The border of local references: the folder that holds every file a document may refer to.

1. The nearest enclosing repository: the folder that has a `.git`, which is a file in worktrees and submodules.
2. The working directory, if the document is in it.
3. The document's own folder.

The home directory, and a folder that contains it, is never a border of the first two kinds: `.git` may be there for
configuration files, and a downloaded document could then refer to keys. The content of a `.git` is beyond the border,
because it may hold credentials.
"""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .sources import Source

_REPOSITORY = ".git"


@dataclass(frozen=True)
class Root:
    """The document whose references are followed."""

    name: str  # as messages show it: "specs/adapter.yaml"
    folder: Path | None  # that contains it; None for a document from the web or without a place
    border: Path | None  # the folder of all files that its references may lead to; None like `folder`
    border_name: str  # in messages: "the repository"

    @classmethod
    def of(cls, source: Source) -> Root:
        if not source.address or source.is_remote:
            return cls(source.name, None, None, "the document's folder")
        folder = Path(source.address).resolve().parent
        return cls(source.name, folder, *find_border(folder))

    def contains(self, path: Path) -> bool:
        """Whether a path, without links in it, is inside the border."""
        if self.border is None or not path.is_relative_to(self.border):
            return False
        return _REPOSITORY not in path.relative_to(self.border).parts

    def name_of(self, path: Path) -> str:
        """Return how messages name a file: `common/Error.yaml` beside the folder of `specs/adapter.yaml`."""
        assert self.folder is not None
        below = Path(os.path.relpath(path, self.folder)).as_posix()
        return PurePosixPath(os.path.normpath(PurePosixPath(self.name).parent / below)).as_posix()


def find_border(folder: Path) -> tuple[Path, str]:
    """Return the border for a document in this folder, which has no links in it, and the border's name in messages."""
    for candidate in (folder, *folder.parents):
        if _holds_home(candidate):
            break
        if (candidate / _REPOSITORY).exists():
            return candidate, "the repository"
    working = _working_directory()
    if working is not None and folder != working and folder.is_relative_to(working) and not _holds_home(working):
        return working, "the working directory"
    return folder, "the document's folder"


def _holds_home(folder: Path) -> bool:
    """Whether a folder is the home directory, or contains it."""
    try:
        return Path.home().resolve().is_relative_to(folder)
    except (OSError, RuntimeError):  # no home directory
        return False


def _working_directory() -> Path | None:
    try:
        return Path.cwd().resolve()
    except OSError:  # it was removed
        return None
