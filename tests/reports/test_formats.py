"""The table of formats: how options are read, and where reports are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.reports.formats import Format, ReportRequest, make_formats, read_request, write_report


def write_lines(names: Sequence[str]) -> str:
    return "\n".join(names)


def write_pages(names: Sequence[str]) -> dict[str, str]:
    return {"index.html": "all", **{f"pages/{name}.html": name for name in names}}


FORMATS = make_formats(
    Format("lines", write_lines),
    Format("table", write_lines, "terminal"),
    Format("saved", write_lines, default="names.txt"),
    Format("html", write_pages, "folder", "names"),
)
NAMES = ("ada", "grace")


def read(words: str) -> ReportRequest[Sequence[str]]:
    return read_request(FORMATS, "--report", words)


@pytest.mark.parametrize(
    ("words", "target"),
    [
        pytest.param("lines", None, id="standard-output"),
        pytest.param("lines:out/x.txt", Path("out/x.txt"), id="file"),
        pytest.param("lines:c:/x.txt", Path("c:/x.txt"), id="file-with-colon"),
        pytest.param("table", None, id="terminal"),
        pytest.param("saved", Path("names.txt"), id="default-file"),
        pytest.param("html", Path("names"), id="default-folder"),
        pytest.param("html:out", Path("out"), id="folder"),
    ],
)
def test_an_option_names_a_format_and_a_place(words: str, target: Path | None) -> None:
    request = read(words)
    assert (request.format, request.target) == (FORMATS[words.partition(":")[0]], target)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            "xml:x",
            "--report xml:x: there is no format 'xml'; there are: lines, table, saved, html",
            id="unknown-format",
        ),
        pytest.param("", "--report : there is no format ''; there are: lines, table, saved, html", id="empty"),
        pytest.param("table:x", "--report table:x: table goes to the terminal, not to a file", id="terminal"),
        pytest.param("lines:", "--report lines:: names no file after the colon", id="no-file"),
        pytest.param("html:", "--report html:: names no folder after the colon", id="no-folder"),
    ],
)
def test_a_wrong_option_is_refused(words: str, sentence: str) -> None:
    with pytest.raises(OptionError) as caught:
        read(words)
    assert str(caught.value) == sentence


def test_a_report_without_a_file_is_said() -> None:
    said: list[str] = []
    assert write_report(read("lines"), NAMES, said.append) is None
    assert said == ["ada\ngrace"]


def test_a_file_ends_with_a_line_end(tmp_path: Path) -> None:
    file = tmp_path / "new/folder/x.txt"
    assert write_report(read(f"lines:{file}"), NAMES, pytest.fail) == file
    assert file.read_text(encoding="utf-8") == "ada\ngrace\n"


def test_pages_are_written_into_their_folder(tmp_path: Path) -> None:
    assert write_report(read(f"html:{tmp_path}"), NAMES, pytest.fail) == tmp_path / "index.html"
    assert (tmp_path / "pages/grace.html").read_text(encoding="utf-8") == "grace\n"


@pytest.mark.parametrize("name", ["lines", "html"])
def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    target = tmp_path / "taken/below"
    with pytest.raises(OptionError) as caught:
        write_report(read(f"{name}:{target}"), NAMES, pytest.fail)
    assert str(caught.value).startswith(f"--report {name}:{target}: cannot be written: ")
