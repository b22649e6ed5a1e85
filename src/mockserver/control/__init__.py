"""The control API and the pages: what a running server holds, and the ways to change it, served by connexion."""

import warnings

with warnings.catch_warnings():
    # importing connexion 3.3.0 warns about starlette's test client and jsonschema's RefResolver, which only connexion
    # itself could stop using; drop each line when it does
    warnings.filterwarnings("ignore", "Using .httpx. with .starlette.testclient. is deprecated")
    warnings.filterwarnings("ignore", "jsonschema.RefResolver is deprecated", DeprecationWarning)
    warnings.filterwarnings("ignore", "jsonschema.exceptions.RefResolutionError is deprecated", DeprecationWarning)
    from .shell import build_shell

__all__ = ["build_shell"]
