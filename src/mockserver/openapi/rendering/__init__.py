"""How a value becomes bytes on the wire: one file for each family of media types, and one for refusals."""

from ..json_text import write_json
from ..problems import PROBLEM, describe, problem
from ..styles.headers import write_header
from .errors import Unwritable
from .writer import BodyWriter, Written, write_body

__all__ = [
    "PROBLEM",
    "BodyWriter",
    "Unwritable",
    "Written",
    "describe",
    "problem",
    "write_body",
    "write_header",
    "write_json",
]
