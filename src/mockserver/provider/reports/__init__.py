"""An outcome as people and programs read it; nothing in a report depends on the time it took."""

from .formats import FORMATS, ReportRequest, read_request, write_reports
from .text import summarize

__all__ = ["FORMATS", "ReportRequest", "read_request", "summarize", "write_reports"]
