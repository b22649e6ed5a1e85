"""Generate values for schemas without examples: ordinary-looking, and always valid.

The generator is imported at first use: a server whose document has an example for everything never needs it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .errors import Unsatisfiable
from .manner import Manner, OptionalMembers

if TYPE_CHECKING:
    from .dynamic import NEEDS_FAKER, Dynamic, has_faker
    from .generator import Generator
    from .sample_files import sample_bytes

__all__ = [
    "NEEDS_FAKER",
    "Dynamic",
    "Generator",
    "Manner",
    "OptionalMembers",
    "Unsatisfiable",
    "has_faker",
    "sample_bytes",
]

_MODULES = {
    "NEEDS_FAKER": "dynamic",
    "Dynamic": "dynamic",
    "Generator": "generator",
    "has_faker": "dynamic",
    "sample_bytes": "sample_files",
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
