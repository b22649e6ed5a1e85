"""Changes of a world that are kept together or not at all."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mockserver.engine.rows.edit import StateEdit, edit_world, editing
from mockserver.engine.rows.refusal import RowsRefused, StateOvertaken
from mockserver.engine.worlds.lanes import LaneBusy
from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.row_budget import StateFull
from mockserver.engine.worlds.worlds import TooManyWorlds, Worlds
from tests.support.small_sandbox import Sandbox
from tests.support.waiting import DEADLINE

from .shelf import read, written_books

DUNE = {"id": "3", "title": "Dune"}


@pytest.fixture
def books(tmp_path: Path) -> Sandbox:
    return written_books(tmp_path)


def put_dune(books: Sandbox, edit: StateEdit) -> None:
    edit.table(books.api, books.api.behaviour.resources["book"]).put("3", DUNE)


def keys(worlds: Worlds, name: str) -> list[str]:
    world = worlds.find(name)
    assert world is not None
    return list(world.state("books").collection("book"))


def test_nothing_is_seen_before_the_end(books: Sandbox) -> None:
    with editing(books.engine.worlds.get(), "a test") as edit:
        put_dune(books, edit)
        assert "3" not in read(books)
    assert read(books)["3"] == DUNE


def test_nothing_is_kept_after_an_exception(books: Sandbox) -> None:
    def fail() -> None:
        with editing(books.engine.worlds.get(), "a test") as edit:
            put_dune(books, edit)
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert "3" not in read(books)


@pytest.mark.parametrize("happens", ["reset", "end"])
def test_nothing_is_kept_in_another_state(books: Sandbox, happens: str) -> None:
    world = books.engine.worlds.get()

    def change() -> None:
        with editing(world, "a test") as edit:
            put_dune(books, edit)
            getattr(world, happens)()

    with pytest.raises(StateOvertaken):
        change()
    assert "3" not in world.state("books").collection("book")


def test_requests_go_on_meanwhile(books: Sandbox) -> None:
    with ThreadPoolExecutor() as threads, editing(books.engine.worlds.get(), "a test") as edit:
        put_dune(books, edit)
        asked = threads.submit(books.ask, "GET", "/books/1")
        assert asked.result(DEADLINE).response.status == 200


def test_a_change_waits_only_so_long(books: Sandbox) -> None:
    world = books.engine.worlds.get()
    with ThreadPoolExecutor() as threads, editing(world, "the seed of a test"):

        def change() -> None:
            with editing(world, "another", patience=0.01) as edit:
                put_dune(books, edit)

        with pytest.raises(LaneBusy, match="cannot wait any longer for the seed of a test, which has taken 0 s so far"):
            threads.submit(change).result(DEADLINE)
    assert "3" not in read(books)


class TestEditWorld:
    """Worlds by name."""

    def test_a_change_makes_the_world(self, books: Sandbox) -> None:
        worlds = books.engine.worlds
        edit_world(worlds, "anna", "a test", lambda edit: put_dune(books, edit), 1)
        assert keys(worlds, "anna") == ["1", "2", "3"]
        assert "3" not in read(books)
        edit_world(worlds, "default", "a test", lambda edit: put_dune(books, edit), 1)
        assert "3" in read(books)

    def test_a_refused_change_makes_no_world(self, books: Sandbox) -> None:
        book = books.api.behaviour.resources["book"]
        with pytest.raises(RowsRefused):
            edit_world(books.engine.worlds, "anna", "a test", lambda edit: edit.table(books.api, book).put("3", {}), 1)
        assert "anna" not in books.engine.worlds.names()

    def test_a_change_that_takes_too_much_memory_makes_no_world(self, books: Sandbox) -> None:
        worlds = Worlds({"books": books.api.seed}, limits=Limits(state_size=10))
        with pytest.raises(StateFull):
            edit_world(worlds, "anna", "a test", lambda edit: put_dune(books, edit), 1)
        assert (worlds.names(), worlds.rows.used) == ((), 0)

    def test_a_world_too_many_gives_back_the_memory(self, books: Sandbox) -> None:
        worlds = Worlds({"books": books.api.seed}, limits=Limits(state_size=10_000, worlds=1))
        held = worlds.get("ben").snapshot()
        with pytest.raises(TooManyWorlds):
            edit_world(worlds, "anna", "a test", lambda edit: put_dune(books, edit), 1)
        assert (worlds.names(), worlds.rows.used) == (("ben",), 0)
        del held

    def test_a_change_is_made_again_if_it_is_overtaken(self, books: Sandbox) -> None:
        worlds, tries = books.engine.worlds, list[int]()
        worlds.get("anna")

        def change(edit: StateEdit) -> int:
            tries.append(len(tries))
            if len(tries) == 1:
                worlds.forget("anna")
            elif len(tries) == 2:
                worlds.get("anna")  # another request makes it first
            put_dune(books, edit)
            return len(tries)

        assert edit_world(worlds, "anna", "a test", change, 1) == 3
        assert keys(worlds, "anna") == ["1", "2", "3"]

    def test_a_change_that_is_always_overtaken_is_given_up(self, books: Sandbox) -> None:
        def change(edit: StateEdit) -> None:
            put_dune(books, edit)
            books.engine.worlds.get().reset()

        with pytest.raises(StateOvertaken):
            edit_world(books.engine.worlds, "default", "a test", change, 1)
        assert "3" not in read(books)

    def test_first_changes_of_many_threads_are_all_kept(self, books: Sandbox) -> None:
        book, start = books.api.behaviour.resources["book"], threading.Barrier(8)

        def add(number: int) -> None:
            start.wait(DEADLINE)
            identifier = f"n{number}"
            edit_world(
                books.engine.worlds,
                "anna",
                "a test",
                lambda edit: edit.table(books.api, book).put(identifier, {"title": identifier}),
                DEADLINE,
            )

        with ThreadPoolExecutor(8) as threads:
            list(threads.map(add, range(8)))
        assert set(keys(books.engine.worlds, "anna")) == {"1", "2", *(f"n{number}" for number in range(8))}
