"""A real server on loopback, with the bundled APIs, and a client for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver.client import Control, RemoteWorld
from mockserver.control import build_shell
from mockserver.engine.apis.apis import load_bundled
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.worlds import Worlds
from mockserver.server.app import MockApp
from mockserver.server.listening import ServerThread


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """One server for all tests, because connexion builds its application slowly. Each test has its own world."""
    apis = load_bundled()
    switches = {f"{api.name}.{s.name}": s.values[0] for api in apis for s in api.behaviour.switches.values()}
    engine = Engine(apis, Worlds({api.name: api.seed for api in apis}, switches))
    server = ServerThread(MockApp(engine, build_shell=build_shell))
    yield server.address
    server.close()


@pytest.fixture(scope="session")
def control(address: str) -> Iterator[Control]:
    with Control(address) as control:
        yield control


@pytest.fixture
def world(control: Control, request: pytest.FixtureRequest) -> Iterator[RemoteWorld]:
    """A world of the test's name, which does not exist yet."""
    world = control.world(request.node.originalname.replace("test_", ""))
    yield world
    world.forget()
