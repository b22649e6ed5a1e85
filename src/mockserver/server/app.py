"""The HTTP door: an ASGI application whose first floor is the engine and whose second is connexion.

A request for a mocked API is answered by the engine. `/_mock` and the start page go on to connexion and Flask, which
are imported when the first such request arrives, because importing them takes longer than starting everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import unquote

from ..engine.engine import Engine
from ..engine.exchanges import Exchange
from ..engine.worlds.worlds import DEFAULT_WORLD, split_world
from ..openapi.bodies import BodyError, BodyTooLarge, read_content_encoding
from ..openapi.messages import Headers, Request, Response
from ..openapi.problems import problem
from ..openapi.rules import Violation, quote

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Shell = Callable[[Scope, Receive, Send], Awaitable[None]]

DEFAULT_MAX_BODY = 10 * 1024 * 1024  # bytes
MAX_HEADERS = 64 * 1024  # bytes of names and values
RESET = "mockserver.reset"  # an ASGI extension of our server: its `call()` breaks the connection
_NO_CONTENT = (204, 304)  # RFC 9110 §8.6: no Content-Length either


class Observer(Protocol):
    """Told of every exchange after it was written, such as a log."""

    def __call__(self, exchange: Exchange) -> None: ...


@dataclass(frozen=True)
class Cors:
    """Which web pages may read answers (Fetch §3.2); `None` as origins means all."""

    origins: frozenset[str] | None = None

    def admits(self, origin: str) -> bool:
        """Whether pages of this origin may read answers."""
        return self.origins is None or origin in self.origins

    def allow(self, origin: str, exposed: Iterable[str] = ()) -> tuple[tuple[str, str], ...]:
        """The fields that let `origin` read an answer and its `exposed` header fields, as far as it may."""
        if self.origins is None:
            return (("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "*"))
        vary = ("Vary", "Origin")  # caches must tell origins apart
        if origin not in self.origins:
            return (vary,)
        # Fetch §3.2.5: an origin named in full may also send cookies, and then no `*` stands for anything
        allowed = (("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", "true"), vary)
        return (*allowed, ("Access-Control-Expose-Headers", ", ".join(exposed))) if exposed else allowed


class MockApp:
    """ASGI 3 in, engine behind."""

    def __init__(
        self,
        engine: Engine,
        *,
        cors: Cors | None = None,
        max_body: int = DEFAULT_MAX_BODY,
        observers: Iterable[Observer] = (),
        stream_interval: float = 0.0,
    ) -> None:
        self.engine = engine
        self.stream_interval = stream_interval  # seconds between the items of a streamed answer
        self.cors = cors
        self.max_body = max_body
        self.observers = tuple(observers)
        self._shell: Shell | None = None
        self._shell_lock = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
            world, inner = split_world(path)
            if inner == "/_mock" or inner.startswith("/_mock/") or (inner == "/" and not self._has_root(scope)):
                await self._go_up(scope if world is None else _readdress(scope, inner), inner, receive, send)
            else:
                await self._http(scope, path, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": "only HTTP is served"})

    def _has_root(self, scope: Scope) -> bool:
        """Whether an API answers `/` itself; else the page for people stands there."""
        host = Request("GET", "/", headers=Headers.from_asgi(scope["headers"])).host
        return self.engine.answers(host, "/")

    async def _http(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        exchange = None
        try:
            raw = await _read(receive, self.max_body)
            if raw is None:
                return  # the client has gone; nobody waits for an answer
            headers = Headers.from_asgi(scope["headers"])
            response, exchange = self._answer(scope, path, headers, raw)
        except Exception as mistake:  # noqa: BLE001 - the last net: a mistake of ours is a 500 with one sentence
            response = problem(500, f"The server failed with {type(mistake).__name__}: {mistake}")
        if exchange is None or await _is_sent(exchange, scope, receive):
            await self._send(response, scope["method"], receive, send)
        if exchange is not None:
            for observer in self.observers:
                observer(exchange)

    async def _send(self, response: Response, method: str, receive: Receive, send: Send) -> None:
        if response.ends:
            await _stream(response, method, receive, send, self.stream_interval)
        else:
            await _write(response, method, send)

    def _answer(self, scope: Scope, path: str, headers: Headers, raw: bytes) -> tuple[Response, Exchange]:
        method, query = scope["method"].upper(), scope.get("query_string", b"").decode("latin-1")
        size = _size(scope["headers"])
        if size > MAX_HEADERS:  # RFC 6585 §5
            refusal = problem(431, f"the header fields are {size} bytes; allowed: up to {MAX_HEADERS}")
            return refusal, self._note(Request(method, path, query, headers), refusal)
        if method == "OPTIONS":
            preflight = self._preflight(path, headers)
            if preflight is not None:
                return preflight, self._note(Request(method, path, query, headers), preflight)
        body, early = decode_body(headers, raw, self.max_body)
        exchange = self.engine.respond(Request(method, path, query, headers, body), early)
        return self._with_cors(exchange.response, headers), exchange

    def _note(self, request: Request, response: Response) -> Exchange:
        """What observers hear of an answer that no API gave; no journal has it."""
        name, path = split_world(request.path)
        now = self.engine.worlds.get().clock.now()
        return Exchange(
            request._replace(path=path),
            response,
            name or DEFAULT_WORLD,
            None,
            None,
            "engine",
            (),
            now,
            milliseconds=0.0,
        )

    # CORS

    def _preflight(self, path: str, headers: Headers) -> Response | None:
        """The answer to a browser that asks whether it may send the real request (Fetch §3.2.2)."""
        origin, wanted = headers.get("origin"), headers.get("access-control-request-method")
        if self.cors is None or origin is None or wanted is None:
            return None
        allowed = self.cors.allow(origin)
        if self.cors.admits(origin):
            requested = headers.get("access-control-request-headers")
            allowed += (("Access-Control-Allow-Methods", ", ".join(self._methods(path, headers) or (wanted,))),)
            allowed += (("Access-Control-Allow-Headers", requested),) if requested else ()
            allowed += (("Access-Control-Max-Age", "600"),)
        return Response(204, allowed)

    def _methods(self, path: str, headers: Headers) -> tuple[str, ...]:
        return self.engine.methods_of(Request("OPTIONS", path, headers=headers))

    def _with_cors(self, response: Response, headers: Headers) -> Response:
        origin = headers.get("origin")
        if self.cors is None or origin is None:
            return response
        allowed = self.cors.allow(origin, [name for name, _ in response.headers])
        return response._replace(headers=response.headers + allowed)

    # the second floor

    async def _go_up(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        """Have connexion answer; web pages may read what it says as they may what an API says."""
        headers = Headers.from_asgi(scope["headers"])
        preflight = self._preflight(path, headers) if scope["method"] == "OPTIONS" else None
        if preflight is not None:
            await _write(preflight, "OPTIONS", send)
            return
        origin, cors = headers.get("origin"), self.cors

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start" and cors is not None and origin is not None:
                exposed = [name.decode("latin-1") for name, _ in message["headers"]]
                message = {**message, "headers": [*message["headers"], *_encode(cors.allow(origin, exposed))]}
            await send(message)

        await (await self._get_shell())(scope, receive, send_on)

    async def _get_shell(self) -> Shell:
        """connexion's application, built off the event loop when it is first needed."""
        if self._shell is None:
            async with self._shell_lock:
                if self._shell is None:
                    self._shell = await asyncio.to_thread(_build_shell, self.engine)
        return self._shell


def end_quietly(app: Shell) -> Shell:
    """The same app, for a server that cancels requests when it ends: they get a 503 instead of a traceback."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except asyncio.CancelledError:
            with suppress(RuntimeError):  # an answer that has begun to stream cannot become another
                await _write(problem(503, "the server is shutting down"), scope["method"], send)

    return answer


def decode_body(headers: Headers, raw: bytes, limit: int) -> tuple[bytes, list[Violation]]:
    """The body freed from its Content-Encoding, or the violation of a body that cannot be read."""
    if len(raw) > limit:
        return b"", [_too_large(limit)]
    encoding = headers.get("content-encoding")
    if encoding is None:
        return raw, []
    try:
        return read_content_encoding(encoding, raw, limit), []
    except BodyTooLarge:
        return b"", [_too_large(limit)]
    except BodyError as error:
        return b"", [Violation("body.encoding", "body", str(error), name="Content-Encoding", seen=quote(encoding))]


def _build_shell(engine: Engine) -> Shell:
    from ..control import build_shell

    shell: Shell = build_shell(engine)
    return shell


def _readdress(scope: Scope, path: str) -> Scope:
    """The same request with another path."""
    return {**scope, "path": unquote(path), "raw_path": path.encode("latin-1")}


async def _is_sent(exchange: Exchange, scope: Scope, receive: Receive) -> bool:
    """Wait as long as the answer is late; whether there is one to send, or a fault has taken its place."""
    if exchange.delay:
        await asyncio.sleep(exchange.delay)
    if exchange.fault is None:
        return True
    if exchange.fault == "reset":
        extension = scope.get("extensions", {}).get(RESET)
        if extension is None:
            return True  # this server cannot break a connection: a 503 stands for it
        extension["call"]()
    while (await receive())["type"] != "http.disconnect":  # until the client gives up
        pass
    return False


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The body, cut off just beyond `limit`; `None` when the client went away before it was whole."""
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    body: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return body
    parts, size = [body], len(body)
    while message.get("more_body", False) and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    return b"".join(parts)


async def _write(response: Response, method: str, send: Send) -> None:
    headers = _encode(response.headers)
    if response.status not in _NO_CONTENT:
        headers = [*headers, (b"content-length", b"%d" % len(response.body))]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    # RFC 9110 §9.3.2: HEAD tells of the content without sending it
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else response.body})


async def _stream(response: Response, method: str, receive: Receive, send: Send, interval: float) -> None:
    """One message for each piece, `interval` seconds apart, until the client goes away."""
    start = {"type": "http.response.start", "status": response.status, "headers": _encode(response.headers)}
    await send(start)
    gone = asyncio.ensure_future(_leave(receive)) if interval and method != "HEAD" else None
    try:
        for number, piece in enumerate(response.iter_pieces() if method != "HEAD" else ()):
            if number and await _is_alone(gone, interval):
                break
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    finally:  # what has begun ends well, even where the server is shutting down
        if gone is not None:
            gone.cancel()
        await send({"type": "http.response.body", "body": b""})


async def _leave(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _is_alone(gone: asyncio.Future[None] | None, interval: float) -> bool:
    """Wait for the next piece; whether the client went away meanwhile."""
    if gone is None:
        await asyncio.sleep(0)  # so that each piece is a write of its own
        return False
    done, _ = await asyncio.wait({gone}, timeout=interval)
    return bool(done)


def _size(headers: Iterable[tuple[bytes, bytes]]) -> int:
    size = 0
    for name, value in headers:
        size += len(name) + len(value)
    return size


@lru_cache(maxsize=256)
def _encode(fields: tuple[tuple[str, str], ...]) -> list[tuple[bytes, bytes]]:
    """Header fields as ASGI has them; most answers carry one of a few sets. Callers add to a copy."""
    return [(name.encode("latin-1"), _field_value(value)) for name, value in fields]


def _field_value(value: str) -> bytes:
    """RFC 9110 §5.5: no line ends in a field's value, whatever a fixture says."""
    return value.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace")


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _too_large(limit: int) -> Violation:
    message = f"is larger than {limit} bytes, the most this server reads (--max-body)"
    return Violation("body.too-large", "body", message, seen=f"more than {limit} bytes", allowed=f"{limit} bytes")
