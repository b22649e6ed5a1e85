"""The server of each test module, watched: the module's `OPTIONS`, or the document that is made to be attacked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .watched_server import WatchedServer

IS_LONG = os.environ.get("ABUSE") == "long"  # `make abuse`
ATTACKED = Path(__file__).parent / "attacked.yaml"


@pytest.fixture(scope="module")
def watched(request: pytest.FixtureRequest) -> Iterator[WatchedServer]:
    """A server for all tests of a module: `with watched.attack(): …` watches it during one of them."""
    options: tuple[str, ...] = getattr(request.module, "OPTIONS", (str(ATTACKED),))
    with WatchedServer(*options) as server:
        yield server
