"""Responses prepared over HTTP, at a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

import mockserver
from mockserver import Sandbox
from mockserver.client import (
    Control,
    NotFound,
    PreparedResponse,
    Refused,
    RemoteApi,
    RemoteWorld,
    RequestMatch,
    WrongValue,
)
from mockserver.client.preparing import FaultKindName
from mockserver.client.records import FaultRecord
from mockserver.engine.faults import SIMPLE

HEADERS = {"Authorization": "Bearer intercom_sandbox"}


@pytest.fixture
def api(world: RemoteWorld) -> RemoteApi:
    return world.api("intercom")


@pytest.fixture
def connectors(api: RemoteApi) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=api.url(), headers=HEADERS) as client:
        yield client


def list_statuses(client: httpx.Client, times: int) -> list[int]:
    return [client.get("/data_connectors").status_code for _ in range(times)]


def test_it_is_the_response_of_pytest() -> None:
    assert PreparedResponse is mockserver.PreparedResponse


def test_a_sequence_of_statuses(world: RemoteWorld, connectors: httpx.Client) -> None:
    prepared = world.respond("listDataConnectors", 500, 500, 401, force=True)
    assert (prepared.used, prepared.remaining) == (0, 3)
    assert list_statuses(connectors, 5) == [500, 500, 401, 200, 200]
    assert world.read_response(prepared.id).remaining == 0


def test_the_ways_to_name_an_operation(api: RemoteApi, connectors: httpx.Client) -> None:
    api.respond("GET /data_connectors", PreparedResponse(401), times=1)
    api.respond(RequestMatch(method="GET", path="/data_connectors", query={"per_page": 5}), 401, times=1)
    assert connectors.get("/data_connectors", params={"per_page": 5}).status_code == 401
    assert list_statuses(connectors, 2) == [401, 200]
    assert [each.match.api for each in api.responses()] == ["intercom"] * 2


def test_a_body_of_ones_own(api: RemoteApi, connectors: httpx.Client) -> None:
    api.respond("listDataConnectors", 200, body={"odd": None}, headers={"X-Odd": "1"}, force=True, id="odd")
    assert connectors.get("/data_connectors").json() == {"odd": None}
    api.respond("listDataConnectors", 401, id="odd")
    assert [(each.id, each.responses[0].status) for each in api.responses()] == [("odd", 401)]
    api.forget_response("odd")
    assert list_statuses(connectors, 1) == [200]


def test_recovering(world: RemoteWorld, api: RemoteApi, connectors: httpx.Client) -> None:
    world.recover()  # does not make the world
    with pytest.raises(NotFound):
        world.read()
    api.respond("listDataConnectors", 401)
    world.api("adapter").recover()
    assert list_statuses(connectors, 1) == [401]
    api.recover()
    assert list_statuses(connectors, 1) == [200]


def test_what_the_document_does_not_allow_is_refused(api: RemoteApi) -> None:
    with pytest.raises(Refused, match=r"responses/0: .*418.* is not documented") as caught:
        api.respond("listDataConnectors", 418)
    assert caught.value.status == 422
    with pytest.raises(Refused, match="did you mean listDataConnectors"):
        api.respond("listDataConectors", 401)


def test_failing(api: RemoteApi, connectors: httpx.Client) -> None:
    api.fail("listDataConnectors", times=1)
    assert list_statuses(connectors, 2) == [503, 200]
    api.fail("listDataConnectors", "reset", times=1)
    with pytest.raises(httpx.TransportError):
        connectors.get("/data_connectors")
    assert list_statuses(connectors, 1) == [200]
    assert [(each.kind, each.used, each.remaining) for each in api.faults()] == [("reset", 1, 0)]


@pytest.mark.parametrize("kind", SIMPLE)
def test_failing_in_every_way_that_pytest_knows(api: RemoteApi, sandbox: Sandbox, kind: FaultKindName) -> None:
    sandbox.api("intercom").fail("listDataConnectors", kind)
    with Control(sandbox.api("intercom").url) as control:
        (expected,) = control.world().faults()
    found = api.fail("listDataConnectors", kind)
    assert isinstance(found, FaultRecord)
    assert replace(found, id="") == replace(expected, id="")


def test_faults(world: RemoteWorld, api: RemoteApi, connectors: httpx.Client) -> None:
    first = world.fault("error", status=500, times=1)
    second = api.fault("rate_limit", limit=1, window_seconds=60, id="limit")
    assert [each.id for each in world.faults()] == [first.id, "limit"]
    assert [each.id for each in api.faults()] == ["limit"]
    assert world.read_fault("limit") == second
    assert list_statuses(connectors, 3) == [500, 429, 429]
    world.forget_fault("limit")
    assert list_statuses(connectors, 1) == [200]
    world.recover()
    assert world.faults() == ()


def test_delays(world: RemoteWorld, api: RemoteApi) -> None:
    world.delay(0.25)
    api.delay(0.5, "listDataConnectors")
    api.delay(0.75, "listDataConnectors")
    assert [each.milliseconds for each in world.faults()] == [250, 750]
    api.delay(0, "listDataConnectors")
    assert [each.milliseconds for each in world.faults()] == [250]
    world.delay(0)
    assert world.faults() == ()


def test_what_no_request_can_say(api: RemoteApi) -> None:
    with pytest.raises(WrongValue, match="example, body and headers belong to one status"):
        api.respond("listDataConnectors", 401, 500, body={})
    with pytest.raises(WrongValue, match=r"respond\(\) has no option 'boddy'; did you mean body"):
        api.respond("listDataConnectors", 401, boddy={})  # type: ignore[call-arg]  # which mypy would tell, too
    with pytest.raises(WrongValue, match="it holds bytes; allowed: dict"):
        api.respond("listDataConnectors", 200, body=b"...")
