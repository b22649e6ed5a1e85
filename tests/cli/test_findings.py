"""What `mockserver serve` prints about findings in documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.server.app import MockApp
from tests.support.command_line import run

DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: string}, example: 1}}}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "x.yaml"
    file.write_text(DOCUMENT, encoding="utf-8")
    return file


def test_findings_are_counted_before_the_start(file: Path, apps: list[MockApp]) -> None:
    result = run("serve", str(file), "--port", "0")
    assert (result.exit_code, len(apps)) == (0, 1)
    assert f"{file.parent.name}/x.yaml has 1 error" in result.stderr


def test_findings_prevent_a_strict_start(file: Path, apps: list[MockApp]) -> None:
    result = run("serve", str(file), "--strict", "--port", "0")
    assert (result.exit_code, apps) == (2, [])
    assert f"mockserver: --strict: {file.parent.name}/x.yaml has 1 error\n" in result.stderr
    assert "example.schema" in result.stderr
