"""GitHub's annotations from results, and the summary of a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.reports.github import STEP_SUMMARY, append_summary, write_annotations
from mockserver.reports.results import Result
from tests.reports.places import Place


@pytest.mark.parametrize(
    ("result", "line"),
    [
        pytest.param(
            Result("a.rule", "error", "is odd", Place("api.yaml", 7, "/info")),
            "::error file=api.yaml,line=7,title=a.rule::is odd",
            id="error",
        ),
        pytest.param(
            Result("a.rule", "warning", "is odd", Place("api.yaml", None, "")),
            "::warning file=api.yaml,line=1,title=a.rule::is odd",
            id="warning-without-line",
        ),
        pytest.param(Result("fixed", "note", "is good"), "::notice title=fixed::is good", id="note-without-place"),
        pytest.param(
            Result("a,b", "error", "50%, or: 60\nmore", Place("a,b:c.yaml", 7, "")),
            "::error file=a%2Cb%3Ac.yaml,line=7,title=a%2Cb::50%25, or: 60%0Amore",
            id="escaped",
        ),
    ],
)
def test_a_result_is_one_command(result: Result, line: str) -> None:
    assert write_annotations([result]) == line


def test_commands_stand_one_a_line() -> None:
    assert write_annotations([Result("a", "note", "x")] * 2).splitlines() == ["::notice title=a::x"] * 2


def test_a_summary_is_added_to_what_the_step_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "summary.md"
    file.write_text("# Before\n", encoding="utf-8")
    monkeypatch.setenv(STEP_SUMMARY, str(file))
    append_summary("## After")
    assert file.read_text(encoding="utf-8") == "# Before\n## After\n"


def test_outside_of_a_step_no_summary_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(STEP_SUMMARY, raising=False)
    append_summary("## After")
    assert not list(tmp_path.iterdir())


def test_a_summary_that_cannot_be_written_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STEP_SUMMARY, str(tmp_path))
    with pytest.raises(OptionError, match=rf"^{STEP_SUMMARY}=.*: cannot be written: Is a directory$"):
        append_summary("## After")
