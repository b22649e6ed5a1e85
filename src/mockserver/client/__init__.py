"""A client for the control API of a running server: set up worlds, prepare responses, and ask what was called.

>>> with Control("http://127.0.0.1:8000") as control:
...     world = control.world("anna")
...     world.clock.freeze("2026-01-20T15:00:00Z")

`AsyncControl` has the same verbs to await. It needs httpx: `pip install 'openapi-mockserver[client]'`.
"""

from ..engine.prepared_responses import PreparedResponse
from .apis import AsyncRemoteApi, RemoteApi
from .calls import RemoteCall, RemoteCalls
from .clock import AsyncRemoteClock, RemoteClock
from .control import AsyncControl, Control
from .errors import (
    ControlError,
    NotFound,
    NotMockserver,
    Refused,
    ServerTooOld,
    TokenNeeded,
    Unreachable,
    WrongValue,
)
from .records import RequestMatch
from .rows import AsyncRemoteRows, RemoteRows
from .state import AsyncRemoteState, RemoteState
from .worlds import AsyncRemoteWorld, RemoteWorld

__all__ = [
    "AsyncControl",
    "AsyncRemoteApi",
    "AsyncRemoteClock",
    "AsyncRemoteRows",
    "AsyncRemoteState",
    "AsyncRemoteWorld",
    "Control",
    "ControlError",
    "NotFound",
    "NotMockserver",
    "PreparedResponse",
    "Refused",
    "RemoteApi",
    "RemoteCall",
    "RemoteCalls",
    "RemoteClock",
    "RemoteRows",
    "RemoteState",
    "RemoteWorld",
    "RequestMatch",
    "ServerTooOld",
    "TokenNeeded",
    "Unreachable",
    "WrongValue",
]
