"""Worlds by name, and the addresses that name them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.worlds import DEFAULT_WORLD, TooManyWorlds, is_world_name, split_world
from mockserver.openapi.messages import Request, Response

from .pets import MOMENT, add_pet, some_worlds


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
        worlds = some_worlds(limits=Limits(worlds=2))
        worlds.get("anna")
        worlds.get("ben")
        with pytest.raises(TooManyWorlds):
            worlds.get("clara")
        assert worlds.get("anna").name == "anna"
        assert worlds.get().name == DEFAULT_WORLD, "the default world is always there"

    def test_forgetting_makes_room(self) -> None:
        worlds = some_worlds(limits=Limits(worlds=1))
        worlds.get("anna")
        worlds.forget("anna")
        assert worlds.get("ben").name == "ben"

    def test_many_threads_asking_for_one_name_get_one_world(self) -> None:
        worlds = some_worlds()
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(worlds.get, ["anna"] * 200))
        assert len({id(world) for world in found}) == 1


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
