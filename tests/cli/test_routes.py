"""`mockserver routes`: the operations of a document, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import run
from tests.support.small_sandbox import BOOKS, write_folder

DOCUMENT = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {}, example: 1}}}}}
    put: {$ref: '#/nowhere'}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    file = tmp_path / "x.yaml"
    file.write_text(DOCUMENT, encoding="utf-8")
    return str(file)


def test_text(file: str) -> None:
    result = run("routes", file)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    first = "GET     /a  GET /a  example, because it belongs to no resource"
    assert lines[:2] == [first, "          200   application/json  [example]"]
    assert lines[2] == "PUT     /a  PUT /a  broken"


def test_json(file: str) -> None:
    first, second = json.loads(run("routes", file, "--format", "json").stdout)
    assert first["responses"] == [{"status": "200", "media_types": ["application/json"], "examples": [""]}]
    assert first["origin"] == {
        "source": "example",
        "resource": None,
        "action": None,
        "reason": "it belongs to no resource",
    }
    assert second["origin"]["source"] == "engine"
    assert second["broken"].endswith("the $ref '#/nowhere' leads nowhere") and second["line"] == 6


@pytest.mark.parametrize(
    ("options", "origins"),
    [
        pytest.param([], ["resource book (list)", "resource book (create)"], id="inferred"),
        pytest.param(["--stateless"], ["generated", "generated"], id="stateless"),
        pytest.param(["--stateless", "--fixtures", "mocks"], ["resource volume (list)", "generated"], id="written"),
        pytest.param(["--fixtures", "mocks"], ["resource volume (list)", "resource volume (create)"], id="both"),
    ],
)
def test_what_responds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], origins: list[str]) -> None:
    write_folder(tmp_path, books_yaml=BOOKS)
    rules = "resources: {volume: {identifier: id}}\noperations: {listBooks: {action: list, resource: volume}}"
    write_folder(tmp_path / "mocks/books", behaviour_yaml=rules)
    monkeypatch.chdir(tmp_path)
    lines = run("routes", "books.yaml", *options).stdout.splitlines()
    shown = [line.split("  ")[-1] for line in lines if line.startswith(("GET     /books  ", "POST    /books  "))]
    assert shown == origins
