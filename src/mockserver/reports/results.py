"""Records that `sarif` and `github` are written from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..openapi.rules import Position

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that is wrong."""

    rule: str  # "example.schema"
    level: Level
    message: str  # "/components/schemas/Pet/example: is not a string", may have several lines
    position: Position | None = None  # where the document says so
    fingerprint: str = ""  # "GET /books response.schema 200 /pages type": the same in every run; empty: not known
    is_accepted: bool = False  # a baseline has it


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """A rule that results name."""

    id: str  # "example.schema"
    meaning: str  # "an example breaks its schema"
    level: Level | None = None  # of all its results; None: each result has its own
