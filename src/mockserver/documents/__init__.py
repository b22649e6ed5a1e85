"""Files become a parsed, located document whose schemas a JSON Schema validator can read."""

from .bundling import RefPolicy, iter_references
from .dialects import Direction
from .document import Dialect, Document, DocumentPosition
from .parsing import compose_lines, escape, parse_document, parse_fixture, read_text
from .sources import STDIN, Source, is_remote

__all__ = [
    "STDIN",
    "Dialect",
    "Direction",
    "Document",
    "DocumentPosition",
    "RefPolicy",
    "Source",
    "compose_lines",
    "escape",
    "is_remote",
    "iter_references",
    "parse_document",
    "parse_fixture",
    "read_text",
]
