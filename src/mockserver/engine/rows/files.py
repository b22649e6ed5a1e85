"""The files that rows keep, which are read as their sizes: what is sent back keeps them, and nothing writes others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...openapi.pointers import join
from ...openapi.rules import Violation
from ..worlds.store import Row
from ..worlds.uploads import UPLOADS, describe_uploads


def restore_files(row: Row, before: Row | None, at: str) -> list[Violation]:
    """Put the bytes of the row before in place of their descriptions, and return the violations of other files.

    Files that are not named are dropped.
    """
    named = row.get(UPLOADS)
    if named is None:
        row.pop(UPLOADS, None)
        return []
    stored: Mapping[str, Any] = (before or {}).get(UPLOADS) or {}
    shown: Mapping[str, Any] = describe_uploads(before or {}).get(UPLOADS) or {}
    names = named if isinstance(named, Mapping) else {"": named}
    foreign = [name for name, file in names.items() if name not in shown or file != shown[name]]
    if foreign:
        message = "is not a file that the row has; files are sent to the mocked API, and a row keeps those it names"
        return [Violation("body.schema", "body", message, at + join([UPLOADS, foreign[0]]))]
    row[UPLOADS] = {name: stored[name] for name in names}
    return []
