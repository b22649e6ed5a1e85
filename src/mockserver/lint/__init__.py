"""What is wrong with a document: every finding has a place, a stable rule id and a severity."""

from .aside import Task, is_large, start_linting
from .findings import CHECKED, RULES, Finding, Severity
from .linting import lint_address, lint_document
from .reports import FORMATS, report, summarize, tell

__all__ = [
    "CHECKED",
    "FORMATS",
    "RULES",
    "Finding",
    "Severity",
    "Task",
    "is_large",
    "lint_address",
    "lint_document",
    "report",
    "start_linting",
    "summarize",
    "tell",
]
