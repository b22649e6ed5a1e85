"""A client for the tests of the bundled sandboxes. It calls the engine in process, with a stopped clock."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from mockserver.engine.apis.apis import Api, Apis
from mockserver.engine.behaviour import TryIt
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.bodies import write_body
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.rules import RuleId, Violation

NOW = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class ReceivedResponse:
    """A response, with shortcuts to its parts."""

    exchange: Exchange

    @property
    def status(self) -> int:
        return self.exchange.response.status

    @property
    def text(self) -> str:
        return self.exchange.response.body.decode()

    @property
    def source(self) -> str:
        return self.exchange.source

    def json(self) -> Any:
        return json.loads(self.exchange.response.body)

    def header(self, name: str) -> str | None:
        return self.exchange.response.header(name)


class Client:
    """Sends requests to one API of one engine, with new worlds. `headers` are sent with every request."""

    def __init__(self, apis: Apis, headers: Mapping[str, str] | None = None, **switches: str) -> None:
        self.api: Api = next(iter(apis))
        self.headers = dict(headers or {})
        known = {f"{api.name}.{s.name}": s.values[0] for api in apis for s in api.behaviour.switches.values()}
        known |= {f"{self.api.name}.{name}": value for name, value in switches.items()}
        self.engine = Engine(apis, Worlds({api.name: api.seed for api in apis}, known, frozen=NOW))

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Mapping[str, str | None] | None = None,
        early: Sequence[RuleId] = (),
        **query: Any,
    ) -> ReceivedResponse:
        """Send one request. A body that is not bytes is sent as JSON; a header that is `None` is not sent.

        `early` are rules that were broken while the body was read.
        """
        fields: dict[str, str | None] = dict(self.headers)
        if body is not None and not isinstance(body, bytes):
            body, fields["Content-Type"] = json.dumps(body).encode(), "application/json"
        fields |= headers or {}
        sent = Headers([(name, value) for name, value in fields.items() if value is not None])
        path, _, text = path.partition("?")
        text = "&".join(part for part in (text, urlencode(query)) if part)
        names: dict[RuleId, str] = {"body.encoding": "Content-Encoding"}
        violations = [Violation(rule, "body", "is not as it should be", name=names.get(rule, "")) for rule in early]
        exchange = self.engine.respond(Request(method, self.api.prefix + path, text, sent, body or b""), violations)
        assert exchange is not None, f"no API is served at {self.api.prefix + path}"
        return ReceivedResponse(exchange)

    def get(self, path: str, **options: Any) -> ReceivedResponse:
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> ReceivedResponse:
        return self.send("POST", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> ReceivedResponse:
        return self.send("PUT", path, body, **options)

    def patch(self, path: str, body: Any = None, **options: Any) -> ReceivedResponse:
        return self.send("PATCH", path, body, **options)

    def delete(self, path: str, **options: Any) -> ReceivedResponse:
        return self.send("DELETE", path, **options)

    def state(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of the default world."""
        state = self.engine.worlds.get().state(self.api.name)
        return {name: state.rows(name) for name in state.names()}

    def advance(self, **by: float) -> None:
        """Move the clock: `advance(minutes=1)`."""
        self.engine.worlds.get().clock.advance(timedelta(**by))

    def try_out(self, trial: TryIt) -> ReceivedResponse:
        """Send one request of `try:` in behaviour.yaml, with the document's example as its body."""
        operation = self.api.operation(trial.operation_id)
        assert operation is not None
        path = operation.path
        for name, value in trial.path.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        body, headers = None, {}
        if trial.example is not None:
            assert operation.body is not None
            media_type, example = next(
                (content.media_type, found)
                for content in operation.body.content.values()
                if (found := content.example(trial.example)) is not None
            )
            body, headers = write_body(example.value, media_type), {"Content-Type": media_type}
        return self.send(operation.method, f"{path}?{urlencode(trial.query)}", body, headers=headers)


def iter_documented(api: Api) -> Iterator[tuple[str, str, int, str | None]]:
    """Every response that a client can prefer: method, path with `x` for its parameters, status, name of an example."""
    for operation in api.operations:
        path = operation.path
        for parameter in operation.parameters:
            path = path.replace(f"{{{parameter.name}}}", "x")
        for status, response in operation.responses.items():
            names: list[str | None] = [example.name for _, example in response.iter_examples()] or [None]
            for name in names:
                yield operation.method, path, int(status), name


def breaches(api: Api, received: ReceivedResponse) -> list[Violation]:
    """All violations of its operation's contract in a response with JSON or text."""
    operation_id, sent = received.exchange.operation_id, received.exchange.response
    assert operation_id is not None
    media_type = (sent.media_type or "").partition(";")[0]
    value = received.json() if media_type.endswith("json") else received.text
    return api.ready[operation_id].contract.check_response_value(sent.status, sent.headers, media_type or None, value)


def source_of(api: Api, operation_id: str) -> str:
    """What responds to an operation: a function of `handlers.py`, or the rows of a resource."""
    return "handler" if operation_id in api.functions.handlers else "resource"
