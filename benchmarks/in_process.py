"""The fixture `sandbox` beside tests written by hand with respx, responses and pytest-httpserver.

Each contender serves one small JSON PATCH to the client it is made for. By hand, that is one fixed response: nothing is
validated and no state is kept. It measures the cost of a test with one request, with its setup and teardown, and the
cost of each further request. Both are processor time and include the client's own work, which is most of `httpx alone`.

    python -m benchmarks.in_process

Contenders that are not installed are left out.
"""

from __future__ import annotations

import gc
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple

import httpx
import requests

from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxSession

HERE = Path(__file__).parent
PET = "/pets/7f1c2d34-5a6b-4c7d-8e9f-0a1b2c3d4e5f"
HOST = "http://pets.test"
CHANGE = {"name": "Rex", "notes": "Likes the sea."}
RESPONSE = {"id": PET[6:], "name": "Rex", "kind": "dog", "status": "available", "notes": "Likes the sea."}
ROUNDS, TESTS, REQUESTS = 7, 50, 200

Ask = Callable[[], Any]
TLS = ssl.create_default_context()  # made once: otherwise it would be most of the cost of an httpx client
logging.getLogger("werkzeug").setLevel(logging.ERROR)  # so that pytest-httpserver's log is not measured


class Contender(NamedTuple):
    """A way to mock an API in a test."""

    name: str
    library: str  # what must be installed
    begin_test: Callable[[], AbstractContextManager[Ask]]  # gives a function that sends one request


class Measured(NamedTuple):
    """Microseconds of processor time, threads included, so that a busy machine changes little."""

    test: float  # with one request
    request: float


# mockserver

_session = SandboxSession()


@contextmanager
def _sandbox() -> Iterator[SandboxApi]:
    sandbox = Sandbox("bench", folders=[HERE], session=_session)
    yield sandbox.serve("documents/pets.yaml", fixtures="fixtures")
    sandbox.close()
    assert not sandbox.violations()


@contextmanager
def _mockserver_httpx() -> Iterator[Ask]:
    with _sandbox() as api, api.httpx() as client:
        yield lambda: client.patch(PET, json=CHANGE)


@contextmanager
def _mockserver_requests() -> Iterator[Ask]:
    with _sandbox() as api, api.requests() as session:
        yield lambda: session.patch(PET, json=CHANGE)


@contextmanager
def _mockserver_url() -> Iterator[Ask]:
    with _sandbox() as api, httpx.Client(base_url=api.url, trust_env=False, verify=TLS) as client:
        yield lambda: client.patch(PET, json=CHANGE)


# by hand


@contextmanager
def _httpx_alone() -> Iterator[Ask]:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=RESPONSE))
    with httpx.Client(base_url=HOST, transport=transport, verify=TLS) as client:
        yield lambda: client.patch(PET, json=CHANGE)


@contextmanager
def _respx() -> Iterator[Ask]:
    import respx

    with respx.mock(base_url=HOST) as mock, httpx.Client(base_url=HOST, trust_env=False, verify=TLS) as client:
        mock.patch(PET, json__eq=CHANGE).respond(200, json=RESPONSE)
        yield lambda: client.patch(PET, json=CHANGE)


@contextmanager
def _responses() -> Iterator[Ask]:
    import responses

    with responses.RequestsMock() as mock, requests.Session() as session:
        session.trust_env = False
        match = [responses.matchers.json_params_matcher(CHANGE)]
        mock.add(responses.PATCH, HOST + PET, json=RESPONSE, match=match)
        yield lambda: session.patch(HOST + PET, json=CHANGE)


_servers: list[Any] = []


@contextmanager
def _pytest_httpserver() -> Iterator[Ask]:
    from pytest_httpserver import HTTPServer

    if not _servers:  # one for the session, cleared for each test, as its fixture does
        _servers.append(HTTPServer())
        _servers[0].start()
    server = _servers[0]
    server.expect_request(PET, method="PATCH", json=CHANGE).respond_with_json(RESPONSE)
    with httpx.Client(base_url=server.url_for(""), trust_env=False, verify=TLS) as client:
        yield lambda: client.patch(PET, json=CHANGE)
    server.check_assertions()
    server.clear()


CONTENDERS = (
    Contender("mockserver, api.httpx()", "httpx", _mockserver_httpx),
    Contender("respx", "respx", _respx),
    Contender("httpx alone (MockTransport)", "httpx", _httpx_alone),
    Contender("mockserver, api.requests()", "requests", _mockserver_requests),
    Contender("responses", "responses", _responses),
    Contender("mockserver, api.url and httpx", "httpx", _mockserver_url),
    Contender("pytest-httpserver and httpx", "pytest_httpserver", _pytest_httpserver),
)


def main() -> None:
    there = [contender for contender in CONTENDERS if find_spec(contender.library) is not None]
    found: dict[str, list[Measured]] = {contender.name: [] for contender in there}
    for number in range(ROUNDS + 1):
        for contender in there:  # in turn, so that a noisy moment affects all of them
            measured = measure(contender)
            if number:  # the first round imports and compiles
                found[contender.name].append(measured)
    _session.close()
    for server in _servers:
        server.stop()
    print(f"| one small PATCH, {ROUNDS} rounds | a test with one, µs | each further one, µs |\n| :-- | --: | --: |")
    for name, rounds in found.items():
        test, request = median(each.test for each in rounds), median(each.request for each in rounds)
        print(f"| {name} | {test:,.0f} | {request:,.0f} |")
    for contender in CONTENDERS:
        if contender not in there:
            print(f"{contender.name} is not installed and was left out.")


def measure(contender: Contender) -> Measured:
    """Measure one round: tests with one request, then many requests in one test."""
    gc.collect()
    began = process_time()
    for _ in range(TESTS):
        with contender.begin_test() as ask:
            ask()
    each_test = (process_time() - began) / TESTS
    with contender.begin_test() as ask:
        assert ask().status_code == 200
        began = process_time()
        for _ in range(REQUESTS):
            ask()
        each_request = (process_time() - began) / REQUESTS
    return Measured(each_test * 1e6, each_request * 1e6)


if __name__ == "__main__":
    main()
