"""Looks at what has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mockserver.engine.worlds.persistence.captures import Captures
from mockserver.engine.worlds.store import State
from mockserver.engine.worlds.world import World
from mockserver.engine.worlds.worlds import DEFAULT_WORLD
from tests.engine.worlds.pets import add_pet, some_worlds
from tests.support.work import count_calls


def set_switch(world: World) -> None:
    world.switches["pets.mood"] = "wild"


def count_request(world: World) -> None:
    world.requests += 1


CHANGES: dict[str, Callable[[World], object]] = {
    "row": lambda world: add_pet(world, "2"),
    "switch": set_switch,
    "clock": lambda world: world.clock.advance(timedelta(seconds=1)),
    "request": count_request,
    "snapshot": lambda world: world.keep_snapshot("first"),
}


@pytest.mark.parametrize("name", [DEFAULT_WORLD, "anna"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_is_seen_once(change: Callable[[World], object], name: str) -> None:
    worlds = some_worlds()
    captures = Captures(worlds)
    world = worlds.get(name)
    assert [captures.look(), captures.look()] == [True, False], "the world is new"
    world.state("pets").rows("pet")
    assert not captures.look(), "reading is no change"
    change(world)
    assert [captures.look(), captures.look()] == [True, False]


def test_deleting_replacing_and_returning_are_changes() -> None:
    worlds = some_worlds()
    captures, anna = Captures(worlds), worlds.get("anna")
    add_pet(anna, "2")
    anna.keep_snapshot("first")
    captures.look()
    add_pet(anna, "2")
    assert captures.look()
    anna.keep_snapshot("first")
    assert captures.look()
    anna.snapshots.drop("first")
    assert captures.look()
    anna.reset()
    assert captures.look()
    worlds.forget("anna")
    assert [captures.look(), captures.list_all()] == [True, []]


def test_later_changes_do_not_change_a_capture() -> None:
    worlds = some_worlds()
    captures, anna = Captures(worlds), worlds.get("anna")
    add_pet(anna, "2")
    captures.look()
    add_pet(anna, "3")
    anna.clock.advance(timedelta(days=1))
    [capture] = captures.list_all()
    assert capture.holds.states["pets"].count("pet") == 2
    assert capture.holds.clock.hands == (None, timedelta())


def test_a_reload_is_a_change_of_every_world(monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = some_worlds()
    captures, anna = Captures(worlds), worlds.get("anna")
    add_pet(anna, "2")
    captures.look()
    anna.used -= 10_000
    seeds = {"pets": State({"pet": {"9": {"id": "9"}}})}
    with worlds.adopt(seeds, {}, {}, lambda _: lambda _, row: row["id"]):
        pass
    assert captures.look()
    [capture] = captures.list_all()
    assert list(capture.holds.states["pets"].collection("pet")) == ["9", "2"]


def test_a_world_whose_handler_still_runs_is_looked_at_again() -> None:
    worlds = some_worlds()
    captures, anna = Captures(worlds), worlds.get("anna")
    with anna.changes.inside("adoptPet"):
        captures.look()
        anna.used -= 10_000
        captures.look()
        add_pet(anna, "2")
    assert [captures.look(), captures.look()] == [True, False]


def test_a_look_costs_the_same_for_any_number_of_idle_worlds() -> None:
    worlds = some_worlds()
    for number in range(500):
        worlds.get(f"w{number}").used -= 10_000
    captures = Captures(worlds)
    captures.look()
    worlds.get("w7")
    with count_calls() as work:
        assert not captures.look()
    assert work.calls < 300
