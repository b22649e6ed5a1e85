"""Items are found, read, changed, listed and deleted, wherever an API has them."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.apis.apis import Api
from mockserver.provider import Outcome, Plan, Provider, examine
from mockserver.provider.service.hosting import serve
from tests.provider.bed import examine_app
from tests.provider.documented.houses import Houses, Paths, describe

FLAT = Paths(room="/rooms/{room_id}")
LENT = Paths(rooms="/houses/{id}/lend", room="/rooms/{room_id}")


def examine_houses(service: Houses, api: Api, **options: Any) -> Outcome:
    return examine_app(service, api, Plan(phases=("documented",), **options))


def statuses(outcome: Outcome, name: str) -> dict[int, int]:
    """Return how often each status came from an operation, by its operationId."""
    [operation] = [op for op in outcome.operations if op.operation_id == name]
    return dict(outcome.tallies[str(operation)].statuses)


def links(**link: Any) -> dict[str, Any]:
    return {"Read": {"parameters": {"room_id": "$response.body#/id"}, **link}}


@pytest.mark.parametrize(
    ("service", "api"),
    [
        pytest.param(Houses(), describe(Paths()), id="below-the-parent"),
        pytest.param(
            Houses(p := Paths(rooms="/houses/{house_id}/rooms", room="/houses/{house}/rooms/{id}")),
            describe(p),
            id="other-names",
        ),
        pytest.param(
            Houses(p := Paths(houses="/houses/", rooms="/houses/{house_id}/rooms/")),
            describe(p),
            id="collections-with-a-slash",
        ),
        pytest.param(
            Houses(p := Paths("/houses/", "/houses/{h}/", "/houses/{h}/rooms/", "/houses/{h}/rooms/{r}/")),
            describe(p),
            id="everything-with-a-slash",
        ),
        pytest.param(
            Houses(p := Paths("/houses", "/house/{h}", "/house/{h}/rooms", "/house/{h}/room/{r}")),
            describe(p),
            id="singular",
        ),
        pytest.param(
            Houses(p := Paths("/v1/bodies", "/v1/body/{h}", "/v1/body/{h}/boxes", "/v1/body/{h}/box/{r}")),
            describe(p),
            id="other-plurals",
        ),
        pytest.param(Houses(FLAT), describe(FLAT), id="flat-by-its-name"),
        pytest.param(Houses(FLAT, shown="", location="/rooms/{room}"), describe(FLAT), id="flat-by-location"),
        pytest.param(Houses(LENT, shown="", location="/rooms/{room}"), describe(LENT), id="by-location-alone"),
        pytest.param(Houses(LENT, location="http://x.example/rooms/{room}"), describe(LENT), id="by-a-whole-address"),
        pytest.param(Houses(LENT, location="../../rooms/{room}"), describe(LENT), id="by-a-relative-location"),
        pytest.param(Houses(LENT), describe(LENT, links=links(operationId="readRoom")), id="by-a-link"),
        pytest.param(
            Houses(LENT),
            describe(LENT, links=links(operationRef="#/paths/~1rooms~1{room_id}/get")),
            id="by-the-reference-of-a-link",
        ),
        pytest.param(Houses(shown=""), describe(Paths(), put=True), id="created-by-put"),
    ],
)
def test_an_item_is_followed(service: Houses, api: Api) -> None:
    outcome = examine_houses(service, api)
    assert ([failure.fingerprint for failure in outcome.failures], outcome.notices) == ([], ())
    assert statuses(outcome, "changeRoom").keys() == {200}
    assert statuses(outcome, "deleteRoom")[204] >= 1
    assert statuses(outcome, "listRooms").keys() == {200}
    assert (service.houses, service.rooms) == ({}, {})  # a run deletes what it creates


@pytest.mark.parametrize("location", ["/v1/rooms/{room}", "/rooms/{room}", "http://x.example/v1/rooms/{room}"])
def test_location_may_have_the_base_path(location: str) -> None:
    service = Houses(LENT, shown="", location=location, base_path="/v1")
    with serve(service, "tests:app") as address:
        provider = Provider(f"{address}/v1", "tests:app", "http://localhost/v1")
        plan = Plan(phases=("documented",))
        outcome = examine(describe(LENT), provider, plan, progress=lambda *_: None)
    assert (outcome.failures, outcome.notices, service.rooms) == ((), (), {})


@pytest.mark.parametrize("name", ["readRoom", "changeRoom", "listRooms"])
@pytest.mark.parametrize("paths", [Paths(rooms="/houses/{house_id}/rooms"), FLAT])
def test_parents_are_created_for_an_included_operation(name: str, paths: Paths) -> None:
    outcome = examine_houses(Houses(paths), describe(paths), include=(name,))
    assert [op.operation_id for op in outcome.operations] == [name]
    assert 200 in statuses(outcome, name)
    assert outcome.notices == ()


def test_a_flat_item_that_only_its_name_suggests_must_be_there() -> None:
    """The rooms of a house are others than those at the top: no failure, and nothing at the top is deleted."""

    class Others(Houses):
        def on_room(self, method: str, ids: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
            return 404, None, ""

    outcome = examine_houses(Others(FLAT), describe(FLAT))
    assert outcome.failures == ()
    assert statuses(outcome, "deleteRoom").keys() == {404}


@pytest.mark.parametrize("paths", [Paths(rooms="/houses/{house_id}/rooms/"), FLAT, LENT])
def test_a_lost_item_is_found(paths: Paths) -> None:
    class Forgetful(Houses):
        def _make(self, name: str, house: str, new: dict[str, Any]) -> tuple[int, Any, str]:
            made = super()._make(name, house, new)
            self.rooms.clear()
            return made

    location = "/houses/{house}/rooms/{room}" if paths.room != FLAT.room else "/rooms/{room}"
    outcome = examine_houses(Forgetful(paths, location=location), describe(paths))
    [failure] = [failure for failure in outcome.failures if failure.check == "state.created-lost"]
    assert len(failure.steps) == 2, "the house, and the room in it"


def test_a_location_that_leads_to_nothing_is_found() -> None:
    api = describe(LENT, links=links(operationId="readRoom"))
    right = examine_houses(Houses(LENT, location="/rooms/{room}"), api)
    wrong = examine_houses(Houses(LENT, location="/rooms/{room}x"), api)
    assert [failure.check for failure in right.failures] == []
    assert [failure.check for failure in wrong.failures] == ["state.location-lost"]
