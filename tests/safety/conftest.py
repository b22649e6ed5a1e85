"""What the attacks aim at: a watched server, or the folder of a document and the process that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .documents import OUTSIDE
from .watched_server import WatchedServer
from .workers import Worker

ATTACKED = Path(__file__).parent / "attacked.yaml"


@pytest.fixture(scope="module")
def watched(request: pytest.FixtureRequest) -> Iterator[WatchedServer]:
    """A server for all tests of a module: `with watched.attack(): …` watches it during one of them."""
    options: tuple[str, ...] = getattr(request.module, "OPTIONS", (str(ATTACKED),))
    with WatchedServer(*options) as server:
        server.canary = getattr(request.module, "CANARY", server.canary)
        yield server
        server.interrupt()
        server.check_output()


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """A process that runs command lines, for all tests of a module."""
    with Worker() as worker:
        yield worker


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a document, beside a file that the document may not read."""
    (tmp_path / "outside.json").write_text(OUTSIDE, encoding="utf-8")
    folder = tmp_path / "inside"
    folder.mkdir()
    return folder
