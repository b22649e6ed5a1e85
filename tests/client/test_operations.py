"""Every operation of the control API has a verb, which sends what the document says and reads what it shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import get_args

import pytest

from mockserver.client import Control, PreparedResponse, RemoteRows, RemoteWorld, RequestMatch
from mockserver.client.operations import OPERATIONS, OperationId
from mockserver.client.watching import CallFilters
from tests.client.documented_door import DESCRIPTION, DocumentedDoor, make_control

Say = Callable[[Control, RemoteWorld], object]

EVERY_FILTER: CallFilters = {
    "after": 0,
    "api": "adapter",
    "operation_id": "updateCustomConnector",
    "status": "4XX",
    "source": "contract",
    "violations": True,
    "text": "name",
    "since": "2026-06-01T08:15:00Z",
    "until": datetime(2026, 6, 1, 9, tzinfo=UTC),
}

EVERY_CONDITION = RequestMatch(
    api="adapter",
    operation_id="updateCustomConnector",
    method="PATCH",
    path="/v1/**",
    query={"per_page": 5},
    headers={"X-Trace": "1"},
    body={"name": "slow"},
    jsonpath=("$[?@ == 'slow']",),
)


def connectors(world: RemoteWorld) -> RemoteRows:
    return world.state("adapter")["connector"]


# one call of each operation, with everything that its query and body may have
CALLS: list[tuple[OperationId, Say]] = [
    ("get_health", lambda control, _: control.health()),
    ("get_control_document", lambda control, _: control.document()),
    ("list_apis", lambda control, _: control.apis()),
    ("get_api", lambda control, _: control.api("adapter")),
    ("list_operations", lambda control, _: control.operations("adapter")),
    ("get_document", lambda control, _: control.api_document("adapter", servers="published")),
    ("get_document", lambda control, _: control.api_document_text("adapter")),
    ("list_worlds", lambda control, _: control.worlds()),
    ("create_world", lambda control, _: control.make_world("anna", origin="default")),
    ("create_world", lambda _, world: world.fork("bob")),
    ("list_snapshots", lambda _, world: world.snapshots()),
    ("make_snapshot", lambda _, world: world.snapshot("logged-in")),
    ("make_snapshot", lambda _, world: world.snapshot()),
    ("restore_snapshot", lambda _, world: world.restore("logged-in")),
    ("delete_snapshot", lambda _, world: world.delete_snapshot("logged-in")),
    ("reset_world", lambda _, world: world.rollback()),
    ("get_coverage", lambda control, _: control.coverage("adapter")),
    ("get_coverage", lambda control, _: control.coverage_report("lcov", "adapter")),
    ("clear_coverage", lambda control, _: control.clear_coverage()),
    ("verify_requests", lambda _, world: world.verify(EVERY_CONDITION, at_least=1, at_most=2)),
    ("verify_requests", lambda _, world: world.verify("updateCustomConnector", exactly=1)),
    ("list_faults", lambda _, world: world.faults()),
    ("add_fault", lambda _, world: world.fault("latency", milliseconds={"from": 300, "to": 900}, rate=0.5, seed=7)),
    ("add_fault", lambda _, world: world.fault("slow", EVERY_CONDITION, bytes_per_second=1000, times=2)),
    ("add_fault", lambda _, world: world.fault("error", "x", status=503)),
    ("add_fault", lambda _, world: world.fault("rate_limit", limit=10, window_seconds=60)),
    ("add_fault", lambda _, world: world.fail("x", "reset", times=1)),
    ("add_fault", lambda _, world: world.api("adapter").fault("garbled")),
    ("clear_faults", lambda _, world: world.recover()),
    ("get_fault", lambda _, world: world.read_fault("f1")),
    ("set_fault", lambda _, world: world.fault("reset", id="outage")),
    ("set_fault", lambda _, world: world.delay(0.25, "PATCH /v1/custom-connectors/{connector_id}")),
    ("delete_fault", lambda _, world: world.forget_fault("f1")),
    ("delete_fault", lambda _, world: world.delay(0)),
    ("add_response", lambda _, world: world.fail("x", times=1)),
    ("list_responses", lambda _, world: world.responses()),
    ("add_response", lambda _, world: world.respond("x", PreparedResponse(409, "in-use", headers={"A": "b"}), times=2)),
    ("add_response", lambda _, world: world.respond(EVERY_CONDITION, 500, body=None, delay=0.5, force=True)),
    ("clear_responses", lambda _, world: world.recover()),
    ("get_response", lambda _, world: world.read_response("r1")),
    ("set_response", lambda _, world: world.respond("x", 503, 200, id="outage")),
    ("delete_response", lambda _, world: world.forget_response("r1")),
    ("get_world", lambda _, world: world.read()),
    ("delete_world", lambda _, world: world.forget()),
    ("reset_world", lambda _, world: world.reset()),
    ("get_state", lambda _, world: world.read_state()),
    ("get_api_state", lambda _, world: world.state("adapter").all()),
    ("list_rows", lambda _, world: world.state("adapter")["connector"].all()),
    ("seed_state", lambda _, world: world.seed({"adapter": {"event": []}}, force=True)),
    ("seed_api_state", lambda _, world: world.state("adapter").seed({"event": []}, force=True)),
    ("add_rows", lambda _, world: connectors(world).add({"name": "Acme"}, force=True)),
    ("add_rows", lambda _, world: connectors(world).add_many([{"name": "Acme"}], force=True)),
    ("replace_rows", lambda _, world: connectors(world).replace([], force=True)),
    ("clear_rows", lambda _, world: connectors(world).clear()),
    ("put_row", lambda _, world: connectors(world).put("acme/7", {"name": "Acme"}, force=True)),
    ("patch_row", lambda _, world: connectors(world).change("7", name="Acme")),
    ("patch_row", lambda _, world: connectors(world).patch("7", {"name": None}, force=True)),
    ("delete_row", lambda _, world: connectors(world).remove("7")),
    ("get_row", lambda _, world: world.state("adapter")["connector"]["acme/7"]),
    ("list_exchanges", lambda _, world: world.journal(**EVERY_FILTER, body_limit=0, wait=1, limit=5)),
    ("list_exchanges", lambda _, world: world.warnings()),
    ("list_operations", lambda _, world: world.api("adapter").calls("updateCustomConnector")),
    ("stream_journal", lambda _, world: list(world.follow(**EVERY_FILTER, body_limit=0, wait=0))),
    ("export_journal", lambda _, world: world.export("ndjson", **EVERY_FILTER)),
    ("list_unmatched", lambda _, world: world.unmatched(limit=5, body_limit=0, after=1)),
    ("clear_journal", lambda _, world: world.clear_journal()),
    ("list_switches", lambda _, world: world.switches()),
    ("set_switch", lambda _, world: world.switch("idun.reload", "reload_failed")),
    ("get_clock", lambda _, world: world.clock.now()),
    ("set_clock", lambda _, world: world.clock.freeze("2026-06-01T08:15:00Z")),
    ("set_clock", lambda _, world: world.clock.advance(2, minutes=1)),
    ("set_clock", lambda _, world: world.clock.run()),
]


def test_the_operations_are_those_of_the_document() -> None:
    documented = {each.operation_id: (each.method, each.path) for each in DESCRIPTION.operations}
    assert documented == OPERATIONS
    assert set(get_args(OperationId)) == set(OPERATIONS)


def test_every_operation_has_a_verb() -> None:
    assert {operation_id for operation_id, _ in CALLS} == set(OPERATIONS)


@pytest.fixture
def door() -> DocumentedDoor:
    return DocumentedDoor()


@pytest.mark.parametrize(("operation_id", "say"), CALLS, ids=[f"{name}-{at}" for at, (name, _) in enumerate(CALLS)])
def test_a_verb_keeps_the_contract(operation_id: OperationId, say: Say, door: DocumentedDoor) -> None:
    control = make_control(door)

    say(control, control.world("anna"))

    assert operation_id in {request.operation for request in door.requests}
    assert door.violations == []


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_query_parameter_can_be_given(operation_id: OperationId, door: DocumentedDoor) -> None:
    control = make_control(door)
    for name, say in CALLS:
        if name == operation_id:
            say(control, control.world("anna"))
    sent = {name for request in door.requests if request.operation == operation_id for name, _ in request.query}
    operation = next(each for each in DESCRIPTION.operations if each.operation_id == operation_id)
    documented = {each.name for each in operation.parameters if each.location == "query"}
    assert documented - sent == ({"after"} if operation_id == "list_worlds" else set())  # it asks for the second page
