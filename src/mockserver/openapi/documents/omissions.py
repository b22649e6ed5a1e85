"""What of a document is left out because it cannot be read: data, for lint and `--strict`."""

from __future__ import annotations

from typing import Literal, NamedTuple

OmissionRule = Literal["reference.broken", "schema.unreadable", "part.unreadable"]


class Omission(NamedTuple):
    """A part of a document that is not used. The rest is."""

    rule: OmissionRule
    pointer: str  # "/components/schemas/Pet/required", as `Document.lookup` understands it
    message: str  # 'the $ref "#/nowhere" leads nowhere'
