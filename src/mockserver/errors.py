"""What stops a start: a document, a fixture or an option nobody can serve.

    MockserverError
    ├── DocumentError     an OpenAPI file is missing, unreadable or not OpenAPI
    ├── FixtureError      a file under fixtures/ does not say what it must
    └── OptionError       a command-line option or setting that cannot be

A bad *request or response* is not in this tree: it is data, a list of `rules.Violation`.
"""

from __future__ import annotations

from pathlib import Path


class MockserverError(Exception):
    """One clear sentence saying where, what was seen and what is allowed."""

    def __init__(
        self, message: str, *, file: Path | str | None = None, line: int | None = None, pointer: str | None = None
    ) -> None:
        self.message = message
        self.file = file
        self.line = line
        self.pointer = pointer
        super().__init__(f"{self.where}: {message}" if file else message)

    @property
    def where(self) -> str:
        """`specs/adapter.yaml:84 /paths/~1pets`, as far as it is known."""
        place = str(self.file) if self.file else ""
        if self.line is not None:
            place += f":{self.line}"
        if self.pointer:
            place += f" {self.pointer}"
        return place


class DocumentError(MockserverError):
    """An OpenAPI document is missing, unreadable or not OpenAPI."""


class FixtureError(MockserverError):
    """A fixture file has an unknown key, a wrong value or a resource its own API would refuse."""


class OptionError(MockserverError):
    """An option that cannot be: an unknown API, a port in use, a malformed origin."""
