"""Coverage of the document: what of an OpenAPI file tests have exercised, and what they have missed.

`Coverage` counts while messages pass, `summarize` puts what it counted beside the document, and `write_report` writes
that down for people and programs.
"""

from .items import Item, Kind
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
    "Measured",
    "OperationSummary",
    "Summary",
    "read_request",
    "summarize",
    "total",
    "write_report",
]
