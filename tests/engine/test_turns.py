"""A turn's dynamic values and names, and the exchange that it becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.engine.apis.apis import Apis
from mockserver.engine.links import Links
from mockserver.engine.masking import Masker
from mockserver.engine.negotiation.preferences import Preference
from mockserver.engine.settings import Settings
from mockserver.engine.turns import Arrival, MockResponse, Turn, collect_names, make_exchange
from mockserver.engine.worlds.journal import Journal, JournalBudget
from mockserver.engine.worlds.world import Beginning, World
from mockserver.openapi.generation import Dynamic
from mockserver.openapi.messages import Request, Response
from mockserver.openapi.rules import Violation
from tests.support.small_sandbox import load_books

REQUEST = Request("GET", "/books/shelf")


def make_world(apis: Apis) -> World:
    return World("default", Beginning(apis.seeds), Journal(JournalBudget()))


@pytest.mark.parametrize(
    ("settings", "preference", "dynamic"),
    [
        pytest.param(Settings(), Preference(), None, id="off"),
        pytest.param(Settings(dynamic=True, seed=3, locale="de_DE"), Preference(), Dynamic(3, "de_DE"), id="option"),
        pytest.param(Settings(seed=3), Preference(dynamic=True), Dynamic(3, ""), id="preference"),
        pytest.param(Settings(dynamic=True), Preference(dynamic=False), None, id="the-preference-wins"),
        pytest.param(Settings(dynamic=True, seed=3), Preference(seed="a"), Dynamic("a", ""), id="seed"),
    ],
)
def test_dynamic(tmp_path: Path, settings: Settings, preference: Preference, dynamic: Dynamic | None) -> None:
    api = load_books(tmp_path)
    turn = Turn(api, api.ready["readShelf"], make_world(Apis([api])), REQUEST, settings, preference)
    assert turn.dynamic == dynamic


def test_names_have_the_path_inside_the_api(tmp_path: Path) -> None:
    api = load_books(tmp_path)
    world = make_world(Apis([api]))
    names = collect_names(api, world, REQUEST, 7)
    assert (names["method"], names["path"]) == ("GET", "/shelf")
    assert names == collect_names(api, world, REQUEST, 7), "the same request has the same id"


def test_an_exchange_has_the_fields_beside_the_response(tmp_path: Path) -> None:
    apis = Apis([load_books(tmp_path)])
    world = make_world(apis)
    made = MockResponse(Response(200), "example", [Violation("response.schema", "response", "is wrong")], delay=2)
    arrival = Arrival(REQUEST, world, 1, (), 0.0)
    exchange, kept = make_exchange(
        arrival, apis.route(REQUEST), made, Masker(apis, Settings()), Links(apis, Settings())
    )
    assert kept is exchange, "there is no secret"
    assert (exchange.api, exchange.operation_id, exchange.world, exchange.delay) == ("books", "readShelf", "default", 2)
    assert [name for name, _ in exchange.response.headers] == ["Mock-Source", "Mock-Violations", "sl-violations"]


@pytest.mark.parametrize(("status", "violations", "is_broken"), [(500, 1, True), (500, 0, False), (200, 1, False)])
def test_is_broken(status: int, violations: int, is_broken: bool) -> None:
    found = [Violation("response.schema", "response", "is wrong")] * violations
    assert MockResponse(Response(status), "engine", found).is_broken is is_broken
