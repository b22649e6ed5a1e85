"""What a server prints on its two streams, and what becomes of warnings that are logged."""

from __future__ import annotations

import errno
import io
import json
import logging
import os
import sys

import pytest

from mockserver.cli.console import Console


def test_what_was_said_is_written_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with Console() as console:
        console.print("an exchange")
        console.say("a sentence")
        console.warn("a line")
    assert capsys.readouterr() == ("an exchange\n", "mockserver: a sentence\na line\n")


def test_warnings_are_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    with Console():
        logging.getLogger("mockserver").warning("the handler of %s is slow", "getPet")
        logging.getLogger("mockserver.engine").info("not for people")
        logging.getLogger("asyncio").error("out of descriptors")
    assert capsys.readouterr().err == (
        "mockserver: the handler of getPet is slow\nmockserver: asyncio: out of descriptors\n"
    )


def test_what_handlers_print_comes_in_its_turn(capsys: pytest.CaptureFixture[str]) -> None:
    with Console() as console:
        console.print("first")
        sys.stdout.write("one two")
        console.print("second")
        sys.stdout.write("\nthree\nfour")
        sys.stderr.write("a warning\n")
        assert (sys.stdout.isatty(), sys.stdout.encoding) == (False, "UTF-8")
    sys.stdout.write("\nnot ours\n")
    assert capsys.readouterr() == ("first\nsecond\none two\nthree\nfour\nnot ours\n", "a warning\n")


class Full(io.StringIO):
    def __init__(self, number: int = errno.ENOSPC) -> None:
        super().__init__()
        self.number = number

    def write(self, text: str) -> int:
        raise OSError(self.number, os.strerror(self.number))


def test_standard_error_tells_that_standard_output_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(sys, "stderr", errors)
    with Console() as console:
        console.print("first")
        console.print("second")
    assert errors.getvalue() == "mockserver: standard output cannot be written: No space left on device\n"


def test_a_closed_output_is_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stdout", Full(errno.EBADF))
    monkeypatch.setattr(sys, "stderr", errors)
    with Console() as console:
        console.print("x")
    assert errors.getvalue() == ""


def test_lost_lines_are_json_where_lines_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    with Console(is_json=True) as console:
        console._output._unwritten = 2
        console.print("{}")
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [{"lost_lines": 2}, {}]
