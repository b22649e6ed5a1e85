"""The types of ASGI 3, and the extensions by which our server breaks a connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

RESET = "mockserver.reset"  # in a scope's `extensions`; its `call()` breaks the connection
CLOSE = "mockserver.close"  # another; its `call()` sends what is written and closes the connection
SILENCE = "mockserver.silence"  # another; its `call()` says that no response will come
