"""Every kind of fault is read as it is described."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from mockserver.engine.faults import KINDS, SIMPLE, describe_fault, read_fault
from mockserver.engine.faults.fault import Breakage, Effect, FaultName
from mockserver.openapi.errors import SandboxError

CONTENTS: tuple[dict[str, Any], ...] = (
    {"kind": "latency", "milliseconds": 250},
    {"kind": "latency", "milliseconds": {"from": 300, "to": 900}},
    {"kind": "latency", "milliseconds": {"median": 200, "p95": 900}},
    {"kind": "reset"},
    {"kind": "timeout"},
    {"kind": "empty"},
    {"kind": "truncated"},
    {"kind": "garbled"},
    {"kind": "slow", "bytes_per_second": 10},
    {"kind": "error", "status": 500},
    {"kind": "rate_limit", "limit": 3, "window_seconds": 60},
)


def test_every_kind_is_known() -> None:
    assert set(KINDS) == set(get_args(FaultName)) == {content["kind"] for content in CONTENTS}
    assert {each.effect for each in KINDS.values()} == set(get_args(Effect))
    assert set(KINDS) - set(SIMPLE) == {"latency", "rate_limit"}


@pytest.mark.parametrize("content", CONTENTS, ids=str)
def test_a_fault_is_read_as_it_is_described(content: dict[str, Any]) -> None:
    assert describe_fault(read_fault(content)) == content


@pytest.mark.parametrize("spread", [{"from": 900, "to": 300}, {"median": 900, "p95": 300}], ids=str)
def test_numbers_that_do_not_fit_together(spread: dict[str, int]) -> None:
    first, last = spread
    with pytest.raises(SandboxError, match=f'"{first}" 900 is more than "{last}" 300'):
        read_fault({"kind": "latency", "milliseconds": spread})


def test_a_problem_stands_for_every_breakage() -> None:
    breakages = [each for each in KINDS.values() if issubclass(each, Breakage)]
    assert [each.kind for each in breakages] == ["reset", "timeout", "empty"]
    assert all(each.status >= 500 and each.sentence for each in breakages)
