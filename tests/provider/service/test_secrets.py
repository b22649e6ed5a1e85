"""No report of a run has a secret that was given to it, or that the service issued."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from mockserver.cli import main
from mockserver.provider.reports.formats import FORMATS
from tests.provider.raw import http, serve_raw
from tests.support.small_sandbox import write_folder

SECRET = "hunter2/tok3n'x"
PAIR = base64.b64encode(f"ann:{SECRET}".encode()).decode()
ISSUED = "issued-7f3a9"

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Doors, version: '1'}
    security: [{bearer: []}, {inQuery: []}, {basic: []}]
    paths:
      /doors/{id}:
        get:
          operationId: readDoor
          parameters: [{name: id, in: path, required: true, schema: {type: string}, example: front}]
          responses:
            '200':
              description: ok
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      id: {type: integer}
                      access_token: {type: string, maxLength: 3}
    components:
      securitySchemes:
        bearer: {type: http, scheme: bearer}
        basic: {type: http, scheme: basic}
        inQuery: {type: apiKey, in: query, name: door}
"""


@contextmanager
def serve_echo(value: str) -> Iterator[str]:
    """A service whose responses break the contract, and repeat a secret where they do."""
    body = json.dumps({"id": value, "access_token": ISSUED}).encode()
    with serve_raw(lambda _: http("200 OK", body, "content-type: application/json")) as address:
        yield address


GIVEN: dict[str, Callable[[str], list[str]]] = {
    "bearer": lambda url: ["--url", url, "-H", f"Authorization: Bearer {SECRET}"],
    "basic": lambda url: ["--url", url, "-H", f"Authorization: Basic {PAIR}"],
    "scheme": lambda url: ["--url", url, "--auth", f"bearer={SECRET}"],
    "basic-scheme": lambda url: ["--url", url, "--auth", f"basic=ann:{SECRET}"],
    "query": lambda url: ["--url", url, "--auth", f"inQuery={SECRET}"],
    "other-field": lambda url: ["--url", url, "-H", "Authorization: Bearer x", "-H", f"X-Anything: {SECRET}"],
    "cookie": lambda url: ["--url", url, "-H", "Authorization: Bearer x", "-H", f"Cookie: a=b; session={SECRET}"],
    "url": lambda url: ["--url", url.replace("://", "://ann:hunter2%2Ftok3n'x@"), "-H", "Authorization: Bearer x"],
}


def run(folder: Path, words: list[str], *options: str) -> str:
    """Return all that a run prints and writes, in every format."""
    document = write_folder(folder, doors_yaml=DOCUMENT) / "doors.yaml"
    files = {name: folder / f"report.{name}" for name in FORMATS}
    reports = [word for name, file in files.items() for word in ("--report", f"{name}:{file}")]
    baseline = folder / "known.json"
    command = ["test", str(document), *words, "--phases", "documented,probes", *reports, *options]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 1, result.output
    CliRunner().invoke(main, [*command, "--baseline", str(baseline), "--update-baseline"])
    return "\n".join([result.output, baseline.read_text(), *(file.read_text() for file in files.values())])


def find_leaks(text: str) -> list[str]:
    return [piece for piece in ("hunter2", "tok3n", PAIR, ISSUED[:9]) if piece in text]


@pytest.mark.parametrize("words", GIVEN.values(), ids=GIVEN)
def test_no_report_has_the_secret(tmp_path: Path, words: Callable[[str], list[str]]) -> None:
    with serve_echo(SECRET) as address:
        text = run(tmp_path, words(address))
    assert find_leaks(text) == []
    assert "response.schema" in text, "the failure is there, without the secret"


def test_every_report_has_the_secret_on_request(tmp_path: Path) -> None:
    with serve_echo(SECRET) as address:
        text = run(tmp_path, GIVEN["bearer"](address), "--show-secrets")
    assert {"hunter2", "tok3n", ISSUED[:9]} <= set(find_leaks(text))


def test_a_name_can_be_masked(tmp_path: Path) -> None:
    with serve_echo("a-private-id") as address:
        words = ["--url", address, "-H", "Authorization: Bearer x"]
        assert "a-private-id" in run(tmp_path, words)
        assert "a-private-id" not in run(tmp_path, words, "--mask", "ID")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["--url", f"ftp://ann:{SECRET}@127.0.0.1"], id="no-http"),
        pytest.param(["--url", "http://ann:hunter2@127.0.0.1:9"], id="not-there"),
        pytest.param(["--url", "http://127.0.0.1:9", "-H", f"Bearer {SECRET}"], id="no-field"),
        pytest.param(["--url", "http://127.0.0.1:9", "--auth", SECRET], id="no-scheme"),
    ],
)
def test_no_message_has_the_secret(tmp_path: Path, words: list[str]) -> None:
    document = write_folder(tmp_path, doors_yaml=DOCUMENT) / "doors.yaml"
    result = CliRunner().invoke(main, ["test", str(document), *words])
    assert (result.exit_code, find_leaks(result.output + str(result.exception))) == (2, [])
