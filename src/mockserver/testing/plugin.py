"""The pytest plugin: the fixture `sandbox`, the marker `mock`, and the conversation under a failed test.

The package is imported only when a test asks for the fixture.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .calls import Allowed
    from .sandbox import Sandbox, SandboxSession

pytest_plugins = ["mockserver.testing.coverage_plugin"]

TITLE = "mockserver: the conversation"
MARKER = 'mock(allow_violations=True | "body.*" | [...]): violations of a contract that the test causes on purpose'

_SESSION = pytest.StashKey["SandboxSession"]()
_SANDBOX = pytest.StashKey["Sandbox"]()
_REPORTED = pytest.StashKey[int]()  # broken calls for which the test has failed already


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
    """APIs in process, in a world of this test's own. The test fails if it breaks the contract of an API."""
    from .sandbox import Sandbox

    item = request.node
    folders = (Path(item.path).parent, request.config.rootpath, Path.cwd())
    made = Sandbox(item.name, folders=folders, session=get_sandbox_session(request.config))
    item.stash[_SANDBOX], item.stash[_REPORTED] = made, 0  # reset for a test that is run again
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
    """Add the conversation to the report of a failure, and drop the sandbox after the test."""
    report = yield
    if report.failed and _SANDBOX in item.stash and item.stash[_SANDBOX].journal:
        report.sections.append((TITLE, item.stash[_SANDBOX].conversation()))
    if call.when == "teardown" and _SANDBOX in item.stash:
        del item.stash[_SANDBOX]
    return report


def _check(item: pytest.Item) -> None:
    """Fail the test for violations that it may not cause and that are not reported yet."""
    broken = item.stash[_SANDBOX].violations(_allowed(item))
    unreported = broken[item.stash.get(_REPORTED, 0) :]
    item.stash[_REPORTED] = len(broken)
    if unreported:
        from .calls import describe_broken

        pytest.fail(describe_broken(unreported), pytrace=False)


def _allowed(item: pytest.Item) -> Allowed:
    marker = item.get_closest_marker("mock")
    if marker is None:
        return False
    if marker.args or set(marker.kwargs) != {"allow_violations"}:
        raise pytest.UsageError(f"{item.nodeid}: write the marker as @pytest.mark.mock(allow_violations=…)")
    allowed: Allowed = marker.kwargs["allow_violations"]
    rules = [allowed] if isinstance(allowed, str) else allowed
    if not isinstance(rules, bool) and not (
        isinstance(rules, (list, tuple, set)) and all(isinstance(rule, str) for rule in rules)
    ):
        raise pytest.UsageError(
            f"{item.nodeid}: allow_violations={allowed!r}; allowed: True, rules like 'body.*', a list"
        )
    return allowed
