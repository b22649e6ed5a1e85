"""Every broken client fails its test with the right rule, and the correct client passes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from mockserver import Sandbox
from tests.testing.broken_clients.clients import BROKEN, ShopClient, behave

pytest_plugins = ["pytester"]

DOCUMENT = Path(__file__).parent / "shop.yaml"
TEST = """
import pytest
from tests.testing.broken_clients.clients import BROKEN, ShopClient, behave

@pytest.mark.mock(strict=True)
def test_client(sandbox):
    with sandbox.intercept("shop.yaml"):
        try:
            {call}
        except OSError:
            pass  # an error of requests, which the client may handle
"""


def run(pytester: pytest.Pytester, call: str) -> pytest.RunResult:
    shutil.copy(DOCUMENT, pytester.path)
    pytester.makepyfile(TEST.format(call=call))
    return pytester.runpytest_inprocess("-p", "no:cacheprovider")


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_client_fails(pytester: pytest.Pytester, name: str) -> None:
    _, rule, text = BROKEN[name]
    result = run(pytester, f"BROKEN[{name!r}][0](ShopClient())")
    result.assert_outcomes(failed=1)
    report = result.stdout.str()
    rules = set(re.findall(r"^   ([a-z]+\.[a-z-]+)  ", report, re.MULTILINE))
    assert rules == {rule}
    assert text in report


def test_the_correct_client_passes(pytester: pytest.Pytester) -> None:
    run(pytester, "behave(ShopClient())").assert_outcomes(passed=1)


def test_the_correct_client_uses_every_operation() -> None:
    with Sandbox() as sandbox, sandbox.intercept(DOCUMENT) as shop:
        behave(ShopClient())
        assert {call.operation_id for call in shop.journal} == {op.operation_id for op in shop.loaded.operations}


def test_there_are_many_kinds_of_broken_clients() -> None:
    assert len(BROKEN) >= 15
    assert len({rule for _, rule, _ in BROKEN.values()}) >= 15
