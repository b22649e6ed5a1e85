"""Large documents are checked in another process, and the results are reported in this one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.lint import Task, is_large, lint_document, start_linting, tell
from mockserver.lint.background import LARGE
from mockserver.openapi.documents import Document, ReadPolicy

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
WRONG = "paths:\n  /a: {foo: 1}\n"
FILLING = f"x-filling: {'x' * LARGE}\n"


def said_of(*tasks: Task) -> list[str]:
    said: list[str] = []
    start_linting(tasks, said.append).join(60)
    return said


def task(file: Path, *, verbose: bool = False) -> Task:
    return Task(str(file), file.name, ReadPolicy(), verbose)


def test_the_number_of_findings_is_reported(tmp_path: Path) -> None:
    wrong, right = tmp_path / "wörng.yaml", tmp_path / "right.yaml"
    wrong.write_text(HEAD + WRONG, encoding="utf-8")
    right.write_text(HEAD + "paths: {}\n", encoding="utf-8")
    assert said_of(task(wrong), task(right)) == ["mockserver: wörng.yaml has 1 error; mockserver lint shows them"]


def test_verbose_reports_every_finding(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(HEAD + WRONG, encoding="utf-8")
    lines = said_of(task(file, verbose=True))
    assert lines[0] == "x.yaml"
    assert "document.structure  /paths/~1a/foo" in lines[1]
    assert lines[-1] == "mockserver: x.yaml has 1 error; mockserver lint shows them"


def test_a_document_that_cannot_be_checked_is_reported(tmp_path: Path) -> None:
    assert said_of(task(tmp_path / "gone.yaml")) == [
        "mockserver: gone.yaml: not all checks were run, which takes too long; run mockserver lint"
    ]


def test_unfinished_checks_are_reported() -> None:
    text = f"{HEAD}{WRONG}components: {{schemas: {{A: {{type: string, default: 1}}}}}}\n"
    found = lint_document(Document.parse(text, name="x.yaml"), seconds=0)
    assert [finding.rule for finding in found] == ["document.unfinished", "document.structure"]
    assert tell("x.yaml", found, verbose=False) == [
        "mockserver: x.yaml: not all checks were finished in 0 seconds; run mockserver lint",
        "mockserver: x.yaml has 1 error; mockserver lint shows them",
    ]


@pytest.mark.parametrize(
    ("text", "file", "expected"),
    [
        pytest.param(HEAD, Path("x.yaml"), False, id="small"),
        pytest.param(HEAD + FILLING, Path("x.yaml"), True, id="large"),
        pytest.param(HEAD + FILLING, None, False, id="large-from-standard-input"),
    ],
)
def test_only_large_files_are_checked_in_another_process(text: str, file: Path | None, expected: bool) -> None:
    assert is_large(Document.parse(text, name="x.yaml", file=file)) is expected
