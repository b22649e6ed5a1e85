"""A local mock and contract-testing server driven by OpenAPI documents.

`Sandbox` and `intercept` put APIs into tests; both are imported when they are first used.
`ContractBroken` is what a broken contract raises. `Answer` is the earlier name of `PreparedResponse`.
"""

from typing import TYPE_CHECKING

from .openapi.version import __version__

if TYPE_CHECKING:
    from .testing.sandbox import ContractBroken as ContractBroken
    from .testing.sandbox import PreparedResponse as PreparedResponse
    from .testing.sandbox import Sandbox as Sandbox
    from .testing.sandbox import SandboxApi as SandboxApi
    from .testing.sandbox import intercept as intercept

    Answer = PreparedResponse

__all__ = ["Answer", "ContractBroken", "PreparedResponse", "Sandbox", "SandboxApi", "__version__", "intercept"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from .testing import sandbox

        return getattr(sandbox, "PreparedResponse" if name == "Answer" else name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
