"""Fixtures for the control API's tests."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import pytest

from tests.control.small_sandbox import Client, make_engine


@pytest.fixture(scope="module")
def shared_client() -> Client:
    """One application for all tests of a module, because connexion builds it slowly."""
    return Client(make_engine())


@pytest.fixture
def client(shared_client: Client) -> Iterator[Client]:
    """A client whose server has only the default world, just reset."""
    yield shared_client
    shared_client.held.clear()
    worlds = shared_client.engine.worlds
    worlds.rows.limit = inf
    for name in worlds.names():
        worlds.forget(name)
    worlds.get()
