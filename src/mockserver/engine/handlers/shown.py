"""What an action shows: rows that the documented response of its operation is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..behaviour import Told
from ..worlds.store import Row


class Shown(NamedTuple):
    """The rows of a response, and what it says beside them."""

    resource: str  # "pet"
    rows: Row | Sequence[Row] | None = None  # one or a list, as the operation shows them; None: nothing to show
    told: Mapping[Told, Any] = {}  # {"total": 57}
    status: int | None = None  # None: the usual success
    headers: tuple[tuple[str, str], ...] = ()  # ("Location", "/pets/7"); instead of the documented ones of that name
    body: bytes | None = None  # of a download, instead of rows
    content_type: str = ""  # of a download
