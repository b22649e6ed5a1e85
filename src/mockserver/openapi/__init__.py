"""A library for OpenAPI documents: it routes requests, checks messages and generates values.

It needs no server, no state and no fixture, and imports nothing else of the package. `docs/library.md` shows it.

    Description      an OpenAPI document of any version; everything else is asked of it
    Request          a request as plain data
    Headers          the header fields of a request
    Response         a response as plain data
    Violation        one rule that a message breaks, at one place
    NoMatch          why no operation matches a method and a path
    DocumentError    raised when a document cannot be read, or a part of it is broken
    Unsatisfiable    raised when no value satisfies a schema

Each is imported at first use: `import mockserver` loads this package for its version alone.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .description import Description
    from .errors import DocumentError
    from .generation import Unsatisfiable
    from .messages import Headers, Request, Response
    from .routing import NoMatch
    from .rules import Violation

__all__ = ["Description", "DocumentError", "Headers", "NoMatch", "Request", "Response", "Unsatisfiable", "Violation"]

_MODULES = {
    "Description": "description",
    "DocumentError": "errors",
    "Headers": "messages",
    "NoMatch": "routing",
    "Request": "messages",
    "Response": "messages",
    "Unsatisfiable": "generation",
    "Violation": "rules",
}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
