"""Files that rows keep: bytes with their name and type, in one member that no response shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UPLOADS = ".stored-uploads"
"""The member of a row with its files by their names: `{"photo": {"content": b"…", "media_type": "image/png",
"filename": "me.png"}}`, the latest last; `{}` for one that was deleted. The name of one with a path of its own,
`/people/{id}/photo`, is `/photo`."""


def keep_uploads(before: Mapping[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A changed row with the files of the row before, except those that were replaced; without a name all are."""
    old, new = before.get(UPLOADS), row.get(UPLOADS)
    if not old or new is old or (new and not new.get("", True)):
        return row
    return {**row, UPLOADS: {name: file for name, file in old.items() if name not in (new or {})} | (new or {})}


def describe_uploads(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the sizes of its files in place of their bytes, so that it can be written as JSON."""
    files = row.get(UPLOADS)
    if not isinstance(files, Mapping):
        return dict(row)
    return {**row, UPLOADS: {name: _describe(file) for name, file in files.items()}}


def _describe(file: Mapping[str, Any]) -> dict[str, Any]:
    return {**file, "content": f"{len(file['content'])} bytes"} if file else {}
