"""How many connections the system allows a process."""

from __future__ import annotations

import pytest

from mockserver.server.connections.descriptors import RESERVE, allow_connections
from mockserver.server.connections.limits import OVERFLOW

resource = pytest.importorskip("resource")
BESIDES = OVERFLOW + RESERVE


@pytest.mark.parametrize(
    ("soft", "hard", "wanted", "allowed", "soft_after"),
    [
        pytest.param(5000, 9000, 1000, 1000, 5000, id="enough"),
        pytest.param(1024, 9000, 1000, 1000, 1000 + BESIDES, id="raised"),
        pytest.param(256, 512, 1000, 512 - BESIDES, 512, id="raised-to-the-most"),
        pytest.param(-1, -1, 1000, 1000, -1, id="no-limit"),
        pytest.param(256, -1, 1000, 1000, 1000 + BESIDES, id="no-hard-limit"),
        pytest.param(20, 20, 1000, 5, 20, id="hardly-any"),
    ],
)
def test_connections(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, wanted: int, allowed: int, soft_after: int
) -> None:
    limits = [(soft, hard)]
    monkeypatch.setattr(resource, "RLIM_INFINITY", -1)
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, pair: limits.append(pair))
    assert allow_connections(wanted) == allowed
    assert limits[-1] == (soft_after, hard)


def test_a_system_that_does_not_raise_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(resource, "getrlimit", lambda _: (1024, 9000))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert allow_connections(10_000) == 1024 - BESIDES
