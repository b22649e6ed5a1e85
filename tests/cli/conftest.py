from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from mockserver.server.app import MockApp


@pytest.fixture
def apps(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[MockApp]]:
    """Collect the applications that `mockserver serve` would serve, instead of serving them."""
    served: list[MockApp] = []
    listeners: list[socket.socket] = []

    def keep(app: MockApp, listener: socket.socket, announce: Callable[[], None], *_: object) -> None:
        served.append(app)
        listeners.append(listener)
        announce()

    monkeypatch.setattr("mockserver.server.listening.run", keep)
    yield served
    for listener in listeners:
        listener.close()
