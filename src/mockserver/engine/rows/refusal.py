"""Why rows are not stored. Nothing is changed then.

RowsRefused      rows that a resource cannot hold; the violations are all that is wrong with them
UnknownRow       there is no row of that identifier
StateOvertaken   the world was reset, rolled back, reloaded or deleted while the rows were checked
"""

from __future__ import annotations

from collections.abc import Sequence

from ...openapi.rules import Violation, quote

_TAKEN = ("body.taken", "state.conflict")


class RowsRefused(Exception):
    """Raised for rows that a resource cannot hold."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("; ".join(map(str, violations)))
        self.violations = violations  # with pointers inside what was given

    @property
    def is_conflict(self) -> bool:
        """Whether nothing is wrong with the rows but that others have the same identifier or unique members."""
        return all(violation.rule in _TAKEN for violation in self.violations)


class UnknownRow(Exception):
    """Raised for the identifier of a row that does not exist."""

    def __init__(self, resource: str, identifier: str) -> None:
        super().__init__(f"there is no {resource} {quote(identifier)}")
        self.identifier = identifier


class StateOvertaken(Exception):
    """Raised if the state that was read is no longer that of the world."""
