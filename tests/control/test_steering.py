"""What clients do to one world over HTTP is not seen in another, can be taken back, and happens once.

Random steps go to two worlds in any order: requests to the mocked API, and what the control API changes.
"""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.openapi.messages import Headers, Request
from tests.control.small_sandbox import Client, make_engine
from tests.support.waiting import DEADLINE

WORLDS = ("anna", "ben")
THREADS, EACH = 16, 5  # requests of each thread
LIST_PETS = {"operation_id": "listPets"}


class Step(NamedTuple):
    """One request: to the control API below the world, or to a mocked API."""

    method: str
    path: str  # "clock"; "/pets/pets" of a mocked API
    body: Any = None


class Told(NamedTuple):
    status: int
    body: Any


KEEP, RESTORE = Step("PUT", "snapshots/kept"), Step("POST", "snapshots/kept/restore")
KEEPING = st.sampled_from(  # steps after which every snapshot is still there
    [
        Step("GET", "/pets/pets"),
        Step("POST", "/pets/pets", {"name": "Rex"}),
        Step("POST", "/pets/pets", {"name": ""}),
        Step("PUT", "clock", {"freeze": "2030-01-01T00:00:00Z"}),
        Step("PUT", "clock", {"advance_seconds": 90}),
        Step("PUT", "switches/pets.mood", {"value": "grumpy"}),
        Step("PUT", "switches/pets.mood", {"value": "happy"}),
        Step("DELETE", "journal"),
        Step("PUT", "responses/broken", {"match": LIST_PETS, "responses": [{"status": 500}], "force": True}),
        Step("POST", "responses", {"match": LIST_PETS, "responses": [{"body": []}], "times": 2}),
        Step("DELETE", "responses/broken"),
        Step("DELETE", "responses"),
    ]
)
STEPS = KEEPING | st.sampled_from([KEEP, RESTORE, Step("DELETE", "snapshots/kept"), Step("POST", "reset")])


@pytest.fixture(scope="module")
def steered() -> Client:
    return Client(make_engine())


def begin(client: Client) -> None:
    for name in client.engine.worlds.names():
        client.engine.worlds.forget(name)
    for name in ("default", *WORLDS):
        client.engine.worlds.get(name)


def take(client: Client, world: str, step: Step) -> Told:
    if step.path.startswith("/"):
        fields = [("host", "mock.test"), ("x-key", "k1"), ("content-type", "application/json"), ("mock-world", world)]
        body = b"" if step.body is None else json.dumps(step.body).encode()
        response = client.engine.respond(Request(step.method, step.path, "", Headers(fields), body)).response
        return Told(response.status, response.body)
    told = client.send(step.method, f"/_mock/worlds/{world}/{step.path}", json=step.body)
    assert told.status_code < 500, told.text
    return Told(told.status_code, told.json() if told.content else None)


def look(client: Client, world: str) -> dict[str, Any]:
    """All that a client can see of a world."""
    paths = ("state", "clock", "switches", "snapshots", "responses")
    return {path: take(client, world, Step("GET", path)) for path in paths}


@settings(max_examples=20)
@given(steps=st.lists(st.tuples(st.sampled_from(WORLDS), STEPS), min_size=2, max_size=12))
def test_worlds_commute(steered: Client, steps: list[tuple[str, Step]]) -> None:
    begin(steered)
    mixed = [(world, take(steered, world, step)) for world, step in steps]
    seen = {world: look(steered, world) for world in WORLDS}
    begin(steered)
    for own in reversed(WORLDS):
        alone = [(world, take(steered, world, step)) for world, step in steps if world == own]
        assert alone == [told for told in mixed if told[0] == own]
    assert {world: look(steered, world) for world in WORLDS} == seen


@settings(max_examples=20)
@given(
    before=st.lists(STEPS, max_size=5),
    between=st.lists(KEEPING, max_size=6),
    after=st.lists(KEEPING, min_size=1, max_size=4),
)
def test_a_restored_world_is_as_it_was(
    steered: Client, before: list[Step], between: list[Step], after: list[Step]
) -> None:
    begin(steered)
    for step in (*before, KEEP):
        take(steered, "anna", step)
    seen = look(steered, "anna")
    for step in between:
        take(steered, "anna", step)
    taken = []
    for _ in range(2):
        assert take(steered, "anna", RESTORE).status == 204
        taken.append((look(steered, "anna"), [take(steered, "anna", step) for step in after]))
    assert taken[0] == taken[1]
    assert taken[0][0] == seen


@pytest.mark.parametrize("statuses", [[500, 500, 200], [503]], ids=["in-turn", "one"])
def test_a_sequence_happens_once_under_parallel_clients(steered: Client, statuses: list[int]) -> None:
    begin(steered)
    responses = [{"status": status, "body": ["prepared"]} for status in statuses]
    wanted = {"match": LIST_PETS, "responses": responses, "times": 7, "force": True}
    assert take(steered, "anna", Step("PUT", "responses/ours", wanted)).status == 201
    barrier = Barrier(THREADS)

    def ask(_: int) -> list[Told]:
        barrier.wait(DEADLINE)
        return [take(steered, "anna", Step("GET", "/pets/pets")) for _ in range(EACH)]

    with ThreadPoolExecutor(THREADS) as pool:
        told = [each for thread in pool.map(ask, range(THREADS)) for each in thread]
    prepared = Counter(each.status for each in told if each.body == b'["prepared"]')
    assert prepared == Counter(statuses * 7)
    assert {each.status for each in told if each.body != b'["prepared"]'} == {200}
    kept = take(steered, "anna", Step("GET", "responses/ours")).body
    assert (kept["used"], kept["remaining"]) == (7 * len(statuses), 0)
