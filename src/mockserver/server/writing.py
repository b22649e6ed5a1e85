"""Writing responses: whole, in pieces, or not at all because a fault takes their place."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from ..engine.exchanges import Exchange
from ..engine.faults.fault import FaultName
from ..engine.faults.slow import iter_drips
from ..engine.faults.truncated import truncate
from ..openapi.messages import BODILESS, FRAMING_FIELDS, Response
from ..openapi.problems import problem
from .asgi import CLOSE, RESET, SILENCE, Application, Receive, Scope, Send

_CARRIED_OUT: Mapping[FaultName, str] = {
    "reset": RESET,
    "timeout": SILENCE,
    "empty": CLOSE,
    "truncated": CLOSE,
    "slow": "",
}
"""The faults that a door carries out, each with the extension that it takes."""


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


async def inject_fault(exchange: Exchange, response: Response, scope: Scope, receive: Receive, send: Send) -> bool:
    """Let happen what the exchange says; return whether there is nothing more to write.

    1. A delay, until the client disconnects.
    2. A broken connection, a response without its end, or a slow one. Where another server cannot break a connection,
       the response is sent: the problem that stands for the fault, or the whole one.
    """
    if exchange.delay and await _is_left_during(exchange.delay, receive):
        return True
    fault, extensions = exchange.fault, scope.get("extensions", {})
    if fault is None or fault not in _CARRIED_OUT:
        return False
    if fault == "slow":
        return await _drip(exchange.pace, response, scope["method"], receive, send)
    extension = extensions.get(_CARRIED_OUT[fault])
    if extension is None and fault != "timeout":
        return False
    if fault == "truncated":
        if not response.body or scope["method"] == "HEAD":
            return False
        await _begin(response, send)
        await send({"type": "http.response.body", "body": truncate(response.body), "more_body": True})
    if extension is not None:
        extension["call"]()
    await await_disconnect(receive)
    return True


async def _drip(bytes_per_second: float, response: Response, method: str, receive: Receive, send: Send) -> bool:
    """Write the body slowly, until the client disconnects; return whether there was a body to write."""
    if not response.body or method == "HEAD":
        return False
    await _begin(response, send)
    sent, disconnect = 0, asyncio.ensure_future(await_disconnect(receive))
    try:
        for seconds, piece in iter_drips(response.body, bytes_per_second):
            done, _ = await asyncio.wait({disconnect}, timeout=seconds)
            if done:
                break
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            sent += len(piece)
    finally:  # the rest comes at once if the server shuts down
        disconnect.cancel()
        await send({"type": "http.response.body", "body": response.body[sent:]})
    return True


async def _begin(response: Response, send: Send) -> None:
    """Write the head of a response, with the length of its whole body."""
    headers = encode_headers(response.headers)
    if not response.ends:
        headers = [*headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})


async def _is_left_during(seconds: float, receive: Receive) -> bool:
    """Wait; return whether the client disconnected meanwhile."""
    disconnect = asyncio.ensure_future(await_disconnect(receive))
    try:
        done, _ = await asyncio.wait({disconnect}, timeout=seconds)
    finally:
        disconnect.cancel()
    return bool(done)


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
