"""Schemathesis asks for items that exist."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mockserver.provider import Outcome, Phase, Plan
from mockserver.provider.fuzzing.identifiers import RANDOM_SHARE
from tests.provider.bed import examine_app
from tests.provider.documented.houses import Houses, Paths, describe

FLAT = Paths(rooms="/houses/{house_id}/rooms", room="/rooms/{room_id}")


class Brittle(Houses):
    """Crashes if a room gets a name of exactly 20 characters, which is allowed."""

    def on_room(self, method: str, ids: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
        status, room, location = super().on_room(method, ids, raw)
        is_crash = method == "PATCH" and status == 200 and len(room["name"]) == 20
        return (500, None, "") if is_crash else (status, room, location)


class Numbered(Houses):
    """Takes the names of houses once, even after they are deleted."""

    def on_houses(self, method: str, ids: tuple[str, ...], raw: bytes) -> tuple[int, Any, str]:
        status, house, location = super().on_houses(method, ids, raw)
        if status != 201:
            return status, house, location
        taken = getattr(self, "taken", set[str]())
        self.taken: set[str] = taken
        if house["name"] in taken:
            del self.houses[house["id"]]
            return 409, None, ""
        taken.add(house["name"])
        return status, house, location


def fuzz_houses(service: Houses, *phases: Phase, **options: Any) -> Outcome:
    plan = Plan(phases=phases, **{"max_examples": 10, **options})
    return examine_app(service, describe(service.paths), plan)


@pytest.mark.parametrize("paths", [Paths(), FLAT], ids=["below-the-parent", "flat"])
@pytest.mark.parametrize("phases", [("documented", "coverage"), ("coverage",)], ids="-".join)
def test_a_fault_below_an_item_is_found(paths: Paths, phases: tuple[Phase, ...]) -> None:
    service = Brittle(paths, location="/rooms/{room}" if paths == FLAT else "")
    checks = {(failure.operation, failure.check) for failure in fuzz_houses(service, *phases).failures}
    assert (f"PATCH {paths.room}", "server.error") in checks


@pytest.mark.parametrize(
    ("kind", "phase"), [(Houses, "coverage"), (Houses, "fuzzing"), (Houses, "stateful"), (Numbered, "fuzzing")]
)
def test_most_requests_below_an_item_find_it(kind: type[Houses], phase: Phase) -> None:
    service = kind()
    outcome = fuzz_houses(service, "documented", phase)
    assert outcome.failures == ()
    patched = Counter(status for method, path, status in service.seen if method == "PATCH" and "/rooms/" in path)
    assert patched[404] < patched.total() / 2
    assert patched[404] > 0  # those that are wrong by their path, and the random share
    made = {path for method, path, status in service.seen if method == "DELETE" and status == 204}
    assert len(made) > 2  # deleted items are created again


def test_equal_runs_send_equal_requests() -> None:
    first, second = Houses(FLAT), Houses(FLAT)
    for service in (first, second):
        fuzz_houses(service, "documented", "coverage", "fuzzing", "stateful")
    assert first.seen == second.seen


def test_a_run_deletes_the_items_that_it_has_created_for_other_operations() -> None:
    service = Houses()
    outcome = fuzz_houses(service, "documented", "fuzzing", include=("changeRoom",))
    assert outcome.failures == ()
    assert 200 in outcome.tallies["PATCH /houses/{id}/rooms/{room_id}"].statuses
    assert (service.houses, service.rooms) == ({}, {})


def test_some_requests_keep_a_random_identifier() -> None:
    """Of a GET without anything else to vary, about one of eight."""
    service = Houses()
    fuzz_houses(service, "documented", "fuzzing", include=("readHouse",), max_examples=40)
    asked = Counter(path for method, path, _ in service.seen if method == "GET" and path.startswith("/houses/"))
    [(_, usual)] = asked.most_common(1)
    assert 0 < asked.total() - usual < asked.total() * 4 / RANDOM_SHARE
