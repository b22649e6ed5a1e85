"""Whether a world got the requests that were expected."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NearRecord:
    """A request that is nearly as expected, or one too many."""

    number: int  # 12, in the journal
    request: str  # "PATCH /adapter/v1/custom-connectors/c0ffee… → 200"
    differences: tuple[str, ...]  # 'body /name: expected "Orders", was "orders"'; () if it matches


@dataclass(frozen=True, repr=False)
class VerdictRecord:
    """Whether a world got the requests that were expected. It is true if it did: `assert world.verify(…)`."""

    verified: bool
    count: int  # how many requests match
    expected: str  # "1 request: updateCustomConnector"
    nearest: tuple[NearRecord, ...]  # () if it was verified
    hint: str | None = None  # what could not be compared: secrets, and requests that are no longer kept

    def __bool__(self) -> bool:
        return self.verified

    def __repr__(self) -> str:
        """What was expected and how many there were; below it the nearest requests and how they differ."""
        lines = [f"expected {self.expected}; there {'was' if self.count == 1 else 'were'} {self.count}"]
        for each in self.nearest:
            lines += [f"  {each.number}. {each.request}", *(f"       {difference}" for difference in each.differences)]
        return "\n".join(lines + ([f"  ({self.hint})"] if self.hint else []))
