"""A fixture file with its text, so that every error can name a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...openapi.documents import compose_lines, parse_fixture, read_text
from ...openapi.errors import FixtureError


class FixtureFile:
    """One YAML file of a fixture folder; `content` is an empty mapping if the file is empty."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.text = read_text(file, FixtureError)
        self.content: Any = parse_fixture(self.text, file)
        if self.content is None:
            self.content = {}

    def error(self, message: str, pointer: str) -> FixtureError:
        """A `FixtureError` at the line of `pointer`, or of its nearest parent in the file."""
        lines = compose_lines(self.text)
        place = pointer
        while place and place not in lines:
            place = place.rpartition("/")[0]
        return FixtureError(message, file=self.file, line=lines.get(place), pointer=pointer)
