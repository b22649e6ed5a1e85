"""Writing responses: whole, in pieces, or not at all because a fault takes their place."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import lru_cache

from ..engine.exchanges import Exchange
from ..openapi.messages import BODILESS, FRAMING_FIELDS, Response
from ..openapi.problems import problem
from .asgi import RESET, SILENCE, Application, Receive, Scope, Send


async def write(response: Response, method: str, send: Send) -> None:
    """Write a response in one piece."""
    headers = encode_headers(response.headers)
    is_bodiless = response.status in BODILESS
    if not is_bodiless:  # RFC 9110 §8.6: no Content-Length either
        headers = [*headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    # RFC 9110 §9.3.2: the response to HEAD describes the content without sending it
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" or is_bodiless else response.body})


async def stream(response: Response, method: str, receive: Receive, send: Send, interval: float) -> None:
    """Write one message for each piece, `interval` seconds apart, until the client disconnects."""
    headers = encode_headers(response.headers)
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    disconnect = asyncio.ensure_future(await_disconnect(receive)) if interval and method != "HEAD" else None
    try:
        for number, piece in enumerate(response.iter_pieces() if method != "HEAD" else ()):
            if number and await _await_next_piece(disconnect, interval):
                break
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:  # the stream is completed even if the server shuts down
        if disconnect is not None:
            disconnect.cancel()
        await send({"type": "http.response.body", "body": b""})


async def inject_fault(exchange: Exchange, scope: Scope, receive: Receive) -> bool:
    """Delay the response as the exchange says, and break the connection if it says so; return whether it was broken."""
    if exchange.delay:
        await asyncio.sleep(exchange.delay)
    if exchange.fault is None:
        return False
    if exchange.fault == "reset":
        extension = scope.get("extensions", {}).get(RESET)
        if extension is None:
            return False  # another server cannot break a connection; the response, a 503, is sent instead
        extension["call"]()
    elif (extension := scope.get("extensions", {}).get(SILENCE)) is not None:
        extension["call"]()
    await await_disconnect(receive)
    return True


def end_quietly(app: Application) -> Application:
    """Wrap an application for a server that cancels requests when it stops: respond 503 rather than log a traceback."""

    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            with suppress(RuntimeError):  # a response that has begun cannot be replaced
                await write(problem(503, "the server is shutting down"), scope["method"], send)

    return respond


@lru_cache(maxsize=256)
def encode_headers(fields: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    """Return header fields as ASGI takes them, without those that frame the message: a fixture cannot know them.

    Most responses carry one of a few sets of fields; callers must not change the list.
    """
    return [
        (name.encode("latin-1"), _encode_value(value)) for name, value in fields if name.lower() not in FRAMING_FIELDS
    ]


def _encode_value(value: str) -> bytes:
    """RFC 9110 §5.5: a field value has no line ends, even if a fixture writes some."""
    return value.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace")


async def await_disconnect(receive: Receive) -> None:
    """Return when the client has disconnected."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _await_next_piece(disconnect: asyncio.Future[None] | None, interval: float) -> bool:
    """Wait until the next piece is due; return whether the client disconnected meanwhile."""
    if disconnect is None:
        await asyncio.sleep(0)  # so that each piece is a write of its own
        return False
    done, _ = await asyncio.wait({disconnect}, timeout=interval)
    return bool(done)
