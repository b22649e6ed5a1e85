"""Scenarios against a real server: requests, what differs in their responses, and whether those keep the document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from mockserver.engine.apis.apis import Api, Apis
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.description import Description
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.server.app import MockApp
from tests.support.asgi import get
from tests.support.server_process import ServerProcess, ServerResponse

from .expectations import NOTHING, iter_body_differences, iter_header_differences, read_saved
from .holes import UnfilledHole, fill, fill_target
from .scenarios import Expectation, Items, Scenario, Step, read_style

REFUSALS = {400, 401, 403, 406, 409, 412, 413, 415, 422, 428}  # of requests that may be meant to break the document
_BOUNDARY = "multipart/form-data; boundary=scenario"


class Server(Protocol):
    """What takes the requests: a `ServerProcess`, or `InProcess`."""

    def ask(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None
    ) -> ServerResponse: ...


class InProcess:
    """One API, served without a socket."""

    def __init__(self, api: Api) -> None:
        self._app = MockApp(Engine(Apis([api]), Worlds({api.name: api.seed})))

    def ask(
        self, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes | None = None
    ) -> ServerResponse:
        sent = [("Host", "localhost"), *headers, *([] if body is None else [("Content-Length", str(len(body)))])]
        response = get(self._app, method, target, body or b"", sent)
        return ServerResponse(response.status, {name.lower(): text for name, text in response.headers}, response.body)


@dataclass(frozen=True)
class Failure:
    """The first step of a scenario that came out differently."""

    number: int  # from 1
    request: str  # "POST /products", and the body on the next line
    response: str  # the same of the response
    differences: list[str]

    def __str__(self) -> str:
        differences = "\n".join(f"- {each}" for each in self.differences)
        return f"step {self.number}\n{self.request}\n\n{self.response}\n\n{differences}"


def serve(styles: Iterable[str]) -> ServerProcess:
    """Return a server of these documents, each under the name of its style."""
    documents = {name: str(read_style(name).document) for name in styles}
    mounts = [word for name, document in documents.items() for word in ("--mount", f"{document}=/{name}")]
    return ServerProcess(*documents.values(), *mounts, "--quiet")


def run(scenario: Scenario, server: Server) -> Failure | None:
    """Run a scenario in a world of its own, up to the first failure."""
    saved: dict[str, Any] = {}
    conversation = Conversation(scenario, server)
    for number, step in enumerate(scenario.steps, 1):
        failure = conversation.take(number, step, saved)
        if failure is not None:
            return failure
    return None


class Conversation:
    """The requests of one scenario."""

    def __init__(self, scenario: Scenario, server: Server) -> None:
        self._server = server
        self._prefix = f"/{scenario.style}"
        self._description = describe(scenario.style)
        self._world = f"{scenario.style}-{scenario.number}"

    def take(self, number: int, step: Step, saved: dict[str, Any]) -> Failure | None:
        """Take a step, and keep what it saves; returns the failure if its response differs."""
        try:
            request = self._build(step, saved)
            expected = fill_expectation(step.expectation, saved)
        except UnfilledHole as error:
            return Failure(number, step.send, "not sent", [str(error)])
        response = self._send(request)
        differences = [*self._iter_differences(expected, request, response)]
        found = {name: read_saved(at, response.headers, _text(response)) for name, at in step.expectation.save.items()}
        differences += [f"there is nothing to save as {name}" for name, value in found.items() if value is NOTHING]
        saved.update(found)
        return Failure(number, _show_request(request), _show_response(response), differences) if differences else None

    def _build(self, step: Step, saved: Mapping[str, Any]) -> Request:
        method, _, target = step.send.partition(" ")
        path, _, query = self._locate(fill_target(target.strip(), saved)).partition("?")
        headers, body = encode(step, saved)
        return Request(method, path, query, Headers(headers), body)

    def _locate(self, target: str) -> str:
        """The target without host and prefix, which a link of a response has: `/products?page=2`."""
        if "://" in target:
            split = urlsplit(target)
            target = f"{split.path}?{split.query}" if split.query else split.path
        return target.removeprefix(self._prefix) if target.startswith(f"{self._prefix}/") else target

    def _send(self, request: Request) -> ServerResponse:
        query = f"?{request.query}" if request.query else ""
        headers = [*request.headers, ("Mock-World", self._world)]
        has_body = bool(request.body) or "content-type" in request.headers
        body = request.body if has_body else None
        return self._server.ask(request.method, f"{self._prefix}{request.path}{query}", headers, body)

    def _iter_differences(self, expected: Expectation, request: Request, response: ServerResponse) -> Iterator[str]:
        if response.status not in expected.expect:
            yield f"the status is {response.status} instead of {' or '.join(map(str, expected.expect))}"
        source = response.headers.get("mock-source", "")
        if expected.source is not None and not source.startswith(expected.source):
            yield f"Mock-Source is {source!r} instead of {expected.source!r}"
        yield from iter_header_differences(expected.response_headers, self._shorten(response.headers))
        yield from iter_body_differences(expected, _text(response))
        yield from _iter_errors(response)
        message = Response(response.status, tuple(response.headers.items()), response.body)
        yield from (str(violation) for violation in self._description.check_response(request, message))

    def _shorten(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        """The headers with a Location that has neither host nor prefix."""
        location = headers.get("location")
        return headers if location is None else {**headers, "location": self._locate(location)}


def fill_expectation(expected: Expectation, saved: Mapping[str, Any]) -> Expectation:
    """Return an expectation with its holes filled."""
    items = expected.items and Items(**fill(vars(expected.items), saved))
    headers = {name: str(value) for name, value in fill(dict(expected.response_headers), saved).items()}
    return replace(
        expected, has=fill(expected.has, saved), text=fill(expected.text, saved), items=items, response_headers=headers
    )


def encode(step: Step, saved: Mapping[str, Any]) -> tuple[list[tuple[str, str]], bytes]:
    """Return the header fields and the body of a step's request."""
    headers = {name: str(value) for name, value in fill(dict(step.headers), saved).items()}
    given = {name.lower() for name in headers}
    content: dict[str, Any] = {}
    if step.body is not None:
        content = {"content": json.dumps(fill(step.body, saved)).encode()}
        headers |= {} if "content-type" in given else {"Content-Type": "application/json"}
    elif step.form is not None:
        content = {"data": fill(step.form, saved)}
    elif step.multipart is not None:
        content = {"files": {name: _part(part) for name, part in fill(step.multipart, saved).items()}}
        headers |= {} if "content-type" in given else {"Content-Type": _BOUNDARY}
    elif step.raw is not None:
        content = {"content": fill(step.raw, saved).encode()}
    request = httpx.Request("POST", "http://localhost", headers=headers, **content)
    types = {"Content-Type": request.headers["content-type"]} if "content-type" in request.headers else {}
    return list({**headers, **types}.items()), request.read()


def _part(part: Any) -> tuple[Any, ...]:
    if isinstance(part, dict):
        return part["name"], part["text"].encode(), part.get("type")
    return None, str(part).encode()


def _iter_errors(response: ServerResponse) -> Iterator[str]:
    """Yield the errors that the server told about the response, and about a request that was not meant to break.

    What rules of `state.` say, such as that an item was deleted, explains the status and breaks nothing.
    """
    for entry in json.loads(response.headers.get("mock-violations", "[]")):
        is_meant = response.status in REFUSALS and entry["location"][:1] == ["request"]
        if entry["severity"] == "Error" and not is_meant and not entry["rule"].startswith("state."):
            yield f"Mock-Violations: {entry['message']}"


@cache
def describe(style: str) -> Description:
    """Return the document of a style, which judges every response."""
    return Description.load(read_style(style).document)


def _text(response: ServerResponse) -> str:
    return response.body.decode(errors="replace")


def _show_request(request: Request) -> str:
    query = f"?{request.query}" if request.query else ""
    return _show_message(f"{request.method} {request.path}{query}", dict(request.headers), request.body)


def _show_response(response: ServerResponse) -> str:
    names = ("content-type", "location", "link", "etag", "mock-source")
    shown = {name: response.headers[name] for name in names if name in response.headers}
    return _show_message(str(response.status), shown, response.body)


def _show_message(first: str, headers: Mapping[str, str], body: bytes) -> str:
    lines = [first, *(f"{name}: {value}" for name, value in headers.items())]
    return "\n".join([*lines, body.decode(errors="replace")[:2000]]).rstrip()
