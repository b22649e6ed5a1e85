"""What one world holds: reset, identifiers, snapshots."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.faults.reset import Reset
from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.worlds.faults import PlannedFault
from mockserver.engine.worlds.store import State
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.messages import Response
from tests.support.preparing import prepare_response

from .pets import MOMENT, add_pet, some_worlds


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


class TestSnapshots:
    def test_all_but_the_journal_returns(self) -> None:
        world = some_worlds(frozen=MOMENT).get("anna")
        before = world.snapshot()
        add_pet(world, "2")
        world.switches["pets.mood"] = "wild"
        world.clock.advance(timedelta(hours=1))
        prepare_response(world, "pets", "read", Response(500))
        world.faults.put(None, RequestPattern(api="pets"), PlannedFault(Reset()), None)
        world.rollback(before)
        assert world.state("pets").count("pet") == 1
        assert world.switches == {"pets.mood": "calm"}
        assert world.clock.now() == MOMENT
        assert not world.prepared
        assert not world.faults

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


class TestInUse:
    def test_while_a_request_holds_the_lock(self) -> None:
        world = some_worlds().get("anna")
        with ThreadPoolExecutor(1) as pool:
            with world.lock:
                assert pool.submit(lambda: world.is_in_use).result()
            assert not pool.submit(lambda: world.is_in_use).result()

    def test_while_a_handler_that_may_block_is_inside_a_lane(self) -> None:
        world = some_worlds().get("anna")
        for lane in (world.changes, world.reads("pets", "listPets")):
            assert not world.is_in_use
            with lane.inside("listPets (GET /pets)"):
                assert world.is_in_use
        assert not world.is_in_use

    def test_while_a_snapshot_is_held(self) -> None:
        world = some_worlds().get("anna")
        held = [world.snapshot(), world.snapshot()]
        assert world.is_in_use
        held.pop()
        assert world.is_in_use
        held.clear()
        assert not world.is_in_use
