"""What is wrong with a document: every finding has a place, a stable rule id and a severity."""

from .findings import CHECKED, RULES, Finding, Severity
from .linting import lint_address, lint_document
from .reports import FORMATS, report, summarize

__all__ = ["CHECKED", "FORMATS", "RULES", "Finding", "Severity", "lint_address", "lint_document", "report", "summarize"]
