"""What a run came to: plain data that every report is written from, and that the same seed makes again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..openapi.documents import Document
from ..openapi.operations import Operation
from .conversation import RequestCounts
from .failures import Failure, Phase


@dataclass(frozen=True)
class Outcome:
    """One run."""

    document: Document
    service: str  # "http://127.0.0.1:8000", or "shop.main:app"
    seed: int
    phases: tuple[Phase, ...]
    operations: tuple[Operation, ...]  # those that were tested
    tallies: Mapping[str, RequestCounts]  # by "GET /books/{id}"
    failures: tuple[Failure, ...]  # those nobody has accepted
    accepted: tuple[Failure, ...] = ()  # those a baseline knows
    fixed: tuple[str, ...] = ()  # fingerprints that a baseline knows, and nothing breaks any more
    notices: tuple[str, ...] = ()  # what makes the run say less than it could
    is_cut: bool = False  # --fail-fast ended it
    coverage: str = ""  # "87%", of the document; empty when nobody asked
    by_operation: dict[str, list[Failure]] = field(init=False)

    def __post_init__(self) -> None:
        grouped: dict[str, list[Failure]] = {str(operation): [] for operation in self.operations}
        for failure in self.failures:
            grouped.setdefault(failure.operation, []).append(failure)
        object.__setattr__(self, "by_operation", grouped)

    @property
    def is_kept(self) -> bool:
        """Whether the service keeps the contract, as far as it was asked."""
        return not self.failures

    @property
    def requests(self) -> int:
        return sum(tally.sent.total() for tally in self.tallies.values())
