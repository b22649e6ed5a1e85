"""Generate values for schemas without examples: ordinary-looking, and always valid.

The generator is imported at first use: a server whose document has an example for everything never needs it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from .errors import Unsatisfiable

if TYPE_CHECKING:
    from .dynamic import Dynamic
    from .generator import Generator
    from .sample_files import sample_bytes

__all__ = ["Dynamic", "Generator", "Unsatisfiable", "sample_bytes"]

_MODULES = {"Dynamic": "dynamic", "Generator": "generator", "sample_bytes": "sample_files"}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
