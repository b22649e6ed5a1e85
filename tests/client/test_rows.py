"""Rows of a resource over HTTP, as a mapping."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from mockserver.client import AsyncControl, NotFound, RemoteRows, RemoteWorld

NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)


@pytest.fixture
def rows(world: RemoteWorld) -> RemoteRows:
    world.clock.freeze(NOON)
    return world.state("intercom")["connector"]


def test_rows_are_a_mapping(rows: RemoteRows) -> None:
    found = dict(rows)
    assert list(rows) == list(rows.keys()) == list(found)
    assert len(rows) == len(found) == 4
    assert rows["12345"] == found["12345"]
    assert "12345" in rows
    assert "7" not in rows
    assert rows.get("7") is None
    assert list(rows.values()) == list(found.values())
    assert dict(rows.items()) == found
    assert rows == found


def test_a_row_that_is_not_there(rows: RemoteRows) -> None:
    with pytest.raises(NotFound, match='there is no connector "7"'):
        rows["7"]


def test_resources(world: RemoteWorld) -> None:
    world.clock.freeze(NOON)
    state = world.state("intercom")
    assert "connector" in state
    assert "conector" not in state
    assert set(state) == set(state.all())
    assert len(state) == len(state.all())
    assert world.read_state()["intercom"]["connector"] == tuple(state["connector"].values())


def test_rows_to_await(address: str, rows: RemoteRows) -> None:
    async def read() -> tuple[object, list[str]]:
        async with AsyncControl(address) as control:
            found = control.world("rows_to_await").state("intercom")["connector"]
            return await found["12345"], [identifier async for identifier in found]

    row, identifiers = asyncio.run(read())
    assert row == rows["12345"]
    assert identifiers == list(rows)
