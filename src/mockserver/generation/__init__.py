"""Values for schemas that show none: ordinary-looking, and always valid."""

from .dynamic import Dynamic
from .files import sample_bytes
from .generator import Generator, Unsatisfiable

__all__ = ["Dynamic", "Generator", "Unsatisfiable", "sample_bytes"]
