"""Finds what is wrong with a document: every finding has a place, a stable rule id and a severity.

The checks are imported at their first use, because large documents are checked in another process.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .background import Task, is_large, start_linting
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

_MODULES = {
    **dict.fromkeys(("Task", "is_large", "start_linting"), "background"),
    **dict.fromkeys(("CHECKED", "RULES", "Finding", "Severity"), "findings"),
    **dict.fromkeys(("lint_address", "lint_document"), "linting"),
    **dict.fromkeys(("FORMATS", "report", "summarize", "tell"), "reports"),
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
