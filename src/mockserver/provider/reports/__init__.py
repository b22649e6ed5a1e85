"""The outcome of a provider test for people and programs. The same outcome always gives the same text."""

from .formats import FORMATS, write_reports
from .text import summarize

__all__ = ["FORMATS", "summarize", "write_reports"]
