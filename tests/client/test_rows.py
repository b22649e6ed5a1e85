"""Rows of a resource over HTTP, as a mapping."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mockserver.client import AsyncControl, NotFound, Refused, RemoteRows, RemoteWorld, WrongValue
from mockserver.client.records import Row
from mockserver.client.rows import make_patch

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


def test_rows_are_changed(rows: RemoteRows) -> None:
    made = rows.add(name="Orders")
    assert rows.change(made["id"], description="All of them")["name"] == "Orders"
    assert rows.remove("12345")["id"] == "12345"
    assert list(rows)[-1] == made["id"]
    assert "12345" not in rows
    rows["12345"] = {**made, "id": "12345"}
    assert rows["12345"]["name"] == "Orders"
    del rows["12345"]
    with pytest.raises(NotFound):
        rows.remove("12345")
    assert [row["name"] for row in rows.add_many([{"name": "A"}, {"name": "B"}])] == ["A", "B"]
    rows.replace([{**made, "name": "Only"}])
    assert [row["name"] for row in rows.values()] == ["Only"]
    rows.clear()
    assert dict(rows) == {}


def test_rows_that_break_their_schema(rows: RemoteRows) -> None:
    before = dict(rows)
    with pytest.raises(Refused) as caught:
        rows.change("12345", state="lve")
    assert (caught.value.status, [each.pointer for each in caught.value.violations]) == (422, ["/state"])
    assert rows == before
    assert rows.patch("12345", {"state": "lve"}, force=True)["state"] == "lve"


@pytest.mark.parametrize(
    ("old", "new", "patch"),
    [
        ({"a": 1}, {"a": 2}, {"a": 2}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}, {"a": {"b": 1, "c": None}}),
        ({"a": {"b": {"c": 1}}}, {"a": {"b": {}}}, {"a": {"b": {"c": None}}}),
        ({"a": 1}, {"a": {"b": 1}}, {"a": {"b": 1}}),
        ({"a": None}, {"a": None, "b": [None]}, {"b": [None]}),
    ],
)
def test_a_change_replaces_members(old: Row, new: Row, patch: Row) -> None:
    assert make_patch(old, new, "thing") == patch


def test_a_change_cannot_say_null() -> None:
    with pytest.raises(WrongValue, match="b of thing cannot become null by a change over HTTP; put"):
        make_patch({"a": {"b": 1}}, {"a": {"b": None}}, "thing")


def test_seeding(world: RemoteWorld, tmp_path: Path) -> None:
    (row,) = world.state("intercom")["connector"].add_many([{"name": "Only"}])
    assert world.seed({"intercom": {"connector": [row]}, "adapter": {"event": []}}) == 1
    assert world.state("intercom")["connector"] == {row["id"]: row}
    (tmp_path / "seed.yaml").write_text("connector: []\n", encoding="utf-8")
    assert world.state("intercom").seed(tmp_path / "seed.yaml") == 0
    assert len(world.state("intercom")["connector"]) == 0


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
