"""Every order of preference, one row for each of its steps; each row also asks for, or breaks, what comes after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from mockserver.engine.apis.apis import bundled_names, load_bundled
from mockserver.engine.exchanges import Exchange
from mockserver.engine.settings import Settings, Validation
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.rules import Violation
from tests.support.preparing import prepare_response
from tests.support.small_sandbox import Sandbox, body_of, load_books, rules_of, sandbox_of

DOCUMENT = """
openapi: 3.1.0
info: {title: Choice, version: '1'}
security: [{key: []}]
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}, examples: {seven: {value: 7}}}]
    get:
      operationId: readThing
      responses: &responses
        '200':
          description: ok
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: integer, minimum: 3, maximum: 900000}}}
              examples: {wrong: {value: {id: x}}, sound: {value: {id: 5}}, seven: {value: {id: 7}}}
        '409': {description: taken, content: {application/json: {example: taken}}}
    put:
      operationId: handleThing
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: *responses
    delete:
      operationId: failThing
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: *responses
  /schema:
    get:
      security: []
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: integer, minimum: 3, maximum: 900000}, example: wrong}}
  /example:
    get: {security: [], responses: {'200': {description: ok, content: {application/json: {example: shown}}}}}
  /nothing:
    get: {security: [], responses: {'200': {description: ok, content: {application/json: {}}}}}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
"""
CODE = """
from mockserver.handlers import handles

@handles("handleThing")
def handle(call):
    return {"id": 9}

@handles("failThing")
def fail(call):
    raise KeyError("id")
"""
KEY = ("Authorization", "Bearer any")
DYNAMIC = Settings(dynamic=True, seed=1)


def sandbox(folder: Path, settings: Settings | None = None) -> Sandbox:
    return sandbox_of(
        load_books(folder, document=DOCUMENT, behaviour=None, seed=None, handlers=CODE, prefix=""), settings=settings
    )


def seen(exchange: Exchange) -> tuple[int, str | None, Any]:
    return exchange.response.status, exchange.response.header("mock-source"), body_of(exchange)


# one request, from what the client prefers down to what the schema asks for: `Engine._respond`


@pytest.mark.parametrize(
    ("method", "target", "body", "headers", "expected"),
    [
        pytest.param("PUT", "/things/x", 3, [("Prefer", "code=409")], (409, "preference", "taken"), id="1-preference"),
        pytest.param("PUT", "/things/x", 3, [], (401, "contract", None), id="2-credentials"),
        pytest.param("PUT", "/things/x", 3, [KEY], (400, "contract", None), id="3-contract"),
        pytest.param("PUT", "/things/7", {}, [KEY], (200, "prepared; id=r1", "ahead"), id="4-prepared"),
        pytest.param("PUT", "/things/7", {}, [KEY], (200, "handler", {"id": 9}), id="5-handler"),
        pytest.param(
            "GET", "/things/7", None, [KEY], (200, 'example; name=seven; matched="path.id"', {"id": 7}), id="6-pair"
        ),
        pytest.param("GET", "/things/8", None, [KEY], (200, "example", {"id": 5}), id="6-usual-success"),
    ],
)
def test_one_request(
    tmp_path: Path,
    request: pytest.FixtureRequest,
    method: str,
    target: str,
    body: Any,
    headers: list[tuple[str, str]],
    expected: tuple[int, str, Any],
) -> None:
    served = sandbox(tmp_path)
    if "prepared" in request.node.callspec.id:
        ahead = Response(200, (("Content-Type", "application/json"),), b'"ahead"')
        prepare_response(served.engine.worlds.get(), served.api.name, "handleThing", ahead)
    status, source, body_seen = seen(served.ask(method, target, body, headers))
    assert (status, source) == expected[:2]
    assert expected[2] is None or body_seen == expected[2]


# what is preferred: `read_preference`


@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        pytest.param("?__code=500", [("Prefer", "code=409")], (409, "taken"), id="1-header"),
        pytest.param("?__code=500", [("Prefer", "wait=3")], (200, {"id": 5}), id="1-header-that-asks-for-nothing"),
        pytest.param("?__code=409", [], (409, "taken"), id="2-query"),
    ],
)
def test_where_it_is_preferred(tmp_path: Path, query: str, headers: Any, expected: tuple[int, Any]) -> None:
    exchange = sandbox(tmp_path).ask("GET", f"/things/5{query}", headers=[KEY, *headers])
    assert (exchange.response.status, body_of(exchange)) == expected


# what the body of a documented response is: `respond_documented`


@pytest.mark.parametrize(
    ("settings", "target", "prefer", "expected"),
    [
        pytest.param(DYNAMIC, "/things/7", "example=wrong", (200, "preference", {"id": "x"}), id="1-by-name"),
        pytest.param(DYNAMIC, "/things/7", None, (200, "generated", None), id="2-dynamic"),
        pytest.param(None, "/things/7", "dynamic=true", (200, "generated", None), id="2-dynamic-preferred"),
        pytest.param(DYNAMIC, "/example", None, (200, "example", "shown"), id="2-without-a-schema-the-example"),
        pytest.param(
            DYNAMIC,
            "/things/7",
            "dynamic=false",
            (200, 'example; name=seven; matched="path.id"', {"id": 7}),
            id="3-of-the-pair",
        ),
        pytest.param(None, "/things/8", None, (200, "example", {"id": 5}), id="4-first-sound-example"),
        pytest.param(None, "/schema", None, (200, "generated", 3), id="5-schema"),
        pytest.param(None, "/nothing", None, (200, "generated", "text"), id="5-any-value"),
    ],
)
def test_one_body(
    tmp_path: Path, settings: Settings | None, target: str, prefer: str | None, expected: tuple[int, str, Any]
) -> None:
    headers = [KEY, *([("Prefer", prefer)] if prefer else [])]
    status, source, body = seen(sandbox(tmp_path, settings).ask("GET", target, headers=headers))
    assert (status, source) == expected[:2]
    assert expected[2] is None or body == expected[2]


# dynamic values


def numbers(folder: Path, settings: Settings, prefer: str | None = None, count: int = 8) -> list[Any]:
    served = sandbox(folder, settings)
    headers = [KEY, *([("Prefer", prefer)] if prefer else [])]
    return [body_of(served.ask("GET", "/schema", headers=headers)) for _ in range(count)]


def test_dynamic_values_differ_without_a_seed(tmp_path: Path) -> None:
    assert len(set(numbers(tmp_path, Settings(dynamic=True)))) > 1


@pytest.mark.parametrize(
    ("settings", "prefer"),
    [
        (Settings(dynamic=True, seed=7), None),
        (Settings(dynamic=True), "seed=7"),
        (Settings(dynamic=True, seed=8), "seed=7"),
        (Settings(), "dynamic=true, seed=7"),
    ],
)
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, settings: Settings, prefer: str | None) -> None:
    assert set(numbers(tmp_path, settings, prefer)) == set(numbers(tmp_path, Settings(dynamic=True, seed=7), count=1))


# requests that break the contract: `Engine._respond`, step 3


@pytest.mark.parametrize(
    ("validation", "method", "target", "body", "expected", "rules"),
    [
        pytest.param("on", "PUT", "/things/x", {}, (400, "contract"), ["parameter.schema"], id="on"),
        pytest.param("warn", "PUT", "/things/x", {}, (200, "handler"), ["parameter.schema"], id="warn"),
        pytest.param("warn", "PUT", "/things/7", 3, (200, "example"), ["body.schema"], id="warn-no-broken-body"),
        pytest.param(
            "warn", "DELETE", "/things/x", {}, (200, "example"), ["parameter.schema"], id="warn-handler-fails"
        ),
        pytest.param("warn", "DELETE", "/things/7", {}, (500, "engine"), [], id="warn-handler-fails-by-itself"),
        pytest.param("off", "PUT", "/things/x", {}, (200, "handler"), [], id="off"),
        pytest.param("off", "PUT", "/things/7", 3, (200, "example"), [], id="off-no-broken-body"),
    ],
)
def test_validation(
    tmp_path: Path,
    validation: Validation,
    method: str,
    target: str,
    body: Any,
    expected: tuple[int, str],
    rules: list[str],
) -> None:
    exchange = sandbox(tmp_path, Settings(validate_requests=validation)).ask(method, target, body, [KEY])
    assert (exchange.response.status, exchange.source) == expected
    assert rules_of(exchange) == rules
    assert (exchange.response.header("mock-violations") is not None) is bool(rules)


@pytest.mark.parametrize("validation", ["on", "warn", "off"])
def test_what_could_not_be_read_is_refused_nevertheless(tmp_path: Path, validation: Validation) -> None:
    served = sandbox(tmp_path, Settings(validate_requests=validation))
    early = [Violation("body.too-large", "body", "is too large")]
    exchange = served.engine.respond(Request("PUT", "/things/7", "", Headers([KEY])), early)
    assert (exchange.response.status, rules_of(exchange)) == (413, ["body.too-large"])


def test_credentials_are_required_without_validation_too(tmp_path: Path) -> None:
    assert sandbox(tmp_path, Settings(validate_requests="off")).ask("GET", "/things/7").response.status == 401


def test_without_authentication_no_credential_is_required(tmp_path: Path) -> None:
    assert sandbox(tmp_path, Settings(auth=False)).ask("GET", "/things/7").response.status == 200


# the bundled sandboxes, without credentials


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_sandboxes_work_without_credentials(name: str) -> None:
    """Every request of `try` has the response that it has with the credentials of its curl line."""
    (api,) = load_bundled([name])
    switches = {f"{name}.{switch.name}": switch.values[-1] for switch in api.behaviour.switches.values()}
    served = sandbox_of(api, settings=Settings(auth=False), switches=switches if name == "idun" else None)
    tried = 0
    for entry in api.behaviour.try_it:
        operation = api.operation(entry.operation_id)
        assert operation is not None
        if operation.method == "GET" and entry.expect is not None:
            exchange = served.ask("GET", f"{operation.path.format(**entry.path)}?{urlencode(entry.query)}")
            assert (exchange.response.status, exchange.violations) == (entry.expect, ())
            tried += 1
    assert tried
