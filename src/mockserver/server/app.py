"""The HTTP server as an ASGI application: the engine responds for the APIs, connexion for the control API and pages.

Requests under `/_mock` and for the start page go to connexion and Flask. Their application is built when the first such
request arrives, because importing them takes longer than starting everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol
from urllib.parse import unquote

from ..engine.apis.usual_pages import UsualPage, find_usual_page
from ..engine.engine import Engine
from ..engine.exchanges import Exchange
from ..engine.handling import Pending
from ..engine.worlds.worlds import DEFAULT_WORLD, split_world
from ..openapi.messages import Headers, Request, Response
from ..openapi.problems import problem
from ..openapi.rules import Violation
from .asgi import Application, Receive, Scope, Send
from .cors import Cors, read_preflight
from .guard import Guard, confine, protect
from .handler_threads import HandlerThreads
from .reading import DEFAULT_MAX_BODY, MAX_HEADERS, decode_body, read_body, refuse_announced, size_of
from .usual_pages import ENDINGS, resolve_page
from .workers import Workers
from .writing import inject_fault, stream, write

BODY_AT_ONCE = 32 * 1024  # bytes, which take up to 7 ms; a larger body is judged in a thread, which adds 0.03 ms
JUDGES = 2  # threads for larger bodies
_USUAL = Guard()  # loopback names, no token

BuildShell = Callable[[Engine], Application]
"""Makes the application that serves the control API and the pages: `mockserver.control.build_shell`."""


class Observer(Protocol):
    """Called with every exchange after it was written, such as a log."""

    def __call__(self, exchange: Exchange) -> None: ...


class MockApp:
    """An ASGI 3 application around an engine."""

    def __init__(
        self,
        engine: Engine,
        *,
        build_shell: BuildShell | None = None,
        guard: Guard = _USUAL,
        cors: Cors | None = None,
        max_body: int = DEFAULT_MAX_BODY,
        stream_interval: float = 0.0,
    ) -> None:
        self.engine = engine
        self.guard = guard  # of the control API and the pages
        self.cors = cors  # None: no CORS header fields
        self.max_body = max_body  # bytes
        self._body_at_once = min(BODY_AT_ONCE, max_body)
        self._judges = Workers("mockserver-body", JUDGES)
        self._handlers = HandlerThreads(engine)
        self.observers: list[Observer] = []
        self.stream_interval = stream_interval  # seconds between the items of a streamed response
        self._build_shell = build_shell  # None: no control API and no pages
        self._shell: Application | None = None
        self._shell_lock = asyncio.Lock()

    def observe(self, observer: Observer) -> None:
        """Call `observer` with every exchange from now on."""
        self.observers.append(observer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
            world, inner = split_world(path)
            if inner == "/_mock" or inner.startswith("/_mock/") or (inner == "/" and self._has_start_page(scope)):
                await self._serve_shell(scope if world is None else _enter(scope, world, inner), path, receive, send)
            elif inner.endswith(ENDINGS) and (page := self._find_page(scope, inner)) is not None:
                await self._serve_page(page, scope, receive, send)
            elif path == "*":  # RFC 9110 §9.3.7: OPTIONS * asks whether the server is there
                await write(Response(204), scope["method"], send)
            else:
                await self._serve_api(scope, path, receive, send)
        elif scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": "only HTTP is served"})

    # the APIs

    async def _serve_api(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        exchange = None
        try:
            early = refuse_announced(scope["headers"], self.max_body)
            raw = b"" if early else await read_body(receive, self.max_body)
            if raw is None:
                return  # the client has disconnected
            found = await self._respond(scope, path, raw, receive, early)
            if found is None:
                return
            response, exchange = found
        except Exception as mistake:  # noqa: BLE001 - the last net: a defect of ours is a 500 with one sentence
            response = problem(500, f"The server failed with {type(mistake).__name__}: {mistake}")
        if exchange is None or not await inject_fault(exchange, response, scope, receive, send):
            if response.ends:
                await stream(response, scope["method"], receive, send, self.stream_interval)
            else:
                await write(response, scope["method"], send)
        if exchange is not None:
            for observer in self.observers:
                observer(exchange)

    async def _respond(
        self, scope: Scope, path: str, raw: bytes, receive: Receive, early: Sequence[Violation]
    ) -> tuple[Response, Exchange] | None:
        """Return the response and the exchange; `None` if the client disconnects before its turn comes.

        `early` is why the body was not read.
        """
        headers = Headers.from_asgi(scope["headers"])
        method, query = scope["method"].upper(), scope.get("query_string", b"").decode("latin-1")
        size = size_of(scope["headers"])
        if size > MAX_HEADERS:  # RFC 6585 §5
            refusal = problem(431, f"the header fields are {size} bytes; allowed: up to {MAX_HEADERS}")
            return refusal, self._make_exchange(Request(method, path, query, headers), refusal)
        request, origin = Request(method, path, query, headers, raw), headers.get("origin")
        cors, scheme = self.cors if origin is not None else None, scope.get("scheme", "http")
        preflight = self._respond_to_preflight(cors, request)
        hint = None
        if cors is not None and origin is not None:
            hint = cors.find_hint(origin, headers, is_preflight=preflight is not None)
        if preflight is not None:
            return preflight, self._make_exchange(request, preflight)._replace(hint=hint)
        if early or (len(raw) <= self._body_at_once and headers.get("content-encoding") is None):
            exchange: Exchange | Pending | None = self.engine.begin(request, early, hint, scheme=scheme)
        else:
            exchange = await self._judges.run(partial(self._judge, request, hint, scheme))
        while isinstance(exchange, Pending):
            exchange = await self._handlers.run(exchange, receive)
        if exchange is None:
            return None
        response = confine(exchange.response) if self._build_shell is not None else exchange.response
        if self.engine.worlds.by_token is not None:  # a client cannot know the name of a world made from its credential
            response = response._replace(headers=(*response.headers, ("Mock-World", exchange.world)))
        if cors is None or origin is None:
            return response, exchange
        return cors.add_fields(response, origin), exchange

    def _judge(self, request: Request, hint: str | None, scheme: str) -> Exchange | Pending:
        """Undo the Content-Encoding of a body, and respond as far as that needs no handler."""
        body, early = decode_body(request.headers, request.body, self.max_body)
        return self.engine.begin(request._replace(body=body), early, hint, at_once=False, scheme=scheme)

    def _make_exchange(self, request: Request, response: Response) -> Exchange:
        """Return the exchange of a response that does not come from an API; observers see it, the journal does not."""
        name, path = split_world(request.path)
        now = self.engine.worlds.get().clock.now()
        world = name or DEFAULT_WORLD
        shown, _, _ = self.engine.masker.mask(request._replace(path=path), response, ())
        return Exchange(shown, response, world, None, None, "engine", (), now, milliseconds=0.0)

    def _respond_to_preflight(self, cors: Cors | None, request: Request) -> Response | None:
        """Return the response to a preflight; `None` if the request is not one, or CORS is off."""
        asked = read_preflight(request.method, request.headers) if cors is not None else None
        if cors is None or asked is None:
            return None
        return cors.respond_to_preflight(asked, self._list_methods(request))

    def _list_methods(self, request: Request) -> tuple[str, ...]:
        return self.engine.apis.list_methods(request.host, split_world(request.path)[1])

    # the control API and the pages

    def _has_start_page(self, scope: Scope) -> bool:
        """Return whether `/` is the start page, because no API is served there."""
        host = Request("GET", "/", headers=Headers.from_asgi(scope["headers"])).host
        return self._build_shell is not None and not self.engine.apis.list_methods(host, "/")

    def _find_page(self, scope: Scope, path: str) -> UsualPage | None:
        """Return the page that a path means which no operation has, such as `/docs`."""
        if self._build_shell is None or scope["method"] not in ("GET", "HEAD"):
            return None
        host = Request("GET", path, headers=Headers.from_asgi(scope["headers"])).host
        return find_usual_page(self.engine.apis, host, path) if self.guard.knows(host) else None

    async def _serve_page(self, page: UsualPage, scope: Scope, receive: Receive, send: Send) -> None:
        target = resolve_page(page, self.engine.apis)
        if isinstance(target, Response):
            await write(target, scope["method"], send)
            return
        fields = scope["headers"]
        if target.accept is not None:
            fields = [*(field for field in fields if field[0] != b"accept"), (b"accept", target.accept)]
        query = target.query or scope.get("query_string", b"")
        meant = {**_readdress(scope, target.path), "headers": fields, "query_string": query}
        await self._serve_shell(meant, target.path, receive, send)

    async def _serve_shell(self, scope: Scope, path: str, receive: Receive, send: Send) -> None:
        """Let connexion respond to what the guard admits."""
        headers, query = Headers.from_asgi(scope["headers"]), scope.get("query_string", b"").decode("latin-1")
        request = Request(scope["method"].upper(), path, query, headers)
        send, origin = protect(send), headers.get("origin")
        if origin is not None and origin in self.guard.origins:
            cors = Cors(self.guard.origins)
            preflight = self._respond_to_preflight(cors, request)
            if preflight is not None:
                await write(preflight, scope["method"], send)
                return
            send = cors.wrap_send(send, origin)
        refusal = self.guard.check(request)
        if refusal is not None:
            await write(refusal, scope["method"], send)
            return
        shell = await self._get_shell()
        if shell is None:
            await write(problem(404, f"{path}: this server has no control API"), scope["method"], send)
        else:
            await shell(scope, receive, send)

    async def _get_shell(self) -> Application | None:
        """Return connexion's application, built outside the event loop when it is first needed."""
        if self._shell is None and self._build_shell is not None:
            async with self._shell_lock:
                if self._shell is None:
                    self._shell = await asyncio.to_thread(self._build_shell, self.engine)
        return self._shell


def _readdress(scope: Scope, path: str) -> Scope:
    """Return the same request with another path."""
    return {**scope, "path": unquote(path), "raw_path": path.encode("latin-1")}


def _enter(scope: Scope, world: str, path: str) -> Scope:
    """Return a request without the world in its path, and with it as the header field that pages read."""
    fields = [field for field in scope["headers"] if field[0] != b"mock-world"]
    return {**_readdress(scope, path), "headers": [*fields, (b"mock-world", world.encode("latin-1"))]}


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
