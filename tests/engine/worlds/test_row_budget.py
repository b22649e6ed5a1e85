"""The memory for the rows that requests write, over all worlds."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.row_budget import RowBudget, StateFull, estimate_row
from mockserver.engine.worlds.snapshots import Snapshot
from mockserver.engine.worlds.store import Row, State, Transaction, commit_all
from mockserver.engine.worlds.world import World
from mockserver.engine.worlds.worlds import Worlds

from .pets import some_worlds

LARGE = 10_000  # bytes


def write(world: World, identifier: str, row: Row | None) -> None:
    transaction = Transaction(world.state("pets"))
    if row is None:
        transaction.delete("pet", identifier)
    else:
        transaction.put("pet", identifier, row)
    transaction.commit()


def large(identifier: str, times: int = 1) -> Row:
    return {"id": identifier, "text": "x" * LARGE * times}


class TestBudget:
    def test_a_row_too_many_is_refused_and_nothing_is_changed(self) -> None:
        worlds = some_worlds(limits=Limits(state_size=2.5 * LARGE))
        anna, ben = worlds.get("anna"), worlds.get("ben")
        write(anna, "2", large("2"))
        write(ben, "2", large("2"))
        before, used = ben.state("pets").fork(), worlds.rows.used
        transaction = Transaction(ben.state("pets"))
        transaction.put("pet", "3", {"id": "3"})
        transaction.put("pet", "4", large("4"))
        transaction.next_number("id")
        with pytest.raises(StateFull, match=r"--state-size allows 25,000.*nothing was changed.*DELETE"):
            transaction.commit()
        assert ben.state("pets") == before
        assert Transaction(ben.state("pets")).next_number("id") == 1
        assert worlds.rows.used == used

    def test_a_row_that_grows_too_much_is_refused(self) -> None:
        world = some_worlds(limits=Limits(state_size=2.5 * LARGE)).get()
        write(world, "2", large("2"))
        write(world, "2", large("2", times=2))
        with pytest.raises(StateFull):
            write(world, "2", large("2", times=3))
        assert world.state("pets").rows("pet")[1] == large("2", times=2)

    def test_a_deleted_row_makes_room(self) -> None:
        worlds = some_worlds(limits=Limits(state_size=1.5 * LARGE))
        for _ in range(5):
            write(worlds.get(), "2", large("2"))
            assert worlds.rows.used == estimate_row(large("2"))
            write(worlds.get(), "2", None)
            assert worlds.rows.used == 0

    def test_rows_that_are_replaced_make_room(self) -> None:
        worlds = some_worlds(limits=Limits(state_size=2.5 * LARGE))
        state = worlds.get().state("pets")
        for key in ("2", "3", "4"):
            transaction = Transaction(state)
            transaction.empty("pet")
            transaction.put("pet", key, large(key))
            transaction.put("pet", "1", {"id": "1"})
            transaction.commit()
            assert worlds.rows.used == state.size == estimate_row(large(key)) + estimate_row({"id": "1"})
        transaction = Transaction(state)
        transaction.empty("pet")
        transaction.commit()
        assert worlds.rows.used == state.size == 0

    def test_of_several_states_all_change_or_none(self) -> None:
        worlds = Worlds({"pets": State(), "hats": State()}, limits=Limits(state_size=1.5 * LARGE))
        states = [worlds.get().state("pets"), worlds.get().state("hats")]
        transactions = [Transaction(state) for state in states]
        for transaction in transactions:
            transaction.put("pet", "1", large("1"))
        with pytest.raises(StateFull):
            commit_all(transactions)
        assert (worlds.rows.used, [state.size for state in states]) == (0, [0, 0])
        assert [state.count("pet") for state in states] == [0, 0]
        transactions[1].discard()
        commit_all(transactions)
        assert (worlds.rows.used, [state.count("pet") for state in states]) == (states[0].size, [1, 0])

    def test_a_rollback_brings_back_what_was_counted(self) -> None:
        worlds = some_worlds(limits=Limits(state_size=9 * LARGE))
        world = worlds.get()
        write(world, "2", large("2"))
        snapshot = world.snapshot()
        write(world, "2", large("2", times=2))
        world.rollback(snapshot)
        assert worlds.rows.used == estimate_row(large("2"))
        write(world, "2", large("2", times=3))
        assert worlds.rows.used == estimate_row(large("2", times=3))

    def test_what_shrinks_is_never_refused(self) -> None:
        world = some_worlds(limits=Limits(state_size=LARGE)).get()
        budget = world.state("pets").budget
        assert budget is not None
        write(world, "2", {"id": "2"})
        budget.adjust(10 * LARGE)
        write(world, "2", {})
        write(world, "1", None)

    @pytest.mark.parametrize("make_room", [World.reset, World.end], ids=["reset", "end"])
    def test_a_world_gives_its_bytes_back(self, make_room: Callable[[World], None]) -> None:
        worlds = some_worlds(limits=Limits(state_size=1.5 * LARGE))
        anna, ben = worlds.get("anna"), worlds.get("ben")
        write(anna, "2", large("2"))
        with pytest.raises(StateFull):
            write(ben, "2", large("2"))
        make_room(anna)
        assert worlds.rows.used == 0
        write(ben, "2", large("2"))

    def test_the_rows_of_the_seed_count_for_nothing(self) -> None:
        seed = State({"pet": {"1": large("1", times=5)}})
        world = Worlds({"pets": seed}, limits=Limits(state_size=1.5 * LARGE)).get()
        write(world, "1", large("1"))
        assert LARGE < world.state("pets").size < 1.5 * LARGE
        write(world, "1", None)
        assert world.state("pets").size == 0

    def test_a_request_on_its_way_while_its_world_ends_counts_for_nothing(self) -> None:
        worlds = some_worlds(limits=Limits(state_size=5 * LARGE))
        world = worlds.get("anna")
        transaction = Transaction(world.state("pets"))
        transaction.put("pet", "2", large("2"))
        worlds.forget("anna")
        transaction.commit()
        write(world, "3", large("3"))
        assert worlds.rows.used == 0

    def test_nothing_is_counted_without_a_limit(self) -> None:
        world = some_worlds().get()
        write(world, "2", large("2"))
        assert (world.state("pets").budget, world.state("pets").size) == (None, 0)

    def test_a_reload_counts_what_is_carried(self) -> None:
        worlds = some_worlds(limits=Limits(state_size=9 * LARGE))
        anna = worlds.get("anna")
        write(anna, "2", large("2"))
        write(anna, "3", large("3"))
        seeds = {"pets": State({"pet": {"1": {"id": "1"}, "9": {"id": "9"}}})}
        with worlds.adopt(seeds, {}, {}, lambda _: lambda _, row: row["id"] if row["id"] != "3" else None):
            pass
        assert [row["id"] for row in anna.state("pets").rows("pet")] == ["1", "9", "2"]
        assert worlds.rows.used == anna.state("pets").size == estimate_row(large("2"))
        write(anna, "2", None)
        assert worlds.rows.used == 0


STEP = st.tuples(
    st.sampled_from(["write", "write", "write", "delete", "delete", "reset", "snapshot", "rollback", "forget"]),
    st.sampled_from(["anna", "ben"]),
    st.sampled_from("12"),
    st.integers(0, 3),
)


@given(st.lists(STEP, max_size=40))
def test_the_budget_knows_exactly_what_was_written(steps: list[tuple[str, str, str, int]]) -> None:
    worlds = some_worlds(limits=Limits(state_size=6 * LARGE))
    snapshots: dict[str, list[Snapshot]] = {"anna": [], "ben": []}
    for step, name, identifier, times in steps:
        world = worlds.get(name)
        if step == "write":
            before = world.state("pets").fork()
            try:
                write(world, identifier, large(identifier, times))
            except StateFull:
                assert world.state("pets") == before
        elif step == "delete":
            write(world, identifier, None)
        elif step == "reset":
            world.reset()
        elif step == "snapshot":
            snapshots[name].append(world.snapshot())
        elif step == "rollback" and snapshots[name]:
            world.rollback(snapshots[name].pop())
        elif step == "forget":
            worlds.forget(name)
            snapshots[name].clear()
        states = [worlds.get(each).state("pets") for each in ("anna", "ben")]
        written = [row for state in states for row in state.rows("pet") if row != {"id": "1"}]
        assert worlds.rows.used == sum(map(estimate_row, written)) == sum(state.size for state in states)


chance = random.Random(1)


def text(length: int) -> str:
    return "".join(chance.choices("abcdefghijklmnop", k=length))


@pytest.mark.parametrize(
    ("make", "low", "high"),
    [
        pytest.param(
            lambda: {"id": text(36), "name": text(10), "tags": ["a"], "meta": {"k": text(4)}}, 0.8, 2, id="usual"
        ),
        pytest.param(lambda: {"id": text(8)}, 0.8, 2, id="tiny"),
        pytest.param(lambda: {text(12): text(20) for _ in range(200)}, 0.6, 1.5, id="own-names"),
        pytest.param(lambda: {"items": [{"id": n, "v": text(8)} for n in range(500)]}, 0.8, 2, id="objects"),
        pytest.param(lambda: {"text": text(100_000)}, 0.9, 1.1, id="text"),
        pytest.param(lambda: {"text": "é" * 50_000}, 0.9, 5, id="latin"),
        pytest.param(lambda: {"text": "😀" + "a" * 50_000}, 0.9, 1.1, id="one-wide-character"),
        pytest.param(lambda: {"items": [[] for _ in range(5_000)]}, 0.8, 3, id="empty-arrays"),
        pytest.param(lambda: {"items": [{} for _ in range(5_000)]}, 0.8, 4, id="empty-objects"),
        pytest.param(lambda: {"items": [n / 7 for n in range(5_000)]}, 0.8, 4, id="floats"),
        pytest.param(lambda: {"items": [1] * 5_000}, 0.8, 13, id="small-integers"),
        pytest.param(lambda: {"items": [2**70 + n for n in range(5_000)]}, 0.8, 2, id="integers-beyond-64-bits"),
    ],
)
def test_an_estimate_is_near_the_memory_that_is_taken(make: Callable[[], Row], low: float, high: float) -> None:
    first = make()
    is_json = all(type(item) is not int or item < 2**64 for item in first.get("items", ()))
    # so many that Python's own stores of used objects do not matter
    number = max(5, min(500, 200_000 // len(str(first))))
    sources = [orjson.dumps(make()) for _ in range(number)] if is_json else []
    tracemalloc.start()
    try:
        rows = [orjson.loads(source) for source in sources] if is_json else [make() for _ in range(number)]
        held = {str(number): row for number, row in enumerate(rows)}
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert low * taken < sum(map(estimate_row, held.values())) < high * taken


@pytest.mark.parametrize("row", [{"a": b"x" * 5_000}, {"a": {1, 2}}, {"a": "\ud800" * 3_000}, {1: "x" * 5_000}])
def test_a_row_that_is_not_json_has_a_size(row: Row) -> None:
    assert 200 < estimate_row(row) < 20_000


def test_a_message_names_the_numbers() -> None:
    budget = RowBudget(1_000)
    budget.take(900)
    with pytest.raises(StateFull) as raised:
        budget.take(2_000)
    assert str(raised.value) == (
        "the rows written in all worlds take 900 bytes, this request would add 2,000, and --state-size allows 1,000; "
        "nothing was changed. To make room, delete rows, reset a world with POST /_mock/worlds/{world}/reset, or "
        "delete one with DELETE /_mock/worlds/{world}; with --no-control, delete rows or start the server again"
    )
