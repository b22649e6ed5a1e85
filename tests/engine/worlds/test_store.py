"""Collections that fork without copying and change all at once or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mockserver.engine.worlds.store import State, Transaction, commit_all, copy_row

ROW = {"id": "1", "tags": ["a"], "owner": {"name": "Ann"}}


def a_state(**collections: list[str]) -> State:
    return State({name: {i: {"id": i} for i in ids} for name, ids in collections.items()})


def put(state: State, collection: str, identifier: str, **members: Any) -> None:
    transaction = Transaction(state)
    transaction.put(collection, identifier, {"id": identifier, **members})
    transaction.commit()


def delete(state: State, collection: str, identifier: str) -> None:
    transaction = Transaction(state)
    transaction.delete(collection, identifier)
    transaction.commit()


def ids(state: State, collection: str) -> list[str]:
    return [row["id"] for row in state.rows(collection)]


class TestFork:
    def test_starts_equal(self) -> None:
        state = a_state(pet=["1", "2"])
        assert state.fork() == state

    @pytest.mark.parametrize("writer", ["original", "twin"])
    def test_a_write_stays_on_its_side(self, writer: str) -> None:
        original = a_state(pet=["1"])
        twin = original.fork()
        changed, untouched = (original, twin) if writer == "original" else (twin, original)
        put(changed, "pet", "2")
        delete(changed, "pet", "1")
        assert ids(changed, "pet") == ["2"]
        assert ids(untouched, "pet") == ["1"]

    def test_a_fork_of_a_written_fork_is_independent(self) -> None:
        first = a_state(pet=["1"]).fork()
        put(first, "pet", "2")
        second = first.fork()
        put(first, "pet", "3")
        put(second, "pet", "4")
        assert ids(first, "pet") == ["1", "2", "3"]
        assert ids(second, "pet") == ["1", "2", "4"]

    def test_counters_are_forked_too(self) -> None:
        state = a_state()
        transaction = Transaction(state)
        transaction.next_number("id")
        transaction.commit()
        twin = state.fork()
        first, second = Transaction(state), Transaction(twin)
        assert first.next_number("id") == second.next_number("id") == 2
        first.commit()
        assert Transaction(state).next_number("id") == 3
        assert Transaction(twin).next_number("id") == 2


class TestTransaction:
    def test_reads_its_own_writes(self) -> None:
        transaction = Transaction(a_state(pet=["1", "2"]))
        transaction.put("pet", "3", {"id": "3"})
        transaction.delete("pet", "1")
        assert transaction.find("pet", "3") == {"id": "3"}
        assert transaction.find("pet", "1") is None
        assert [row["id"] for row in transaction.iter_rows("pet")] == ["2", "3"]

    def test_other_transactions_do_not_see_them_before_commit(self) -> None:
        state = a_state(pet=["1"])
        transaction = Transaction(state)
        transaction.put("pet", "2", {"id": "2"})
        transaction.delete("pet", "1")
        transaction.next_number("id")
        assert state == a_state(pet=["1"])
        assert Transaction(state).next_number("id") == 1
        transaction.commit()
        assert state == a_state(pet=["2"])
        assert Transaction(state).next_number("id") == 2

    def test_an_abandoned_one_leaves_no_trace(self) -> None:
        state = a_state(pet=["1"])
        transaction = Transaction(state)
        transaction.put("pet", "1", {"id": "1", "name": "Rex"})
        del transaction
        assert state.rows("pet") == [{"id": "1"}]

    def test_commit_empties_it(self) -> None:
        state = a_state(pet=["1"])
        transaction = Transaction(state)
        transaction.delete("pet", "1")
        transaction.commit()
        put(state, "pet", "1")
        transaction.commit()
        assert ids(state, "pet") == ["1"]

    def test_a_replaced_row_keeps_its_place(self) -> None:
        state = a_state(pet=["1", "2", "3"])
        put(state, "pet", "2", name="Rex")
        assert ids(state, "pet") == ["1", "2", "3"]

    def test_a_row_that_comes_back_later_comes_last(self) -> None:
        state = a_state(pet=["1", "2"])
        delete(state, "pet", "1")
        put(state, "pet", "1")
        assert ids(state, "pet") == ["2", "1"]

    def test_an_unknown_collection_is_empty(self) -> None:
        transaction = Transaction(a_state())
        transaction.delete("pet", "1")
        assert transaction.find("pet", "1") is None
        assert list(transaction.iter_rows("pet")) == []

    @pytest.mark.parametrize(("start", "numbers"), [(1, [1, 2]), (200, [200, 201]), (0, [0, 1])])
    def test_numbers_count_from_a_start(self, start: int, numbers: list[int]) -> None:
        transaction = Transaction(a_state())
        assert [transaction.next_number("id", start), transaction.next_number("id", start)] == numbers


class TestEmptying:
    """Rows that are replaced come in their own order."""

    @pytest.mark.parametrize("is_isolated", [True, False])
    def test_the_rows_put_afterwards_are_the_only_ones(self, is_isolated: bool) -> None:
        state = a_state(pet=["1", "2", "3"])
        transaction = Transaction(state, is_isolated=is_isolated)
        transaction.put("pet", "9", {"id": "9"})
        transaction.empty("pet")
        assert (transaction.peek("pet", "1"), dict(transaction.read("pet"))) == (None, {})
        transaction.put("pet", "3", {"id": "3"})
        transaction.put("pet", "1", {"id": "1"})
        assert list(transaction.read("pet")) == ["3", "1"]
        assert ids(state, "pet") == ["1", "2", "3"]
        transaction.commit()
        assert ids(state, "pet") == ["3", "1"]
        assert [Transaction(state).was_deleted("pet", key) for key in ("1", "2", "3")] == [False, True, False]

    def test_an_empty_collection_is_kept(self) -> None:
        state = a_state(pet=["1"])
        fork = state.fork()
        transaction = Transaction(state)
        transaction.empty("pet")
        assert transaction.is_changed
        transaction.commit()
        assert (ids(state, "pet"), ids(fork, "pet")) == ([], ["1"])

    def test_discarding_forgets_it(self) -> None:
        state = a_state(pet=["1"])
        transaction = Transaction(state)
        transaction.empty("pet")
        transaction.discard()
        assert list(transaction.read("pet")) == ["1"]
        transaction.put("pet", "2", {"id": "2"})
        transaction.commit()
        assert ids(state, "pet") == ["1", "2"]


def test_rows_are_read_with_the_changes() -> None:
    transaction = Transaction(a_state(pet=["1", "2", "3"]))
    transaction.delete("pet", "2")
    transaction.put("pet", "1", {"id": "1", "name": "Rex"})
    transaction.put("pet", "4", {"id": "4"})
    assert dict(transaction.read("pet")) == {"1": {"id": "1", "name": "Rex"}, "3": {"id": "3"}, "4": {"id": "4"}}
    assert list(transaction.read("pet")) == ["1", "3", "4"]


def test_several_states_change_at_once() -> None:
    states = [a_state(pet=["1"]), a_state(hat=["1"])]
    transactions = [Transaction(state) for state in states]
    for name, transaction in zip(("pet", "hat"), transactions, strict=True):
        transaction.put(name, "2", {"id": "2"})
    commit_all(transactions)
    assert [ids(states[0], "pet"), ids(states[1], "hat")] == [["1", "2"], ["1", "2"]]


class TestCopies:
    """Rows are copied on the way in and out."""

    def test_a_row_put_is_a_copy(self) -> None:
        state, row = a_state(), copy_row(ROW)
        transaction = Transaction(state)
        transaction.put("pet", "1", row)
        row["owner"]["name"] = "Bob"
        transaction.commit()
        assert state.rows("pet") == [ROW]

    def test_a_row_found_is_a_copy(self) -> None:
        state = State({"pet": {"1": copy_row(ROW)}})
        found = Transaction(state).find("pet", "1")
        assert found is not None
        found["tags"].append("b")
        assert state.rows("pet") == [ROW]

    def test_rows_are_copies(self) -> None:
        state = State({"pet": {"1": copy_row(ROW)}})
        state.rows("pet")[0]["tags"].append("b")
        assert state.rows("pet") == [ROW]


class TestInternal:
    """Collections that the engine keeps for itself."""

    def test_they_are_not_among_the_names(self) -> None:
        state = a_state(pet=["1"])
        put(state, ".kept", "k")
        assert state.names() == ("pet",)
        assert state.count(".kept") == 1

    def test_they_are_kept_when_the_seed_changes(self) -> None:
        before, after = a_state(pet=["1"]), a_state(pet=["2"])
        state = before.fork()
        put(state, ".kept", "k")
        carried = state.carry(before, after, lambda _name, _row: None)
        assert ids(carried, "pet") == ["2"]
        assert ids(carried, ".kept") == ["k"]
        put(carried, ".kept", "l")
        assert ids(state, ".kept") == ["k"]

    @pytest.mark.parametrize(("limit", "oldest"), [(1, "1"), (2, "1"), (3, None)])
    def test_the_oldest_of_many(self, limit: int, oldest: str | None) -> None:
        assert Transaction(a_state(pet=["1", "2"])).find_oldest("pet", limit) == oldest


class TestPlaces:
    @pytest.mark.parametrize(
        ("deleted", "identifier", "place"),
        [
            pytest.param("", "a", 0, id="the-first-row"),
            pytest.param("", "d", 3, id="the-last-row"),
            pytest.param("a", "b", 0, id="after-a-deletion"),
            pytest.param("b", "b", 0.5, id="a-deleted-row"),
            pytest.param("a", "a", -0.5, id="the-first-row-deleted"),
            pytest.param("bc", "c", 0.5, id="two-deleted-rows"),
            pytest.param("cb", "c", 0.5, id="two-deleted-rows-backwards"),
            pytest.param("abcd", "c", -0.5, id="all-rows-deleted"),
            pytest.param("", "x", None, id="no-row"),
        ],
    )
    def test_where_a_row_is_or_was(self, deleted: str, identifier: str, place: float | None) -> None:
        state = a_state(pet=list("abcd"))
        for one in deleted:
            delete(state, "pet", one)
        assert Transaction(state).find_place("pet", identifier) == place

    def test_rows_that_are_deleted_together(self) -> None:
        state = a_state(pet=list("abcd"))
        transaction = Transaction(state)
        for one in "cb":
            transaction.delete("pet", one)
        transaction.commit()
        assert Transaction(state).find_place("pet", "c") == 0.5


class TestEquality:
    @pytest.mark.parametrize(
        ("other", "equal"),
        [
            pytest.param({"pet": ["1", "2"]}, True, id="same"),
            pytest.param({"pet": ["1", "2"], "toy": []}, True, id="an-empty-collection-is-none"),
            pytest.param({"pet": ["2", "1"]}, False, id="order-counts"),
            pytest.param({"pet": ["1"]}, False, id="a-row-less"),
            pytest.param({"pet": ["1", "2"], "toy": ["1"]}, False, id="another-collection"),
        ],
    )
    def test_states(self, other: dict[str, list[str]], equal: bool) -> None:
        assert (a_state(pet=["1", "2"]) == a_state(**other)) is equal


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
_COLLECTIONS = st.sampled_from(["pet", "toy"])
_IDS = st.sampled_from(["1", "2", "3", "4"])
_INDEX = st.integers(min_value=0, max_value=9)

Model = dict[str, dict[str, Any]]


class Stores(RuleBasedStateMachine):
    """States and forks of states, each beside plain dicts that do the same.

    A transaction works on a copy of the dicts, in which a deleted row is None and keeps its place until the commit.
    """

    @initialize()
    def begin(self) -> None:
        self.states: list[State] = [State()]
        self.models: list[Model] = [{}]
        self.numbers: list[dict[str, int]] = [{}]
        self.transaction: Transaction | None = None

    @precondition(lambda self: len(self.states) < 6)
    @rule(index=_INDEX)
    def fork(self, index: int) -> None:
        index %= len(self.states)
        self.states.append(self.states[index].fork())
        self.models.append(copy_row(self.models[index]))
        self.numbers.append(dict(self.numbers[index]))

    @precondition(lambda self: self.transaction is None)
    @rule(index=_INDEX)
    def open(self, index: int) -> None:
        self.at = index % len(self.states)
        self.transaction = Transaction(self.states[self.at])
        self.draft: Model = copy_row(self.models[self.at])
        self.draft_numbers = dict(self.numbers[self.at])

    @precondition(lambda self: self.transaction is not None)
    @rule(collection=_COLLECTIONS, identifier=_IDS, value=_JSON)
    def put(self, collection: str, identifier: str, value: Any) -> None:
        assert self.transaction is not None
        row = {"id": identifier, "value": value}
        self.transaction.put(collection, identifier, row)
        self.draft.setdefault(collection, {})[identifier] = copy_row(row)
        row["value"] = "changed afterwards"

    @precondition(lambda self: self.transaction is not None)
    @rule(collection=_COLLECTIONS, identifier=_IDS)
    def delete(self, collection: str, identifier: str) -> None:
        assert self.transaction is not None
        self.transaction.delete(collection, identifier)
        self.draft.setdefault(collection, {})[identifier] = None

    @precondition(lambda self: self.transaction is not None)
    @rule(counter=st.sampled_from(["id", "uuid"]))
    def count(self, counter: str) -> None:
        assert self.transaction is not None
        self.draft_numbers[counter] = self.draft_numbers.get(counter, 0) + 1
        assert self.transaction.next_number(counter) == self.draft_numbers[counter]

    @precondition(lambda self: self.transaction is not None)
    @rule(collection=_COLLECTIONS, identifier=_IDS)
    def read(self, collection: str, identifier: str) -> None:
        assert self.transaction is not None
        rows = self.draft.get(collection, {})
        assert self.transaction.find(collection, identifier) == rows.get(identifier)
        assert list(self.transaction.iter_rows(collection)) == [row for row in rows.values() if row is not None]

    @precondition(lambda self: self.transaction is not None)
    @rule()
    def commit(self) -> None:
        assert self.transaction is not None
        self.transaction.commit()
        self.models[self.at] = {
            name: {i: row for i, row in rows.items() if row is not None} for name, rows in self.draft.items()
        }
        self.numbers[self.at] = self.draft_numbers
        self.transaction = None

    @precondition(lambda self: self.transaction is not None)
    @rule()
    def abandon(self) -> None:
        self.transaction = None

    @invariant()
    def every_state_is_as_its_model(self) -> None:
        for state, model in zip(self.states, self.models, strict=True):
            for name in ("pet", "toy"):
                assert state.rows(name) == list(model.get(name, {}).values())
                assert state.count(name) == len(model.get(name, {}))


TestStores = Stores.TestCase
