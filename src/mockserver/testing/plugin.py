"""The pytest plugin: the fixture `sandbox`, the marker `mock`, and the report of what was said.

Nothing of the package is imported until a test asks for the fixture. A session has one `Library`, which `library_of`
makes when it is first needed.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .sandbox import Library, Sandbox
    from .sandbox.sandbox import Allowed

pytest_plugins = ["mockserver.testing.coverage_plugin"]

TITLE = "mockserver: the conversation"
MARKER = 'mock(allow_violations=True | "body.*" | [...]): violations of a contract that the test causes on purpose'

_LIBRARY = pytest.StashKey["Library"]()
_SANDBOX = pytest.StashKey["Sandbox"]()
_TOLD = pytest.StashKey[int]()  # exchanges with violations for which the test has failed already


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


def library_of(config: pytest.Config) -> Library:
    """What the sandboxes of a session share."""
    if _LIBRARY not in config.stash:
        from .sandbox import Library

        config.stash[_LIBRARY] = library = Library()
        config.add_cleanup(library.close)
    return config.stash[_LIBRARY]


@pytest.fixture
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """APIs in process, in a world of this test's own; the test fails when it breaks the contract of one."""
    from .sandbox import Sandbox

    item = request.node
    folders = (Path(item.path).parent, request.config.rootpath, Path.cwd())
    made = Sandbox(item.name, folders=folders, library=library_of(request.config))
    item.stash[_SANDBOX], item.stash[_TOLD] = made, 0  # anew for a test that is run again
    yield made
    made.close()
    _check(item)  # what other fixtures said when they ended


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A test that passes fails nevertheless when its client broke a contract."""
    try:
        result = yield
    except BaseException:
        if _SANDBOX in item.stash:  # one failure is enough; its report shows the violations as well
            item.stash[_TOLD] = len(item.stash[_SANDBOX].violations())
        raise
    if _SANDBOX in item.stash:
        _check(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What was said stands under a failure; nothing of it is kept after the test."""
    report = yield
    if report.failed and _SANDBOX in item.stash and item.stash[_SANDBOX].journal:
        report.sections.append((TITLE, item.stash[_SANDBOX].conversation()))
    if call.when == "teardown" and _SANDBOX in item.stash:
        del item.stash[_SANDBOX]
    return report


def _check(item: pytest.Item) -> None:
    """Fail for every violation that the test may not cause and has not failed for yet."""
    found = item.stash[_SANDBOX].violations(_allowed(item))
    untold = found[item.stash.get(_TOLD, 0) :]
    item.stash[_TOLD] = len(found)
    if untold:
        from .sandbox import complain

        pytest.fail(complain(untold), pytrace=False)


def _allowed(item: pytest.Item) -> Allowed:
    marker = item.get_closest_marker("mock")
    if marker is None:
        return False
    if marker.args or set(marker.kwargs) != {"allow_violations"}:
        raise pytest.UsageError(f"{item.nodeid}: the marker is written @pytest.mark.mock(allow_violations=…)")
    allowed: Allowed = marker.kwargs["allow_violations"]
    words = [allowed] if isinstance(allowed, str) else allowed
    if not isinstance(words, bool) and not (
        isinstance(words, (list, tuple, set)) and all(isinstance(word, str) for word in words)
    ):
        raise pytest.UsageError(
            f"{item.nodeid}: allow_violations={allowed!r}; allowed: True, rules like 'body.*', a list"
        )
    return allowed
