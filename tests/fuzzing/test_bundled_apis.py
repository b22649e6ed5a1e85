"""Schemathesis against our mocks: each bundled API keeps its document, and each run tests enough.

make test                                      100 examples for each operation in process, 30 over HTTP (control: 10)
make fuzz EXAMPLES=1000 SEED=7                 1000 in process, 500 over HTTP
FUZZ_OVER=http make fuzz ARGS="-k siro"        only over HTTP, only one API
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

import pytest

from mockserver.engine.apis.apis import bundled_names

from .harness import CONTROL, Over, run
from .report import Report

SEED = int(os.environ.get("SEED", "1"))
WANTED = int(os.environ.get("EXAMPLES", "0"))
MAX_FAILURES = int(os.environ.get("MAX_FAILURES", "0")) or None  # a run ends after so many; None: it does not end early
EXAMPLES: dict[Over, int] = {"asgi": WANTED or 100, "http": WANTED // 2 or 30}
TRANSPORTS: tuple[Over, ...] = tuple(over for over in get_args(Over) if os.environ.get("FUZZ_OVER", over) == over)
OPEN = frozenset(Path(__file__).with_name("open_links.txt").read_text(encoding="utf-8").splitlines())
"""Links of the control API that Schemathesis does not follow with 100 examples, nor with 190."""
PHASES = ("examples", "coverage", "fuzzing", "stateful")


def _run_of(api: str, over: Over) -> object:
    """One run is one group, so that all its tests run in one process and share its report."""
    name = f"{api}-{over}"
    return pytest.param((api, over), id=name, marks=pytest.mark.xdist_group(f"fuzzing-{name}"))


RUNS = [_run_of(api, over) for over in TRANSPORTS for api in (*bundled_names(), CONTROL)]


@pytest.fixture(scope="module", params=RUNS)
def report(request: pytest.FixtureRequest) -> Report:
    api, over = request.param
    examples = EXAMPLES[over]
    if api == CONTROL and over == "http":  # ten times the operations of the others, and the same code in both
        examples = max(1, examples // 3)
    return run(api, over=over, examples=examples, seed=SEED, max_failures=MAX_FAILURES)


def test_no_check_fails(report: Report) -> None:
    assert not report.failures, "\n\n".join(f"{line}\n{sample}" for line, sample in report.failures.items())


def test_all_phases_run_without_errors(report: Report) -> None:
    assert report.errors == []
    assert {name: report.phases[name] for name in PHASES} == dict.fromkeys(PHASES, "success")


def test_schemathesis_gives_no_warning(report: Report) -> None:
    assert report.warnings == {}


def test_every_check_is_enabled(report: Report) -> None:
    assert report.disabled_checks == set()


def test_there_are_as_many_scenarios_as_examples(report: Report) -> None:
    assert report.scenarios >= report.examples


def test_every_scenario_has_a_world_of_its_own(report: Report) -> None:
    named = [world for worlds in report.worlds for world in worlds]
    assert all(len(worlds) <= 1 for worlds in report.worlds)
    assert len(named) == len(set(named))
    assert "" not in named


def test_every_documented_success_is_seen(report: Report) -> None:
    assert report.missing_successes == set()


def test_every_operation_accepts_half_of_the_valid_requests(report: Report) -> None:
    assert report.starved == {}


def test_every_owner_sends_requests(report: Report) -> None:
    peers = report.schema.config.auth.wfc and report.schema.config.auth.wfc.peers
    assert report.identities >= set(peers or ())


def test_every_link_is_followed(report: Report) -> None:
    if report.examples < 100:
        pytest.skip("a short run need not reach every link")
    assert report.declared_links - report.links <= OPEN
