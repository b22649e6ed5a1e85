"""The whole story of a provider test, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from ..engine.apis.apis import Api
from ..openapi.errors import OptionError
from ..openapi.operations import Operation
from .baseline import Baseline
from .conversation import Conversation, EnoughError, Observe
from .credentials import Credentials
from .documented import Documented
from .drafts import Drafter
from .failures import PHASES, Failures, Phase
from .outcome import Outcome
from .probes import Probes, iter_undeclared
from .selection import select_operations
from .sending import Sender

OURS: tuple[Phase, ...] = ("documented", "probes")
Progress = Callable[[Phase, str], None]


@dataclass(frozen=True)
class Plan:
    """What is asked of a run."""

    phases: tuple[Phase, ...] = tuple(PHASES)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    credentials: Credentials = field(default_factory=Credentials)
    seed: int = 0
    max_examples: int = 50  # of each operation in fuzzing, and of stateful sequences
    workers: int = 1
    checks: tuple[str, ...] = ()  # of Schemathesis, by name; empty: all
    hooks: Path | None = None  # a Python file that registers Schemathesis hooks
    config: Path | None = None  # a TOML file of Schemathesis' own, such as for exceptions of single operations
    timeout: float = 10.0  # seconds for one answer
    wait: float = 0.0  # seconds that a service may take to be there
    verify: bool = True
    is_fast: bool = False  # --fail-fast
    baseline: Baseline = field(default_factory=Baseline)


def examine(
    api: Api,
    base_url: str,
    plan: Plan,
    *,
    service: str,
    shown_url: str,
    observe: Observe | None = None,
    progress: Progress,
) -> Outcome:
    """Ask the service at `base_url` whatever the document lets one ask, and judge what it answers.

    Raises `OptionError` for a plan that cannot be, a service that nobody reaches, and one that lets nobody in.
    """
    is_selected = select_operations(api.operations, plan.include, plan.exclude)
    operations = tuple(op for op in api.operations if op.broken is None)
    tested = tuple(op for op in operations if is_selected(op))
    failures = Failures(api.operations)
    if not tested:
        raise OptionError("the document has no operation that can be tested")
    theirs = tuple(phase for phase in plan.phases if phase not in OURS)
    _require_schemathesis(theirs)
    with Sender(base_url, timeout=plan.timeout, verify=plan.verify) as sender:
        sender.probe(plan.wait)
        talk = Conversation(
            api,
            sender,
            plan.credentials,
            failures,
            tested=frozenset(map(str, tested)),
            shown_url=shown_url,
            observe=observe,
            enough=plan.baseline.is_new if plan.is_fast else None,
        )
        is_cut, notices = False, list[str]()
        try:
            _ask_ourselves(talk, operations, is_selected, plan, progress)
            if theirs:
                notices += _ask_schemathesis(talk, tested, plan, theirs, progress)
        except EnoughError:
            is_cut = True
    new, accepted, fixed = plan.baseline.compare(failures, {str(op) for op in tested})
    return Outcome(
        document=api.document,
        service=service,
        seed=plan.seed,
        phases=plan.phases,
        operations=tested,
        tallies={str(op): talk.tallies[str(op)] for op in tested},
        failures=new,
        accepted=accepted,
        fixed=() if is_cut else fixed,
        notices=(*_notices(api, talk, tested), *notices),
        is_cut=is_cut,
    )


def _ask_ourselves(
    talk: Conversation,
    operations: tuple[Operation, ...],
    is_selected: Callable[[Operation], bool],
    plan: Plan,
    progress: Progress,
) -> None:
    drafter = Drafter(talk.api)
    documented = Documented(talk, drafter, operations, is_selected)
    if "documented" in plan.phases:
        for operation in documented.begin():
            progress("documented", str(operation))
        _refuse_to_guess(talk)
    if "probes" in plan.phases:
        probes = Probes(talk, drafter, documented)
        for operation in filter(is_selected, operations):
            progress("probes", str(operation))
            probes.run(operation)
        for operation, method in iter_undeclared(operations):
            if is_selected(operation):
                probes.run_method(operation, method)
    if "documented" in plan.phases:
        for operation in documented.finish():
            progress("documented", str(operation))


def _ask_schemathesis(
    talk: Conversation,
    tested: tuple[Operation, ...],
    plan: Plan,
    phases: tuple[Phase, ...],
    progress: Progress,
) -> list[str]:
    from .fuzzing import fuzz

    try:
        return fuzz(talk, tested, plan, phases, progress)
    except OptionError as reason:
        if not len(talk.failures):
            raise
        return [str(reason)]  # the service is broken, whatever else there might be to say


def _require_schemathesis(phases: tuple[Phase, ...]) -> None:
    """`OptionError` before anything is asked, where Schemathesis is wanted and not installed."""
    if phases and find_spec("schemathesis") is None:
        raise OptionError(
            f"--phases {','.join(phases)} needs Schemathesis: pip install 'openapi-mockserver[test]'; "
            "without it there are --phases documented,probes"
        )


def _refuse_to_guess(talk: Conversation) -> None:
    """`OptionError` where every request was refused for want of a credential: such a run would prove nothing."""
    if talk.kept_out and not talk.let_in:
        raise OptionError("every request is refused with 401 or 403; give credentials that are let in: -H, --auth")


def _notices(api: Api, talk: Conversation, tested: Sequence[Operation]) -> list[str]:
    """What nobody should take for tested."""
    notices = [f"{op} cannot be tested: {op.broken}" for op in api.operations if op.broken is not None]
    for operation in tested:
        statuses = talk.tallies[str(operation)].statuses
        if statuses and not any(200 <= status < 400 for status in statuses):
            with suppress(ValueError):
                seen = ", ".join(str(status) for status in sorted(statuses) if status)
                notices.append(f"{operation} never succeeded; answered {seen or 'nothing'}")
    return notices
