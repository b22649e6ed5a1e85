"""Errors of documents, fixtures, options and tests.

    MockserverError
    ├── DocumentError     an OpenAPI file is missing, unreadable or not OpenAPI
    ├── FixtureError      a file of a fixture has an unknown key or a wrong value
    ├── OptionError       a command-line option or setting has a wrong value
    └── SandboxError      a test uses a sandbox in a wrong way
        └── UnknownName   there is no operation, resource or row of that name

A bad *request or response* is not in this tree: it is data, a list of `rules.Violation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Self

from .printable import shorten, to_line

NAMES_SHOWN = 20  # of the known names, in a message


class MockserverError(Exception):
    """One sentence: where, what was seen and what is allowed."""

    def __init__(
        self,
        message: str,
        *,
        file: Path | str | None = None,
        line: int | None = None,
        column: int | None = None,
        pointer: str | None = None,
    ) -> None:
        self.message = shorten(message)
        self.file = file
        self.line = line
        self.column = column
        self.pointer = pointer
        super().__init__(f"{self.where}: {self.message}" if file else self.message)

    @property
    def where(self) -> str:
        """The known parts of `specs/adapter.yaml:84:7 /paths/~1pets`."""
        place = str(self.file) if self.file else ""
        if self.line is not None:
            place += f":{self.line}" if self.column is None else f":{self.line}:{self.column}"
        if self.pointer:
            place += f" {self.pointer}"
        return to_line(place)


class DocumentError(MockserverError):
    """An OpenAPI document is missing, unreadable or not OpenAPI."""


class FixtureError(MockserverError):
    """A fixture file has an unknown key, a wrong value or a resource its own API would refuse."""


class OptionError(MockserverError):
    """An option has a wrong value: an unknown API, a port in use, a malformed origin."""


class SandboxError(MockserverError):
    """A test uses a sandbox in a wrong way: a row that breaks its schema, a response that breaks the document."""


class UnknownName(SandboxError, KeyError):
    """There is no operation, resource or row of that name. The message has the nearest names."""

    __str__ = Exception.__str__  # KeyError's would quote the sentence

    @classmethod
    def among(cls, kind: str, name: str, known: Iterable[str], where: str) -> Self:
        """Return the error `adapter has no operation 'listConectors'; did you mean listConnectors?`."""
        names = list(known)
        near = get_close_matches(name, names, n=3, cutoff=0.5)
        lowered = {known_name.lower(): known_name for known_name in names}
        if not near and name.lower() in lowered:
            near = [lowered[name.lower()]]
        if near:
            hint = f"did you mean {' or '.join(near)}?"
        else:
            shown = ", ".join(names[:NAMES_SHOWN]) + (", …" if len(names) > NAMES_SHOWN else "")
            hint = f"there are: {shown}" if names else "there are none"
        return cls(f"{where} has no {kind} {name!r}; {hint}")
