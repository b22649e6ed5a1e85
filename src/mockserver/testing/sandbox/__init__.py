"""APIs inside a test: `with Sandbox() as sandbox: api = sandbox.api("intercom")`, or pytest's fixture of that name."""

from ...openapi.errors import SandboxError, UnknownName
from .api import SandboxApi
from .calls import Calls
from .intercepting import Interception, intercept
from .library import Library, Observer
from .prepared import PreparedResponse
from .recorded_calls import RecordedCall
from .sandbox import ContractBroken, Sandbox, complain

__all__ = [
    "Calls",
    "ContractBroken",
    "Interception",
    "Library",
    "Observer",
    "PreparedResponse",
    "RecordedCall",
    "Sandbox",
    "SandboxApi",
    "SandboxError",
    "UnknownName",
    "complain",
    "intercept",
]
