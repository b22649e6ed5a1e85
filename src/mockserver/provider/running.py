"""The steps of a provider test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec

from ..engine.apis.apis import Api
from ..engine.drafts import Drafter
from ..openapi.errors import OptionError
from ..openapi.operations import Operation
from .budget import RunBudget
from .causes import describe_warnings
from .documented.path_params import check_path_params
from .documented.sequences import Documented
from .failures import Phase
from .outcome import Outcome
from .plan import Plan, Progress, Provider
from .probes.methods import iter_undeclared
from .probes.probes import Probes
from .reach import Withheld, advise, is_lost, is_nearly_lost
from .record import EnoughError, Record
from .selection import select_operations
from .service.conversation import Conversation, Observe
from .service.secrets import RunSecrets
from .service.sending import Sender

OURS: tuple[Phase, ...] = ("documented", "probes")


def examine(api: Api, provider: Provider, plan: Plan, *, progress: Progress, observe: Observe | None = None) -> Outcome:
    """Send a service what the document describes, and check every response.

    Raises `OptionError` if the plan does not fit the document, or if the service cannot be reached or refuses every
    credential.
    """
    is_selected = select_operations(api.operations, plan.include, plan.exclude)
    operations = tuple(op for op in api.operations if op.broken is None)
    tested = tuple(op for op in operations if is_selected(op))
    if not tested:
        raise OptionError("the document has no operation that can be tested")
    _require_schemathesis(plan)
    check_path_params(api, operations, plan.path_params)
    record = Record(
        api.operations,
        {str(op) for op in tested},
        plan.baseline.is_new if plan.is_fast else None,
        is_strict=plan.is_strict,
        budget=RunBudget(plan.phases, len(tested), max_requests=plan.max_requests, max_seconds=plan.max_seconds),
    )
    secrets = RunSecrets(api, plan.credentials, provider.url, mask=plan.mask, shows=plan.show_secrets)
    notices, cut, position = list[str](), "", _Position(progress)
    withheld = Withheld(observe) if observe is not None else None
    timeout = min(plan.timeout, plan.max_seconds or plan.timeout)  # no response may take longer than the run
    with Sender(provider.url, timeout=timeout, verify=plan.verify) as sender:
        sender.probe(plan.wait)
        conversation = Conversation(
            api,
            sender,
            secrets,
            record,
            shown_url=secrets.mask_text(provider.shown_url),
            observe=withheld.observe if withheld is not None else None,
        )
        conversation.errors = provider.errors
        documented = Documented(conversation, Drafter(api, plan.path_params), operations, is_selected)
        try:
            _run_own_phases(documented, operations, is_selected, plan, position.show)
            notices += _run_schemathesis(documented, tested, plan, position.show)
        except EnoughError:
            cut = "stopped at the first one"
        except KeyboardInterrupt:
            cut = "stopped by a signal"
            notices.append(position.describe(plan.phases))
        finally:
            sender.gives_up = True
            documented.leftovers.delete()
            documented.upkeep.clean_up()
    notices += record.budget.describe()
    cut = cut or (f"bounded by {record.budget.reached}" if record.budget.reached else "")
    if not cut:
        _require_paths(conversation, tested)
    if is_nearly_lost(record.tallies, tested):
        advice = secrets.mask_text(advise(api, provider.url, tested))
        notices.insert(0, f"nearly every operation returned nothing but 404, which counts as no coverage: {advice}")
    elif withheld is not None:
        withheld.release()
    new, accepted, fixed = plan.baseline.compare(map(secrets.mask, record.failures), {str(op) for op in tested})
    return Outcome(
        document=api.document,
        service=secrets.mask_text(provider.name),
        seed=plan.seed,
        phases=plan.phases,
        operations=tested,
        tallies={str(op): record.tallies[str(op)] for op in tested},
        failures=new,
        accepted=accepted,
        fixed=() if cut else fixed,
        notices=tuple(map(secrets.mask_text, (*_notices(api, record, tested), *notices))),
        cut=cut,
        traces=tuple(map(secrets.mask_text, provider.errors.traces.values())) if provider.errors else (),
    )


class _Position:
    """Remembers where a run is."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._phase: Phase | None = None
        self._operation = ""

    def show(self, phase: Phase, operation: str) -> None:
        self._phase, self._operation = phase, operation
        self._progress(phase, operation)

    def describe(self, phases: tuple[Phase, ...]) -> str:
        """Return a notice about what is left out if the run stops here."""
        place = " ".join(word for word in ("at", self._operation) if self._operation)
        at = f" in the phase {self._phase} {place}".rstrip() if self._phase is not None else ""
        left = phases[phases.index(self._phase) + 1 :] if self._phase in phases else phases
        others = f"; left out: {', '.join(left)}" if left else ""
        return f"a signal stopped the run{at}{others}"


def _run_own_phases(
    documented: Documented,
    operations: tuple[Operation, ...],
    is_selected: Callable[[Operation], bool],
    plan: Plan,
    progress: Progress,
) -> None:
    if "documented" in plan.phases:
        for operation in documented.begin():
            progress("documented", str(operation))
        _require_access(documented.conversation)
        _require_paths(documented.conversation, tuple(filter(is_selected, operations)))
    if "probes" in plan.phases:
        probes = Probes(documented.conversation, documented.drafter, documented)
        for operation in filter(is_selected, operations):
            progress("probes", str(operation))
            probes.run(operation)
        for operation, method in iter_undeclared(documented.conversation.api.operations):
            if is_selected(operation):
                probes.run_method(operation, method)
    if "documented" in plan.phases:
        for operation in documented.finish():
            progress("documented", str(operation))


def _run_schemathesis(
    documented: Documented, tested: tuple[Operation, ...], plan: Plan, progress: Progress
) -> list[str]:
    """Run the phases of Schemathesis; return notices about what it could not test."""
    phases = _their_phases(plan)
    if not phases:
        return []
    from .fuzzing.fuzzing import fuzz

    try:
        return fuzz(documented.conversation, tested, plan, phases, progress, documented.upkeep)
    except OptionError as reason:
        if not len(documented.conversation.record.failures):
            raise
        return [str(reason)]  # the failures found so far matter more


def _require_schemathesis(plan: Plan) -> None:
    """Raise `OptionError` if a phase needs Schemathesis and it is not installed."""
    phases = _their_phases(plan)
    if phases and find_spec("schemathesis") is None:
        raise OptionError(
            f"--phases {','.join(phases)} needs Schemathesis: pip install 'openapi-mockserver[test]'; "
            "--phases documented,probes works without it"
        )


def _their_phases(plan: Plan) -> tuple[Phase, ...]:
    return tuple(phase for phase in plan.phases if phase not in OURS)


def _require_access(conversation: Conversation) -> None:
    """Raise `OptionError` if every request was refused for its credentials: the run would prove nothing."""
    if conversation.kept_out and not conversation.let_in:
        raise OptionError("every request is refused with 401 or 403; give valid credentials with -H or --auth")


def _require_paths(conversation: Conversation, tested: tuple[Operation, ...]) -> None:
    """Raise `OptionError` if every response was a 404: the run would prove nothing."""
    if is_lost(conversation.record.tallies, tested):
        advice = advise(conversation.api, conversation.shown_url, tested)
        raise OptionError(f"every request to {conversation.shown_url} returns 404, so nothing is tested: {advice}")


def _notices(api: Api, record: Record, tested: Sequence[Operation]) -> list[str]:
    """Return a sentence for each operation that was not tested, or never succeeded."""
    notices = [f"{op} cannot be tested: {op.broken}" for op in api.operations if op.broken is not None]
    for operation in tested:
        statuses = record.tallies[str(operation)].statuses
        if statuses and not any(200 <= status < 400 for status in statuses):
            seen = ", ".join(str(status) for status in sorted(statuses) if status)
            notices.append(f"{operation} never succeeded; it returned {seen or 'no response'}")
    return [*notices, *record.notices, *describe_warnings(record.warnings.values())]
