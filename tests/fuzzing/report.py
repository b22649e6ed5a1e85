"""The report of a run: its failures, and how much it tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

from schemathesis.checks import CHECKS
from schemathesis.cli.commands.run.warnings import WarningCollector, positive_call_outcomes
from schemathesis.core.result import Ok
from schemathesis.engine import Status, events
from schemathesis.engine.recorder import CaseNode, ScenarioRecorder
from schemathesis.engine.run import TESTING_PHASES, PhaseName
from schemathesis.engine.summary import ValidRate
from schemathesis.specs.openapi.schemas import OpenApiSchema

from .worlds import WORLD_HEADER


@dataclass(repr=False)
class Report:
    """Filled from the events of Schemathesis, and read by the tests."""

    schema: OpenApiSchema
    examples: int  # wanted for each operation, and the least number of scenarios
    failures: dict[str, str] = field(default_factory=dict)  # one line each -> how to reproduce it
    errors: list[str] = field(default_factory=list)  # errors of Schemathesis itself
    phases: dict[str, str] = field(default_factory=dict)  # "coverage" -> "success"
    scenarios: int = 0  # stateful ones
    requests: int = 0
    links: set[str] = field(default_factory=set)  # names of the links that were followed with a value
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)  # ("POST /v1/x", 201) -> how often
    rates: dict[str, ValidRate] = field(default_factory=dict)  # results of valid requests, by operation
    identities: set[str] = field(default_factory=set)  # identities that sent requests, if the API has several owners
    worlds: list[set[str]] = field(default_factory=list)  # the worlds that the requests of each stateful scenario named

    def __post_init__(self) -> None:
        self._warnings = WarningCollector(self.schema.config)

    def read(self, stream: Iterable[events.EngineEvent]) -> Report:
        for event in stream:
            if isinstance(event, events.NonFatalError):
                self.errors.append(f"{event.label}: {event.info.message}")
            elif isinstance(event, events.FatalError):
                self.errors.append(str(event.exception))
            elif isinstance(event, events.SchemaAnalysisWarnings):
                self._warnings.on_schema_warnings(event)
            elif isinstance(event, events.PhaseFinished):
                self.phases[event.phase.name.value] = event.status.value
            elif isinstance(event, events.ScenarioFinished):
                self._read_scenario(event)
        return self

    @property
    def warnings(self) -> dict[str, Any]:
        """The warnings of Schemathesis by kind, without empty kinds."""
        found = self._warnings.data
        return {name: value for name, value in found.as_labels().items() if value}

    @property
    def disabled_checks(self) -> set[str]:
        """Checks that are disabled for an operation in a phase."""
        config = self.schema.config
        return {
            name
            for operation in _iter_operations(self.schema)
            for name in ("max_response_time", *CHECKS.get_all_names())
            for phase in TESTING_PHASES
            if not config.checks_config_for(operation=operation, phase=phase.value).get_by_name(name=name).enabled
        }

    @property
    def declared_links(self) -> set[str]:
        """The links of the document, without those that Schemathesis infers."""
        return set(_iter_links(self.schema))

    @property
    def missing_successes(self) -> set[tuple[str, int]]:
        """Documented 2xx statuses that no request got."""
        documented = {
            (operation.label, int(status))
            for operation in _iter_operations(self.schema)
            for status in operation.responses.status_codes
            if status.startswith("2")
        }
        return documented - self.statuses.keys()

    @property
    def starved(self) -> dict[str, str]:
        """Operations that accepted less than half of the valid requests, with what became of those."""
        return {label: str(rate) for label, rate in sorted(self.rates.items()) if rate.rate < 0.5}

    def _read_scenario(self, event: events.ScenarioFinished) -> None:
        recorder = event.recorder
        context = SimpleNamespace(find_operation=self.schema.find_operation_by_label)
        self._warnings.on_scenario_finished(cast("Any", context), event)
        self._count(recorder)
        for case_id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    line = f"{check.name}: {failure.operation}: {failure.title}"
                    sample = (
                        f"{failure.message}\n{check.failure_info.code_sample}\n{_describe_response(recorder, case_id)}"
                    )
                    self.failures.setdefault(line, sample)
        if event.phase == PhaseName.STATEFUL_TESTING:
            self.scenarios += event.status != Status.SKIP
            self.worlds.append({_world(recorder, case_id) for case_id in recorder.interactions})
            self.links |= {link for node in recorder.cases.values() if (link := _followed(node))}
        else:
            found = positive_call_outcomes(recorder)
            rate = self.rates.setdefault(recorder.label, ValidRate())
            rate.accepted += found.accepted
            rate.unreachable += found.unreachable
            rate.conflicts += found.conflicts
            rate.rejected += found.rejected

    def _count(self, recorder: ScenarioRecorder) -> None:
        for case_id, interaction in recorder.interactions.items():
            self.requests += 1
            if case_id in recorder.cases and (identity := recorder.cases[case_id].value.auth_identity):
                self.identities.add(identity)
            if interaction.response is not None and case_id in recorder.cases:
                label = recorder.cases[case_id].value.operation.label
                self.statuses[label, interaction.response.status_code] += 1


def _followed(node: CaseNode) -> str | None:
    if node.transition is None or not node.is_transition_applied or node.transition.is_inferred:
        return None
    return node.transition.id


def _world(recorder: ScenarioRecorder, case_id: str) -> str:
    headers = recorder.interactions[case_id].request.headers
    return next((values[0] for name, values in headers.items() if name.lower() == WORLD_HEADER.lower()), "")


def _describe_response(recorder: ScenarioRecorder, case_id: str) -> str:
    interaction = recorder.interactions.get(case_id)
    if interaction is None or interaction.response is None:
        return "no response"
    response = interaction.response
    return f"-> {response.status_code} {response.content[:2000]!r}"


def _iter_operations(schema: OpenApiSchema) -> Iterable[Any]:
    for found in schema.get_all_operations():
        if isinstance(found, Ok):  # a broken operation is an error of the run
            yield found.ok()


def _iter_links(schema: OpenApiSchema) -> Iterable[str]:
    from schemathesis.specs.openapi.stateful.links import OpenApiLink

    for operation in _iter_operations(schema):
        for status, response in operation.responses.items():
            for name, definition in response.iter_links():
                link = OpenApiLink(name, status, definition, operation)
                if not link.is_inferred:
                    yield link.full_name
