"""Worlds that are written, read and resumed are as they were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.worlds.by_token import WorldsByToken
from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.persistence import Captures, read_worlds, resume_worlds, write_worlds
from mockserver.engine.worlds.store import Admit, State, Transaction
from mockserver.engine.worlds.world import World
from mockserver.engine.worlds.worlds import DEFAULT_WORLD, Worlds
from tests.engine.worlds.pets import MOMENT, add_pet, some_worlds

MOODS = {"pets.mood": ("calm", "wild")}


def write(worlds: Worlds) -> bytes:
    captures = Captures(worlds)
    captures.look()
    key = None if worlds.by_token is None else worlds.by_token.key
    return b"".join(write_worlds(captures.list_all(), {"pets": "1"}, key, pytest.fail))


def resume(content: bytes, worlds: Worlds, admits: Mapping[str, Admit | None] | None = None) -> list[str]:
    lines: list[str] = []
    resume_worlds(worlds, read_worlds(content), MOODS, admits or {}, lines.append)
    return lines


def again(worlds: Worlds, **options: Any) -> Worlds:
    """The worlds of another server that begins with the file of this one."""
    resumed = some_worlds(**options)
    assert resume(write(worlds), resumed) == []
    return resumed


def change(world: World, **rows: dict[str, Any] | None) -> None:
    transaction = Transaction(world.state("pets"))
    for identifier, row in rows.items():
        if row is None:
            transaction.delete("pet", identifier)
        else:
            transaction.put("pet", identifier, row)
    transaction.commit()


def pets(world: World) -> list[Any]:
    return [row["id"] for row in world.state("pets").rows("pet")]


def test_everything_but_the_journal_comes_back() -> None:
    worlds = some_worlds()
    anna = worlds.get("anna")
    upload: dict[str, Any] = {"photo": {"content": b"\xff\x00"}}
    added: dict[str, dict[str, Any] | None] = {"2": {"id": "2", ".stored-uploads": upload}, "3": {"id": "3"}}
    change(anna, **added)
    change(anna, **{"3": None})
    transaction = Transaction(anna.state("pets"))
    assert [transaction.next_number("pet"), transaction.next_number("pet")] == [1, 2]
    transaction.skip_number("large", 10**30)
    transaction.put(".internal", "a", {"seen": 2**70})
    transaction.commit()
    anna.keep_snapshot("before")
    change(anna, **{"1": None})
    anna.switches["pets.mood"] = "wild"
    anna.clock.freeze(MOMENT)
    anna.clock.advance(timedelta(microseconds=1))
    anna.requests = 7
    same = again(worlds).get("anna")
    assert same.state("pets") == anna.state("pets")
    assert same.state("pets").memory == anna.state("pets").memory
    assert (same.requests, same.switches, same.clock.now()) == (7, {"pets.mood": "wild"}, anna.clock.now())
    transaction = Transaction(same.state("pets"))
    assert transaction.next_number("pet") == 3
    assert transaction.was_deleted("pet", "3")
    [(name, snapshot)] = same.snapshots
    assert (name, snapshot.at) == ("before", anna.snapshots.find("before").at)  # type: ignore[union-attr]  # it exists
    same.rollback(snapshot)
    assert (pets(same), same.switches, same.clock.is_frozen) == (["1", "2"], {"pets.mood": "calm"}, False)
    assert same.state("pets").rows("pet")[1][".stored-uploads"] == {"photo": {"content": b"\xff\x00"}}


def test_what_was_not_changed_is_not_written() -> None:
    worlds = some_worlds()
    assert (pets(worlds.get()), pets(worlds.get("anna"))) == (["1"], ["1"])
    assert read_worlds(write(worlds)).collections == ()


def test_rows_of_the_seed_are_as_the_seed_is_now() -> None:
    worlds = Worlds({"pets": State({"pet": {each: {"id": each, "of": "old"} for each in "123"}})})
    change(worlds.get(), **{"2": None, "4": {"id": "4"}})
    seed = State({"pet": {each: {"id": each, "of": "new"} for each in "2356"}})
    resumed = Worlds({"pets": seed})
    resume(write(worlds), resumed)
    rows = resumed.get().state("pets").rows("pet")
    assert [(row["id"], row.get("of")) for row in rows] == [("3", "new"), ("4", None), ("5", "new"), ("6", "new")]


def test_rows_that_no_longer_fit_are_left_out() -> None:
    worlds = some_worlds()
    change(worlds.get(), **{"2": {"id": "2"}, "3": {"id": "3"}})
    resumed = some_worlds()
    resume(write(worlds), resumed, {"pets": lambda _, row: {"3": "three"}.get(row["id"])})
    assert list(resumed.get().state("pets").collection("pet")) == ["1", "three"]


def test_what_is_not_known_is_left_out() -> None:
    worlds = Worlds({"pets": State(), "hats": State()}, {"pets.mood": "calm", "hats.size": "small"})
    change(worlds.get(), **{"2": {"id": "2"}})
    worlds.get().switches |= {"pets.mood": "odd", "hats.size": "large"}
    transaction = Transaction(worlds.get().state("hats"))
    transaction.put("hat", "1", {})
    transaction.commit()
    resumed = some_worlds()
    assert resume(write(worlds), resumed) == []
    assert (pets(resumed.get()), resumed.get().switches) == (["2", "1"], {"pets.mood": "calm"})


def test_what_was_as_at_the_beginning_begins_anew() -> None:
    worlds = some_worlds()
    worlds.get().keep_snapshot("first")
    resumed = again(worlds, frozen=MOMENT)
    assert resumed.get().clock.now() == MOMENT
    [(_, snapshot)] = resumed.get().snapshots
    assert snapshot.clock.now() == MOMENT


def test_memory_is_counted_and_shared_rows_stay_shared() -> None:
    options = {"limits": Limits(state_size=10_000)}
    worlds = some_worlds(**options)
    add_pet(worlds.get("anna"), "2")
    worlds.get("anna").keep_snapshot("first")
    worlds.create("ben", "anna")
    content = write(worlds)
    assert len(read_worlds(content).collections) == 1
    resumed = some_worlds(**options)
    resume(content, resumed)
    assert resumed.rows.used == worlds.rows.used > 0
    anna, ben = resumed.get("anna"), resumed.get("ben")
    assert anna.state("pets").collection("pet") is ben.state("pets").collection("pet")
    add_pet(ben, "3")
    assert (pets(anna), pets(ben)) == (["1", "2"], ["1", "2", "3"])
    for name in ("anna", "ben"):
        resumed.forget(name)
    assert resumed.rows.used == 0


def test_limits_are_kept() -> None:
    worlds = some_worlds()
    for name in ("anna", "ben", "anna"):
        add_pet(worlds.get(name), "2" if name == "ben" else str(len(pets(worlds.get(name))) + 1))
    worlds.get("anna").keep_snapshot("first")
    resumed = some_worlds(limits=Limits(worlds=1, state_size=900))
    assert resume(write(worlds), resumed) == [
        "1 worlds are left out: --max-worlds allows 1",
        "the snapshot first of the world anna is left out: --state-size is too low for it",
    ]
    assert (resumed.names(), pets(resumed.get("anna"))) == (("anna",), ["1", "2", "3"])


def test_worlds_by_credential_keep_their_names() -> None:
    worlds, resumed = some_worlds(), some_worlds()
    worlds.by_token, resumed.by_token = WorldsByToken({}, derives=True), WorldsByToken({}, derives=True)
    resume(write(worlds), resumed)
    assert worlds.by_token.derive("abc") == resumed.by_token.derive("abc")


def test_worlds_keep_their_order() -> None:
    worlds = some_worlds()
    for name in ("anna", "default", "ben", "anna"):
        worlds.get(name)
    assert again(worlds).recent() == [DEFAULT_WORLD, "anna", "ben"]


STEP = st.tuples(
    st.sampled_from(["put", "put", "delete", "snapshot", "restore", "fork", "reset", "switch", "again"]),
    st.sampled_from(["default", "anna", "ben"]),
    st.sampled_from("1234"),
)


@given(st.lists(STEP, max_size=25))
def test_a_restart_changes_nothing(steps: list[tuple[str, str, str]]) -> None:
    worlds = some_worlds(limits=Limits(state_size=1e9))
    for number, (step, name, identifier) in enumerate(steps):
        world = worlds.get(name)
        if step == "put":
            change(world, **{identifier: {"id": identifier, "number": number}})
        elif step == "delete":
            change(world, **{identifier: None})
        elif step == "snapshot":
            world.keep_snapshot(identifier)
        elif step == "restore" and (snapshot := world.snapshots.find(identifier)) is not None:
            world.rollback(snapshot)
        elif step == "fork":
            worlds.forget("clara")
            worlds.create("clara", name)
        elif step == "reset":
            world.reset()
        elif step == "switch":
            world.switches["pets.mood"] = "wild"
        elif step == "again":
            worlds = again(worlds, limits=Limits(state_size=1e9))
    resumed = again(worlds, limits=Limits(state_size=1e9))
    assert (resumed.names(), resumed.rows.used) == (worlds.names(), worlds.rows.used)
    for name in worlds.names():
        mine, theirs = worlds.get(name), resumed.get(name)
        assert mine.state("pets") == theirs.state("pets")
        assert mine.state("pets").memory == theirs.state("pets").memory
        assert mine.switches == theirs.switches
        assert [each for each, _ in mine.snapshots] == [each for each, _ in theirs.snapshots]
    assert write(resumed) == write(worlds), "the file is the same"
