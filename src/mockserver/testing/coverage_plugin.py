"""pytest's options for the coverage of the document: `--mock-cov`, `--mock-cov-report`, `--mock-cov-fail-under`.

The package is imported only if `--mock-cov` is given. With pytest-xdist, each worker counts by itself; the controller
adds up their counts when they end, and reports.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from ..coverage import Coverage, Summary
    from ..engine.apis.apis import Api
    from ..engine.exchanges import Exchange

NAME = "openapi_mockserver_coverage"
_KEY = "openapi_mockserver_coverage"  # what workers send to the controller


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mockserver", "mockserver: coverage of OpenAPI documents")
    group.addoption(
        "--mock-cov",
        action="append",
        nargs="?",
        const="",
        default=[],
        metavar="DOC",
        help="count what the tests exercise of a document: a file, an address or a bundled API; without DOC, of all "
        "documents that the tests use (repeatable)",
    )
    group.addoption(
        "--mock-cov-report",
        action="append",
        default=[],
        metavar="FORMAT[:FILE]",
        help="term, json:FILE, lcov:FILE, cobertura:FILE or html:FOLDER (repeatable; default: term)",
    )
    group.addoption(
        "--mock-cov-fail-under",
        type=float,
        metavar="N",
        help="fail if the tests exercise less than N percent of the documents",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("mock_cov"):
        config.pluginmanager.register(DocumentCoverage(config), NAME)
    elif config.getoption("mock_cov_report") or config.getoption("mock_cov_fail_under") is not None:
        raise pytest.UsageError("--mock-cov-report and --mock-cov-fail-under need --mock-cov")


class DocumentCoverage:
    """Counts what a session exercises of its documents, and reports it at the end."""

    def __init__(self, config: pytest.Config) -> None:
        from ..coverage import read_request
        from ..openapi.errors import MockserverError
        from .plugin import get_sandbox_session

        self._config = config
        self._session = get_sandbox_session(config)
        self._coverages: dict[int, Coverage] = {}  # by the API's identity, since a document may be loaded twice
        self._chosen: set[str] = set()  # addresses of the documents to count; empty: all
        self._notes: list[str] = []
        self._fail_under: float | None = config.getoption("mock_cov_fail_under")
        formats = config.getoption("mock_cov_report") or ["term"]
        try:
            self._requests = [read_request("--mock-cov-report", words) for words in formats]
        except MockserverError as reason:
            raise pytest.UsageError(str(reason)) from None
        try:
            for named in filter(None, config.getoption("mock_cov")):
                self._chosen.add(_address(self._coverage_of(self._find(named)).api))
        except MockserverError as reason:
            raise pytest.UsageError(f"--mock-cov: {reason}") from None
        observers = type(self._session).observers
        observers.append(self.observe)
        config.add_cleanup(lambda: observers.remove(self.observe))

    def observe(self, exchange: Exchange, api: Api | None) -> None:
        """Count one exchange of a test."""
        if api is not None and (not self._chosen or _address(api) in self._chosen):
            self._coverage_of(api).record(exchange)

    def _coverage_of(self, api: Api) -> Coverage:
        from ..coverage import Coverage

        coverage = self._coverages.get(id(api))
        if coverage is None:
            coverage = self._coverages.setdefault(id(api), Coverage(api))
        return coverage

    def _find(self, named: str) -> Api:
        """Load the document that a user names. A file is looked for in the current folder, then in pytest's root."""
        from ..engine.apis.apis import bundled_names
        from ..openapi.documents import is_remote
        from ..openapi.errors import OptionError

        if named in bundled_names():
            return self._session.load_bundled(named)
        if Path(named).is_dir() or ".py" in named:  # `pytest --mock-cov tests`: argparse reads `tests` as DOC
            raise OptionError(f"{named!r} is not a document; put --mock-cov last, or write --mock-cov=DOC")
        if is_remote(named):
            return self._session.load(named)
        here, root = Path(named).resolve(), self._config.rootpath / named
        return self._session.load(root if root.is_file() and not here.is_file() else here)

    # pytest-xdist

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add what a worker has counted. A worker that crashed has sent nothing."""
        from ..openapi.errors import MockserverError

        for address, name, dumped in getattr(node, "workeroutput", {}).get(_KEY, ()):
            try:
                known = next((c for c in self._coverages.values() if _address(c.api) == address), None)
                (known or self._coverage_of(self._load_again(address, name))).merge(dumped)
            except MockserverError as reason:
                self._notes.append(f"The counts of a worker are left out: {reason}")

    def _load_again(self, address: str, name: str) -> Api:
        from ..openapi.documents import is_remote

        return self._session.load(address if is_remote(address) else Path(address), None, name)

    # the end

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self._config, "workeroutput"):
            counted = [(_address(c.api), c.api.name, c.dump()) for c in self._coverages.values()]
            self._config.workeroutput[_KEY] = counted
        elif not self._config.option.collectonly and self._is_too_low() and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        from ..coverage import Measured, write_report
        from ..engine.worlds.clock import Clock
        from ..openapi.errors import OptionError

        if self._config.option.collectonly:
            return
        summaries, at = self._summaries(), Clock().now()
        terminalreporter.section("coverage of OpenAPI documents")
        for note in dict.fromkeys(self._notes):
            terminalreporter.line(note, yellow=True)
        if not summaries:
            terminalreporter.line("No test has used a document.")
        for request in self._requests if summaries else ():
            try:
                terminalreporter.line(write_report(request, Measured(summaries, Path.cwd(), at)))
            except OptionError as reason:
                terminalreporter.line(str(reason), red=True)
        if self._is_too_low():
            terminalreporter.line(
                f"Coverage of {self._percent():.2f}% is less than the {self._fail_under:g}% required.", red=True
            )

    def _is_too_low(self) -> bool:
        return self._fail_under is not None and self._percent() < self._fail_under

    def _percent(self) -> float:
        """The coverage of all documents together; 0 if no test has used one."""
        from ..coverage import total

        summaries = self._summaries()
        return total(summaries).percent if summaries else 0.0

    def _summaries(self) -> list[Summary]:
        """One summary for each document, even if it was loaded more than once."""
        from ..coverage import summarize

        merged: dict[str, Coverage] = {}
        for coverage in self._coverages.values():
            first = merged.setdefault(_address(coverage.api), coverage)
            if first is not coverage:
                first.merge(coverage.dump())
        self._coverages = {id(coverage.api): coverage for coverage in merged.values()}
        return [summarize(coverage) for coverage in merged.values()]


def _address(api: Api) -> str:
    """The file or the address that a document was read from; it identifies the document."""
    source = api.document.sources[0]
    return source.address or source.name
