"""What a caller wants of a value beside its schema: which optional members, and how much it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OptionalMembers = Literal["always", "sometimes", "never"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a value is chosen among the valid ones, static and dynamic alike."""

    optional: OptionalMembers | None = None  # None: as the document's `x-json-schema-faker` says, else always
    is_neutral: bool = True  # in a response: it reports no further page, no error and no next step
    is_last_page: bool = False  # in a response: the request asked for a further page, so that lists are empty
    is_lenient: bool = False  # where no value is found, the best attempt is returned, which breaks the schema


USUAL = Manner()
