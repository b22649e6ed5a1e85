"""A mock and a dictionary agree, whatever an API looks like and in whatever order its operations are called.

make test                        forty APIs, always the same
make fuzz EXAMPLES=1000 SEED=7   as many as that
"""

from __future__ import annotations

import os
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.snapshots import Snapshot
from mockserver.engine.worlds.store import State
from mockserver.openapi.messages import Request
from tests.support.small_sandbox import Sandbox, body_of, sandbox_of

from .random_apis import RandomApi, changes, new_books, random_apis

EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
WORLDS = ("default", "anna", "ben")
NOW = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)

Row = dict[str, Any]


@dataclass
class Model:
    """What one world must hold."""

    books: dict[str | None, dict[Any, Row]] = field(default_factory=dict)  # author -> identifier -> book, in order
    used: set[Any] = field(default_factory=set)  # identifiers that the server has made
    deleted: list[tuple[str | None, Any]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)  # authors that were deleted

    def pick(self, number: int) -> tuple[str | None, Any]:
        """An author and the identifier of one of the author's books."""
        every = [(author, key) for author, books in self.books.items() for key in books]
        return every[number % len(every)]


@dataclass
class Moment:
    """A snapshot, and what the world held then."""

    snapshot: Snapshot
    state: State
    model: Model


class MemoryMachine(RuleBasedStateMachine):
    """Sends requests to a mock in several worlds, and does the same to a model of each."""

    api: RandomApi
    sandbox: Sandbox

    def __init__(self) -> None:
        super().__init__()
        self.world = WORLDS[0]
        self.models = {name: Model() for name in WORLDS}
        self.moments: dict[str, list[Moment]] = {name: [] for name in WORLDS}

    @initialize(api=random_apis())
    def begin(self, api: RandomApi) -> None:
        self.api = api
        self.sandbox = sandbox_of(api.load(), frozen=NOW)
        if not api.is_nested:
            for model in self.models.values():
                model.books[None] = {}

    @property
    def model(self) -> Model:
        return self.models[self.world]

    @property
    def has_authors(self) -> bool:
        return bool(self.model.books)

    @property
    def has_books(self) -> bool:
        return any(self.model.books.values())

    @rule(world=st.sampled_from(WORLDS))
    def go_to(self, world: str) -> None:
        self.world = world

    # authors

    @precondition(lambda self: self.api.is_nested)
    @rule()
    def create_author(self) -> None:
        key = str(body_of(self.ask("POST", "/authors", {"name": "Jane"}, expect=201))["id"])
        assert key not in (*self.model.books, *self.model.gone)
        self.model.books[key] = {}

    @precondition(lambda self: self.api.is_nested and self.has_authors)
    @rule(number=st.integers(0, 9))
    def delete_author(self, number: int) -> None:
        author = list(self.model.books)[number % len(self.model.books)]
        assert author is not None
        self.ask("DELETE", f"/authors/{author}", expect=204)
        self.model.deleted += [(author, key) for key in self.model.books.pop(author)]
        self.model.gone.append(author)

    @precondition(lambda self: self.model.gone)
    @rule(number=st.integers(0, 9), members=new_books())
    def nothing_is_below_a_deleted_author(self, number: int, members: Row) -> None:
        author = self.model.gone[number % len(self.model.gone)]
        self.ask("GET", f"/authors/{author}", expect=404)
        if self.api.refuses:
            self.ask("GET", self.api.collection(author), expect=404)
            self.ask("POST", self.api.collection(author), self.api.write(self.named(members)), expect=404)

    # books

    @precondition(lambda self: self.has_authors)
    @rule(number=st.integers(0, 9), members=new_books(), name=st.integers(0, 9))
    def create(self, number: int, members: Row, name: int) -> None:
        author = list(self.model.books)[number % len(self.model.books)]
        sent, books = self.named(members, name), self.model.books[author]
        if sent.get("slug") in books:
            self.ask("POST", self.api.collection(author), self.api.write(sent), expect=409)
            return
        shown = self.api.read(body_of(self.ask("POST", self.api.collection(author), self.api.write(sent), expect=201)))
        key = shown[self.api.identifier]
        assert shown | sent == shown
        if self.api.is_nested:
            assert str(shown["author_id"]) == author
        if self.api.ids != "slug":
            assert key not in self.model.used
            self.model.used.add(key)
        books[key] = shown

    @precondition(lambda self: self.has_books)
    @rule(number=st.integers(0, 99))
    def read(self, number: int) -> None:
        author, key = self.model.pick(number)
        shown = self.api.read(body_of(self.ask("GET", self.api.item(author, key), expect=200)))
        assert shown == self.model.books[author][key]

    @precondition(lambda self: self.has_books and self.api.has_patch)
    @rule(number=st.integers(0, 99), members=changes())
    def change(self, number: int, members: Row) -> None:
        author, key = self.model.pick(number)
        made = self.ask("PATCH", self.api.item(author, key), self.api.write(members), expect=200)
        self.model.books[author][key] |= members
        assert self.api.read(body_of(made)) == self.model.books[author][key]

    @precondition(lambda self: self.has_books and self.api.has_put)
    @rule(number=st.integers(0, 99), members=new_books())
    def replace(self, number: int, members: Row) -> None:
        author, key = self.model.pick(number)
        sent = {**members, "slug": key} if self.api.ids == "slug" else members
        made = self.ask("PUT", self.api.item(author, key), self.api.write(sent), expect=200)
        before = self.model.books[author][key]
        kept = {name: before[name] for name in (self.api.identifier, "created_at", "author_id") if name in before}
        self.model.books[author][key] = kept | sent
        assert self.api.read(body_of(made)) == kept | sent

    @precondition(lambda self: self.has_books)
    @rule(number=st.integers(0, 99))
    def delete(self, number: int) -> None:
        author, key = self.model.pick(number)
        self.ask("DELETE", self.api.item(author, key), expect=204)
        del self.model.books[author][key]
        self.model.deleted.append((author, key))

    @precondition(lambda self: self.model.deleted)
    @rule(number=st.integers(0, 99), members=new_books())
    def what_is_deleted_stays_away(self, number: int, members: Row) -> None:
        author, key = self.model.deleted[number % len(self.model.deleted)]
        if key in self.model.books.get(author, {}):
            return  # a client has given its name to another one
        item = self.api.item(author, key)
        self.ask("GET", item, expect=404)
        if self.api.has_patch:
            self.ask("PATCH", item, self.api.write({"title": "x"}), expect=404)
        if self.api.has_put:
            self.ask("PUT", item, self.api.write(self.named(members, slug=key)), expect=404)
        self.ask("DELETE", item, expect=404 if self.api.refuses else 204)

    @rule(number=st.integers(0, 9))
    def other_worlds_do_not_have_it(self, number: int) -> None:
        for other in WORLDS:
            for author, books in self.models[other].books.items():
                own = self.model.books.get(author, {})
                for key in [key for key in books if key not in own and self.api.refuses][:2]:
                    self.ask("GET", self.api.item(author, key), expect=404)

    @precondition(lambda self: self.api.pages and self.has_authors)
    @rule(number=st.integers(0, 9), size=st.integers(1, 4))
    def pages_are_the_list(self, number: int, size: int) -> None:
        author = list(self.model.books)[number % len(self.model.books)]
        wanted = list(self.model.books[author].values())
        found: list[Row] = []
        for page in range(len(wanted) // size + 2):
            first, second = self.api.page_names
            at = page + 1 if self.api.pages == "number" else page * size
            made = self.ask("GET", f"{self.api.collection(author)}?{first}={at}&{second}={size}", expect=200)
            body = body_of(made)
            assert body["total"] == len(wanted)
            rows = self.api.read_list(body)
            assert len(rows) <= size
            found += rows
        assert found == wanted

    # worlds

    @rule()
    def snapshot(self) -> None:
        world = self.sandbox.engine.worlds.get(self.world)
        self.moments[self.world].append(Moment(world.snapshot(), self.state(self.world).fork(), deepcopy(self.model)))

    @precondition(lambda self: self.moments[self.world])
    @rule()
    def rollback(self) -> None:
        moment = self.moments[self.world].pop()
        self.sandbox.engine.worlds.get(self.world).rollback(moment.snapshot)
        self.models[self.world] = moment.model
        assert self.state(self.world) == moment.state

    @precondition(lambda self: self.moments[self.world])
    @rule()
    def compare_with_the_snapshot(self) -> None:
        moment = self.moments[self.world][-1]
        assert (self.state(self.world) == moment.state) == (list_books(self.model) == list_books(moment.model))

    @invariant()
    def every_list_is_as_its_model(self) -> None:
        for world in WORLDS:
            for author, books in self.models[world].books.items():
                made = self.ask("GET", self.api.collection(author), expect=200, world=world)
                assert self.api.read_list(body_of(made)) == list(books.values())

    # helpers

    def named(self, members: Row, number: int = 0, *, slug: str | None = None) -> Row:
        """The members with the identifier that a client chooses, if it does."""
        return {**members, "slug": slug or f"slug-{number}"} if self.api.ids == "slug" else members

    def state(self, world: str) -> State:
        return self.sandbox.engine.worlds.get(world).state(self.sandbox.api.name)

    def ask(self, method: str, target: str, body: Any = None, *, expect: int, world: str | None = None) -> Exchange:
        """One request, whose response has that status, comes from the state and keeps the document."""
        made = self.sandbox.ask(method, target, body, world=world or self.world)
        assert made.response.status == expect, (method, target, body, made.response, made.violations)
        if expect < 300:
            assert made.source == "resource" or (method, self.api.refuses) == ("DELETE", False), made
        if self.is_documented(made.request, expect):
            broken = self.sandbox.api.description.check_response(made.request, made.response)
            assert not broken, (made.request, made.response, broken)
        return made

    def is_documented(self, request: Request, status: int) -> bool:
        match = self.sandbox.api.match(request.method, request.path)
        operation = getattr(match, "operation", None)
        return operation is not None and str(status) in operation.responses


def list_books(model: Model) -> list[tuple[str | None, list[Row]]]:
    """The authors and their books, in order."""
    return [(author, list(books.values())) for author, books in model.books.items()]


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
TestMemory = MemoryMachine.TestCase
TestMemory.settings = settings(
    max_examples=EXAMPLES or 40,
    stateful_step_count=25,
    derandomize=not EXAMPLES,
    suppress_health_check=SLOW,
    deadline=None,
)
