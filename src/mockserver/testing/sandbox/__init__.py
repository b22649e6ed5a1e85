"""APIs inside a test: `with Sandbox() as sandbox: api = sandbox.api("intercom")`, or pytest's fixture of that name."""

from ...openapi.errors import SandboxError, UnknownName
from ..calls import Calls
from ..calls.recorded_call import RecordedCall
from .api import SandboxApi
from .interception import Interception, intercept
from .prepared_responses import PreparedResponse
from .sandbox import ContractBroken, Sandbox, complain
from .session import Library, Observer

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
