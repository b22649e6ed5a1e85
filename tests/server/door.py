"""An application whose exchanges and rows a test can read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockserver.engine.exchanges import Exchange
from mockserver.server.app import MockApp
from tests.support.small_sandbox import load_books, sandbox_of


class Door:
    """An app whose exchanges and rows can be looked at."""

    def __init__(self, folder: Path, *, prefix: str | None = None, **options: Any) -> None:
        self.sandbox = sandbox_of(load_books(folder, prefix=prefix))
        self.seen: list[Exchange] = []
        self.app = MockApp(self.sandbox.engine, **options)
        self.app.observe(self._see)

    def _see(self, exchange: Exchange) -> None:
        self.seen.append(exchange)

    def titles(self) -> list[str]:
        return [row["title"] for row in self.sandbox.state()["book"]]
