"""A local mock and contract-testing server driven by OpenAPI documents.

`Sandbox` and `intercept` put APIs into tests; both are imported when they are first asked for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .sandbox import Answer as Answer
    from .sandbox import Sandbox as Sandbox
    from .sandbox import SandboxApi as SandboxApi
    from .sandbox import intercept as intercept

__version__ = "0.1.0"
__all__ = ["Answer", "Sandbox", "SandboxApi", "__version__", "intercept"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from . import sandbox

        return getattr(sandbox, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
