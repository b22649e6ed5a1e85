"""Isolated sets of state, journal, clock, switches and identifiers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.store import State, Transaction
from mockserver.engine.worlds.worlds import DEFAULT_WORLD, TooManyWorlds, World, Worlds, is_world_name, split_world
from mockserver.openapi.messages import Request, Response

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)


def some_worlds(**options: Any) -> Worlds:
    return Worlds({"pets": State({"pet": {"1": {"id": "1"}}})}, {"pets.mood": "calm"}, **options)


def add_pet(world: World, identifier: str) -> None:
    transaction = Transaction(world.state("pets"))
    transaction.put("pet", identifier, {"id": identifier})
    transaction.commit()


class TestWorlds:
    def test_the_same_name_is_the_same_world(self) -> None:
        worlds = some_worlds()
        assert worlds.get("anna") is worlds.get("anna")
        assert worlds.get() is worlds.get(DEFAULT_WORLD)

    def test_find_makes_none(self) -> None:
        worlds = some_worlds()
        assert worlds.find("anna") is None
        assert worlds.names() == ()

    def test_names_are_sorted(self) -> None:
        worlds = some_worlds()
        for name in ("ben", "anna", "default"):
            worlds.get(name)
        assert worlds.names() == ("anna", "ben", "default")

    def test_one_world_never_sees_another(self) -> None:
        worlds = some_worlds()
        anna, ben = worlds.get("anna"), worlds.get("ben")
        add_pet(anna, "2")
        anna.switches["pets.mood"] = "wild"
        assert anna.state("pets").count("pet") == 2
        assert ben.state("pets").count("pet") == 1
        assert worlds.get("clara").state("pets").count("pet") == 1
        assert ben.switches == {"pets.mood": "calm"}

    def test_a_forgotten_world_begins_again(self) -> None:
        worlds = some_worlds()
        add_pet(worlds.get("anna"), "2")
        worlds.forget("anna")
        worlds.forget("unknown")
        assert worlds.find("anna") is None
        assert worlds.get("anna").state("pets").count("pet") == 1

    def test_one_more_than_the_limit_is_refused(self) -> None:
        worlds = some_worlds(limit=2)
        worlds.get("anna")
        worlds.get("ben")
        with pytest.raises(TooManyWorlds):
            worlds.get("clara")
        assert worlds.get("anna").name == "anna"
        assert worlds.get().name == DEFAULT_WORLD, "the default world is always there"

    def test_forgetting_makes_room(self) -> None:
        worlds = some_worlds(limit=1)
        worlds.get("anna")
        worlds.forget("anna")
        assert worlds.get("ben").name == "ben"

    def test_many_threads_asking_for_one_name_get_one_world(self) -> None:
        worlds = some_worlds()
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(worlds.get, ["anna"] * 200))
        assert len({id(world) for world in found}) == 1


class TestReset:
    def test_everything_is_as_at_first(self) -> None:
        world = some_worlds(frozen=MOMENT).get()
        add_pet(world, "2")
        world.switches["pets.mood"] = "wild"
        world.requests = 7
        world.clock.freeze(datetime(2030, 1, 1, tzinfo=UTC))
        world.reset()
        assert world.state("pets").rows("pet") == [{"id": "1"}]
        assert world.switches == {"pets.mood": "calm"}
        assert world.requests == 0
        assert world.clock.now() == MOMENT
        assert len(world.journal) == 0

    def test_the_seed_itself_is_never_written(self) -> None:
        seed = State({"pet": {"1": {"id": "1"}}})
        world = Worlds({"pets": seed}).get()
        add_pet(world, "2")
        assert seed.count("pet") == 1


class TestIdentifiers:
    def test_are_version_4_uuids(self) -> None:
        made = UUID(some_worlds().get().make_uuid("pets", "pet", 1))
        assert made.version == 4

    def test_depend_on_purpose_and_seed_alone(self) -> None:
        one, same, other = some_worlds(seed=1), some_worlds(seed=1), some_worlds(seed=2)
        assert one.get("anna").make_uuid("pet", 1) == same.get("ben").make_uuid("pet", 1)
        assert one.get().make_uuid("pet", 1) != other.get().make_uuid("pet", 1)
        assert one.get().make_uuid("pet", 1) != one.get().make_uuid("pet", 2)
        assert one.get().make_uuid("pet", 1) != one.get().make_uuid("toy", 1)

    def test_a_lone_surrogate_is_no_obstacle(self) -> None:
        assert UUID(some_worlds().get().make_uuid("\ud800")).version == 4


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("a", True),
        ("A-b.c_9", True),
        ("7", True),
        ("a" * 100, True),
        ("a" * 101, False),
        ("", False),
        ("-a", False),
        (".a", False),
        ("a b", False),
        ("a/b", False),
        ("a\n", False),
        ("é", False),
        ("٣", False),
    ],
)
def test_world_names(text: str, verdict: bool) -> None:
    assert is_world_name(text) is verdict


@given(st.text(max_size=110))
def test_a_world_name_is_safe_in_a_path_and_a_header(text: str) -> None:
    if is_world_name(text):
        assert text.isascii() and text.isprintable()
        assert not set(text) & set("/\\ ?#%,;\"'")


class TestSnapshots:
    def test_all_but_the_journal_returns(self) -> None:
        world = some_worlds(frozen=MOMENT).get("anna")
        before = world.snapshot()
        add_pet(world, "2")
        world.switches["pets.mood"] = "wild"
        world.clock.advance(timedelta(hours=1))
        world.prepared.add("pets", "read", [Response(500)], None)
        world.faults.set_delay("pets", None, 1.0)
        world.rollback(before)
        assert world.state("pets").count("pet") == 1
        assert world.switches == {"pets.mood": "calm"}
        assert world.clock.now() == MOMENT
        assert world.prepared.take("pets", "read") is None
        assert world.faults.find_delay("pets", None) == 0.0

    def test_a_snapshot_can_be_returned_to_again(self) -> None:
        world = some_worlds().get("anna")
        add_pet(world, "2")
        before = world.snapshot()
        for identifier in ("3", "4"):
            add_pet(world, identifier)
            world.rollback(before)
            assert [row["id"] for row in world.state("pets").rows("pet")] == ["1", "2"]

    @given(st.lists(st.sampled_from(["add", "snapshot", "rollback"]), max_size=20))
    def test_rollback_restores_equality(self, steps: list[str]) -> None:
        world = some_worlds().get("anna")
        snapshots = [(world.snapshot(), world.state("pets").fork())]
        for number, step in enumerate(steps):
            if step == "add":
                add_pet(world, f"new{number}")
            elif step == "snapshot":
                snapshots.append((world.snapshot(), world.state("pets").fork()))
            else:
                snapshot, state = snapshots[number % len(snapshots)]
                world.rollback(snapshot)
                assert world.state("pets") == state


def test_listeners_hear_of_every_world_and_after_a_reset() -> None:
    heard: list[Exchange] = []
    worlds = some_worlds(listeners=[heard.append])
    exchange = Exchange(Request("GET", "/"), Response(200), "anna", None, None, "engine", (), MOMENT, 0.1)
    worlds.get("anna").journal.record(exchange)
    worlds.get("anna").reset()
    worlds.get("anna").journal.record(exchange)
    worlds.get("ben").journal.record(exchange)
    assert len(heard) == 3


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/pets/1", (None, "/pets/1")),
        ("/_w/anna/pets/1", ("anna", "/pets/1")),
        ("/_w/anna/", ("anna", "/")),
        ("/_w/anna", ("anna", "/")),
        ("/_w/", ("", "/")),
        ("/_w", (None, "/_w")),
        ("/_w/anna/_w/ben/pets", ("anna", "/_w/ben/pets")),
    ],
)
def test_addresses_name_worlds(path: str, expected: tuple[str | None, str]) -> None:
    assert split_world(path) == expected
