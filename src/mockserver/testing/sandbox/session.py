"""What many sandboxes share: documents, each loaded once, and one real server for all of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ...control import build_shell
from ...engine.apis.apis import Api, bundled_folder, bundled_names, load_api
from ...engine.apis.mounts import plan_mounts
from ...engine.exchanges import Exchange
from ...engine.worlds.worlds import split_world
from ...openapi.errors import UnknownName
from ...openapi.messages import Response
from ...openapi.problems import problem
from ...server.app import MockApp
from ...server.asgi import Receive, Scope, Send
from ...server.cors import Cors

if TYPE_CHECKING:
    from ...engine.engine import Engine
    from ...server.listening import ServerThread

Observer = Callable[[Exchange, Api | None], None]
"""Hears of every exchange of every sandbox, with the API it was about; for whoever counts."""


class Library:
    """Loaded documents and a server, for as long as a test session."""

    observers: ClassVar[list[Observer]] = []  # of all libraries: `@intercept` has one of its own

    def __init__(self) -> None:
        self._apis: dict[tuple[object, ...], Api] = {}
        self._lock = threading.Lock()
        self._exchange = _Switch()
        self._server: ServerThread | None = None

    def load_bundled(self, name: str) -> Api:
        """One of the APIs that come with the package; `UnknownName` for any other."""
        if name not in bundled_names():
            raise UnknownName.among("API", name, bundled_names(), "mockserver")
        return self.load(bundled_folder("specs") / f"{name}.yaml", bundled_folder("fixtures") / name, name)

    def load(self, document: Path | str, fixtures: Path | None = None, name: str | None = None) -> Api:
        """The API of a document, read again only when its file or its fixtures have changed."""
        name = name or plan_mounts([str(document)])[0].name
        key = (str(document), str(fixtures), name, *_stamps(document, fixtures))
        with self._lock:
            api = self._apis.get(key)
            if api is None:
                api = self._apis[key] = load_api(name, document, fixtures, prefix=f"/{name}")
            return api

    # the server

    def connect(self, world: str, engine: Callable[[], Engine]) -> str:
        """Let the one real server, started now if need be, answer for a world; its address."""
        self._exchange.connect(world, engine)
        with self._lock:
            if self._server is None:
                from ...server.listening import ServerThread

                self._server = ServerThread(self._exchange)
            return self._server.address

    def disconnect(self, world: str) -> None:
        self._exchange.disconnect(world)

    def close(self) -> None:
        """End the server, if there is one."""
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None


class _Switch:
    """An ASGI application that hands each request on to the sandbox whose world it names."""

    def __init__(self) -> None:
        self._apps: dict[str, Callable[[], MockApp]] = {}

    def connect(self, world: str, engine: Callable[[], Engine]) -> None:
        if world in self._apps:
            return
        apps: list[tuple[Engine, MockApp]] = []

        def find_app() -> MockApp:
            """The application around the present engine, which is another one when an API has been added."""
            now = engine()
            if not apps or apps[0][0] is not now:
                apps[:] = [(now, MockApp(now, build_shell=build_shell, cors=Cors()))]
            return apps[0][1]

        self._apps[world] = find_app

    def disconnect(self, world: str) -> None:
        self._apps.pop(world, None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        world, _ = split_world(scope["path"])
        if world is None:
            world = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"mock-world"), "")
        find_app = self._apps.get(world)
        if find_app is not None:
            await find_app()(scope, receive, send)
        else:
            said = f"no test that is running has the world {world!r}; take the address from `api.url`"
            await _send(problem(404, said), send)


async def _send(response: Response, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in response.headers]
    headers.append((b"content-length", b"%d" % len(response.body)))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body})


def _stamps(document: Path | str, fixtures: Path | None) -> list[tuple[str, int, int]]:
    """What changes when a file is written again: name, time and size of each."""
    files = [document] if isinstance(document, Path) else []
    if fixtures is not None and fixtures.is_dir():
        files += sorted(file for file in fixtures.iterdir() if file.suffix in (".yaml", ".py"))
    found = [(file.name, file.stat()) for file in files if file.exists()]
    return [(name, stat.st_mtime_ns, stat.st_size) for name, stat in found]
