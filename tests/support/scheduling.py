"""Which tests pytest-xdist runs in one process, and in what order.

A file is one unit of work, so that what it sets up is set up once. Files whose tests take long are divided into their
tests, and come first: what is short fills the gaps at the end.
"""

from __future__ import annotations

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

DIVIDED = (  # the longest first
    "tests/fuzzing/",
    "tests/test_examples.py",
    "tests/mutants/",
    "tests/safety/test_web_pages.py",
    "tests/testing/test_plugin.py",
    "tests/testing/test_coverage_plugin.py",
    "tests/provider/",
    "tests/corpus/test_schemathesis.py",
    "tests/corpus/test_random_documents.py",
    "tests/corpus/test_spoilt_documents.py",
    "tests/openapi/generation/test_random.py",
    "tests/openapi/generation/test_scale.py",
    "tests/testing/",
)


def order_by_length(items: list[pytest.Item]) -> None:
    """Put the tests that take longest first."""
    items.sort(key=lambda item: _rank(item.nodeid))


class FileScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hand out file by file; tests of `DIVIDED` one by one, unless a group holds them together."""

    def _split_scope(self, nodeid: str) -> str:
        test, _, group = nodeid.rpartition("@")
        if test and "]" not in group and "::" not in group:  # xdist writes the group of a test behind its name
            return group
        return nodeid if _rank(nodeid) < len(DIVIDED) else nodeid.partition("::")[0]


def _rank(nodeid: str) -> int:
    return next((rank for rank, start in enumerate(DIVIDED) if nodeid.startswith(start)), len(DIVIDED))
