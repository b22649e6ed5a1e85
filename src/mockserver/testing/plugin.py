"""The pytest plugin: the fixture `sandbox`, the marker `mock`, and the conversation under a failed test.

The package is imported only when a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .calls import Allowed
    from .sandbox import Sandbox, SandboxSession

pytest_plugins = ["mockserver.testing.coverage_plugin"]

TITLE = "mockserver: the conversation"
WARNINGS = "mockserver: warnings"
WARNED_TESTS = 20  # tests whose warnings are shown at the end
MARKER = (
    'mock(allow_violations=True | "body.*" | [...], strict=True | False, stateless=True | False): violations of a '
    "contract that the test causes on purpose, whether warnings fail it, and whether its APIs show examples only"
)

_ARGUMENTS = {"allow_violations", "strict", "stateless"}
_SESSION = pytest.StashKey["SandboxSession"]()
_SANDBOX = pytest.StashKey["Sandbox"]()
_REPORTED = pytest.StashKey[int]()  # broken calls for which the test has failed already
_WARNED = pytest.StashKey[int]()  # calls with warnings that are in a report already


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("mock_strict", "whether warnings fail a test that uses the fixture sandbox", "bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


def get_sandbox_session(config: pytest.Config) -> SandboxSession:
    """Return what the sandboxes of this pytest session share; the first call makes it."""
    if _SESSION not in config.stash:
        from .sandbox import SandboxSession

        config.stash[_SESSION] = session = SandboxSession()
        config.add_cleanup(session.close)
    return config.stash[_SESSION]


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """APIs in process, in a world of this test's own. The test fails if it breaks the contract of an API.

    Warnings are shown after the tests; with `strict` they fail the test as well.
    """
    from .sandbox import Sandbox

    item = request.node
    folders = (Path(item.path).parent, request.config.rootpath, Path.cwd())
    session = get_sandbox_session(request.config)
    strict = _is_set(item, "strict", bool(item.config.getini("mock_strict")))
    stateless = _is_set(item, "stateless", False)
    _allowed(item)  # a marker that is wrong ends the test here
    made = Sandbox(item.name, strict=strict, stateless=stateless, folders=folders, session=session)
    item.stash[_SANDBOX], item.stash[_REPORTED], item.stash[_WARNED] = made, 0, 0  # reset for a test that is run again
    yield made
    made.close()
    _check(item)  # for calls that other fixtures made in their teardown


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that would pass if its client broke a contract."""
    try:
        result = yield
    except BaseException:
        if _SANDBOX in item.stash:  # one failure is enough: its report shows the violations
            item.stash[_REPORTED] = len(item.stash[_SANDBOX].violations())
        raise
    if _SANDBOX in item.stash:
        _check(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add warnings to the report, and the conversation to that of a failure; drop the sandbox after the test."""
    report = yield
    if _SANDBOX in item.stash:
        _add_warnings(item, report)
        if report.failed and item.stash[_SANDBOX].journal:
            report.sections.append((TITLE, item.stash[_SANDBOX].conversation()))
    if call.when == "teardown" and _SANDBOX in item.stash:
        del item.stash[_SANDBOX]
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the warnings of tests that did not fail; the report of a failure has its conversation."""
    passed = [report for report in terminalreporter.getreports("") if report.when == "teardown"]
    passed += terminalreporter.getreports("passed")
    shown = [(report.nodeid, text) for report in passed for title, text in report.sections if title == WARNINGS]
    if not shown:
        return
    terminalreporter.section(WARNINGS, yellow=True)
    for nodeid, text in shown[:WARNED_TESTS]:
        terminalreporter.line(nodeid)
        terminalreporter.line(text)
    if len(shown) > WARNED_TESTS:
        terminalreporter.line(f"… and the warnings of {len(shown) - WARNED_TESTS} more tests")
    terminalreporter.line("Real servers usually accept these requests; @pytest.mark.mock(strict=True) fails the test.")


def _add_warnings(item: pytest.Item, report: pytest.TestReport) -> None:
    """Add the warnings that no report of the test has yet."""
    warned = item.stash[_SANDBOX].warnings(_allowed(item))
    new = warned[item.stash[_WARNED] :]
    item.stash[_WARNED] = len(warned)
    if new:
        from .calls import describe_warnings

        report.sections.append((WARNINGS, describe_warnings(new)))


def _check(item: pytest.Item) -> None:
    """Fail the test for violations that it may not cause and that are not reported yet."""
    broken = item.stash[_SANDBOX].violations(_allowed(item))
    unreported = broken[item.stash.get(_REPORTED, 0) :]
    item.stash[_REPORTED] = len(broken)
    if unreported:
        from .calls import describe_broken

        pytest.fail(describe_broken(unreported), pytrace=False)


def _allowed(item: pytest.Item) -> Allowed:
    allowed: Allowed = _read_markers(item).get("allow_violations", False)
    rules = [allowed] if isinstance(allowed, str) else allowed
    if not isinstance(rules, bool) and not (
        isinstance(rules, (list, tuple, set)) and all(isinstance(rule, str) for rule in rules)
    ):
        raise pytest.UsageError(
            f"{item.nodeid}: allow_violations={allowed!r}; allowed: True, rules like 'body.*', a list"
        )
    return allowed


def _is_set(item: pytest.Item, name: str, default: bool) -> bool:
    """Whether the nearest marker sets an argument such as `strict`; the default if none has it."""
    value = _read_markers(item).get(name, default)
    if not isinstance(value, bool):
        raise pytest.UsageError(f"{item.nodeid}: {name}={value!r}; allowed: True, False")
    return value


def _read_markers(item: pytest.Item) -> dict[str, Any]:
    """What the markers `mock` of a test say; that of the function wins over that of its class and module."""
    said: dict[str, Any] = {}
    for marker in item.iter_markers("mock"):
        if marker.args or not marker.kwargs or not set(marker.kwargs) <= _ARGUMENTS:
            raise pytest.UsageError(
                f"{item.nodeid}: write the marker as @pytest.mark.mock(allow_violations=…), with strict=…, stateless=… "
                "or several of them"
            )
        said = {**marker.kwargs, **said}
    return said
