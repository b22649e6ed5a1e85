"""The control API and the pages, served by connexion: what a running server holds, and the ways to change it."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..coverage import LiveCoverage
    from ..engine.engine import Engine

__all__ = ["build_shell"]


def build_shell(engine: Engine, coverage: LiveCoverage | None = None) -> Callable[..., Awaitable[None]]:
    """Return an ASGI application that serves `/` and `/_mock`: what `engine` holds, and the ways to change it.

    `coverage` is what counts already; without it, counting begins when it is asked for.
    Imports connexion and Flask, which takes longer than starting everything else.
    """
    with warnings.catch_warnings():
        # importing connexion 3.3.0 warns about starlette's test client and jsonschema's RefResolver, which only
        # connexion itself could stop using; drop each line when it does
        warnings.filterwarnings("ignore", "Using .httpx. with .starlette.testclient. is deprecated")
        warnings.filterwarnings("ignore", "jsonschema.RefResolver is deprecated", DeprecationWarning)
        warnings.filterwarnings("ignore", "jsonschema.exceptions.RefResolutionError is deprecated", DeprecationWarning)
        from ..coverage import LiveCoverage
        from .shell import make_app

    app: Any = make_app(engine, coverage or LiveCoverage(engine))
    return app  # type: ignore[no-any-return]  # connexion ships no types
