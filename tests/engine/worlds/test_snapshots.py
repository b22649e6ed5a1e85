"""The named snapshots of a world."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.row_budget import StateFull
from mockserver.engine.worlds.snapshots import MOST_SNAPSHOTS, Snapshot, TooManySnapshots
from mockserver.engine.worlds.store import State
from mockserver.engine.worlds.world import World

from .pets import MOMENT, add_pet, some_worlds


def names(world: World) -> list[str]:
    return [name for name, _ in world.snapshots]


def find(world: World, name: str) -> Snapshot:
    snapshot = world.snapshots.find(name)
    assert snapshot is not None
    return snapshot


def pets(world: World) -> list[Any]:
    return [row["id"] for row in world.state("pets").rows("pet")]


def test_one_is_kept_by_its_name_and_moment() -> None:
    world = some_worlds(frozen=MOMENT).get("anna")
    assert world.keep_snapshot("first")
    world.clock.advance(timedelta(hours=1))
    assert world.keep_snapshot("second")
    moments = [(name, snapshot.at) for name, snapshot in world.snapshots]
    assert moments == [("first", MOMENT), ("second", MOMENT + timedelta(hours=1))]


def test_a_later_one_replaces_that_of_its_name() -> None:
    world = some_worlds().get("anna")
    for name in ("first", "second"):
        world.keep_snapshot(name)
    add_pet(world, "2")
    assert not world.keep_snapshot("first")
    add_pet(world, "3")
    world.rollback(find(world, "first"))
    assert (names(world), pets(world)) == (["second", "first"], ["1", "2"])


def test_one_is_deleted_once() -> None:
    world = some_worlds().get("anna")
    world.keep_snapshot("first")
    assert [world.snapshots.drop("first"), world.snapshots.drop("first")] == [True, False]
    assert world.snapshots.find("first") is None


def test_a_reset_deletes_them() -> None:
    world = some_worlds().get("anna")
    world.keep_snapshot("first")
    world.reset()
    assert names(world) == []


def test_there_are_not_too_many() -> None:
    world = some_worlds().get("anna")
    for number in range(MOST_SNAPSHOTS):
        world.keep_snapshot(f"s{number}")
    with pytest.raises(TooManySnapshots):
        world.keep_snapshot("more")
    assert not world.keep_snapshot("s0")
    assert len(world.snapshots) == MOST_SNAPSHOTS


def test_they_do_not_keep_a_world_in_use() -> None:
    world = some_worlds().get("anna")
    world.keep_snapshot("first")
    assert not world.is_in_use


def test_their_rows_count_in_full() -> None:
    worlds = some_worlds(limits=Limits(state_size=1_300))
    world = worlds.get("anna")
    add_pet(world, "2")
    size = worlds.rows.used
    world.keep_snapshot("first")
    assert worlds.rows.used == 2 * size
    world.keep_snapshot("first")
    assert worlds.rows.used == 2 * size
    add_pet(world, "3")
    assert worlds.rows.used == 3 * size
    with pytest.raises(StateFull):
        world.keep_snapshot("second")
    assert (names(world), worlds.rows.used) == (["first"], 3 * size)
    world.rollback(find(world, "first"))
    assert worlds.rows.used == 2 * size
    world.snapshots.drop("first")
    assert worlds.rows.used == size
    world.keep_snapshot("first")
    worlds.forget("anna")
    assert worlds.rows.used == 0


def test_after_a_reload_what_still_fits_stays() -> None:
    worlds = some_worlds(limits=Limits(state_size=10_000))
    world = worlds.get("anna")
    for identifier in ("2", "3"):
        add_pet(world, identifier)
    size = worlds.rows.used
    world.switches["pets.mood"] = "wild"
    world.keep_snapshot("first")
    seeds = {"pets": State({"pet": {"9": {"id": "9"}}})}
    admit = {"2": "2"}
    with worlds.adopt(
        seeds, {"pets.mood": "calm"}, {"pets.mood": ("calm",)}, lambda _: lambda _, row: admit.get(row["id"])
    ):
        pass
    assert worlds.rows.used == size, "one row in the world, and one in the snapshot"
    world.reset()
    world.keep_snapshot("first")
    worlds.get("ben").rollback(find(world, "first"))
    assert pets(worlds.get("ben")) == ["9"]
