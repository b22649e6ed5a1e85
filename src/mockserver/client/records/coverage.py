"""How much of the documents the traffic of a server has covered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CoverageItemRecord:
    """Something to exercise, at its place in a document."""

    kind: str  # "operation", "status", "parameter", "value", "request" or "response"
    name: str  # "200 items[].title"
    count: int  # how many exchanges had it; 0: it was missed
    file: str  # "specs/adapter.yaml"
    line: int  # 84
    pointer: str  # "/paths/~1books/get/responses/200"


@dataclass(frozen=True)
class CoverageCountRecord:
    """Items of one kind."""

    covered: int
    total: int


@dataclass(frozen=True)
class OperationCoverageRecord:
    """How much of one operation is covered."""

    operation_id: str  # "listBooks"
    method: str  # "GET"
    path: str  # "/books"
    percent: float  # 66.67
    items: tuple[CoverageItemRecord, ...]


@dataclass(frozen=True)
class DocumentCoverageRecord:
    """How much of one document is covered."""

    document: str  # "specs/adapter.yaml"
    percent: float  # 66.67
    totals: dict[str, CoverageCountRecord]  # by kind of item
    operations: tuple[OperationCoverageRecord, ...]


@dataclass(frozen=True)
class CoverageRecord:
    """How much of all documents is covered."""

    since: datetime  # when counting began, by the clock of the machine
    exchanges: int  # how many with an operation were counted
    complete: bool  # False: exchanges from before the first request for the coverage may be missing
    percent: float  # 66.67: the share of items that were exercised
    documents: tuple[DocumentCoverageRecord, ...]
