"""`mockserver routes`: the operations of a document, as text and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import run

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
    assert lines[:2] == ["GET     /a  GET /a", "          200   application/json  [example]"]
    assert lines[2] == "PUT     /a  PUT /a  broken"


def test_json(file: str) -> None:
    first, second = json.loads(run("routes", file, "--format", "json").stdout)
    assert first["responses"] == [{"status": "200", "media_types": ["application/json"], "examples": [""]}]
    assert second["broken"].endswith("the $ref '#/nowhere' leads nowhere") and second["line"] == 6
