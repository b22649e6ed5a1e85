"""What the sandboxes of a test session share: loaded documents and one HTTP server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from ...engine.apis.apis import Api, bundled_folder, bundled_names, load_api
from ...engine.apis.mounts import plan_mounts
from ...engine.exchanges import Exchange
from ...openapi.errors import UnknownName
from .shared_server import SharedServer

Observer = Callable[[Exchange, Api | None], None]
"""Called with each exchange of each sandbox, and the API that it belongs to."""


class SandboxSession:
    """Loads each document once, and holds the server. It lives as long as a test session."""

    observers: ClassVar[list[Observer]] = []  # for all sessions, because `@intercept` has a session of its own

    def __init__(self) -> None:
        self.server = SharedServer()
        self._apis: dict[tuple[object, ...], Api] = {}
        self._lock = threading.Lock()

    def load_bundled(self, name: str, *, is_stateless: bool = False) -> Api:
        """Load one of the bundled APIs. Raises `UnknownName` if there is none of that name."""
        if name not in bundled_names():
            raise UnknownName.among("API", name, bundled_names(), "mockserver")
        document, fixtures = bundled_folder("specs") / f"{name}.yaml", bundled_folder("fixtures") / name
        return self.load(document, fixtures, name, is_stateless=is_stateless)

    def load(
        self,
        document: Path | str,
        fixtures: Path | None = None,
        name: str | None = None,
        *,
        is_stateless: bool = False,
    ) -> Api:
        """Load a document; it is read again only if its file or its fixtures have changed."""
        name = name or plan_mounts([str(document)])[0].name
        key = (str(document), str(fixtures), name, is_stateless, *_stamps(document, fixtures))
        with self._lock:
            api = self._apis.get(key)
            if api is None:
                api = load_api(name, document, fixtures, prefix=f"/{name}", is_stateless=is_stateless)
                self._apis[key] = api
            return api

    def close(self) -> None:
        """Stop the server if it runs."""
        self.server.close()


def _stamps(document: Path | str, fixtures: Path | None) -> list[tuple[str, int, int]]:
    """Name, time and size of each file; one of them changes when a file is written again."""
    files = [document] if isinstance(document, Path) else []
    if fixtures is not None and fixtures.is_dir():
        files += sorted(file for file in fixtures.iterdir() if file.suffix in (".yaml", ".py"))
    found = [(file.name, file.stat()) for file in files if file.exists()]
    return [(name, stat.st_mtime_ns, stat.st_size) for name, stat in found]
