"""Files become a parsed, located document whose schemas a JSON Schema validator can read."""

from .dialects import Direction
from .document import Dialect, Document, DocumentPosition
from .parsing import compose_lines, escape, parse_document, parse_fixture, read_text

__all__ = [
    "Dialect",
    "Direction",
    "Document",
    "DocumentPosition",
    "compose_lines",
    "escape",
    "parse_document",
    "parse_fixture",
    "read_text",
]
