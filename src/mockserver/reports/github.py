"""GitHub Actions: annotations at lines of the document, and the summary of a job."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..openapi.errors import OptionError
from .results import Level, Result

STEP_SUMMARY = "GITHUB_STEP_SUMMARY"  # the variable that names the file of a step's summary
_COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


def write_annotations(results: Iterable[Result]) -> str:
    """Return one workflow command a line."""
    return "\n".join(_annotation(result) for result in results)


def append_summary(text: str) -> None:
    """Add Markdown to the summary of the step, if this runs in one. Raises `OptionError` if that cannot be written."""
    file = os.environ.get(STEP_SUMMARY)
    if not file:
        return
    try:
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")
    except OSError as reason:
        raise OptionError(f"{STEP_SUMMARY}={file}: cannot be written: {reason.strerror}") from None


def _annotation(result: Result) -> str:
    position, place = result.position, ""
    if position is not None:
        place = f"file={_escape(position.file, ':,')},line={position.line or 1},"
    return f"::{_COMMANDS[result.level]} {place}title={_escape(result.rule, ':,')}::{_escape(result.message)}"


def _escape(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
