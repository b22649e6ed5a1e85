"""Servers and worlds, by the synchronous and the asynchronous client, at a real server."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from datetime import UTC, datetime

import httpx
import pytest

from mockserver import client
from mockserver.client import AsyncControl, Control, NotFound, Refused, RemoteWorld
from mockserver.openapi.version import __version__

LIGHT = r"mockserver\.(client|openapi|engine$|engine\.(matching|prepared_responses))"
NOON = datetime(2026, 1, 20, 12, tzinfo=UTC)


def test_the_public_names_are_sorted_and_documented() -> None:
    assert sorted(client.__all__) == client.__all__
    assert all(getattr(client, name).__doc__ for name in client.__all__)


def test_importing_it_is_light() -> None:
    script = "import sys, mockserver.client; print(*(name for name in sys.modules if 'mockserver.' in name))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert [name for name in done.stdout.split() if not re.match(LIGHT, name)] == []


def test_what_is_served(control: Control) -> None:
    assert control.health().version == __version__
    assert [api.name for api in control.apis()] == ["adapter", "idun", "intercom", "siro"]
    assert control.api("adapter").prefix == "/adapter"
    assert "updateCustomConnector" in {operation.operation_id for operation in control.operations("adapter")}
    assert control.api_document("adapter")["servers"][0]["url"].endswith("/adapter")
    assert control.api_document_text("adapter").startswith("openapi: 3.1.0\n")
    assert control.document()["info"]["title"] == "mockserver control API"


def test_worlds(control: Control, world: RemoteWorld) -> None:
    with pytest.raises(NotFound, match="there is no world"):
        world.read()
    world.clock.freeze(NOON)
    assert world.read().requests == 0
    assert world.name in {each.name for each in control.worlds()}
    world.clock.advance(hours=2)
    assert world.clock.now() == NOON.replace(hour=14)
    world.reset()
    assert not world.clock.read().frozen
    world.forget()
    assert world.name not in {each.name for each in control.worlds()}


def test_a_world_made_from_another(control: Control, world: RemoteWorld) -> None:
    world.clock.freeze(NOON)
    made = world.fork(f"{world.name}-2")
    other = control.world(made.name)
    assert (other.read(), other.clock.now()) == (made, NOON)
    other.clock.advance(hours=1)
    assert world.clock.now() == NOON
    with pytest.raises(Refused, match=f'there is a world "{made.name}" already') as caught:
        control.make_world(made.name)
    assert caught.value.status == 409
    other.forget()


def test_snapshots(world: RemoteWorld) -> None:
    world.clock.freeze(NOON)
    world.snapshot("noon")
    world.clock.advance(hours=1)
    world.snapshot()
    world.snapshot()
    assert [each.at.hour for each in world.snapshots()] == [12, 13, 13]
    world.clock.advance(hours=1)
    world.rollback()
    assert world.clock.now().hour == 13
    assert [each.name for each in world.snapshots()] == ["noon", "unnamed-1"]
    world.restore("noon")
    assert world.clock.now() == NOON
    world.delete_snapshot("noon")
    world.rollback()
    assert world.snapshots() == ()
    world.rollback()
    assert not world.clock.read().frozen


def test_coverage(control: Control, world: RemoteWorld) -> None:
    control.clear_coverage()
    httpx.get(f"{world.url('intercom')}/data_connectors", headers={"Authorization": "Bearer intercom_sandbox"})
    (document,) = control.coverage("intercom").documents
    covered = {operation.operation_id for operation in document.operations if operation.percent}
    assert covered == {"listDataConnectors"}
    assert control.coverage_report("html").startswith("<!doctype html>")


def test_the_clock_stops_at_its_present_time(world: RemoteWorld) -> None:
    world.clock.freeze(NOON)
    world.clock.run()
    stopped = world.clock.freeze()
    assert stopped.frozen
    assert stopped.now >= NOON
    assert world.clock.now() == stopped.now


def test_both_ways_to_a_world(control: Control, world: RemoteWorld, address: str) -> None:
    credentials = {"Authorization": "Bearer intercom_sandbox"}
    by_header = httpx.get(f"{address}/intercom/data_connectors", headers={**world.headers, **credentials})
    by_address = httpx.get(f"{world.url('intercom')}/data_connectors", headers=credentials)
    assert by_header.json() == by_address.json()
    assert world.read().requests == 2
    assert [call.operation_id for call in world.journal()] == ["listDataConnectors"] * 2


def test_an_address_that_names_a_world(world: RemoteWorld) -> None:
    world.clock.freeze(NOON)
    with Control(world.url("intercom")) as control:
        assert control.world().name == world.name
        assert control.world().clock.now() == NOON
        assert control.world("other").url("intercom") == world.url("intercom").replace(world.name, "other")


def test_switches(world: RemoteWorld) -> None:
    world.switch("idun.reload", "reload_failed")
    assert {switch.name: switch.value for switch in world.switches()}["idun.reload"] == "reload_failed"


def test_the_asynchronous_client_has_the_same_verbs(address: str, world: RemoteWorld) -> None:
    async def use() -> datetime:
        async with AsyncControl(address) as control:
            assert (await control.health()).status == "ok"
            other = control.world(world.name)
            await other.clock.freeze(NOON)
            return await other.clock.now()

    assert asyncio.run(use()) == NOON == world.clock.now()
