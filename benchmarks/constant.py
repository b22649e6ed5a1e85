"""The ceiling: a constant response on the server of the sandbox, with the same settings."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from mockserver.server.listening import listen, run

Message = MutableMapping[str, Any]


def constant_app(body: bytes) -> Callable[..., Awaitable[None]]:
    """Return an application that reads a request without looking at it, and responds 200 with `body`."""
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
    }
    content = {"type": "http.response.body", "body": body}

    async def respond(
        _scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        await receive()
        await send(start)
        await send(content)

    return respond


if __name__ == "__main__":
    run(constant_app(Path(sys.argv[1]).read_bytes()), listen("127.0.0.1", int(sys.argv[2])))
