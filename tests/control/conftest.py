"""Fixtures for the control API's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.control.small_sandbox import Client, make_engine


@pytest.fixture(scope="module")
def shared_client() -> Client:
    """Built once: connexion takes a moment to build an application."""
    return Client(make_engine())


@pytest.fixture
def client(shared_client: Client) -> Iterator[Client]:
    """A client whose server holds the default world alone, as new."""
    yield shared_client
    worlds = shared_client.engine.worlds
    for name in worlds.names():
        worlds.forget(name)
    worlds.get()
