"""OpenAPI files, read into one document whose schemas a JSON Schema validator can read."""

from .bundling import ReadPolicy, iter_references
from .discriminators import Discriminator
from .document import Document, DocumentPosition
from .excerpts import Excerpt, Excerpts, piece_of
from .external import ExternalValue
from .omissions import Omission
from .sources import STDIN, Source, is_remote
from .text.cache import clear_cache
from .text.parsing import compose_lines, parse_document, parse_fixture, read_text
from .versions.json_schema import Direction

__all__ = [
    "STDIN",
    "Direction",
    "Discriminator",
    "Document",
    "DocumentPosition",
    "Excerpt",
    "Excerpts",
    "ExternalValue",
    "Omission",
    "ReadPolicy",
    "Source",
    "clear_cache",
    "compose_lines",
    "is_remote",
    "iter_references",
    "parse_document",
    "parse_fixture",
    "piece_of",
    "read_text",
]
