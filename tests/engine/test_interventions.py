"""What was set for a world happens to its requests: rate limits, faults, prepared responses, damage and delays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mockserver.engine.apis.apis import Api, Apis, load_api
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.engine.faults.error import ErrorFault
from mockserver.engine.faults.fault import FaultKind
from mockserver.engine.faults.garbled import Garbled
from mockserver.engine.faults.latency import Latency
from mockserver.engine.faults.rate_limit import RateLimit
from mockserver.engine.faults.reset import Reset
from mockserver.engine.faults.slow import Slow
from mockserver.engine.faults.truncated import Truncated
from mockserver.engine.matching.match import RequestPattern
from mockserver.engine.worlds.faults import PlannedFault
from mockserver.engine.worlds.prepared import PreparedStep
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.messages import Headers, Request, Response

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DOCUMENT = """\
openapi: 3.1.0
info: {title: Busy, version: '1'}
security: [{}, {key: []}]
paths:
  /documented:
    get:
      operationId: documented
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses:
        '200':
          description: ok
          headers:
            RateLimit: {schema: {type: string}}
            RateLimit-Policy: {schema: {type: string}}
            RateLimit-Limit: {schema: {type: integer}}
            RateLimit-Remaining: {schema: {type: integer}}
            RateLimit-Reset: {schema: {type: integer}}
            X-RateLimit-Reset: {schema: {type: integer}}
            X-Rate-Limit-Reset: {description: Seconds until the limit resets., schema: {type: integer}}
            X-RateLimit-Used: {schema: {type: integer}}
          content: {application/json: {example: {fine: true}}}
        '429':
          description: too many
          headers: {X-RateLimit-Remaining: {schema: {type: integer}}}
          content: {application/json: {example: {error: slow down}}}
        '503': {description: busy, content: {application/json: {example: {error: busy}}}}
  /plain: {get: {operationId: plain, responses: {'200': {description: ok, content: {application/json: {example: 1}}}}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
"""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    file = tmp_path_factory.mktemp("busy") / "busy.yaml"
    file.write_text(DOCUMENT, encoding="utf-8")
    return load_api("busy", file)


class Busy:
    """An API in a world whose clock stands."""

    def __init__(self, api: Api) -> None:
        worlds = Worlds({"busy": api.seed}, frozen=NOON)
        self.engine = Engine(Apis([api]), worlds)
        self.world = worlds.get()
        self.prefix = api.prefix

    def let(self, fault: FaultKind, operation_id: str | None = None, times: int | None = None, rate: float = 1) -> str:
        match = RequestPattern(operation_id=operation_id)
        return self.world.faults.put(None, match, PlannedFault(fault, rate), times).id

    def prepare(self, operation_id: str, response: Response, delay: float = 0.0) -> None:
        step = PreparedStep({("busy", operation_id): response}, delay=delay)
        self.world.prepared.put(None, RequestPattern(operation_id=operation_id), [step], None)

    def get(self, path: str, **fields: str) -> Exchange:
        target, _, query = path.partition("?")
        headers = Headers((name.replace("_", "-"), value) for name, value in fields.items())
        return self.engine.respond(Request("GET", self.prefix + target, query, headers))


@pytest.fixture
def busy(api: Api) -> Busy:
    return Busy(api)


def source(exchange: Exchange) -> str | None:
    return exchange.response.header("Mock-Source")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [("/documented", 503, b'{"error":"busy"}'), ("/plain", 503, b'"detail":"503, as it was set for GET /plain"')],
    ids=["documented", "problem"],
)
def test_an_error_is_the_documented_one_or_a_problem(busy: Busy, path: str, status: int, body: bytes) -> None:
    name = busy.let(ErrorFault())
    exchange = busy.get(path)
    assert (exchange.response.status, exchange.source, source(exchange)) == (status, "fault", f"fault; id={name}")
    assert body in exchange.response.body


def test_each_of_them_once_and_in_order(busy: Busy) -> None:
    busy.prepare("plain", Response(201, (), b"{}"), delay=1.0)
    busy.let(RateLimit(3, 60), "plain")
    busy.let(Reset(), "plain", times=1)
    busy.let(Truncated(), times=2)
    busy.let(Latency(500, 500))
    told = [(each.response.status, each.fault, each.delay) for each in (busy.get("/plain") for _ in range(4))]
    assert told == [(503, "reset", 0.5), (201, "truncated", 1.5), (201, "truncated", 1.5), (429, None, 0.5)]


@pytest.mark.parametrize(
    ("path", "fault", "expected"),
    [
        pytest.param("/documented?page=x", ErrorFault(), (400, None, 0), id="no-error-for-a-wrong-request"),
        pytest.param("/documented?page=x", Truncated(), (400, "truncated", 0), id="damage-for-a-wrong-request"),
        pytest.param("/nothing", Latency(500, 500), (404, None, 0.5), id="latency-for-an-unknown-path"),
        pytest.param("/nothing", Reset(), (404, None, 0), id="no-reset-for-an-unknown-path"),
    ],
)
def test_requests_that_break_the_contract(
    busy: Busy, path: str, fault: FaultKind, expected: tuple[int, str | None, float]
) -> None:
    busy.let(fault)
    exchange = busy.get(path)
    assert (exchange.response.status, exchange.fault, exchange.delay) == expected


def test_what_has_no_body_is_not_damaged(busy: Busy) -> None:
    busy.let(Garbled(), times=1)
    busy.prepare("plain", Response(204))
    assert busy.get("/plain").fault is None
    assert busy.get("/documented").fault == "garbled"


def test_the_journal_keeps_what_was_to_be_garbled(busy: Busy) -> None:
    busy.let(Garbled())
    exchange = busy.get("/documented")
    (kept,) = busy.world.journal
    assert (kept.response.body, kept.fault) == (b'{"fine":true}', "garbled")
    assert exchange.response.body == b'\xbb"fine":\xb4rue}'


def test_a_slow_response_has_its_pace(busy: Busy) -> None:
    busy.let(Slow(10))
    exchange = busy.get("/documented")
    assert (exchange.fault, exchange.pace) == ("slow", 10)


# rate limits


def fields(exchange: Exchange) -> dict[str, str]:
    return {name: value for name, value in exchange.response.headers if "rate" in name.lower()}


def test_what_is_left_is_told_where_it_is_declared(busy: Busy) -> None:
    busy.let(RateLimit(3, 60))
    busy.get("/documented")
    busy.world.clock.advance(timedelta(seconds=15))
    exchange = busy.get("/documented")
    assert fields(exchange) == {
        "RateLimit": '"default";r=1;t=45',
        "RateLimit-Policy": '"default";q=3;w=60',
        "RateLimit-Limit": "3",
        "RateLimit-Remaining": "1",
        "RateLimit-Reset": "45",
        "X-RateLimit-Reset": str(int(NOON.timestamp()) + 60),
        "X-Rate-Limit-Reset": "45",
        "X-RateLimit-Used": "2",
    }
    assert exchange.response.header("Retry-After") is None
    assert fields(busy.get("/plain")) == {}


def test_one_request_too_many(busy: Busy) -> None:
    name = busy.let(RateLimit(1, 60))
    busy.get("/documented")
    exchange = busy.get("/documented")
    response = exchange.response
    assert (response.status, response.body, source(exchange)) == (429, b'{"error":"slow down"}', f"fault; id={name}")
    assert (response.header("Retry-After"), response.header("X-RateLimit-Remaining")) == ("60", "0")
    refused = busy.get("/plain").response
    assert (refused.status, refused.header("Retry-After")) == (429, "60")
    assert b"GET /plain allows 1 requests in 60 s" in refused.body
    (entry,) = busy.world.faults
    assert entry.used == 2, "requests that were refused"


def test_the_window_ends_by_the_clock_of_the_world(busy: Busy) -> None:
    busy.let(RateLimit(1, 60))
    assert [busy.get("/plain").response.status for _ in range(2)] == [200, 429]
    busy.world.clock.advance(timedelta(seconds=60))
    assert busy.get("/plain").response.status == 200


def test_each_client_has_its_own_limit(busy: Busy) -> None:
    busy.let(RateLimit(1, 60))
    assert [busy.get("/plain", x_key=key).response.status for key in ("a", "b", "a")] == [200, 200, 429]


def test_a_request_that_breaks_the_contract_is_not_counted(busy: Busy) -> None:
    busy.let(RateLimit(1, 60))
    assert [busy.get(path).response.status for path in ("/documented?page=x", "/documented")] == [400, 200]


def test_a_snapshot_holds_the_counts(busy: Busy) -> None:
    busy.let(RateLimit(1, 60))
    before = busy.world.snapshot()
    assert [busy.get("/plain").response.status for _ in range(2)] == [200, 429]
    busy.world.rollback(before)
    assert busy.get("/plain").response.status == 200


# preferences


@pytest.mark.parametrize(
    ("preference", "expected"),
    [
        ("delay=250", (200, None, 0.25, "delay=250")),
        ("fault=reset", (503, "reset", 0, "fault=reset")),
        ("fault=error", (503, None, 0, "fault=error")),
        ("fault=truncated, delay=250", (200, "truncated", 0.25, "delay=250, fault=truncated")),
        ("code=429, delay=250", (429, None, 0.25, "code=429, delay=250")),
        ("delay=0", (200, None, 0, None)),
    ],
)
@pytest.mark.parametrize("is_in_query", [False, True], ids=["header", "query"])
def test_what_a_client_prefers(
    busy: Busy, preference: str, expected: tuple[int, str | None, float, str | None], is_in_query: bool
) -> None:
    query = "&".join(f"__{each}" for each in preference.split(", "))
    exchange = busy.get(f"/documented?{query}") if is_in_query else busy.get("/documented", prefer=preference)
    applied = exchange.response.header("Preference-Applied")
    assert (exchange.response.status, exchange.fault, exchange.delay, applied) == expected


def test_a_preference_comes_before_the_faults_of_the_world(busy: Busy) -> None:
    busy.let(Garbled())
    busy.let(Latency(500, 500))
    exchange = busy.get("/documented", prefer="fault=slow, delay=250")
    assert (exchange.fault, exchange.pace, exchange.delay) == ("slow", 100, 0.75)


def test_a_preferred_fault_happens_to_a_wrong_request(busy: Busy) -> None:
    assert busy.get("/documented?page=x", prefer="fault=empty").fault == "empty"


@pytest.mark.parametrize(
    ("preference", "sentence"),
    [
        ("delay=3600001", "delay=3600001 is not understood; allowed: milliseconds from 0 to 3600000"),
        ("delay=1s", "delay=1s is not understood; allowed: milliseconds from 0 to 3600000"),
        (
            "fault=latency",
            "fault=latency is not understood; allowed: reset, timeout, empty, truncated, garbled, slow",
        ),
    ],
)
def test_a_preference_that_cannot_be_read(busy: Busy, preference: str, sentence: str) -> None:
    exchange = busy.get("/plain", prefer=preference)
    assert exchange.response.status == 400
    assert sentence.encode() in exchange.response.body


def test_a_world_without_faults_asks_for_none(busy: Busy, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Callable[[], None]:
        raise AssertionError("there is nothing to ask for")

    for name in ("take", "find_limit"):
        monkeypatch.setattr(type(busy.world.faults), name, refuse)
    assert busy.get("/plain").response.status == 200
