"""What was sent to a world, read, expected, waited for, followed and exported, at a real server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing

import httpx
import pytest

from mockserver.client import AsyncControl, Control, NotFound, Refused, RemoteWorld, RequestMatch

HEADERS = {"Authorization": "Bearer intercom_sandbox"}


@pytest.fixture
def connectors(world: RemoteWorld) -> Iterator[httpx.Client]:
    """A client of the mocked API, in the test's world."""
    with httpx.Client(base_url=world.url("intercom"), headers=HEADERS) as client:
        yield client


@pytest.fixture
def traffic(world: RemoteWorld, connectors: httpx.Client) -> RemoteWorld:
    """A world with three requests: one that is right, one that breaks the contract, and one that no operation has."""
    connectors.get("/data_connectors", params={"per_page": 5})
    connectors.patch("/data_connectors/12345", json={"state": "lve", "name": "\u2028"})
    connectors.get("/data_conectors")
    return world


def test_a_call_is_read_as_in_pytest(traffic: RemoteWorld) -> None:
    listed, changed, missed = traffic.journal()
    assert [call.number for call in (listed, changed, missed)] == [1, 2, 3]
    assert (listed.method, listed.path, listed.query) == ("GET", "/intercom/data_connectors", {"per_page": ["5"]})
    assert (listed.status, len(listed.response["data"]), listed.violations) == (200, 4, ())
    assert (changed.json, changed.headers["Content-Type"]) == ({"state": "lve", "name": "\u2028"}, "application/json")
    assert [violation.pointer for violation in changed.violations] == ["/state"]
    assert missed.operation_id is None
    assert repr(listed) == "GET /intercom/data_connectors?per_page=5 → 200"


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"limit": 1}, [3]),
        ({"after": 1}, [2, 3]),
        ({"after": 0, "limit": 2}, [1, 2]),
        ({"operation_id": "listDataConnectors"}, [1]),
        ({"status": 404}, [3]),
        ({"status": "4XX"}, [2, 3]),
        ({"violations": False}, [1]),
        ({"text": "PER_PAGE"}, [1]),
        ({"wait": 5}, [1, 2, 3]),
    ],
)
def test_filters(traffic: RemoteWorld, filters: dict[str, object], numbers: list[int]) -> None:
    assert [call.number for call in traffic.journal(**filters)] == numbers  # type: ignore[arg-type]  # from a table


def test_the_journal_of_one_api(traffic: RemoteWorld) -> None:
    assert len(traffic.api("intercom").journal()) == 3
    assert traffic.api("adapter").journal() == []


def test_an_unknown_source_is_refused(traffic: RemoteWorld) -> None:
    with pytest.raises(Refused, match=r"query source: .* is not one of"):
        traffic.journal(source="nowhere")


# expectations


def test_expectations(traffic: RemoteWorld) -> None:
    calls = traffic.calls("updateDataConnector").once()
    assert calls.with_body(state="lve")[0].status == 422
    assert traffic.api("intercom").calls("GET /data_connectors").with_query(per_page=5).once()
    traffic.calls("createDataConnector").never()
    with pytest.raises(AssertionError) as caught:
        calls.with_body(state="live")
    assert str(caught.value) == (
        "no call of updateDataConnector is as expected\n"
        "  2. PATCH /intercom/data_connectors/12345 → 422\n"
        '       body /state: expected "live", was "lve"'
    )


def test_what_is_masked_cannot_be_compared(traffic: RemoteWorld) -> None:
    with pytest.raises(AssertionError, match="a secret, which cannot be compared; a server with --show-secrets"):
        traffic.calls("listDataConnectors").with_header("Authorization", "Bearer intercom_sandbox")


@pytest.mark.parametrize(
    ("name", "hint"),
    [("updateDataConector", "updateDataConnector"), ("GET /data_conectors", "GET /data_connectors")],
)
def test_a_misspelt_operation_is_not_one_that_was_never_called(traffic: RemoteWorld, name: str, hint: str) -> None:
    for place, what in ((traffic, "the server"), (traffic.api("intercom"), "intercom")):
        with pytest.raises(NotFound, match=f"{what} has no operation '{name}'; did you mean {hint}"):
            place.calls(name)


def test_broken_contracts(traffic: RemoteWorld) -> None:
    with pytest.raises(AssertionError) as caught:
        traffic.check()
    assert str(caught.value).startswith(
        "2 requests broke their contract (body.schema, routing.no-path):\n2. PATCH /inte"
    )
    assert [[each.rule for each in found] for _, found in traffic.violations(["routing.*"])] == [["body.schema"]]
    assert traffic.warnings() == []
    traffic.check(allowed=True)
    traffic.api("adapter").check()


def test_unmatched_requests(traffic: RemoteWorld) -> None:
    found = {each.call.number: each.nearest[0].operation_id for each in traffic.unmatched()}
    assert found == {2: "updateDataConnector", 3: "listDataConnectors"}


def test_verification(traffic: RemoteWorld) -> None:
    assert traffic.verify("updateDataConnector")
    assert traffic.verify("GET /data_connectors", exactly=1)
    verdict = traffic.api("intercom").verify(RequestMatch(method="PATCH", body={"state": "live"}))
    assert not verdict
    assert repr(verdict).splitlines()[:3] == [
        "expected at least 1 request: intercom PATCH; there were 0",
        "  2. PATCH /intercom/data_connectors/12345 → 422",
        '       body /state: expected "live", was "lve"',
    ]
    assert traffic.api("adapter").verify(RequestMatch(method="PATCH"), exactly=0)


# waiting, following, exporting


def test_waiting_for_a_call(world: RemoteWorld, connectors: httpx.Client) -> None:
    world.snapshot()  # makes the world
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(world.wait_for, "listDataConnectors", times=2)
        connectors.get("/data_connectors")
        connectors.get("/data_connectors")
        assert len(waiting.result()) == 2
    with pytest.raises(AssertionError, match="updateDataConnector was called 0 of 1 times in 0 seconds"):
        world.wait_for("updateDataConnector", 0)


def test_following(traffic: RemoteWorld, connectors: httpx.Client) -> None:
    with closing(traffic.follow(after=1)) as calls:
        assert next(calls).json["name"] == "\u2028"
        assert next(calls).number == 3
        connectors.get("/data_connectors")
        assert next(calls).operation_id == "listDataConnectors"


def test_following_ends(traffic: RemoteWorld) -> None:
    assert [call.number for call in traffic.follow(after=0, wait=0)] == [1, 2, 3]
    assert [call.number for call in traffic.api("intercom").follow(after=0, wait=0, status=404)] == [3]
    with closing(traffic.follow(after=0)) as calls:
        assert [next(calls).number for _ in range(3)] == [1, 2, 3]
        traffic.forget()
        assert list(calls) == []


def test_following_what_is_not_there(control: Control) -> None:
    with pytest.raises(NotFound, match='there is no world "nobody"'):
        next(iter(control.world("nobody").follow()))


def test_following_asynchronously(address: str, traffic: RemoteWorld) -> None:
    async def follow() -> list[int]:
        async with AsyncControl(address) as control:
            world = control.world(traffic.name)
            async with aclosing(world.follow(after=1)) as calls:
                return [(await anext(calls)).number, (await anext(calls)).number]

    assert asyncio.run(follow()) == [2, 3]


def test_exporting(traffic: RemoteWorld) -> None:
    archive = json.loads(traffic.export())
    assert [entry["response"]["status"] for entry in archive["log"]["entries"]] == [200, 422, 404]
    lines = traffic.export("ndjson", status=404).splitlines()
    assert [json.loads(line)["number"] for line in lines] == [3]
