"""`mockserver lint`: exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.lint.reports import FORMATS
from tests.support.command_line import run

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"


@pytest.mark.parametrize(
    ("paths", "code"),
    [
        pytest.param("paths: {/a: {get: {responses: {'200': {description: ok}}}}}", 0, id="no-findings"),
        pytest.param("paths: {/a: {foo: 1}}", 1, id="findings"),
        pytest.param("paths: 5: 6", 2, id="not-yaml"),
        pytest.param("paths: 5", 2, id="not-a-document"),
    ],
)
@pytest.mark.parametrize("format", FORMATS)
def test_exit_codes(tmp_path: Path, paths: str, code: int, format: str) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(HEAD + paths, encoding="utf-8")
    result = run("lint", str(file), "--format", format)
    assert (result.exit_code, result.stderr) == (code, "")
