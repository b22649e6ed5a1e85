"""Values that the user chooses for path variables."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.provider import Phase, Plan
from mockserver.provider.documented.path_params import check_path_params, read_path_params
from tests.provider.bed import examine_app
from tests.provider.documented.houses import Houses, Paths, describe

SERVED = Paths(rooms="/houses/{id}/rooms", room="/rooms/{room_id}")
PATHS = Paths(*(f"/{{tenant}}{path}" for path in (SERVED.houses, SERVED.house, SERVED.rooms, SERVED.room)))


class Tenants(Houses):
    """Houses of one tenant, called `t1`."""

    def respond(self, method: str, path: str, raw: bytes) -> tuple[int, Any, str]:
        return super().respond(method, path.removeprefix("/t1"), raw) if path.startswith("/t1/") else (404, None, "")


def make_tenants() -> Tenants:
    return Tenants(SERVED, location="/t1/rooms/{room}")


@pytest.mark.parametrize("phases", [("documented", "probes"), ("documented", "coverage", "fuzzing")], ids="-".join)
def test_a_value_is_used_in_every_phase(phases: tuple[Phase, ...]) -> None:
    service = make_tenants()
    outcome = examine_app(service, describe(PATHS), Plan(phases=phases, path_params={"tenant": "t1"}, max_examples=5))
    assert outcome.failures == ()
    assert not [notice for notice in outcome.notices if "never succeeded" in notice]
    chosen = sum(path.startswith("/t1/") for _, path, _ in service.seen)
    assert chosen > len(service.seen) * 3 / 4  # the others are wrong in their path


def test_nothing_succeeds_without_the_value() -> None:
    plan = Plan(phases=("documented",), include=("listHouses",))
    with pytest.raises(OptionError):
        examine_app(make_tenants(), describe(PATHS), plan)
    assert examine_app(make_tenants(), describe(PATHS), replace(plan, path_params={"tenant": "t1"})).is_kept


def test_an_item_that_the_run_has_created_is_deleted_instead_of_the_chosen_one() -> None:
    service = Houses(houses={"h0": {"id": "h0", "name": "old"}})
    plan = Plan(phases=("documented", "coverage"), path_params={"id": "h0"})
    outcome = examine_app(service, describe(Paths()), plan)
    assert outcome.failures == ()
    assert "h0" in service.houses
    assert ("GET", "/houses/h0", 200) in service.seen


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["tenant"], "--path-param tenant: is not NAME=VALUE such as tenant=default"),
        (["=x"], "--path-param =x: is not NAME=VALUE such as tenant=default"),
        (["tenant="], "--path-param tenant=: is not NAME=VALUE such as tenant=default"),
        (["a=1", "{a}=2"], '--path-param {a}=2: a has the value "1" already'),
    ],
)
def test_other_words_are_refused(words: list[str], sentence: str) -> None:
    with pytest.raises(OptionError) as refused:
        read_path_params(words)
    assert str(refused.value) == sentence


def test_a_value_may_have_an_equals_sign() -> None:
    assert read_path_params(["key=a=b"]) == {"key": "a=b"}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"town": "x"}, "--path-param town=x: is not a path variable of the document; there are: id, room_id"),
        ({"id": "A B"}, "--path-param id=A B: path id: "),
    ],
)
def test_a_value_that_fits_nothing_is_refused(given: dict[str, str], sentence: str) -> None:
    api = describe(Paths())
    with pytest.raises(OptionError) as refused:
        check_path_params(api, api.operations, given)
    assert str(refused.value).startswith(sentence)
