"""What is sent, and what is noticed besides the expectations; the server answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from tests.support.server_process import ServerResponse

from .running import encode, run
from .scenarios import Expectation, Scenario, Step

JSON = {"content-type": "application/json"}
TEA = {"id": 7, "name": "Tea", "price": 3, "created_at": "2026-01-20T15:00:00Z"}


class FakeServer:
    """Gives the same responses, in order, and keeps what was asked."""

    def __init__(self, *responses: ServerResponse) -> None:
        self._responses = list(responses)
        self.asked: list[tuple[str, str]] = []
        self.worlds: list[str] = []

    def ask(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None
    ) -> ServerResponse:
        self.asked.append((method, target))
        self.worlds.append(dict(headers)["Mock-World"])
        return self._responses.pop(0)


def step(send: str, *statuses: int, body: Any = None, **expected: Any) -> Step:
    return Step(send=send, body=body, expectation=Expectation(expect=statuses, **expected))


def answer(status: int, body: Any, headers: dict[str, str] | None = None) -> ServerResponse:
    return ServerResponse(status, {**JSON, **(headers or {})}, json.dumps(body).encode())


def violations(severity: str, rule: str, location: str) -> dict[str, str]:
    entry = {"severity": severity, "rule": rule, "location": [location], "message": "told"}
    return {"mock-violations": json.dumps([entry])}


def scenario(*steps: Step) -> Scenario:
    return Scenario("bare-collection", 2, "what is created can be read", steps)


def test_what_is_saved_fills_later_requests_of_the_same_world() -> None:
    server = FakeServer(answer(201, TEA), answer(200, TEA))
    create = step("POST /products", 201, body={"name": "Tea", "price": 3}, save={"id": "/id"})
    read = step("GET /products/{id}?a=b", 200, has={"id": "{id}"})
    assert run(scenario(create, read), server) is None
    assert server.asked == [("POST", "/bare-collection/products"), ("GET", "/bare-collection/products/7?a=b")]
    assert server.worlds == ["bare-collection-2", "bare-collection-2"]


def test_a_link_of_a_response_is_followed() -> None:
    location = "http://localhost:80/bare-collection/products/7"
    server = FakeServer(answer(201, TEA, {"location": location}), answer(200, TEA))
    create = step(
        "POST /products", 201, response_headers={"Location": "/products/7"}, save={"place": "header Location"}
    )
    assert run(scenario(create, step("GET {place}", 200)), server) is None
    assert server.asked[1] == ("GET", "/bare-collection/products/7")


@pytest.mark.parametrize(
    ("response", "differences"),
    [
        pytest.param(answer(200, TEA), [], id="as-expected"),
        pytest.param(answer(404, {"code": "not_found", "message": "-"}), ["status is 404"], id="status"),
        pytest.param(answer(200, {**TEA, "id": "7"}), ["/id"], id="against-the-document"),
        pytest.param(answer(200, TEA, violations("Error", "response.schema", "response")), ["told"], id="told"),
        pytest.param(answer(200, TEA, violations("Warning", "body.type", "request")), [], id="a-warning"),
    ],
)
def test_what_is_noticed(response: ServerResponse, differences: list[str]) -> None:
    failure = run(scenario(step("GET /products/7", 200)), FakeServer(response))
    found = failure.differences if failure else []
    assert len(found) == len(differences)
    assert all(words in difference for words, difference in zip(differences, found, strict=True))


@pytest.mark.parametrize(
    ("status", "rule", "is_noticed"),
    [
        (422, "body.schema", False),
        (404, "state.deleted", False),
        (404, "routing.no-path", True),
    ],
)
def test_errors_of_the_request(status: int, rule: str, is_noticed: bool) -> None:
    response = answer(status, {"code": "invalid", "message": "-"}, violations("Error", rule, "request"))
    send = "POST /products" if status == 422 else "GET /products/7"
    assert (run(scenario(step(send, status)), FakeServer(response)) is not None) is is_noticed


def test_a_failure_stops_the_scenario_and_tells_both_messages() -> None:
    server = FakeServer(answer(201, TEA, {"mock-source": "example"}), answer(200, TEA))
    create = step("POST /products", 201, body={"name": "Milk"}, source="resource", has={"name": "Milk"})
    failure = run(scenario(create, step("GET /products/7", 200)), server)
    assert len(server.asked) == 1
    assert str(failure).splitlines() == [
        "step 1",
        "POST /products",
        "content-type: application/json",
        '{"name": "Milk"}',
        "",
        "201",
        "content-type: application/json",
        "mock-source: example",
        json.dumps(TEA),
        "",
        "- Mock-Source is 'example' instead of 'resource'",
        '- the body does not have {"name": "Milk"}',
    ]


def test_a_hole_that_nothing_fills_fails_the_step() -> None:
    failure = run(scenario(step("GET /products/{id}", 200)), FakeServer())
    assert failure is not None and failure.differences == ["{id} was not saved; saved: nothing"]


@pytest.mark.parametrize(
    ("content", "media_type", "body"),
    [
        ({"body": {"id": "{id}"}}, "application/json", b'{"id": 7}'),
        ({"body": [], "headers": {"Content-Type": "application/x+json"}}, "application/x+json", b"[]"),
        ({"form": {"a": "{id}", "m[k]": "x y", "tags": ["p", "q"]}}, None, b"a=7&m%5Bk%5D=x+y&tags=p&tags=q"),
        ({"raw": "a,b"}, None, b"a,b"),
    ],
)
def test_bodies(content: dict[str, Any], media_type: str | None, body: bytes) -> None:
    headers, encoded = encode(Step(send="POST /", expectation=Expectation(expect=[200]), **content), {"id": 7})
    assert encoded == body
    assert media_type is None or dict(headers)["Content-Type"] == media_type


def test_parts_of_a_multipart_body() -> None:
    file = {"name": "a.png", "type": "image/png", "text": "PNG"}
    parts = {"title": "Tea", "file": file}
    headers, body = encode(Step(send="POST /", expectation=Expectation(expect=[200]), multipart=parts), {})
    boundary = dict(headers)["Content-Type"].partition("boundary=")[2]
    assert body.count(f"--{boundary}".encode()) == 3
    assert b'name="title"\r\n\r\nTea\r\n' in body
    assert b'name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\nPNG\r\n' in body
