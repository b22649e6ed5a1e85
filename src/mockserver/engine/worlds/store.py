"""Resources in memory: collections that fork without copying, and transactions.

A `State` is what one API holds in one world. Forking it shares every collection until one side writes. All changes
go through a `Transaction`, which holds them until `commit`; a refused request does not commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, NamedTuple

from .row_budget import RowBudget, estimate_row

Row = dict[str, Any]
"""One resource as JSON-like data."""
Admit = Callable[[str, Row], str | None]
"""Returns the identifier under which a collection may hold a row, or `None` if it may not."""
Seeds = Mapping[str, Mapping[str, Row]]
"""The rows that a collection begins with, by identifier; each is made when it is first asked for."""
INTERNAL = "."  # begins the names of collections that the engine keeps for itself and does not show
DELETED = 10_000  # identifiers of deleted rows of one collection that are remembered


_NO_SEEDS: Seeds = MappingProxyType({})
_NO_ROWS: dict[str, Row] = {}


class Stored(NamedTuple):
    """One collection as a state holds it."""

    rows: dict[str, Row]
    sizes: dict[str, int]  # bytes of memory of the rows that were written; empty if they are not counted


class State:
    """Named collections, each an ordered mapping of identifier to row, and named counters."""

    __slots__ = ("_collections", "_counters", "_deleted", "_own", "_seeds", "_sizes", "budget", "size")

    def __init__(self, collections: dict[str, dict[str, Row]] | None = None, seeds: Seeds = _NO_SEEDS) -> None:
        self.budget: RowBudget | None = None  # for what is written; None: it is not counted
        self.size = 0  # bytes of memory that the rows written take, about
        self._sizes: dict[str, dict[str, int]] = {}  # of each row that was written; shared like the collections
        self._collections = collections or {}
        self._own = set(self._collections)  # collections that no other state shares, so they may change in place
        self._counters: dict[str, int] = {}
        self._seeds = seeds  # of collections that were not read yet
        # by identifier of a deleted row, oldest first: that of the row before it; a collection's is never changed
        self._deleted: dict[str, dict[str, str | None]] = {}

    def fork(self) -> State:
        """An independent state that starts equal. It costs one small dict, for any number of rows."""
        twin = State(seeds=self._seeds)
        twin._collections = dict(self._collections)
        twin._counters = dict(self._counters)
        twin._deleted = dict(self._deleted)
        twin.budget, twin.size, twin._sizes = self.budget, self.size, dict(self._sizes)
        self._own = set()  # both sides copy a collection before their first write
        return twin

    def having(self, seeds: Seeds) -> State:
        """An independent state with seeds for the collections that this one does not have."""
        twin = self.fork()
        twin._seeds = seeds
        return twin

    def beginning(self, seeds: Seeds) -> State:
        """An independent state whose collections of these names begin with other rows."""
        twin = self.having(seeds)
        for name in seeds:
            twin._collections.pop(name, None)
        return twin

    def carry(self, before: State, after: State, admit: Admit) -> State:
        """This state after its seed has changed from `before` to `after`.

        1. What was not changed is as in `after`; what is internal is as in this state.
        2. A row that was changed or added stays if `admit` allows it; a deleted one stays deleted.
        """
        if before is after:
            return self
        carried = after.fork()
        carried._counters = dict(self._counters)
        carried._deleted = dict(self._deleted)
        carried.budget = self.budget
        for name, mine in self._collections.items():
            if name.startswith(INTERNAL):
                carried._share(self, name)
                continue
            old, new = before.collection(name), after.collection(name)
            if mine is not old:
                own = {key: row for key, row in mine.items() if row != old.get(key)}
                kept = {key: row for key, row in new.items() if key in mine or key not in old}
                admitted = {key: row for row in own.values() if (key := admit(name, row)) is not None}
                kept |= admitted
                if self.budget is not None and admitted:
                    carried._sizes[name] = {key: estimate_row(row) for key, row in admitted.items()}
                    carried.size += sum(carried._sizes[name].values())
                if kept or name in carried._collections:
                    carried._collections[name] = kept
                    carried._own.add(name)
        return carried

    def _share(self, other: State, name: str) -> None:
        """Take a collection of another state over; both copy it before their first write."""
        self._collections[name] = other._collections[name]
        other._own.discard(name)
        sizes = other._sizes.get(name)
        if sizes is not None:
            self._sizes[name] = sizes
            self.size += sum(sizes.values())

    def collection(self, name: str) -> dict[str, Row]:
        """The rows of a collection as they are stored, by identifier; the caller must not change them."""
        rows = self._collections.get(name)
        if rows is None:
            seeded = self._seeds.get(name)
            if seeded is None:
                return _NO_ROWS
            # two threads may begin at the same time: both get the one that is kept
            rows = self._collections.setdefault(name, seeded if isinstance(seeded, dict) else dict(seeded))
        return rows

    def is_seeded(self, name: str) -> bool:
        """Whether a collection is as its seed has it, and was never written."""
        rows = self._collections.get(name)
        return rows is None or rows is self._seeds.get(name)

    def has_seed(self, name: str, identifier: str) -> bool:
        """Whether a collection begins with a row of that identifier, below whichever parent."""
        seeds = self._seeds.get(name, {})
        return identifier in seeds or any(key.endswith(f"/{identifier}") for key in seeds)

    def names(self) -> tuple[str, ...]:
        """The collections, without those that are internal."""
        names = dict.fromkeys((*self._collections, *self._seeds))
        return tuple(name for name in names if not name.startswith(INTERNAL))

    def count(self, collection: str) -> int:
        return len(self.collection(collection))

    def rows(self, collection: str) -> list[Row]:
        """Copies of the rows, in order of creation."""
        return [copy_row(row) for row in self.collection(collection).values()]

    def _remember_deleted(self, collection: str, identifiers: set[str]) -> None:
        known, before = dict(self._deleted.get(collection, {})), None
        for identifier in self.collection(collection):
            if identifier in identifiers:
                known[identifier] = before
            else:
                before = identifier
        for identifier in identifiers:  # of rows that were assumed to exist
            known.setdefault(identifier, None)
        if len(known) > DELETED + DELETED // 10:  # not at each deletion
            known = dict(list(known.items())[-DELETED:])
        self._deleted[collection] = known

    # what is saved

    @property
    def memory(self) -> tuple[Mapping[str, int], Mapping[str, Mapping[str, str | None]]]:
        """The counters, and of each collection the identifiers of deleted rows, each with that of the row before it."""
        return self._counters, self._deleted

    def iter_changed(self, seed: State) -> Iterator[tuple[str, dict[str, Row], Mapping[str, Row]]]:
        """Yield the collections that are not those of `seed`: their names, their rows and the seed's."""
        for name, rows in self._collections.items():
            seeded = _NO_ROWS if name.startswith(INTERNAL) else seed.collection(name)
            if rows is not seeded:
                yield name, rows, seeded

    def is_fork_of(self, other: State, seed: State) -> bool:
        """Whether neither has changed since one was forked from the other; `seed` is what both began with."""
        mine = {name: id(rows) for name, rows, _ in self.iter_changed(seed)}
        return (
            mine == {name: id(rows) for name, rows, _ in other.iter_changed(seed)}
            and self._counters == other._counters
            and self._deleted == other._deleted
        )

    def store(
        self, name: str, rows: Mapping[str, Row | None], gone: AbstractSet[str], admit: Admit | None, *, counts: bool
    ) -> Stored:
        """A collection for states that begin with this seed: rows in order, `None` for those of the seed.

        1. A row stays if `admit` allows it, or without `admit`; internal ones always do.
        2. What the seed has had since is added, except the rows that are `gone`.
        """
        seeded: Mapping[str, Row] = _NO_ROWS if name.startswith(INTERNAL) else self.collection(name)
        kept: dict[str, Row] = {}
        sizes: dict[str, int] = {}
        for identifier, row in rows.items():
            if row is None:
                kept |= {identifier: seeded[identifier]} if identifier in seeded else {}
                continue
            key = identifier if admit is None or name.startswith(INTERNAL) else admit(name, row)
            if key is not None:
                kept[key] = row
                sizes |= {key: estimate_row(row)} if counts else {}
        for identifier, row in seeded.items():
            if identifier not in rows and identifier not in gone:
                kept.setdefault(identifier, row)
        return Stored(kept, sizes)

    def resume(
        self,
        collections: Mapping[str, Stored],
        counters: Mapping[str, int],
        deleted: Mapping[str, Mapping[str, str | None]],
    ) -> State:
        """A state that began with this seed, and had these collections, counters and deleted rows."""
        resumed = self.fork()
        resumed._counters = dict(counters)
        resumed._deleted = {name: dict(known) for name, known in deleted.items()}
        for name, stored in collections.items():
            resumed._collections[name] = stored.rows
            if stored.sizes:
                resumed._sizes[name] = stored.sizes
                resumed.size += sum(stored.sizes.values())
        return resumed

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, State):
            return NotImplemented
        for name in {*self._collections, *other._collections}:  # seeds that only one of them has read
            self.collection(name), other.collection(name)
        mine, others = self._filled(), other._filled()
        # the order of rows counts: lists return them in it
        return mine == others and all(list(mine[name]) == list(others[name]) for name in mine)

    __hash__ = None  # type: ignore[assignment]  # mutable

    def _filled(self) -> dict[str, dict[str, Row]]:
        return {name: rows for name, rows in self._collections.items() if rows}


class Transaction:
    """Reads a state, holds changes, and applies them in one step.

    An isolated one reads a copy, so that another thread may commit meanwhile.
    """

    __slots__ = ("_base", "_changes", "_counters", "_emptied", "_read", "state")

    def __init__(self, state: State, *, is_isolated: bool = False) -> None:
        self.state = state  # to which the changes are applied
        self._base = state.fork() if is_isolated else state
        self._read = self._base  # the same, without the collections that were emptied
        self._changes: dict[str, dict[str, Row | None]] = {}  # None: deleted
        self._counters: dict[str, int] = {}
        self._emptied: set[str] = set()  # collections whose rows all go before the changes are applied

    def find(self, collection: str, identifier: str) -> Row | None:
        """A copy of one row, or `None`."""
        row = self.peek(collection, identifier)
        return None if row is None else copy_row(row)

    def peek(self, collection: str, identifier: str) -> Row | None:
        """One row as it is stored, or `None`; the caller must copy it before keeping or changing it."""
        changes = self._changes.get(collection)
        if changes is not None and identifier in changes:
            row = changes[identifier]
        else:
            row = self._read.collection(collection).get(identifier)
        return row

    def has_seed(self, collection: str, identifier: str) -> bool:
        """Whether the collection began with a row of that identifier."""
        return self._read.has_seed(collection, identifier)

    def was_deleted(self, collection: str, identifier: str) -> bool:
        """Whether there was a row with that identifier; of the latest `DELETED` ones."""
        return identifier in self._read._deleted.get(collection, ())

    def find_place(self, collection: str, identifier: str) -> float | None:
        """Where a row is in the order of a collection, from 0, without the changes; that of a deleted one is between
        two others, such as 2.5. `None` if there never was one.
        """
        stored = self._read.collection(collection)
        deleted = self._read._deleted.get(collection, {})
        known: str | None = identifier
        while known is not None and known not in stored:
            if known not in deleted:
                return None
            known = deleted[known]
        place = -1 if known is None else next(at for at, key in enumerate(stored) if key == known)
        return place if known == identifier else place + 0.5

    def iter_rows(self, collection: str) -> Iterator[Row]:
        """The rows as they are stored, in order; the caller must copy one before keeping or changing it."""
        stored = self._read.collection(collection)
        changes = self._changes.get(collection)
        return _iter_changed(stored, changes) if changes else iter(stored.values())

    def read(self, collection: str) -> Mapping[str, Row]:
        """The rows as they are stored, by identifier; the caller must copy one before keeping or changing it."""
        stored, changes = self._read.collection(collection), self._changes.get(collection)
        if not changes:
            return stored
        return {key: row for key, row in {**stored, **changes}.items() if row is not None}

    def is_seed(self, collection: str, identifier: str, row: Row) -> bool:
        """Whether a row is as the seed of the collection has it."""
        return self._read._seeds.get(collection, {}).get(identifier) is row

    def find_oldest(self, collection: str, limit: int) -> str | None:
        """The identifier of the first row of a collection that has `limit` rows or more, else `None`."""
        rows = self._read.collection(collection)
        return next(iter(rows), None) if len(rows) >= limit else None

    def put(self, collection: str, identifier: str, row: Row) -> None:
        """Add a copy of a row, or replace the one with that identifier in its place."""
        self.keep(collection, identifier, copy_row(row))

    def keep(self, collection: str, identifier: str, row: Row) -> None:
        """The same without copying: the caller must not change the row afterwards."""
        self._changes.setdefault(collection, {})[identifier] = row

    def delete(self, collection: str, identifier: str) -> None:
        self._changes.setdefault(collection, {})[identifier] = None

    def empty(self, collection: str) -> None:
        """Delete every row, so that those put afterwards come in their own order."""
        if self._read is self._base:
            self._read = self._base.fork()
        self._read._collections[collection] = {}
        self._changes[collection] = {}
        self._emptied.add(collection)

    def next_number(self, counter: str, start: int = 1) -> int:
        """1, 2, 3, … for each name; a number is used up only when the transaction commits."""
        number = self._counters.get(counter, self._read._counters.get(counter, start - 1)) + 1
        self._counters[counter] = number
        return number

    def has_number(self, counter: str) -> bool:
        """Whether a counter has begun."""
        return counter in self._counters or counter in self._read._counters

    def skip_number(self, counter: str, number: int) -> None:
        """Let the next number of a counter be greater than `number`."""
        if number > self._counters.get(counter, self._read._counters.get(counter, 0)):
            self._counters[counter] = number

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to commit."""
        return bool(self._changes or self._counters)

    def commit(self) -> None:
        """Apply every change. Raises `StateFull` if the rows would take too much memory, and then applies none."""
        sizes = _NO_SIZES
        if self.state.budget is not None:
            growth, sizes = self._measure()
            self.state.budget.take(growth)
            self.state.size += growth
        self._apply(sizes)

    def _apply(self, sizes: Mapping[str, dict[str, int]]) -> None:
        """Apply every change; `sizes` are those of the rows, if they are counted."""
        state = self.state
        for name, changes in self._changes.items():
            if name not in state._own:
                state._collections[name] = dict(state.collection(name))
                if name in state._sizes:
                    state._sizes[name] = dict(state._sizes[name])
                state._own.add(name)
            rows, known = state._collections[name], state._sizes.get(name, {})
            deleted = {identifier for identifier, row in changes.items() if row is None}
            if name in self._emptied:
                deleted |= rows.keys() - changes.keys()
            if deleted:
                state._remember_deleted(name, deleted)
            if name in self._emptied:
                rows.clear()
                known.clear()
            for identifier, row in changes.items():
                if row is None:
                    rows.pop(identifier, None)
                    known.pop(identifier, None)
                else:
                    rows[identifier] = row
            if name in sizes:
                known |= sizes[name]
                state._sizes[name] = known
        state._counters.update(self._counters)
        self.discard()

    def discard(self) -> None:
        """Forget every change."""
        self._changes, self._counters, self._emptied, self._read = {}, {}, set(), self._base

    def _measure(self) -> tuple[int, dict[str, dict[str, int]]]:
        """Return how much more memory the changes take, and the sizes of the rows that are not deleted."""
        state, growth = self.state, 0
        sizes: dict[str, dict[str, int]] = {}
        for name, changes in self._changes.items():
            before = state._sizes.get(name, {})
            if name in self._emptied:
                growth, before = growth - sum(before.values()), {}
            after = sizes[name] = {}
            for identifier, row in changes.items():
                growth -= before.get(identifier, 0)
                if row is not None:
                    after[identifier] = size = estimate_row(row)
                    growth += size
        return growth, sizes


def commit_all(transactions: Sequence[Transaction]) -> None:
    """Apply the changes of several transactions on the states of one world.

    Raises `StateFull` if the rows would take too much memory, and then applies none.
    """
    measured = [each._measure() if each.state.budget is not None else (0, {}) for each in transactions]
    budget = next((each.state.budget for each in transactions if each.state.budget is not None), None)
    if budget is not None:
        budget.take(sum(growth for growth, _ in measured))
    for transaction, (growth, sizes) in zip(transactions, measured, strict=True):
        transaction.state.size += growth
        transaction._apply(sizes)


def _iter_changed(stored: Mapping[str, Row], changes: Mapping[str, Row | None]) -> Iterator[Row]:
    for identifier, row in stored.items():
        changed = changes.get(identifier, row)
        if changed is not None:
            yield changed
    for identifier, new in changes.items():
        if identifier not in stored and new is not None:
            yield new


def copy_row(value: Any) -> Any:
    """A deep copy of JSON-like data, many times faster than `copy.deepcopy`."""
    if isinstance(value, dict):
        copied = value.copy()
        for key, item in value.items():
            if isinstance(item, _CONTAINERS):
                copied[key] = copy_row(item)
        return copied
    if isinstance(value, list):
        return [copy_row(item) if isinstance(item, _CONTAINERS) else item for item in value]
    return value


_CONTAINERS = (dict, list)
_NO_SIZES: dict[str, dict[str, int]] = {}
