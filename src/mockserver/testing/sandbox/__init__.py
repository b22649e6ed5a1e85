"""APIs inside a test: `with Sandbox() as sandbox: api = sandbox.api("intercom")`, or pytest's fixture `sandbox`."""

from ...engine.prepared_responses import PreparedResponse
from ...openapi.errors import SandboxError, UnknownName
from ..calls import Calls, ContractBroken, RecordedCall
from .api import SandboxApi
from .interception import Interception
from .sandbox import Sandbox, intercept
from .session import Observer, SandboxSession

__all__ = [
    "Calls",
    "ContractBroken",
    "Interception",
    "Observer",
    "PreparedResponse",
    "RecordedCall",
    "Sandbox",
    "SandboxApi",
    "SandboxError",
    "SandboxSession",
    "UnknownName",
    "intercept",
]
