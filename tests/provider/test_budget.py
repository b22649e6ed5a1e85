"""The bounds of a run: what each phase and each operation may use."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.errors import OptionError
from mockserver.provider import PHASES, Outcome, Phase, Plan, Provider, examine
from mockserver.provider.budget import RunBudget
from mockserver.provider.reports.formats import FORMATS
from mockserver.provider.service.credentials import Credentials
from tests.engine.test_drafts import make_api
from tests.provider.raw import DROP, HANG, http, serve_heads, serve_raw
from tests.support.waiting import DEADLINE

OPERATIONS = ["GET /a", "GET /b", "GET /c"]
LIMITED = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 9}}
API = make_api(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            name[4:]: {"get": {"parameters": [LIMITED], "responses": {"200": {"description": "ok"}}}}
            for name in OPERATIONS
        },
    }
)
SECURED = make_api(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "security": [{"bearer": []}],
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            name[4:]: {
                "get": {
                    "parameters": [LIMITED],
                    "responses": {
                        "200": {"description": "ok"},
                        "401": {"description": "no", "headers": {"WWW-Authenticate": {"schema": {"type": "string"}}}},
                    },
                }
            }
            for name in OPERATIONS
        },
    }
)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def use(budget: RunBudget, phase: Phase, operations: list[str], wanted: int = 1000) -> Counter[str]:
    """Let one operation after another ask for requests; return how many each may send."""
    return Counter({name: sum(budget.take(name, phase) for _ in range(wanted)) for name in operations})


def test_without_bounds_every_request_may_be_sent() -> None:
    budget = RunBudget(tuple(PHASES), 3)
    assert use(budget, "coverage", OPERATIONS).total() == 3000
    assert (budget.is_spent, budget.reached, budget.describe()) == (False, "", [])


def test_a_phase_may_use_half_of_what_is_left_and_the_last_one_all() -> None:
    budget = RunBudget(("probes", "coverage", "fuzzing"), 1, max_requests=80)
    used = [use(budget, phase, ["GET /a"]).total() for phase in ("probes", "coverage", "fuzzing")]
    assert used == [40, 20, 20]
    assert budget.is_spent


def test_operations_share_a_phase_and_leave_what_they_do_not_use() -> None:
    budget = RunBudget(("coverage",), 3, max_requests=90)
    assert use(budget, "coverage", ["GET /a"], 10).total() == 10
    assert use(budget, "coverage", ["GET /b", "GET /c"]) == {"GET /b": 40, "GET /c": 40}


def test_what_a_phase_does_not_use_is_left_for_later_ones() -> None:
    budget = RunBudget(("probes", "fuzzing"), 1, max_requests=100)
    assert use(budget, "probes", ["GET /a"], 3).total() == 3
    assert use(budget, "fuzzing", ["GET /a"]).total() == 97


def test_the_sequences_may_go_on_after_the_probes() -> None:
    budget = RunBudget(("documented", "probes", "fuzzing"), 1, max_requests=100)
    assert use(budget, "documented", ["GET /a"], 20).total() == 20
    assert use(budget, "probes", ["GET /a"]).total() == 40
    assert use(budget, "documented", ["GET /a"]).total() == 30


def test_time_is_shared_likewise() -> None:
    clock = Clock()
    budget = RunBudget(("coverage", "fuzzing"), 2, max_seconds=8, clock=clock)
    assert budget.take("GET /a", "coverage")
    clock.now = 1.9
    assert budget.take("GET /a", "coverage")
    clock.now = 2.1  # its share was a quarter
    assert not budget.take("GET /a", "coverage")
    assert budget.take("GET /b", "coverage")
    clock.now = 7.9
    assert not budget.take("GET /b", "coverage")
    assert budget.take("GET /b", "fuzzing")
    clock.now = 8
    assert budget.is_spent
    assert not budget.take("GET /b", "fuzzing")


def test_notices_say_what_was_left_out() -> None:
    budget = RunBudget(("probes", "coverage", "stateful"), 5, max_requests=4)
    use(budget, "probes", [*OPERATIONS, "GET /d", "GET /e"])
    use(budget, "coverage", ["GET /a"])
    use(budget, "stateful", ["GET /a"])
    assert budget.reached == "--max-requests 4"
    assert budget.describe() == [
        "--max-requests 4: the phase probes left out requests to GET /a, GET /b, GET /c and 2 more",
        "--max-requests 4: the phase coverage left out requests to GET /a",
        "--max-requests 4: the phase stateful left out requests to GET /a",
    ]


def test_a_phase_that_never_began_is_named() -> None:
    clock = Clock()
    budget = RunBudget(("probes", "fuzzing"), 1, max_requests=5, max_seconds=2.5, clock=clock)
    budget.take("GET /a", "probes")
    clock.now = 3
    assert budget.describe() == ["--max-requests 5 --max-seconds 2.5: the phase fuzzing was left out"]


@given(
    bound=st.integers(1, 200),
    asked=st.lists(st.tuples(st.sampled_from(list(PHASES)), st.sampled_from(OPERATIONS), st.integers(1, 60))),
)
def test_the_bound_is_never_exceeded(bound: int, asked: list[tuple[Phase, str, int]]) -> None:
    budget = RunBudget(tuple(PHASES), len(OPERATIONS), max_requests=bound)
    sent = sum(budget.take(name, phase) for phase, name, times in asked for _ in range(times))
    assert sent <= bound
    assert sent or not asked, "no share is empty"


# whole runs


def run(plan: Plan, said: bytes = http("200 OK")) -> Outcome:
    with serve_raw(lambda _: said) as url:
        return examine(API, Provider(url, "raw", "http://raw"), plan, progress=lambda *_: None)


@pytest.mark.parametrize("bound", [1, 7, 60])
def test_a_run_sends_no_more_requests(bound: int) -> None:
    outcome = run(Plan(max_requests=bound, max_examples=30, timeout=DEADLINE))
    assert 0 < outcome.requests <= bound
    assert outcome.cut == f"bounded by --max-requests {bound}"
    assert outcome.notices[-1].startswith(f"--max-requests {bound}: the phase ")


@pytest.mark.parametrize("bound", [20, 45])
def test_requests_that_checks_of_schemathesis_send_count_as_well(bound: int) -> None:
    def respond(head: bytes) -> bytes:
        asked[0] += 1
        is_known = b"authorization: bearer right" in head.lower()
        return http("200 OK") if is_known else http("401 Unauthorized", b"", "www-authenticate: Bearer")

    asked = [0]
    plan = Plan(
        phases=("documented", "coverage", "fuzzing"),
        credentials=Credentials((("Authorization", "Bearer right"),)),
        max_requests=bound,
        timeout=DEADLINE,
    )
    with serve_heads(respond) as url:
        outcome = examine(SECURED, Provider(url, "raw", "http://raw"), plan, progress=lambda *_: None)
    assert outcome.requests <= bound
    assert asked[0] <= bound + 3, "the first look, and two requests before the phases of Schemathesis"
    assert 401 in {status for tally in outcome.tallies.values() for status in tally.statuses}


def test_every_operation_gets_requests_of_every_phase() -> None:
    phases: tuple[Phase, ...] = ("documented", "probes", "coverage", "fuzzing")
    outcome = run(Plan(phases=phases, max_requests=100, timeout=DEADLINE))
    assert {(name, phase) for name, tally in outcome.tallies.items() for phase in tally.sent} == {
        (name, phase) for name in OPERATIONS for phase in phases
    }


def test_the_same_bound_gives_the_same_report() -> None:
    plan = Plan(max_requests=80, max_examples=10, timeout=DEADLINE)
    first, second = ({name: write(run(plan, http("500 Oh"))) for name, write in writers()} for _ in range(2))
    assert first == second
    assert "--max-requests 80" in first["text"]
    assert json.loads(first["json"])["cut"] is True


@pytest.mark.parametrize("said", [HANG, DROP])
def test_a_service_that_does_not_respond_is_tested_in_bounded_time(said: bytes) -> None:
    asked = [0]

    def respond(_: str) -> bytes:
        asked[0] += 1
        return said if asked[0] > 1 else http("404 Not Found")

    with serve_raw(respond) as url:
        plan = Plan(timeout=0.2, max_seconds=1)
        outcome = examine(API, Provider(url, "raw", url), plan, progress=lambda *_: None)
    assert {failure.check for failure in outcome.failures} <= {"server.timeout", "server.dropped"}
    assert outcome.failures
    assert "--max-seconds 1" in outcome.cut or said == DROP


@pytest.mark.parametrize(
    ("phase", "left"),
    [
        ("documented", "; left out: probes, examples, coverage, fuzzing, stateful"),
        ("fuzzing", "; left out: stateful"),
        ("probes", "; left out: examples, coverage, fuzzing, stateful"),
    ],
)
def test_a_run_that_a_signal_stops_is_reported(phase: Phase, left: str) -> None:
    def stop(now: Phase, operation: str) -> None:
        if now == phase and operation == "GET /b":
            raise KeyboardInterrupt

    with serve_raw(lambda _: http("500 Oh")) as url:
        outcome = examine(API, Provider(url, "raw", url), Plan(timeout=DEADLINE, max_examples=2), progress=stop)
    assert outcome.failures
    assert outcome.cut == "stopped by a signal"
    assert f"a signal stopped the run in the phase {phase} at GET /b{left}" in outcome.notices


def test_a_service_that_never_responds_is_given_up_in_time() -> None:
    with serve_raw(lambda _: HANG) as url, pytest.raises(OptionError, match=r"no response within 0\.2 s"):
        examine(API, Provider(url, "raw", url), Plan(timeout=DEADLINE, max_seconds=0.2), progress=lambda *_: None)


def test_a_run_within_its_bounds_is_not_cut() -> None:
    outcome = run(replace(Plan(timeout=DEADLINE), phases=("documented",), max_requests=1000, max_seconds=3600))
    assert (outcome.cut, outcome.notices) == ("", ())


def writers() -> list[tuple[str, Any]]:
    return [(name, FORMATS[name].write) for name in ("text", "json", "junit")]
