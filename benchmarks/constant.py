"""The ceiling: a constant answer on the server that carries the sandbox, with the very same settings."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from mockserver.server.listening import listen, run

Message = MutableMapping[str, Any]


def constant_app(body: bytes) -> Callable[..., Awaitable[None]]:
    """Reads a request, looks at none of it, and answers 200 with `body`."""
    start = {
        "type": "http.response.start",
        "status": 200,
        "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())],
    }
    content = {"type": "http.response.body", "body": body}

    async def answer(
        _scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        await receive()
        await send(start)
        await send(content)

    return answer


if __name__ == "__main__":
    run(constant_app(Path(sys.argv[1]).read_bytes()), listen("127.0.0.1", int(sys.argv[2])))
