"""One HTTP server for all sandboxes of a session. It hands each request to the sandbox whose world it names."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...control import build_shell
from ...engine.engine import Engine
from ...engine.worlds.worlds import DEFAULT_WORLD, split_world
from ...openapi.messages import Response
from ...openapi.problems import problem
from ...server.app import MockApp
from ...server.asgi import Receive, Scope, Send
from ...server.cors import Cors

if TYPE_CHECKING:
    from ...server.listening import ServerThread


class SharedServer:
    """A server that starts when the first sandbox connects."""

    def __init__(self) -> None:
        self._dispatcher = _Dispatcher()
        self._lock = threading.Lock()
        self._thread: ServerThread | None = None

    def connect(self, world: str, find_engine: Callable[[], Engine]) -> str:
        """Serve a world from now on, and return the server's address."""
        self._dispatcher.connect(world, find_engine)
        with self._lock:
            if self._thread is None:
                from ...server.listening import ServerThread

                self._thread = ServerThread(self._dispatcher)
            return self._thread.address

    def disconnect(self, world: str) -> None:
        """Stop serving a world."""
        self._dispatcher.disconnect(world)

    def close(self) -> None:
        """Stop the server if it runs."""
        with self._lock:
            if self._thread is not None:
                self._thread.close()
                self._thread = None


class _Dispatcher:
    """An ASGI application that hands each request to the application of the world it names."""

    def __init__(self) -> None:
        self._apps: dict[str, Callable[[], MockApp]] = {}

    def connect(self, world: str, find_engine: Callable[[], Engine]) -> None:
        if world in self._apps:
            return
        apps: list[tuple[Engine, MockApp]] = []

        def find_app() -> MockApp:
            """The application around the present engine. A sandbox gets a new engine with each API."""
            engine = find_engine()
            if not apps or apps[0][0] is not engine:
                apps[:] = [(engine, MockApp(engine, build_shell=build_shell, cors=Cors()))]
            return apps[0][1]

        self._apps[world] = find_app

    def disconnect(self, world: str) -> None:
        self._apps.pop(world, None)

    def _find_owner(self, world: str) -> Callable[[], MockApp] | None:
        """Find the sandbox that has another world than its own, which was made by the control API."""
        apps = tuple(self._apps.values())
        owners = (find_app for find_app in apps if find_app().engine.worlds.peek(world) is not None)
        return next(owners, None) if world != DEFAULT_WORLD else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        world, _ = split_world(scope["path"])
        if world is None:
            world = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"mock-world"), "")
        find_app = self._apps.get(world) or self._find_owner(world)
        if find_app is not None:
            await find_app()(scope, receive, send)
        else:
            detail = f"no running test has the world {world!r}; take the address from `api.url`"
            await _send(problem(404, detail), send)


async def _send(response: Response, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in response.headers]
    headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})
