"""Coverage of the document: which parts of an OpenAPI file tests have exercised, and which they have missed.

`Coverage` counts exchanges, `summarize` assigns the counts to lines of the document, and `write_report` writes them
in a format. `LiveCoverage` counts what a running server is sent.
"""

from .items import Item, Kind
from .live import LiveCoverage, LiveSummary
from .recording import Coverage, Dump
from .reports import FORMATS, Measured, read_request, write_report
from .summary import CoverageCount, ItemCoverage, OperationSummary, Summary, summarize, total

__all__ = [
    "FORMATS",
    "Coverage",
    "CoverageCount",
    "Dump",
    "Item",
    "ItemCoverage",
    "Kind",
    "LiveCoverage",
    "LiveSummary",
    "Measured",
    "OperationSummary",
    "Summary",
    "read_request",
    "summarize",
    "total",
    "write_report",
]
