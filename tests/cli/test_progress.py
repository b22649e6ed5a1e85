"""The line that shows the progress of a run."""

from __future__ import annotations

from io import StringIO

import pytest

from mockserver.cli.progress import Progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_one_line_and_clears_it() -> None:
    terminal = Terminal()
    with Progress(["documented", "probes"], 2, terminal) as progress:
        progress.show("documented", "GET /a")
        progress.show("documented", "GET /a")
        progress.show("probes", "GET /b")
    lines = terminal.getvalue().split("\r\x1b[K")[1:]
    assert lines == [
        "██████░░░░░░░░░░░░░░░░░░  documented 1 of 2  GET /a",
        "██████░░░░░░░░░░░░░░░░░░  documented 1 of 2  GET /a",
        "██████████████████░░░░░░  probes 2 of 2  GET /b",
        "",
    ]


def test_the_line_is_cut_to_the_width_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal = Terminal()
    with Progress(["documented"], 1, terminal) as progress:
        progress.show("documented", "GET /" + "a" * 200)
    assert max(map(len, terminal.getvalue().split("\r\x1b[K"))) == 39


def test_a_file_gets_no_progress() -> None:
    file = StringIO()
    with Progress(["documented"], 1, file) as progress:
        progress.show("documented", "GET /a")
    assert file.getvalue() == ""
