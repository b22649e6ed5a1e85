"""The provider test against services that are slow, close connections or send garbage."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mockserver.openapi.documents import ReadPolicy
from mockserver.provider import Outcome, Plan, Provider, examine
from mockserver.provider.loading import load_document
from mockserver.provider.reports.text import write_text
from tests.provider.raw import DROP, HANG, http, serve_raw
from tests.support.waiting import DEADLINE

DOCUMENT = """
openapi: 3.1.0
info: {title: Things, version: '1'}
paths:
  /fine:
    get: {responses: {'200': {description: all is well}}}
  /thing:
    get:
      parameters: [{name: size, in: query, schema: {type: integer, minimum: 1}}]
      responses: {'200': {description: one}, '400': {description: no}}
"""
OURS = Plan(phases=("documented", "probes"), timeout=DEADLINE)
THEIRS = replace(OURS, phases=("coverage", "fuzzing"), max_examples=3)


def run(tmp_path: Path, respond: Callable[[str], bytes], plan: Plan, *, is_stale: bool = False) -> Outcome:
    file = tmp_path / "things.yaml"
    file.write_text(DOCUMENT, encoding="utf-8")
    with serve_raw(respond, is_stale=is_stale) as url:
        api = load_document(str(file), ReadPolicy())
        return examine(api, Provider(url, url, "http://things"), plan, progress=lambda *_: None)


@pytest.mark.parametrize("plan", [pytest.param(OURS, id="own-phases"), pytest.param(THEIRS, id="schemathesis")])
@pytest.mark.parametrize(
    ("said", "check"),
    [
        pytest.param(HANG, "server.timeout", id="silence"),
        pytest.param(DROP, "server.dropped", id="dropped"),
        pytest.param(b"nonsense\r\n\r\n", "server.garbage", id="garbage"),
        pytest.param(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", "server.dropped", id="cut-short"),
    ],
)
def test_an_operation_without_responses_fails(tmp_path: Path, said: bytes, check: str, plan: Plan) -> None:
    def respond(line: str) -> bytes:
        return said if " /thing" in line else http("405 Method Not Allowed" if "GET" not in line else "200 OK")

    outcome = run(tmp_path, respond, replace(plan, timeout=0.2) if said == HANG else plan)

    found = {(failure.operation, failure.check) for failure in outcome.failures}
    assert ("GET /thing", check) in found
    found.discard(("GET /fine", "server.timeout"))  # 0.2 seconds may be too short for it on a busy machine
    assert {operation for operation, _ in found} == {"GET /thing"}
    assert all(
        failure.curl.startswith("curl ") and "http://things/thing" in failure.curl
        for failure in outcome.failures
        if failure.operation == "GET /thing"
    )


def test_a_service_that_closes_every_connection_keeps_its_contract(tmp_path: Path) -> None:
    def respond(line: str) -> bytes:
        method, target, _ = line.split()
        size = re.fullmatch(r"/thing(?:\?size=0*([1-9][0-9]*))?|/fine", target.partition("&")[0])
        if method != "GET":
            return http("405 Method Not Allowed", b"", "allow: GET", closes=False)
        return http("200 OK" if size else "400 Bad Request", closes=False)

    plan = Plan(timeout=DEADLINE, max_examples=5)
    first, second = (run(tmp_path, respond, plan, is_stale=True) for _ in range(2))
    assert [failure.fingerprint for failure in first.failures] == []
    assert write_text(first).partition("\n")[2] == write_text(second).partition("\n")[2]
    assert first.requests > 20


def test_a_service_that_crashes_during_the_run_fails(tmp_path: Path) -> None:
    lines: list[str] = []

    def respond(line: str) -> bytes:
        lines.append(line)
        return http("200 OK") if len(lines) < 4 else DROP

    outcome = run(tmp_path, respond, replace(OURS, phases=("documented", "probes", "coverage", "stateful")))

    assert {failure.check for failure in outcome.failures} >= {"server.dropped"}
