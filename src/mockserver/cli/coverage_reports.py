"""`mockserver serve --coverage`: counts from the start, and writes reports at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..coverage import LiveCoverage, Measured, read_request, write_report
from ..engine.engine import Engine
from ..engine.worlds.clock import Clock
from ..openapi.errors import OptionError


class CoverageReports:
    """The reports that a command line asks for."""

    def __init__(self, words: Sequence[str]) -> None:
        """Read the values of the option: `html:FOLDER`. Raises `OptionError` if one is not a report."""
        self._requests = [read_request("--coverage", each) for each in words]
        self._live: LiveCoverage | None = None

    def count(self, engine: Engine) -> LiveCoverage:
        """Count what a server is sent from now on."""
        self._live = LiveCoverage(engine)
        self._live.begin()
        return self._live

    def write(self, say: Callable[[str], object]) -> None:
        """Write each report, and say where it is. Raises `OptionError` for the last one that cannot be written."""
        if self._live is None:  # the server did not start
            return
        measured = Measured(self._live.summarize().summaries, Path.cwd(), Clock().now())
        failure = None
        for request in self._requests:
            try:
                say(write_report(request, measured))
            except OptionError as reason:
                failure = reason
        if failure is not None:
            raise failure
