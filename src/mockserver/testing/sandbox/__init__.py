"""APIs inside a test: `with Sandbox() as sandbox: api = sandbox.api("intercom")`, or pytest's fixture of that name."""

from ...openapi.errors import SandboxError, UnknownName
from .api import SandboxApi
from .calls import Calls
from .entries import Entry
from .intercepting import Interception, intercept
from .library import Library, Observer
from .prepared import Answer
from .sandbox import ContractBroken, Sandbox, complain

__all__ = [
    "Answer",
    "Calls",
    "ContractBroken",
    "Entry",
    "Interception",
    "Library",
    "Observer",
    "Sandbox",
    "SandboxApi",
    "SandboxError",
    "UnknownName",
    "complain",
    "intercept",
]
