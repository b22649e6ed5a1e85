"""The outcome of a run: plain data for all reports. The same seed gives the same outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..openapi.documents import Document
from ..openapi.operations import Operation
from .causes import Cause, group
from .failures import Failure, Phase
from .record import RequestCounts


@dataclass(frozen=True)
class Outcome:
    """One run."""

    document: Document
    service: str  # "http://127.0.0.1:8000", or "shop.main:app"
    seed: int
    phases: tuple[Phase, ...]
    operations: tuple[Operation, ...]  # those that were tested
    tallies: Mapping[str, RequestCounts]  # by "GET /books/{id}"
    failures: tuple[Failure, ...]  # new ones
    accepted: tuple[Failure, ...] = ()  # those that the baseline has
    fixed: tuple[str, ...] = ()  # fingerprints that the baseline has and the run has not found
    notices: tuple[str, ...] = ()  # what the run could not test
    cut: str = ""  # "stopped at the first one": why the run left something out; empty if it did not
    traces: tuple[str, ...] = ()  # tracebacks of the application under test, each once
    coverage: str = ""  # "87%", of the document; empty: not measured
    by_operation: dict[str, list[Failure]] = field(init=False)
    causes: tuple[Cause, ...] = field(init=False)  # of the failures: what reports show

    def __post_init__(self) -> None:
        grouped: dict[str, list[Failure]] = {str(operation): [] for operation in self.operations}
        for failure in self.failures:
            grouped.setdefault(failure.operation, []).append(failure)
        object.__setattr__(self, "by_operation", grouped)
        object.__setattr__(self, "causes", group(self.failures))

    @property
    def is_cut(self) -> bool:
        return bool(self.cut)

    @property
    def is_kept(self) -> bool:
        """Return whether the run has found no new failure."""
        return not self.failures

    @property
    def requests(self) -> int:
        return sum(tally.sent.total() for tally in self.tallies.values())
