"""What a report shows can be replayed: the curl lines of a failure, pasted into a shell, give the same failure."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.judging import judge
from mockserver.openapi.documents import ReadPolicy
from mockserver.openapi.messages import Response
from mockserver.provider import Plan
from mockserver.provider.failures import Failure
from mockserver.provider.loading import load_document
from mockserver.provider.reports.replaying import replay_lines
from mockserver.provider.service.hosting import serve
from tests.provider.bed import MISSED, PLAN, SHOWN_URL, examine_app, examine_library, load_library
from tests.provider.testbed.library import CARD
from tests.provider.testbed.mutants import MUTANTS, make_library
from tests.provider.testbed.service import create_app
from tests.support.waiting import DEADLINE

QUICK = replace(PLAN, phases=("documented", "probes", "examples", "coverage"), is_fast=True)
needs_curl = pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq")
SHELL = shutil.which("sh") or "sh"
_INDEX = re.compile(r"/\d+(?=/|$)")


def replay(lines: tuple[str, ...], address: str, folder: Path) -> Response:
    """Run curl lines in a shell; return the response to the last one."""
    *steps, last = [line.replace(SHOWN_URL, address) for line in lines]
    script = "\n".join([*steps, 'curl() { command curl --silent --include "$@"; }', last])
    environment = {"PATH": os.environ["PATH"], "CURL_HOME": str(folder), "AUTHORIZATION": CARD}
    said = subprocess.run(
        [SHELL, "-e", "-c", script], env=environment, capture_output=True, check=True, timeout=DEADLINE
    )
    head, _, body = said.stdout[said.stdout.rindex(b"HTTP/1.1 ") :].partition(b"\r\n\r\n")
    status, *fields = head.decode("latin-1").split("\r\n")
    pairs = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in fields))
    return Response(int(status.split()[1]), pairs, body)


def is_reproduced(failure: Failure, response: Response) -> bool:
    """Return whether a response breaks the same promise."""
    assert failure.response is not None and failure.request is not None
    if failure.violation is None:
        return response.status == failure.response.status
    violations = judge(load_library(), failure.request, response).violations
    place = _INDEX.sub("/*", failure.violation.pointer)
    return any((v.rule, _INDEX.sub("/*", v.pointer)) == (failure.check, place) for v in violations)


@needs_curl
@pytest.mark.parametrize("mutant", [name for name in MUTANTS if f"library-{name}" not in MISSED])
def test_a_failure_is_reproduced_by_its_lines(mutant: str, tmp_path: Path) -> None:
    failures = examine_library(mutant, QUICK).failures
    assert failures
    for failure in failures:
        with serve(create_app(make_library(mutant)), "tests:app") as address:
            response = replay(replay_lines(failure), address, tmp_path)
        assert is_reproduced(failure, response), (failure.fingerprint, replay_lines(failure), response)


HOUSES = """
openapi: 3.1.0
info: {title: Houses, version: '1'}
paths:
  /houses:
    post:
      responses:
        '201': {description: made, content: {application/json: {schema: {type: object, properties: {data: {}}}}}}
  /houses/{house-id}:
    parameters: [{name: house-id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: ok}, '404': {description: none}}}
  /houses/{house-id}/rooms:
    parameters: [{name: house-id, in: path, required: true, schema: {type: string}}]
    post:
      responses:
        '201': {description: made, headers: {Location: {schema: {type: string}}}}
        '404': {description: no house}
  /houses/{house-id}/rooms/{id}:
    parameters:
      - {name: house-id, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: object}}}}
        '404': {description: none}
"""


def houses(start: int) -> Any:
    """Return a service that numbers its items from `start`; what it says of a room is no object."""
    numbers, made = count(start), set[str]()

    def create(path: str) -> tuple[str, bytes]:
        made.add(path)
        return path, json.dumps({"data": {"id": int(path.rpartition("/")[2])}}).encode()

    def app(environ: dict[str, Any], begin: Callable[..., Any]) -> Iterable[bytes]:
        method, path, location, body = environ["REQUEST_METHOD"], environ["PATH_INFO"], "", b""
        parent = path.removesuffix("/rooms")
        if method == "POST" and path.endswith(("/houses", "/rooms")) and (path == "/houses" or parent in made):
            location, body = create(f"{path}/{next(numbers)}")
            status, body = "201 Created", b"" if path.endswith("/rooms") else body
        elif method == "GET" and path in made:
            status, body = "200 OK", b"[]"
        else:
            status = "404 Not Found" if method in ("GET", "POST") else "405 Method Not Allowed"
        fields = [("Location", location)] if location else []
        fields += [("Content-Type", "application/json")] if body else []
        begin(status, [("Content-Length", str(len(body))), *fields])
        return [body]

    return app


@needs_curl
def test_identifiers_are_taken_from_responses(tmp_path: Path) -> None:
    file = tmp_path / "houses.yaml"
    file.write_text(HOUSES, encoding="utf-8")
    plan = Plan(phases=("documented", "probes"))
    failures = examine_app(houses(1), load_document(str(file), ReadPolicy()), plan).failures
    assert [failure.check for failure in failures] == ["response.schema"]
    lines = replay_lines(failures[0])
    house, room, read = lines
    accept = "-H 'Accept: application/json, */*'"
    assert house == f"HOUSE_ID=$(curl -s -X POST http://localhost:8000/houses {accept} | jq -r .data.id)"
    assert room.startswith('ID=$(curl -si -X POST "http://localhost:8000/houses/$HOUSE_ID/rooms" | grep -i ')
    assert read == f'curl "http://localhost:8000/houses/$HOUSE_ID/rooms/$ID" {accept}'
    with serve(houses(700), "tests:app") as address:
        response = replay(lines, address, tmp_path)
    assert (response.status, response.body) == (200, b"[]")
