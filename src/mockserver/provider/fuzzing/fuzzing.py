"""The phases of Schemathesis. Its findings become a `Failure` like all others.

The engine checks each response as well. It is registered as a check of Schemathesis, which then also shrinks the
requests whose responses only the engine finds wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

import requests
import schemathesis
import schemathesis.specs.openapi.checks  # which registers them
from hypothesis.configuration import set_hypothesis_home_dir
from schemathesis.checks import CHECKS
from schemathesis.config import ConfigError
from schemathesis.core.errors import HookError, InvalidSchema, LoaderError
from schemathesis.engine import events, from_schema
from schemathesis.engine.errors import ServerUnavailable, UnhealthyAPIError, UnresponsiveOperationError

from ...openapi.errors import MockserverError, OptionError
from ...openapi.operations import Operation
from ..documented.upkeep import Upkeep
from ..failures import CheckId, Failure, Phase
from ..plan import Plan, Progress
from ..record import EnoughError
from ..service.conversation import Conversation
from .configuration import CONTRACT_CHECK, make_config, without_servers
from .findings import Findings
from .identifiers import Identifiers
from .stopping import bounded, stopped_in_time


def fuzz(
    conversation: Conversation,
    operations: tuple[Operation, ...],
    plan: Plan,
    phases: tuple[Phase, ...],
    progress: Progress,
    upkeep: Upkeep,
) -> list[str]:
    """Run phases of Schemathesis; return notices about what it could not test.

    Raises `OptionError` if it refuses its hooks, checks or document.
    """
    findings = Findings(conversation, operations)
    reader = _Reader(conversation, findings, progress, {str(operation): operation for operation in operations})
    identifiers = Identifiers(upkeep, reader.operations)
    budget = conversation.record.budget
    with _explained(plan), _registered(findings), bounded(budget), identifiers.registered(), _tidy():
        config = make_config(conversation, operations, plan, phases)
        schema = schemathesis.openapi.from_dict(without_servers(conversation), config=config)
        chosen = schema.include(lambda context: context.operation.label in reader.operations)
        # Schemathesis 4.32 also fills bodies with values from responses, the least recently used first. The same
        # choices of Hypothesis then send other requests the next time; Hypothesis notices that and stops silently.
        chosen.create_extra_data_source = lambda: None  # type: ignore[method-assign]  # meant, see above
        stream = from_schema(chosen).execute()
        try:
            with stopped_in_time(budget, stream.stop):
                for event in stream:
                    reader.read(event)
        finally:
            stream.stop()
    return reader.notices


@dataclass
class _Reader:
    """Reads the events of Schemathesis."""

    conversation: Conversation
    findings: Findings
    progress: Progress
    operations: dict[str, Operation]
    notices: list[str] = field(default_factory=list)

    def read(self, event: events.EngineEvent) -> None:
        if isinstance(event, events.ScenarioStarted):
            phase = phase_of(event.phase.value)
            if phase is not None:
                self.progress(phase, event.label or "")
        elif isinstance(event, events.ScenarioFinished):
            phase = phase_of(event.phase.value)
            if phase is not None:
                self.findings.read(event.recorder, phase)
        elif isinstance(event, events.NonFatalError):
            self._read_error(event)
        elif isinstance(event, events.Interrupted):
            if not self.conversation.record.budget.is_spent:
                raise KeyboardInterrupt
        elif isinstance(event, events.FatalError):
            raise OptionError(f"Schemathesis stopped: {_line(event.exception)}")

    def _read_error(self, event: events.NonFatalError) -> None:
        """A lost connection is a failure of the service; other errors become notices."""
        trouble = _classify_error(event.value)
        phase = phase_of(event.phase.value) if event.phase else None
        if trouble is None or phase is None:
            self.notices.append(f"Schemathesis on {event.label}: {_line(event.value)}")
            return
        operation = self.operations.get(event.label) or next(iter(self.operations.values()))
        request = getattr(event.value, "request", None)
        if request is not None:
            curl = self.findings.curl_of(request)
        else:  # errors in the middle of a response have only a sample, without secrets
            curl = (event.info.code_sample or "").replace(
                self.conversation.sender.base_url, self.conversation.shown_url
            )
        self.conversation.record.report(
            Failure(trouble[0], str(operation), trouble[1], phase, None, None, curl), operation
        )


def _classify_error(error: Exception) -> tuple[CheckId, str] | None:
    """Return the check that an error of the connection breaks and a sentence, `None` for other errors."""
    if isinstance(error, requests.Timeout):
        return "server.timeout", "no response in time"
    if isinstance(error, (requests.exceptions.ContentDecodingError, requests.exceptions.InvalidHeader)):
        return "server.garbage", f"the response is not HTTP: {_line(error)}"
    if isinstance(error, (requests.RequestException, ServerUnavailable, UnhealthyAPIError, UnresponsiveOperationError)):
        if "BadStatusLine" in str(error):
            return "server.garbage", "the response is not HTTP"
        return "server.dropped", "the connection closed before the response was complete"
    return None


def phase_of(name: str) -> Phase | None:
    """Return our name of a phase of Schemathesis, `None` for its preparations."""
    found: dict[str, Phase] = {
        "examples": "examples",
        "coverage": "coverage",
        "fuzzing": "fuzzing",
        "stateful": "stateful",
    }
    return found.get(name)


# around a run


@contextmanager
def _explained(plan: Plan) -> Iterator[None]:
    """Raise errors of Schemathesis as `OptionError`, in one sentence."""
    try:
        yield
    except HookError as reason:
        cause = reason.__cause__ or reason
        raise OptionError(f"--hooks {plan.hooks}: cannot be imported: {type(cause).__name__}: {cause}") from None
    except (ConfigError, InvalidSchema, LoaderError) as reason:
        raise OptionError(f"Schemathesis refuses the document or an option: {_line(reason)}") from None
    except (EnoughError, MockserverError):
        raise
    except Exception as reason:  # noqa: BLE001  # Schemathesis 4.32 crashes on some documents
        raise OptionError(
            f"Schemathesis cannot test with this document: {type(reason).__name__}: {_line(reason)}; "
            "use --phases documented,probes, or leave out operations with --exclude"
        ) from None


@contextmanager
def _tidy() -> Iterator[None]:
    """Let Hypothesis keep its files in a temporary folder, not in `.hypothesis` of the current one."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:  # one of its threads may still write
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


@contextmanager
def _registered(findings: Findings) -> Iterator[None]:
    """Register the engine as a check of Schemathesis."""
    CHECKS.register(findings.contract)
    try:
        yield
    finally:
        CHECKS.unregister(CONTRACT_CHECK)


def _line(reason: BaseException) -> str:
    return str(reason).partition("\n")[0] or type(reason).__name__
