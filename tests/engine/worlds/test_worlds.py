"""Worlds by name, and the addresses that name them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.exchanges import Exchange
from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.worlds.by_token import WorldsByToken
from mockserver.engine.worlds.journal import Journal, estimate_size
from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.prepared import PreparedStep
from mockserver.engine.worlds.row_budget import StateFull
from mockserver.engine.worlds.store import State
from mockserver.engine.worlds.world import World
from mockserver.engine.worlds.worlds import (
    DEFAULT_WORLD,
    TooManyWorlds,
    UnknownWorld,
    WorldExists,
    is_world_name,
    split_world,
)
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.rules import Violation
from tests.support.work import count_calls

from .pets import MOMENT, add_pet, some_worlds

EXCHANGE = Exchange(Request("GET", "/"), Response(200), "anna", None, None, "engine", (), MOMENT, 0.1)


class Clock:
    """A monotonic clock that stands still until a test moves it."""

    now = 1000.0  # seconds

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("mockserver.engine.worlds.worlds.monotonic", clock)
    return clock


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

    def test_peek_and_recent_are_no_use(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        worlds.get("anna")
        clock.now += 8
        assert worlds.peek("anna") is not None
        assert worlds.peek("ben") is None
        clock.now += 8
        assert worlds.recent() == ["anna"]
        assert worlds.find("anna") is None

    def test_recent_ones_come_first_after_the_default_one(self) -> None:
        worlds = some_worlds()
        for name in ("anna", "ben", "default", "clara"):
            worlds.get(name)
        worlds.get("anna")
        worlds.find("ben")
        assert worlds.recent() == ["default", "ben", "anna", "clara"]
        assert len(worlds) == 4

    def test_names_follow_every_change(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=2))
        seen = [worlds.names()]
        for name in ("ben", "anna", "clara"):
            worlds.get(name)
            seen.append(worlds.names())
        worlds.forget("anna")
        assert [*seen, worlds.names()] == [(), ("ben",), ("anna", "ben"), ("anna", "clara"), ("clara",)]

    def test_many_threads_asking_for_one_name_get_one_world(self) -> None:
        worlds = some_worlds()
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(worlds.get, ["anna"] * 200))
        assert len({id(world) for world in found}) == 1


class TestDrafts:
    def test_no_request_finds_one_before_it_is_kept(self) -> None:
        worlds = some_worlds()
        draft = worlds.draft("anna")
        add_pet(draft, "2")
        assert worlds.find("anna") is None
        assert worlds.keep(draft)
        assert worlds.find("anna") is worlds.draft("anna") is draft
        assert worlds.draft(DEFAULT_WORLD) is worlds.get()

    def test_one_that_comes_second_ends(self) -> None:
        worlds = some_worlds()
        draft, first = worlds.draft("anna"), worlds.get("anna")
        assert not worlds.keep(draft)
        assert draft.has_ended and worlds.find("anna") is first

    def test_one_from_before_a_reload_ends(self) -> None:
        worlds = some_worlds()
        draft = worlds.draft("anna")
        with worlds.adopt({"pets": State()}, {}, {}, lambda _: lambda _, row: row["id"]):
            pass
        assert not worlds.keep(draft)
        assert worlds.names() == ()

    def test_one_too_many_is_refused(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=1))
        held = worlds.get("ben").snapshot()
        draft = worlds.draft("anna")
        with pytest.raises(TooManyWorlds):
            worlds.keep(draft)
        assert draft.has_ended
        del held


class TestForks:
    def test_a_fork_continues_where_the_other_world_is(self) -> None:
        worlds = some_worlds(frozen=MOMENT)
        anna = worlds.get("anna")
        add_pet(anna, "2")
        anna.switches["pets.mood"] = "wild"
        anna.clock.advance(timedelta(hours=1))
        anna.requests = 7
        anna.prepared.put("r1", RequestPattern(operation_id="read"), [PreparedStep({}, Response(500))], 1)
        anna.journal.record(EXCHANGE)
        anna.keep_snapshot("first")
        ben = worlds.create("ben", "anna")
        assert ben.state("pets") == anna.state("pets")
        assert (ben.switches, ben.clock.now(), ben.requests) == (anna.switches, anna.clock.now(), 7)
        assert ben.prepared.find("r1") is not None
        ben.prepared.clear()
        assert (bool(anna.prepared), bool(ben.prepared)) == (True, False)
        assert (len(ben.journal), len(ben.snapshots)) == (0, 0)

    def test_neither_side_sees_what_the_other_does_later(self) -> None:
        worlds = some_worlds()
        add_pet(worlds.get(), "2")
        ben = worlds.create("ben", DEFAULT_WORLD)
        add_pet(ben, "3")
        add_pet(worlds.get(), "4")
        ben.switches["pets.mood"] = "wild"
        ben.clock.freeze(MOMENT)
        assert [row["id"] for row in ben.state("pets").rows("pet")] == ["1", "2", "3"]
        assert [row["id"] for row in worlds.get().state("pets").rows("pet")] == ["1", "2", "4"]
        assert worlds.get().switches == {"pets.mood": "calm"}
        assert not worlds.get().clock.is_frozen

    def test_one_that_exists_is_not_forked(self) -> None:
        worlds = some_worlds()
        add_pet(worlds.get("anna"), "2")
        assert worlds.get_like("ben", "anna").state("pets").count("pet") == 2
        add_pet(worlds.get("anna"), "3")
        assert worlds.get_like("ben", "anna").state("pets").count("pet") == 2
        assert worlds.get_like(DEFAULT_WORLD, "anna").state("pets").count("pet") == 1
        for name in ("ben", DEFAULT_WORLD):
            with pytest.raises(WorldExists):
                worlds.create(name)

    def test_there_must_be_the_other_one(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        worlds.get("anna")
        clock.now += 11
        for name, other in (("ben", "anna"), ("clara", "clara")):
            with pytest.raises(UnknownWorld, match=other):
                worlds.get_like(name, other)
        assert worlds.names() == ()

    def test_the_other_one_may_make_room(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=1))
        add_pet(worlds.get("anna"), "2")
        assert worlds.create("ben", "anna").state("pets").count("pet") == 2
        assert worlds.names() == ("ben",)

    def test_rows_count_in_each(self) -> None:
        worlds = some_worlds(limits=Limits(state_size=1_500, worlds=2))
        add_pet(worlds.get(), "2")
        size = worlds.rows.used
        worlds.create("anna", DEFAULT_WORLD)
        assert worlds.rows.used == 2 * size
        worlds.create("ben", DEFAULT_WORLD)
        with pytest.raises(StateFull):
            worlds.create("clara", DEFAULT_WORLD)
        assert (worlds.rows.used, worlds.names()) == (3 * size, ("anna", "ben", "default"))
        worlds.forget("ben")
        held = [worlds.get(name).snapshot() for name in ("anna", "ben")]
        with pytest.raises(TooManyWorlds):
            worlds.create("clara", DEFAULT_WORLD)
        assert (worlds.rows.used, len(held)) == (2 * size, 2)

    def test_a_reload_meanwhile_is_taken_into_account(self, monkeypatch: pytest.MonkeyPatch) -> None:
        worlds = some_worlds()
        make, seeds = worlds.get().fork, [State({"pet": {"9": {"id": "9"}}})]

        def fork(name: str, journal: Journal) -> World:
            twin = make(name, journal)
            if seeds:
                with worlds.adopt({"pets": seeds.pop()}, {}, {}, lambda _: lambda _, row: row["id"]):
                    pass
            return twin

        monkeypatch.setattr(worlds.get(), "fork", fork)
        assert worlds.create("anna", DEFAULT_WORLD).state("pets").rows("pet") == [{"id": "9"}]

    def test_many_threads_make_one(self) -> None:
        worlds = some_worlds()
        add_pet(worlds.get(), "2")
        with ThreadPoolExecutor(16) as pool:
            made = list(pool.map(lambda _: worlds.get_like("anna", DEFAULT_WORLD), range(100)))
        assert len({id(world) for world in made}) == 1


def named_by(*headers: tuple[str, str], path: str = "/pets") -> Request:
    return Request("GET", path, headers=Headers(headers))


HEADER, BAGGAGE, COOKIE = ("Mock-World", "header"), ("baggage", "mock-world=baggage"), ("Cookie", "mock-world=cookie")
TOKENS = (("Authorization", "Bearer secret"), ("Authorization", "Bearer other"))


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        pytest.param(named_by(HEADER, BAGGAGE, COOKIE, TOKENS[0], path="/_w/path/pets"), "path", id="1-path"),
        pytest.param(named_by(HEADER, BAGGAGE, COOKIE, TOKENS[0]), "header", id="2-header"),
        pytest.param(named_by(BAGGAGE, COOKIE, TOKENS[0]), "baggage", id="3-baggage"),
        pytest.param(named_by(COOKIE, TOKENS[0]), "cookie", id="4-cookie"),
        pytest.param(named_by(TOKENS[0]), "token", id="5-credential"),
        pytest.param(named_by(TOKENS[1]), DEFAULT_WORLD, id="6-default"),
    ],
)
def test_a_request_names_its_world(request_: Request, name: str) -> None:
    worlds = some_worlds()
    worlds.by_token = WorldsByToken({"secret": "token"}, derives=False)
    request, world = worlds.enter(request_)
    assert isinstance(world, World)
    assert (request.path, world.name) == ("/pets", name)


def test_a_header_forks_a_world() -> None:
    worlds = some_worlds()
    add_pet(worlds.get("ben"), "2")
    for _ in range(2):  # later ones find the fork
        world = worlds.enter(named_by(("Mock-World", "anna; from=ben")))[1]
        assert isinstance(world, World)
        assert (world.name, world.state("pets").count("pet")) == ("anna", 2)
        add_pet(worlds.get("ben"), "3")


@pytest.mark.parametrize(
    ("header", "rule", "sentence"),
    [
        ("a; from=b", "world.unknown", 'header Mock-World: there is no world "b" that "a" could start from'),
        ("a; from=a", "world.unknown", 'header Mock-World: there is no world "a" that "a" could start from'),
        ("a; from=", "world.malformed", 'header Mock-World: "" is not a world\'s name'),
        ("a; from=b c", "world.malformed", 'header Mock-World: "b c" is not a world\'s name'),
        ("a; form=b", "world.malformed", 'header Mock-World: "form=b" is not allowed beside a world\'s name'),
        ("a; from=b; from=c", "world.malformed", 'header Mock-World: "from=c" is not allowed beside a world\'s name'),
        ("a;", "world.malformed", 'header Mock-World: "" is not allowed beside a world\'s name; allowed: from=OTHER'),
    ],
)
def test_a_header_that_names_no_world_makes_none(header: str, rule: str, sentence: str) -> None:
    worlds = some_worlds()
    violation = worlds.enter(named_by(("Mock-World", header)))[1]
    assert isinstance(violation, Violation)
    assert violation.rule == rule
    assert str(violation).startswith(sentence)
    assert worlds.names() == ()


def test_a_fork_without_room_is_refused() -> None:
    worlds = some_worlds(limits=Limits(state_size=500))
    add_pet(worlds.get(), "2")
    violation = worlds.enter(named_by(("Mock-World", "anna; from=default")))[1]
    assert isinstance(violation, Violation)
    assert (violation.rule, worlds.names()) == ("world.too-many", (DEFAULT_WORLD,))
    assert "--state-size allows 500" in violation.message


class TestIdleWorlds:
    def test_one_that_nothing_uses_ends(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        add_pet(worlds.get("anna"), "2")
        clock.now += 10
        assert worlds.get("anna").state("pets").count("pet") == 2, "it was used just in time"
        clock.now += 10.5
        assert worlds.find("anna") is None
        assert worlds.get("anna").state("pets").count("pet") == 1

    def test_the_default_one_stays(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        default = worlds.get()
        clock.now += 1000
        worlds.expire()
        assert worlds.find(DEFAULT_WORLD) is default

    def test_all_stay_without_a_limit(self, clock: Clock) -> None:
        worlds = some_worlds()
        anna = worlds.get("anna")
        clock.now += 10**9
        assert not worlds.expire()
        assert worlds.find("anna") is anna

    def test_one_with_a_snapshot_stays_while_that_is_held(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        snapshot = worlds.get("anna").snapshot()
        clock.now += 1000
        worlds.expire()
        assert worlds.peek("anna") is not None
        del snapshot
        clock.now += 1000
        worlds.expire()
        assert worlds.peek("anna") is None

    def test_a_named_snapshot_ends_with_its_world(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10, state_size=10_000))
        anna = worlds.get("anna")
        add_pet(anna, "2")
        anna.keep_snapshot("first")
        clock.now += 11
        worlds.expire()
        assert (worlds.peek("anna"), worlds.rows.used) == (None, 0)

    def test_one_with_a_request_in_progress_stays(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        anna = worlds.get("anna")
        with ThreadPoolExecutor(1) as pool, anna.lock:
            clock.now += 1000
            pool.submit(worlds.expire).result()
        assert worlds.find("anna") is anna

    def test_requests_end_what_has_expired(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        for number in range(20):
            worlds.get(f"w{number}")
        clock.now += 11
        for number in range(7):
            worlds.get(f"new{number}")
        assert len(worlds) == 7

    def test_a_sweep_ends_a_few_at_a_time(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        for number in range(250):
            worlds.get(f"w{number}")
        clock.now += 11
        assert [worlds.expire(), len(worlds), worlds.expire(), len(worlds)] == [True, 150, True, 50]
        assert [worlds.expire(), len(worlds)] == [False, 0]

    def test_its_exchanges_give_their_bytes_back(self, clock: Clock) -> None:
        worlds = some_worlds(limits=Limits(idle=10))
        anna = worlds.get("anna")
        anna.journal.record(EXCHANGE)
        assert worlds.journals.used > 0
        clock.now += 11
        worlds.expire()
        anna.journal.record(EXCHANGE)  # of a request that came before the world ended
        assert worlds.journals.used == 0

    @pytest.mark.parametrize("number", [10, 5_000])
    def test_a_request_costs_the_same_among_any_number_of_worlds(self, number: int) -> None:
        worlds = some_worlds(limits=Limits(worlds=number, idle=10**6))
        for each in range(number):
            worlds.get(f"w{each}")
        with count_calls() as work:
            for each in range(100):
                worlds.get(f"w{each % 10}")
        assert work.calls < 2_000


class TestTooManyWorlds:
    def test_the_longest_idle_one_makes_room(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=2))
        worlds.get()
        for name in ("anna", "ben", "anna", "clara"):
            worlds.get(name)
        assert worlds.names() == ("anna", "clara", "default"), "the default one does not count"

    def test_one_in_use_is_passed_over(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=2))
        snapshot = worlds.get("anna").snapshot()
        for name in ("ben", "clara"):
            worlds.get(name)
        assert worlds.names() == ("anna", "clara")
        assert snapshot is not None

    def test_a_new_one_is_refused_if_all_are_in_use(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=2))
        held = [worlds.get(name).snapshot() for name in ("anna", "ben")]
        with pytest.raises(TooManyWorlds):
            worlds.get("clara")
        assert worlds.names() == ("anna", "ben")
        assert worlds.get().name == DEFAULT_WORLD, "the default world is always there"
        held.pop()
        assert worlds.get("clara").name == "clara"

    def test_there_may_be_none_beside_the_default_one(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=0))
        with pytest.raises(TooManyWorlds):
            worlds.get("anna")
        assert worlds.get().name == DEFAULT_WORLD

    def test_forgetting_makes_room(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=2))
        for name in ("anna", "ben"):
            worlds.get(name)
        worlds.forget("ben")
        worlds.get("clara")
        assert worlds.names() == ("anna", "clara")

    def test_a_flood_is_told_once_a_minute(self, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
        worlds = some_worlds(limits=Limits(worlds=2))
        for number in range(1_000):
            worlds.get(f"w{number}")
        for name in ("later", "last"):
            clock.now += 60
            worlds.get(name)
        assert {record.name for record in caplog.records} == {"mockserver.worlds"}
        first, second, third = (record.getMessage() for record in caplog.records)
        assert first == (
            "the limit of --max-worlds 2 is reached: w0, idle for less than a second, ended to make room for a new "
            "world"
        )
        assert second == (
            "the limit of --max-worlds 2 is reached: w998, idle for 60 s, ended to make room for a new world, "
            "as 997 others did since the last such line"
        )
        assert third.endswith("w999, idle for 120 s, ended to make room for a new world")


STEPS = st.tuples(st.sampled_from(["get", "find", "forget", "record", "wait", "expire"]), st.sampled_from("abcde"))


@given(st.lists(STEPS, max_size=60), st.integers(0, 3))
def test_worlds_are_those_used_last_and_the_budget_knows_theirs(steps: list[tuple[str, str]], limit: int) -> None:
    clock, used = Clock(), dict[str, float]()  # the worlds that there must be, the longest idle first
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mockserver.engine.worlds.worlds.monotonic", clock)
        worlds = some_worlds(limits=Limits(worlds=limit, idle=5))
        for step, name in steps:
            is_there = name in used and clock.now - used[name] <= 5
            if step == "wait":
                clock.now += 2
            elif step == "expire":
                worlds.expire()
            elif step == "forget":
                worlds.forget(name)
                used.pop(name, None)
            elif step == "find":
                assert (worlds.find(name) is not None) is is_there
                used.pop(name, None)
                used |= {name: clock.now} if is_there else {}
            elif limit == 0:
                with pytest.raises(TooManyWorlds):
                    worlds.get(name)
            else:
                worlds.get(name).journal.record(EXCHANGE)
                used = {other: at for other, at in used.items() if clock.now - at <= 5 and other != name}
                used = dict([*used.items()][-limit + 1 :] if limit > 1 else []) | {name: clock.now}
            worlds.expire()
            used = {other: at for other, at in used.items() if clock.now - at <= 5}
            assert worlds.recent() == list(reversed(used))
            assert worlds.names() == tuple(sorted(used))
            kept = [each for name in worlds.names() if (world := worlds.peek(name)) for each in world.journal]
            assert worlds.journals.used == sum(map(estimate_size, kept))


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


def test_listeners_hear_of_every_world_and_after_a_reset() -> None:
    heard: list[Exchange] = []
    worlds = some_worlds(listeners=[heard.append])
    worlds.get("anna").journal.record(EXCHANGE)
    worlds.get("anna").reset()
    worlds.get("anna").journal.record(EXCHANGE)
    worlds.get("ben").journal.record(EXCHANGE)
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
