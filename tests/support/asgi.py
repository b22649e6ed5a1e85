"""A small ASGI client: sends requests to an application in process, in pieces."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mockserver.server.app import MockApp
from mockserver.server.asgi import Message, Scope


@dataclass(frozen=True)
class AsgiResponse:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def json(self) -> Any:
        return json.loads(self.body)


def drive(app: MockApp, scope: Scope, messages: Iterable[Message]) -> list[Message]:
    """Return what the application sends while it receives these messages."""
    waiting, sent = list(messages), list[Message]()

    async def receive() -> Message:
        assert waiting, "the application reads beyond the last message"
        return waiting.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def ask(
    app: MockApp,
    method: str,
    target: str,
    body: bytes | list[bytes] = b"",
    headers: Iterable[tuple[str, str]] = (),
    *,
    ending: Message | None = None,
) -> AsgiResponse | None:
    """Send a request, its body in one piece or in several; return the response, or `None` if there is none."""
    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
    }
    pieces = body if isinstance(body, list) else [body]
    messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    if ending is not None:
        messages.append(ending)
    elif messages:  # without pieces the application must not read
        messages[-1]["more_body"] = False
    sent = drive(app, scope, messages)
    if not sent:
        return None
    start, *contents = sent
    assert start["type"] == "http.response.start" and all(each["type"] == "http.response.body" for each in contents)
    assert [bool(each.get("more_body")) for each in contents] == [True] * (len(contents) - 1) + [False]
    found = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in start["headers"]]
    return AsgiResponse(start["status"], found, b"".join(each["body"] for each in contents))


def get(app: MockApp, method: str, target: str, *rest: Any, **options: Any) -> AsgiResponse:
    response = ask(app, method, target, *rest, **options)
    assert response is not None
    return response
