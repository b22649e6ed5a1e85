"""Every operation of the control API with every status that it documents, and requests that no client should send."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from mockserver.control.documents import control_document
from mockserver.control.validators import BODY_LIMIT
from mockserver.control.views import lookup
from mockserver.engine.worlds.limits import FOLLOWER_LIMIT
from mockserver.engine.worlds.snapshots import MOST_SNAPSHOTS
from mockserver.engine.worlds.store import Transaction
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.validation import Contract, Schemas
from tests.control.small_sandbox import HATS, PETS, WORLD_LIMIT, Client

DOCUMENT = control_document()
OPERATIONS = {operation.operation_id: operation for operation in read_operations(DOCUMENT)}
REQUESTS, RESPONSES = Schemas(DOCUMENT, "request"), Schemas(DOCUMENT, "response")


def nothing(client: Client) -> None:
    """Prepare nothing."""


def use_anna(client: Client) -> None:
    assert client.ask_mock("GET", "/pets/pets", world="anna") == 200


def fill_up(client: Client) -> None:
    """Make as many worlds as there may be, none of which may end."""
    for index in range(WORLD_LIMIT):
        client.held.append(client.engine.worlds.get(f"w{index}").snapshot())


def fill_up_followers(client: Client) -> None:
    use_anna(client)
    journal = client.engine.worlds.get("anna").journal
    for _ in range(FOLLOWER_LIMIT):
        journal.follow(lambda: None)


ONE = {"match": {"operation_id": "listPets"}, "responses": [{"status": 200, "example": "two"}]}


def prepare_one(client: Client) -> None:
    assert client.send("PUT", "/_mock/worlds/default/responses/one", json=ONE).status_code == 201


def fill_memory(client: Client) -> None:
    """Leave no memory for rows."""
    client.engine.worlds.rows.limit = 1


RESET = {"kind": "reset", "match": {"operation_id": "listPets"}, "times": 1}


def break_one(client: Client) -> None:
    assert client.send("PUT", "/_mock/worlds/default/faults/one", json=RESET).status_code == 201


@dataclass(frozen=True)
class Case:
    """One request and the status it must have."""

    operation_id: str
    status: int
    path: str  # below /_mock
    prepare: Callable[[Client], None] = nothing
    body: Any = None
    options: dict[str, Any] = field(default_factory=dict)  # for httpx

    def __str__(self) -> str:
        return f"{self.operation_id}-{self.status}"

    @property
    def operation(self) -> Operation:
        return OPERATIONS[self.operation_id]


def drop_a_pet(client: Client) -> None:
    transaction = Transaction(client.engine.worlds.get("anna").state("pets"))
    transaction.delete("pet", "a")
    transaction.commit()


def keep_a_snapshot(client: Client) -> None:
    client.engine.worlds.get("anna").keep_snapshot("first")


def keep_all_snapshots(client: Client) -> None:
    for index in range(MOST_SNAPSHOTS):
        client.engine.worlds.get("anna").keep_snapshot(f"s{index}")


STATE_LIMIT = 10 * 1024 * 1024  # bytes
LONG = {"value": "x" * BODY_LIMIT}
LARGE = {"content": b" " * (STATE_LIMIT + 1), "headers": {"Content-Type": "application/json"}}
TEXT = {"content": b"happy", "headers": {"Content-Type": "text/plain"}}

CASES = [
    Case("get_health", 200, "/health"),
    Case("get_health", 400, "/health?deep=1"),
    Case("get_control_document", 200, "/openapi.json"),
    Case("get_control_document", 400, "/openapi.json?pretty=1"),
    Case("list_apis", 200, "/apis"),
    Case("list_apis", 400, "/apis?limit=1"),
    Case("get_api", 200, "/apis/pets"),
    Case("get_api", 400, "/apis/pets?x="),
    Case("get_api", 404, "/apis/dogs"),
    Case("list_operations", 200, "/apis/pets/operations"),
    Case("list_operations", 400, "/apis/pets/operations?x=1"),
    Case("list_operations", 404, "/apis/dogs/operations"),
    Case("get_document", 200, "/apis/pets/document"),
    Case("get_document", 400, "/apis/pets/document?servers=mine"),
    Case("get_document", 404, "/apis/dogs/document"),
    Case("get_document", 406, "/apis/pets/document", options={"headers": {"Accept": "text/html"}}),
    Case("list_worlds", 200, "/worlds"),
    Case("list_worlds", 400, "/worlds?limit=0"),
    Case("create_world", 201, "/worlds", use_anna, body={"name": "ben", "from": "anna"}),
    Case("create_world", 400, "/worlds", body={"name": "-ben"}),
    Case("create_world", 404, "/worlds", body={"name": "ben", "from": "anna"}),
    Case("create_world", 409, "/worlds", use_anna, body={"name": "anna"}),
    Case("create_world", 413, "/worlds", body=LONG),
    Case("create_world", 415, "/worlds", options=TEXT),
    Case("get_world", 200, "/worlds/anna", use_anna),
    Case("get_world", 400, "/worlds/-anna"),
    Case("get_world", 404, "/worlds/anna"),
    Case("delete_world", 204, "/worlds/anna", use_anna),
    Case("delete_world", 400, "/worlds/an%20na"),
    Case("reset_world", 204, "/worlds/anna/reset", use_anna),
    Case("reset_world", 400, "/worlds/.anna/reset"),
    Case("reset_world", 404, "/worlds/anna/reset"),
    Case("list_snapshots", 200, "/worlds/anna/snapshots", keep_a_snapshot),
    Case("list_snapshots", 400, "/worlds/anna/snapshots?limit=1"),
    Case("list_snapshots", 404, "/worlds/anna/snapshots"),
    Case("make_snapshot", 200, "/worlds/anna/snapshots/first", keep_a_snapshot),
    Case("make_snapshot", 201, "/worlds/anna/snapshots/first"),
    Case("make_snapshot", 400, "/worlds/anna/snapshots/a%20b"),
    Case("make_snapshot", 409, "/worlds/anna/snapshots/first", keep_all_snapshots),
    Case("restore_snapshot", 204, "/worlds/anna/snapshots/first/restore", keep_a_snapshot),
    Case("restore_snapshot", 400, "/worlds/anna/snapshots/first/restore?x=1", keep_a_snapshot),
    Case("restore_snapshot", 404, "/worlds/anna/snapshots/second/restore", keep_a_snapshot),
    Case("delete_snapshot", 204, "/worlds/anna/snapshots/first", keep_a_snapshot),
    Case("delete_snapshot", 400, "/worlds/anna/snapshots/first?x=1", keep_a_snapshot),
    Case("delete_snapshot", 404, "/worlds/anna/snapshots/second", keep_a_snapshot),
    Case("get_state", 200, "/worlds/anna/state", use_anna),
    Case("get_state", 400, "/worlds/anna/state?x=1", use_anna),
    Case("get_state", 404, "/worlds/anna/state"),
    Case("get_api_state", 200, "/worlds/default/state/pets"),
    Case("get_api_state", 400, "/worlds/default/state/pets?x=1"),
    Case("get_api_state", 404, "/worlds/default/state/dogs"),
    Case("list_rows", 200, "/worlds/default/state/pets/pet"),
    Case("list_rows", 400, "/worlds/default/state/pets/pet?limit=1"),
    Case("list_rows", 404, "/worlds/default/state/pets/pets"),
    Case("get_row", 200, "/worlds/default/state/pets/pet/a"),
    Case("get_row", 400, "/worlds/default/state/pets/pet/a?x=1"),
    Case("get_row", 404, "/worlds/default/state/pets/pet/c"),
    Case("seed_state", 200, "/worlds/anna/state", body={"pets": {"pet": [{"id": "z"}]}}),
    Case("seed_state", 400, "/worlds/anna/state", body={"pets": []}),
    Case("seed_state", 409, "/worlds/anna/state", fill_up, body={}),
    Case("seed_state", 413, "/worlds/anna/state", options=LARGE),
    Case("seed_state", 415, "/worlds/anna/state", options=TEXT),
    Case("seed_state", 422, "/worlds/anna/state", body={"pets": {"pet": [{}]}}),
    Case("seed_state", 507, "/worlds/anna/state", fill_memory, body={"pets": {"pet": [{"id": "z"}]}}),
    Case("seed_api_state", 200, "/worlds/anna/state/pets", body={"pet": [{"id": "z"}]}),
    Case("seed_api_state", 400, "/worlds/anna/state/pets", body={"pet": {}}),
    Case("seed_api_state", 404, "/worlds/anna/state/dogs", body={}),
    Case("seed_api_state", 409, "/worlds/anna/state/pets", fill_up, body={}),
    Case("seed_api_state", 413, "/worlds/anna/state/pets", options=LARGE),
    Case("seed_api_state", 415, "/worlds/anna/state/pets", options=TEXT),
    Case("seed_api_state", 422, "/worlds/anna/state/pets", body={"pet": [{}]}),
    Case("seed_api_state", 507, "/worlds/anna/state/pets", fill_memory, body={"pet": [{"id": "z"}]}),
    Case("replace_rows", 200, "/worlds/anna/state/pets/pet", body={"rows": [{"id": "z"}]}),
    Case("replace_rows", 400, "/worlds/anna/state/pets/pet", body=[]),
    Case("replace_rows", 404, "/worlds/anna/state/pets/hat", body={"rows": []}),
    Case("replace_rows", 409, "/worlds/anna/state/pets/pet", body={"rows": [{"id": "z"}, {"id": "z"}]}),
    Case("replace_rows", 413, "/worlds/anna/state/pets/pet", options=LARGE),
    Case("replace_rows", 415, "/worlds/anna/state/pets/pet", options=TEXT),
    Case("replace_rows", 422, "/worlds/anna/state/pets/pet", body={"rows": [{"id": 1}]}),
    Case("replace_rows", 507, "/worlds/anna/state/pets/pet", fill_memory, body={"rows": [{"id": "z"}]}),
    Case("add_rows", 201, "/worlds/anna/state/pets/pet", body={"rows": [{"name": "Cy"}]}),
    Case("add_rows", 400, "/worlds/anna/state/pets/pet?force=yes", body={"rows": []}),
    Case("add_rows", 404, "/worlds/anna/state/dogs/pet", body={"rows": []}),
    Case("add_rows", 409, "/worlds/anna/state/pets/pet", body={"rows": [{"id": "a"}]}),
    Case("add_rows", 413, "/worlds/anna/state/pets/pet", options=LARGE),
    Case("add_rows", 415, "/worlds/anna/state/pets/pet", options=TEXT),
    Case("add_rows", 422, "/worlds/anna/state/pets/pet", body={"rows": [{"id": 1}]}),
    Case("add_rows", 507, "/worlds/anna/state/pets/pet", fill_memory, body={"rows": [{}]}),
    Case("clear_rows", 204, "/worlds/anna/state/pets/pet"),
    Case("clear_rows", 400, "/worlds/anna/state/pets/pet?force=true"),
    Case("clear_rows", 404, "/worlds/anna/state/pets/hat"),
    Case("clear_rows", 409, "/worlds/anna/state/pets/pet", fill_up),
    Case("put_row", 200, "/worlds/anna/state/pets/pet/a", body={"name": "Ida"}),
    Case("put_row", 201, "/worlds/anna/state/pets/pet/c", body={"name": "Cy"}),
    Case("put_row", 400, "/worlds/anna/state/pets/pet/a", body=[]),
    Case("put_row", 404, "/worlds/anna/state/pets/hat/a", body={}),
    Case("put_row", 409, "/worlds/anna/state/pets/pet/a", fill_up, body={}),
    Case("put_row", 413, "/worlds/anna/state/pets/pet/a", options=LARGE),
    Case("put_row", 415, "/worlds/anna/state/pets/pet/a", options=TEXT),
    Case("put_row", 422, "/worlds/anna/state/pets/pet/a", body={"id": "b"}),
    Case("put_row", 507, "/worlds/anna/state/pets/pet/a", fill_memory, body={}),
    Case("patch_row", 200, "/worlds/anna/state/pets/pet/a", body={"name": "Ida"}),
    Case("patch_row", 400, "/worlds/anna/state/pets/pet/a", body=None, options={"content": b"{"}),
    Case("patch_row", 404, "/worlds/anna/state/pets/pet/c", body={}),
    Case("patch_row", 409, "/worlds/anna/state/pets/pet/a", fill_up, body={}),
    Case("patch_row", 413, "/worlds/anna/state/pets/pet/a", options=LARGE),
    Case("patch_row", 415, "/worlds/anna/state/pets/pet/a", options=TEXT),
    Case("patch_row", 422, "/worlds/anna/state/pets/pet/a", body={"id": None}),
    Case("patch_row", 507, "/worlds/anna/state/pets/pet/a", fill_memory, body={"name": "Ida"}),
    Case("delete_row", 204, "/worlds/anna/state/pets/pet/a"),
    Case("delete_row", 400, "/worlds/anna/state/pets/pet/a?x=1"),
    Case("delete_row", 404, "/worlds/anna/state/pets/pet/c"),
    Case("delete_row", 409, "/worlds/anna/state/pets/pet/a", fill_up),
    Case("list_exchanges", 200, "/worlds/anna/journal", use_anna),
    Case("list_exchanges", 400, "/worlds/anna/journal?limit=0", use_anna),
    Case("list_exchanges", 404, "/worlds/anna/journal"),
    Case("list_exchanges", 503, "/worlds/anna/journal?wait=1", fill_up_followers),
    Case("stream_journal", 200, "/worlds/anna/journal/stream?wait=0&after=0", use_anna),
    Case("stream_journal", 400, "/worlds/anna/journal/stream", use_anna, options={"headers": {"Last-Event-ID": "x"}}),
    Case("stream_journal", 404, "/worlds/anna/journal/stream"),
    Case("stream_journal", 503, "/worlds/anna/journal/stream", fill_up_followers),
    Case("export_journal", 200, "/worlds/anna/journal/export", use_anna),
    Case("export_journal", 400, "/worlds/anna/journal/export?format=xml", use_anna),
    Case("export_journal", 404, "/worlds/anna/journal/export"),
    Case("list_unmatched", 200, "/worlds/anna/journal/unmatched", use_anna),
    Case("list_unmatched", 400, "/worlds/anna/journal/unmatched?limit=0", use_anna),
    Case("list_unmatched", 404, "/worlds/anna/journal/unmatched"),
    Case("verify_requests", 200, "/worlds/anna/verify", use_anna, body={"match": {}}),
    Case("verify_requests", 400, "/worlds/anna/verify", use_anna, body={}),
    Case("verify_requests", 404, "/worlds/anna/verify", body={"match": {}}),
    Case("verify_requests", 413, "/worlds/anna/verify", use_anna, body=LONG),
    Case("verify_requests", 415, "/worlds/anna/verify", use_anna, options=TEXT),
    Case("verify_requests", 422, "/worlds/anna/verify", use_anna, body={"match": {"operation_id": "listPet"}}),
    Case("clear_journal", 204, "/worlds/anna/journal", use_anna),
    Case("clear_journal", 400, "/worlds/anna/journal?limit=1", use_anna),
    Case("clear_journal", 404, "/worlds/anna/journal"),
    Case("get_coverage", 200, "/coverage"),
    Case("get_coverage", 400, "/coverage?format=pdf"),
    Case("get_coverage", 404, "/coverage?api=dogs"),
    Case("clear_coverage", 204, "/coverage"),
    Case("clear_coverage", 400, "/coverage?api=pets"),
    Case("list_switches", 200, "/worlds/default/switches"),
    Case("list_switches", 400, "/worlds/default/switches?x=1"),
    Case("list_switches", 404, "/worlds/anna/switches"),
    Case("set_switch", 200, "/worlds/anna/switches/pets.mood", body={"value": "grumpy"}),
    Case("set_switch", 400, "/worlds/anna/switches/pets.mood", body={"value": 1}),
    Case("set_switch", 404, "/worlds/anna/switches/pets.weather", body={"value": "grumpy"}),
    Case("set_switch", 409, "/worlds/anna/switches/pets.mood", fill_up, body={"value": "grumpy"}),
    Case("set_switch", 413, "/worlds/anna/switches/pets.mood", body=LONG),
    Case("set_switch", 415, "/worlds/anna/switches/pets.mood", options=TEXT),
    Case("set_switch", 422, "/worlds/anna/switches/pets.mood", body={"value": "sleepy"}),
    Case("get_clock", 200, "/worlds/default/clock"),
    Case("get_clock", 400, "/worlds/default/clock?x=1"),
    Case("get_clock", 404, "/worlds/anna/clock"),
    Case("set_clock", 200, "/worlds/anna/clock", body={"advance_seconds": 60}),
    Case("set_clock", 400, "/worlds/anna/clock", body={"freeze": "yesterday"}),
    Case("set_clock", 409, "/worlds/anna/clock", fill_up, body={"run": True}),
    Case("set_clock", 413, "/worlds/anna/clock", body=LONG),
    Case("set_clock", 415, "/worlds/anna/clock", options=TEXT),
    Case("list_responses", 200, "/worlds/default/responses", prepare_one),
    Case("list_responses", 400, "/worlds/default/responses?x=1"),
    Case("list_responses", 404, "/worlds/anna/responses"),
    Case("add_response", 201, "/worlds/anna/responses", body=ONE),
    Case("add_response", 400, "/worlds/anna/responses", body={"responses": []}),
    Case("add_response", 409, "/worlds/anna/responses", fill_up, body=ONE),
    Case("add_response", 413, "/worlds/anna/responses", body=LONG),
    Case("add_response", 415, "/worlds/anna/responses", options=TEXT),
    Case("add_response", 422, "/worlds/anna/responses", body={**ONE, "responses": [{"status": 418}]}),
    Case("clear_responses", 204, "/worlds/default/responses", prepare_one),
    Case("clear_responses", 400, "/worlds/default/responses?x=1"),
    Case("clear_responses", 404, "/worlds/anna/responses"),
    Case("get_response", 200, "/worlds/default/responses/one", prepare_one),
    Case("get_response", 400, "/worlds/default/responses/one?x=1"),
    Case("get_response", 404, "/worlds/default/responses/two", prepare_one),
    Case("set_response", 200, "/worlds/default/responses/one", prepare_one, body=ONE),
    Case("set_response", 201, "/worlds/anna/responses/one", body=ONE),
    Case("set_response", 400, "/worlds/anna/responses/one", body={**ONE, "times": 0}),
    Case("set_response", 409, "/worlds/anna/responses/one", fill_up, body=ONE),
    Case("set_response", 413, "/worlds/anna/responses/one", body=LONG),
    Case("set_response", 415, "/worlds/anna/responses/one", options=TEXT),
    Case("set_response", 422, "/worlds/anna/responses/one", body={**ONE, "match": {"operation_id": "listPet"}}),
    Case("delete_response", 204, "/worlds/default/responses/one", prepare_one),
    Case("delete_response", 400, "/worlds/default/responses/one?x=1"),
    Case("delete_response", 404, "/worlds/anna/responses/one"),
    Case("list_faults", 200, "/worlds/default/faults", break_one),
    Case("list_faults", 400, "/worlds/default/faults?x=1"),
    Case("list_faults", 404, "/worlds/anna/faults"),
    Case("add_fault", 201, "/worlds/anna/faults", body=RESET),
    Case("add_fault", 400, "/worlds/anna/faults", body={"kind": "rest"}),
    Case("add_fault", 409, "/worlds/anna/faults", fill_up, body=RESET),
    Case("add_fault", 413, "/worlds/anna/faults", body=LONG),
    Case("add_fault", 415, "/worlds/anna/faults", options=TEXT),
    Case("add_fault", 422, "/worlds/anna/faults", body={**RESET, "match": {"api": "pet"}}),
    Case("clear_faults", 204, "/worlds/default/faults", break_one),
    Case("clear_faults", 400, "/worlds/default/faults?x=1"),
    Case("clear_faults", 404, "/worlds/anna/faults"),
    Case("get_fault", 200, "/worlds/default/faults/one", break_one),
    Case("get_fault", 400, "/worlds/default/faults/one?x=1"),
    Case("get_fault", 404, "/worlds/default/faults/two", break_one),
    Case("set_fault", 200, "/worlds/default/faults/one", break_one, body=RESET),
    Case("set_fault", 201, "/worlds/anna/faults/one", body=RESET),
    Case("set_fault", 400, "/worlds/anna/faults/one", body={**RESET, "times": 0}),
    Case("set_fault", 409, "/worlds/anna/faults/one", fill_up, body=RESET),
    Case("set_fault", 413, "/worlds/anna/faults/one", body=LONG),
    Case("set_fault", 415, "/worlds/anna/faults/one", options=TEXT),
    Case("set_fault", 422, "/worlds/anna/faults/one", body={**RESET, "match": {"operation_id": "listPet"}}),
    Case("delete_fault", 204, "/worlds/default/faults/one", break_one),
    Case("delete_fault", 400, "/worlds/default/faults/one?x=1"),
    Case("delete_fault", 404, "/worlds/anna/faults/one"),
]


def send(client: Client, case: Case) -> httpx.Response:
    options = dict(case.options) if case.body is None else {"json": case.body, **case.options}
    return client.send(case.operation.method, "/_mock" + case.path, **options)


def find_breaches(operation: Operation, response: httpx.Response) -> list[str]:
    """Return how the response differs from the document."""
    if str(response.status_code) not in operation.responses:
        return [f"{operation}: {response.status_code} is not documented"]
    media_type = response.headers.get("content-type")
    body = response.json() if media_type and "json" in media_type else response.text
    headers = tuple(response.headers.items())
    contract = Contract(operation, REQUESTS, RESPONSES)
    return [str(v) for v in contract.check_response_value(response.status_code, headers, media_type, body or None)]


def test_the_table_has_every_operation_and_status() -> None:
    documented = {(name, status) for name, operation in OPERATIONS.items() for status in operation.responses}
    assert {(case.operation_id, str(case.status)) for case in CASES} == documented


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_response_has_its_status_and_keeps_the_document(client: Client, case: Case) -> None:
    case.prepare(client)
    response = send(client, case)
    assert response.status_code == case.status, response.text
    assert find_breaches(case.operation, response) == []
    assert (response.headers.get("content-type") == "application/problem+json") == (case.status >= 400)


READS = [case for case in CASES if case.status == 200 and case.operation.method == "GET"]


@pytest.mark.parametrize("case", READS, ids=str)
def test_head_responds_like_get_without_a_body(client: Client, case: Case) -> None:
    case.prepare(client)
    response = client.send("HEAD", "/_mock" + case.path)
    assert response.status_code == 200
    assert response.content == b""


# the content of responses


def test_health_counts(client: Client) -> None:
    use_anna(client)
    health = client.get("/_mock/health").json()
    assert (health["apis"], health["worlds"]) == (2, 2)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("", ["anna", "bob", "default"], id="all"),
        pytest.param("?limit=2", ["anna", "bob"], id="first-page"),
        pytest.param("?limit=2&after=bob", ["default"], id="second-page"),
        pytest.param("?after=b", ["bob", "default"], id="after-an-unknown-name"),
        pytest.param("?after=z", [], id="after-the-last"),
    ],
)
def test_worlds_are_listed_in_pages(client: Client, query: str, names: list[str]) -> None:
    client.engine.worlds.get("bob")
    use_anna(client)
    listed = client.get(f"/_mock/worlds{query}").json()
    assert (listed["total"], [world["name"] for world in listed["worlds"]]) == (3, names)


def test_a_refusal_lists_a_few_of_many_worlds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "NAMED", 2)
    for name in ("ann", "bob", "cat"):
        client.engine.worlds.get(name)
    detail = client.get("/_mock/worlds/dan").json()["detail"]
    assert detail.endswith("there are: ann, bob and 2 more")


def test_an_api_is_described(client: Client) -> None:
    assert client.get("/_mock/apis/pets").json() == {
        "name": "pets",
        "title": "Pets & <friends>",
        "version": "1.2.0",
        "openapi": "3.1.0",
        "prefix": "/pets",
        "hosts": ["api.pets.example", "photos.pets.example"],
        "base_paths": ["/v1"],
        "operations": 3,
        "resources": 2,
    }


def test_operations_are_described(client: Client) -> None:
    operations = client.get("/_mock/apis/pets/operations").json()["operations"]
    assert [(op["operation_id"], op["source"], op["deprecated"]) for op in operations] == [
        ("listPets", "resource", False),
        ("createPet", "example", True),
        ("getPhoto", "handler", False),
    ]
    assert operations[1]["security"] == [["key"]]
    assert operations[1]["request_examples"] == ["rex"]
    assert operations[1]["responses"] == [
        {"status": "201", "media_types": ["application/json"], "examples": ["rex"]},
        {"status": "4XX", "media_types": [], "examples": []},
    ]
    assert operations[2]["security"] == []


@pytest.mark.parametrize(
    ("query", "accept", "media_type", "server"),
    [
        pytest.param("", None, "application/json", "http://mock.test:8000/pets", id="json-by-default"),
        pytest.param("", "*/*", "application/json", "http://mock.test:8000/pets", id="anything"),
        pytest.param("?servers=mock", "application/json", "application/json", "http://mock.test:8000/pets", id="mock"),
        pytest.param("?servers=published", None, "application/json", "https://api.pets.example/v1", id="published"),
    ],
)
def test_a_document_as_json(client: Client, query: str, accept: str | None, media_type: str, server: str) -> None:
    headers = {"Accept": accept} if accept else {}
    response = client.get(f"/_mock/apis/pets/document{query}", headers=headers)
    assert response.headers["content-type"] == media_type
    assert [entry["url"] for entry in response.json()["servers"]] == [server]


def test_the_mock_is_the_only_server_in_a_document_that_names_it(client: Client) -> None:
    published = client.get("/_mock/apis/pets/document?servers=published").json()
    path = client.get("/_mock/apis/pets/document").json()["paths"]["/pets/{id}/photo"]
    assert published["paths"]["/pets/{id}/photo"]["servers"]
    assert published["paths"]["/pets/{id}/photo"]["get"]["servers"]
    assert "servers" not in path
    assert "servers" not in path["get"]


@pytest.mark.parametrize(("api", "text"), [("pets", PETS), ("hats", HATS)])
def test_yaml_is_the_authors_text(client: Client, api: str, text: str) -> None:
    response = client.get(f"/_mock/apis/{api}/document", headers={"Accept": "application/yaml"})
    assert response.headers["content-type"] == "application/yaml"
    assert response.content == text.encode()


def test_the_mock_as_server_is_not_available_in_yaml(client: Client) -> None:
    response = client.get("/_mock/apis/pets/document?servers=mock", headers={"Accept": "application/yaml"})
    assert response.status_code == 406
    assert response.json()["detail"] == "Accept: application/yaml cannot be satisfied; there are: application/json"


def test_an_unreadable_host_gives_a_relative_address(client: Client) -> None:
    response = client.get("/_mock/apis/pets/document", headers={"Host": "a b<"})
    assert response.json()["servers"][0]["url"] == "/pets"


@pytest.mark.parametrize(
    "path",
    ["/worlds/anna", "/worlds/anna/state", "/worlds/anna/journal", "/worlds/anna/switches", "/worlds/anna/clock"],
)
def test_reading_does_not_create_a_world(client: Client, path: str) -> None:
    response = client.get(f"/_mock{path}")
    assert response.json()["detail"] == 'there is no world "anna"; there are: default'
    assert client.engine.worlds.names() == ("default",)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param("/worlds/anna/switches/pets.weather", {"value": "grumpy"}, id="unknown-switch"),
        pytest.param("/worlds/anna/switches/pets.mood", {"value": "sleepy"}, id="unknown-value"),
        pytest.param("/worlds/anna/clock", {"advance_seconds": -1}, id="bad-clock"),
    ],
)
def test_a_refused_change_does_not_create_a_world(client: Client, path: str, body: dict[str, Any]) -> None:
    assert client.put(f"/_mock{path}", body).status_code >= 400
    assert client.engine.worlds.names() == ("default",)


def test_a_world_can_be_prepared_before_its_first_request(client: Client) -> None:
    switch = client.put("/_mock/worlds/anna/switches/pets.mood", {"value": "grumpy"}).json()
    assert switch == {
        "name": "pets.mood",
        "summary": "How the pets feel",
        "value": "grumpy",
        "values": ["happy", "grumpy"],
    }
    moods = {
        world: client.get(f"/_mock/worlds/{world}/switches").json()["switches"][0]["value"]
        for world in ("anna", "default")
    }
    assert moods == {"anna": "grumpy", "default": "happy"}


def test_a_refusal_lists_the_known_names(client: Client) -> None:
    unknown_value = client.put("/_mock/worlds/default/switches/pets.mood", {"value": "sleepy"})
    unknown_switch = client.put("/_mock/worlds/default/switches/mood", {"value": "happy"})
    unknown_api = client.get("/_mock/apis/dogs")
    assert unknown_value.json()["detail"] == '"sleepy" is not a value of pets.mood; allowed: happy, grumpy'
    assert unknown_switch.json()["detail"] == 'there is no switch "mood"; there are: pets.mood'
    assert unknown_api.json()["detail"] == 'there is no API "dogs"; there are: pets, hats'


def test_a_world_is_made_like_another(client: Client) -> None:
    use_anna(client)
    drop_a_pet(client)
    made = client.send("POST", "/_mock/worlds", json={"name": "ben", "from": "anna"})
    assert made.headers["location"] == "/_mock/worlds/ben"
    assert made.json() == {"name": "ben", "requests": 1, "journal": 0}
    ben, anna = (client.get(f"/_mock/worlds/{name}/state").json() for name in ("ben", "anna"))
    assert ben == anna
    assert [row["id"] for row in ben["pets"]["pet"]] == ["b"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"name": "anna"}, 'there is a world "anna" already; DELETE /_mock/worlds/anna forgets it'),
        ({"name": "default"}, 'there is a world "default" already; DELETE /_mock/worlds/default forgets it'),
        ({"name": "ben", "from": "clara"}, 'there is no world "clara"; there are: anna, default'),
        ({"name": "ben", "from": "ben"}, 'there is no world "ben"; there are: anna, default'),
    ],
)
def test_a_world_that_cannot_be_made_changes_nothing(client: Client, body: dict[str, str], detail: str) -> None:
    use_anna(client)
    assert client.send("POST", "/_mock/worlds", json=body).json()["detail"] == detail
    assert client.engine.worlds.names() == ("anna", "default")


def test_no_world_is_made_beyond_the_limit(client: Client) -> None:
    fill_up(client)
    refused = client.send("POST", "/_mock/worlds", json={"name": "ben"})
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith("the server holds the maximum number of worlds")


def test_a_world_returns_to_its_snapshot(client: Client) -> None:
    def rows() -> list[str]:
        return [row["id"] for row in client.get("/_mock/worlds/anna/state/pets").json()["pet"]]

    address = "/_mock/worlds/anna/snapshots"
    assert client.send("PUT", f"{address}/both").json() == {"name": "both", "at": "2026-06-01T12:00:00Z"}
    for _ in range(2):
        use_anna(client)
        drop_a_pet(client)
        assert rows() == ["b"]
        assert client.send("POST", f"{address}/both/restore").status_code == 204
        assert rows() == ["a", "b"]
    assert client.get("/_mock/worlds/anna").json() == {"name": "anna", "requests": 2, "journal": 2}
    assert client.send("DELETE", f"{address}/both").status_code == 204
    assert client.get(address).json() == {"snapshots": []}


def test_snapshots_are_listed_with_the_latest_last(client: Client) -> None:
    for name in ("a", "b", "a"):
        client.send("PUT", f"/_mock/worlds/anna/snapshots/{name}")
    assert [each["name"] for each in client.get("/_mock/worlds/anna/snapshots").json()["snapshots"]] == ["b", "a"]
    unknown = client.send("POST", "/_mock/worlds/anna/snapshots/c/restore").json()
    assert unknown["detail"] == 'there is no snapshot "c"; there are: b, a'


def test_one_snapshot_too_many_is_refused(client: Client) -> None:
    keep_all_snapshots(client)
    refused = client.send("PUT", "/_mock/worlds/anna/snapshots/more").json()
    sentence = 'the world "anna" has 100 snapshots, as many as a world may have; delete one to make another'
    assert refused["detail"] == sentence
    assert client.send("PUT", "/_mock/worlds/anna/snapshots/s7").status_code == 200


def test_a_world_can_be_deleted_twice(client: Client) -> None:
    use_anna(client)
    assert [client.send("DELETE", "/_mock/worlds/anna").status_code for _ in range(2)] == [204, 204]
    assert client.get("/_mock/worlds/anna").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/worlds/default"), ("POST", "/worlds/default/reset")])
def test_the_default_world_is_reset_and_not_deleted(client: Client, method: str, path: str) -> None:
    client.ask_mock("GET", "/pets/pets")
    client.put("/_mock/worlds/default/switches/pets.mood", {"value": "grumpy"})
    assert client.send(method, f"/_mock{path}").status_code == 204
    assert client.get("/_mock/worlds/default").json() == {"name": "default", "requests": 0, "journal": 0}
    assert client.get("/_mock/worlds/default/switches").json()["switches"][0]["value"] == "happy"


def test_the_state_shows_internal_collections(client: Client) -> None:
    state = client.get("/_mock/worlds/default/state").json()
    assert state == {"pets": {"pet": [{"id": "a", "name": "Ada"}, {"id": "b", "name": "Bo"}], "visit": []}, "hats": {}}
    assert client.get("/_mock/worlds/default/state/pets").json() == state["pets"]


# the journal


def journal(client: Client, query: str = "") -> list[dict[str, Any]]:
    exchanges: list[dict[str, Any]] = client.get(f"/_mock/worlds/default/journal{query}").json()["exchanges"]
    return exchanges


def ask_four(client: Client) -> None:
    assert client.ask_mock("GET", "/pets/pets?tag=a%20b") == 200
    assert client.ask_mock("GET", "/hats/hats") == 200
    assert client.ask_mock("POST", "/pets/pets", b'{"name": ""}') >= 400
    assert client.ask_mock("GET", "/pets/pets/a/photo") == 200


@pytest.mark.parametrize(
    ("query", "operation_ids"),
    [
        pytest.param("", ["getPhoto", "createPet", "listHats", "listPets"], id="newest-first"),
        pytest.param("?limit=2", ["getPhoto", "createPet"], id="limit"),
        pytest.param("?api=pets", ["getPhoto", "createPet", "listPets"], id="api"),
        pytest.param("?api=dogs", [], id="unknown-api"),
        pytest.param("?operation_id=listHats", ["listHats"], id="operation"),
        pytest.param("?violations=true", ["createPet"], id="with-violations"),
        pytest.param("?violations=false", ["getPhoto", "listHats", "listPets"], id="without"),
        pytest.param("?api=pets&violations=false&limit=1", ["getPhoto"], id="together"),
    ],
)
def test_the_journal_can_be_filtered(client: Client, query: str, operation_ids: list[str]) -> None:
    ask_four(client)
    assert [exchange["operation_id"] for exchange in journal(client, query)] == operation_ids


def test_an_exchange_is_described(client: Client) -> None:
    ask_four(client)
    photo, refused, _, listed = journal(client)
    assert (listed["method"], listed["path"], listed["query"]) == ("GET", "/pets/pets", "tag=a%20b")
    assert (listed["at"], listed["status"], listed["source"]) == ("2026-06-01T12:00:00Z", 200, "resource")
    assert {"name": "x-key", "value": "***"} in listed["request"]["headers"]
    assert json.loads(listed["response"]["body"]["text"])[0] == {"id": "a", "name": "Ada"}
    assert base64.b64decode(photo["response"]["body"]["base64"]) == b"\x89PNG"
    assert refused["request"]["body"] == {"text": '{"name": ""}'}
    violation = refused["violations"][0]
    assert (violation["rule"], violation["location"], violation["pointer"]) == ("body.schema", "body", "/name")


def test_clearing_the_journal_keeps_the_rest(client: Client) -> None:
    ask_four(client)
    assert client.send("DELETE", "/_mock/worlds/default/journal").status_code == 204
    assert client.get("/_mock/worlds/default/journal").json() == {"total": 0, "exchanges": []}
    assert client.get("/_mock/worlds/default").json()["requests"] == 4


# the clock


@pytest.mark.parametrize(
    ("change", "now", "frozen"),
    [
        pytest.param({"freeze": "2030-01-02T03:04:05Z"}, "2030-01-02T03:04:05Z", True, id="freeze"),
        pytest.param({"freeze": "2030-01-02T03:04:05+05:30"}, "2030-01-01T21:34:05Z", True, id="freeze-elsewhere"),
        pytest.param(
            {"freeze": "2030-01-02T03:04:05.123456789Z"}, "2030-01-02T03:04:05.123456Z", True, id="nanoseconds"
        ),
        pytest.param({"advance_seconds": 90}, "2026-06-01T12:01:30Z", True, id="advance"),
        pytest.param({"advance_seconds": 0.5}, "2026-06-01T12:00:00.500000Z", True, id="advance-a-little"),
    ],
)
def test_a_clock_can_be_set(client: Client, change: dict[str, Any], now: str, frozen: bool) -> None:
    expected = {"now": now, "frozen": frozen}
    assert client.put("/_mock/worlds/default/clock", change).json() == expected
    assert client.get("/_mock/worlds/default/clock").json() == expected


def test_a_stopped_clock_can_run_on(client: Client) -> None:
    started = client.put("/_mock/worlds/default/clock", {"run": True}).json()
    later = client.get("/_mock/worlds/default/clock").json()
    assert "2026-06-01T12:00:00" <= started["now"] < later["now"] < "2026-06-01T12:01:00"
    assert (started["frozen"], later["frozen"]) == (False, False)


def test_a_clock_cannot_leave_its_years(client: Client) -> None:
    client.put("/_mock/worlds/default/clock", {"freeze": "8999-12-31T00:00:00Z"})
    response = client.put("/_mock/worlds/default/clock", {"advance_seconds": 86400})
    assert response.status_code == 409
    assert "8999" in response.json()["detail"]
    assert client.get("/_mock/worlds/default/clock").json()["now"] == "8999-12-31T00:00:00Z"


# requests that no client should send

CLOCK = "/_mock/worlds/default/clock"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        pytest.param(b"", "body.required", id="empty"),
        pytest.param(b"{", "body.malformed", id="cut-off"),
        pytest.param(b'{"advance_seconds": NaN}', "body.malformed", id="nan"),
        pytest.param(b'{"advance_seconds": 1e400}', "body.malformed", id="infinity"),
        pytest.param(b'{"freeze": "\xff"}', "body.malformed", id="not-utf-8"),
        pytest.param('{"run": true}'.encode("utf-16"), "body.malformed", id="utf-16"),
        pytest.param(b'{"freeze": "\\ud800"}', "body.malformed", id="lone-surrogate"),
        pytest.param(b"[" * 20_000, "body.malformed", id="deep"),
        pytest.param(b"null", "body.schema", id="null"),
        pytest.param(b"[]", "body.schema", id="array"),
        pytest.param(b"{}", "body.schema", id="nothing-to-do"),
        pytest.param(b'{"run": false}', "body.schema", id="run-false"),
        pytest.param(b'{"run": true, "advance_seconds": 1}', "body.schema", id="two-at-once"),
        pytest.param(b'{"run": true, "x": 1}', "body.schema", id="unknown-member"),
        pytest.param(b'{"advance_seconds": "1"}', "body.schema", id="number-as-text"),
        pytest.param(b'{"advance_seconds": ' + b"9" * 5000 + b"}", "body.malformed", id="5000-digits"),
        pytest.param(b'{"freeze": "2026-02-30T00:00:00Z"}', "body.schema", id="no-such-day"),
        pytest.param(b'{"freeze": "2026-06-01"}', "body.schema", id="date-without-time"),
        pytest.param(b'{"freeze": "0001-01-01T00:00:00Z"}', "body.schema", id="long-ago"),
    ],
)
def test_a_broken_body_is_refused_with_its_rule(client: Client, body: bytes, rule: str) -> None:
    response = client.send("PUT", CLOCK, content=body, headers=JSON)
    assert response.status_code == 400, response.text
    assert response.json()["violations"][0]["rule"] == rule
    assert find_breaches(OPERATIONS["set_clock"], response) == []


def test_every_violation_is_listed(client: Client) -> None:
    response = client.send("PUT", CLOCK + "?x=1&y=2", content=b"{}", headers=JSON)
    assert [v["name"] for v in response.json()["violations"]] == ["x", "y"]
    assert response.json()["detail"] == "query x: is not a parameter here; allowed: none (and 1 more)"


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", "application/json; charset=utf-8", "APPLICATION/JSON ; q=1", None],
)
def test_every_spelling_of_the_json_type_is_read(client: Client, content_type: str | None) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    good = client.send("PUT", CLOCK, content=b'{"advance_seconds": 1}', headers=headers)
    bad = client.send("PUT", CLOCK, content=b'{"advance_seconds": -1}', headers=headers)
    assert (good.status_code, bad.status_code) == (200, 400)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "json", "a/b/c", "\x7f"])
def test_another_type_is_refused(client: Client, content_type: str) -> None:
    response = client.send("PUT", CLOCK, content=b"{}", headers={"Content-Type": content_type})
    assert response.status_code == 415
    assert response.json()["detail"].endswith("is not supported; allowed: application/json")


def test_a_chunked_body_is_read(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b'{"advance_'
        yield b'seconds": 60}'

    response = client.send("PUT", CLOCK, content=chunks(), headers=JSON)
    assert response.json() == {"now": "2026-06-01T12:01:00Z", "frozen": True}


@pytest.mark.parametrize(
    ("query", "rule", "name"),
    [
        pytest.param("limit=1_0", "parameter.malformed", "limit", id="underscore"),
        pytest.param("limit=%201", "parameter.malformed", "limit", id="space"),
        pytest.param("limit=%D9%A1", "parameter.malformed", "limit", id="arabic-digit"),
        pytest.param("limit=1.0", "parameter.malformed", "limit", id="fraction"),
        pytest.param("limit=", "parameter.malformed", "limit", id="empty"),
        pytest.param("limit=" + "9" * 5000, "parameter.malformed", "limit", id="5000-digits"),
        pytest.param("limit=1001", "parameter.schema", "limit", id="too-many"),
        pytest.param("limit=1&limit=2", "parameter.repeated", "limit", id="twice"),
        pytest.param("violations=TRUE", "parameter.malformed", "violations", id="upper-case-boolean"),
        pytest.param("violations", "parameter.malformed", "violations", id="no-value"),
        pytest.param("api=", "parameter.schema", "api", id="empty-text"),
        pytest.param("Limit=1", "parameter.unknown", "Limit", id="other-case"),
    ],
)
def test_a_broken_query_is_refused_with_its_rule(client: Client, query: str, rule: str, name: str) -> None:
    response = client.get(f"/_mock/worlds/default/journal?{query}")
    assert response.status_code == 400, response.text
    assert [(v["rule"], v["name"]) for v in response.json()["violations"]] == [(rule, name)]


def test_a_query_beyond_ascii_is_read(client: Client) -> None:
    async def add_raw_query(scope: Any, receive: Any, send: Any) -> None:
        await client.app({**scope, "query_string": "api=é".encode()}, receive, send)

    assert client.get("/_mock/worlds/default/journal", app=add_raw_query).json()["exchanges"] == []


@pytest.mark.parametrize(
    "path",
    [
        "/_mock/nothing",
        "/_mock//health",
        "/_mock/worlds/a%2Fb",
        "/_mock/ui",
        "/_mock/static/",
        "/_mock/static/..%2Fpages.py",
        "/_mock/static/swagger-ui/..%2F__init__.py",
        "/_mock/%FF",
    ],
)
def test_an_unknown_path_is_a_problem(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"] == "Not Found"


@pytest.mark.parametrize("path", ["/worlds/anna%0A/clock", "/worlds/%0A/clock", "/worlds/anna/clock%0A", "/%0A"])
def test_a_line_end_in_a_path_is_refused(client: Client, path: str) -> None:
    response = client.put(f"/_mock{path}", {"run": True})
    assert response.status_code == 400
    assert response.json()["violations"][0]["rule"] == "parameter.malformed"
    assert client.engine.worlds.names() == ("default",)


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        pytest.param("POST", "/_mock/health", "GET, HEAD, OPTIONS", id="post-health"),
        pytest.param("PATCH", CLOCK, "GET, HEAD, OPTIONS, PUT", id="patch-clock"),
        pytest.param("PUT", "/_mock/worlds/default", "DELETE, GET, HEAD, OPTIONS", id="put-world"),
        pytest.param("GET", "/_mock/worlds/default/reset", "OPTIONS, POST", id="get-reset"),
        pytest.param("QUERY", "/_mock/apis", "GET, HEAD, OPTIONS", id="query"),
        pytest.param("TRACE", "/_mock/apis/pets", "GET, HEAD, OPTIONS", id="trace"),
        pytest.param("POST", "/_mock/", "GET, HEAD, OPTIONS", id="post-page"),
    ],
)
def test_405_lists_every_method(client: Client, method: str, path: str, allow: str) -> None:
    response = client.send(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allow
    assert response.json()["detail"].endswith(f"allowed: {allow}")


def test_options_lists_every_method(client: Client) -> None:
    response = client.send("OPTIONS", CLOCK)
    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS, PUT")


def test_an_unexpected_exception_is_a_plain_500(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(client.engine.worlds, "_named")
    response = client.get("/_mock/worlds/anna")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in response.text


# coverage


def test_the_coverage_of_one_api(client: Client) -> None:
    client.send("DELETE", "/_mock/coverage")
    client.ask_mock("GET", "/pets/pets", world="anna")
    report = client.get("/_mock/coverage?api=pets").json()
    assert (report["exchanges"], report["complete"]) == (1, True)
    [document] = report["documents"]
    assert document["document"] == "pets.yaml"
    assert document["totals"]["operation"] == {"covered": 1, "total": 3}


@pytest.mark.parametrize(
    ("format", "media_type", "part"),
    [
        ("term", "text/plain; charset=utf-8", "\nTOTAL 0/1 operations "),
        ("lcov", "text/plain; charset=utf-8", "\nSF:hats.yaml\n"),
        ("cobertura", "application/xml; charset=utf-8", '<class name="hats.yaml" filename="hats.yaml"'),
        ("html", "text/html; charset=utf-8", "<h1>Coverage of the document: 0%</h1>"),
    ],
)
def test_the_coverage_in_other_formats(client: Client, format: str, media_type: str, part: str) -> None:
    client.send("DELETE", "/_mock/coverage")
    response = client.get(f"/_mock/coverage?format={format}&api=hats")
    assert response.headers["content-type"] == media_type
    assert part in response.text
    assert ("default-src 'none'" in response.headers.get("content-security-policy", "")) == (format == "html")
