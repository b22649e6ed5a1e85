"""One request on its way to a response, and the exchange that it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..openapi.messages import Request, Response
from ..openapi.operations import Operation, Parameter
from ..openapi.rules import Violation
from .apis.apis import Api, Route
from .apis.ready import ReadyOperation
from .exchanges import Exchange, Source
from .faults.fault import FaultName
from .faults.rate_limit import Quota
from .links import Door, Links
from .masking import Masker
from .matching.sent_request import SentRequest
from .negotiation.pairs import Met, write_parameter
from .negotiation.preferences import NO_PREFERENCE, Preference
from .settings import Settings
from .violation_headers import write_violations
from .wire_fields import drop_wire_fields, has_wire_fields
from .worlds.world import World

if TYPE_CHECKING:
    from ..openapi.generation import Dynamic

_USUAL = Settings()
# RFC 9745 §2.1 requires a date, and OpenAPI has none. A date long ago is sent unless the document shows the field.
_DEPRECATION = ("Deprecation", "@0")


class Arrival(NamedTuple):
    """A request that has reached its world."""

    request: Request  # without the world in its path
    world: World
    number: int  # of the request in its world, from 1
    early: Sequence[Violation]  # found while the bytes were read
    started: float  # a `perf_counter` reading
    hint: str | None = None  # what the server has to say about the exchange
    door: Door | None = None  # None: the client called in process, by the published address


class Turn(NamedTuple):
    """One request to one operation, with what its response is made from."""

    api: Api
    ready: ReadyOperation
    world: World
    request: Request
    settings: Settings = _USUAL
    preference: Preference = NO_PREFERENCE
    number: int = 0  # of the request in its world, from 1
    routed: Sequence[Violation] = ()  # the warnings that its path leads to
    door: Door | None = None  # None: the client called in process
    quota: Quota | None = None  # what a rate limit leaves

    @property
    def operation(self) -> Operation:
        return self.ready.operation

    @property
    def is_strict(self) -> bool:
        """Whether responses keep the letter of the contract, too."""
        return self.settings.strictness == "letter"

    @property
    def accept(self) -> str | None:
        """The Accept header."""
        return self.request.headers.get("accept")

    @property
    def items(self) -> int | None:
        """How many rows the client wants in a list; `None` if it does not say it."""
        return self.preference.items

    @property
    def dynamic(self) -> Dynamic | None:
        """How generated values vary. The client's preference wins over the server's option."""
        settings, wanted = self.settings, self.preference.dynamic
        if not (settings.dynamic if wanted is None else wanted):
            return None
        from ..openapi.generation import Dynamic

        return Dynamic(settings.seed if self.preference.seed is None else self.preference.seed, settings.locale or "")

    @property
    def sent(self) -> SentRequest:
        """The request as matches read it."""
        api = self.api
        inner = self.request.path.removeprefix(api.prefix)
        return SentRequest(self.request, api.name, self.operation.operation_id, inner)

    @property
    def names(self) -> dict[str, Any]:
        return collect_names(self.api, self.world, self.request, self.number)


class MockResponse(NamedTuple):
    """A response, its source, and the violations found."""

    response: Response
    source: Source
    violations: Sequence[Violation] = ()
    met: Met | None = None  # the pair of examples that the request met
    deprecated: tuple[Operation | Parameter, ...] = ()  # what the request used that is deprecated
    fault: FaultName | None = None  # what happens instead of the response, or to it
    pace: float = 0.0  # bytes per second; 0: at once
    resource: str = ""  # whose rows are shown: "pet"
    is_approximate: bool = False  # made from the document, but breaks its schema: there is no better one
    prepared: str = ""  # the identifier of what was prepared, or of the fault: "r1"
    delay: float = 0.0  # seconds to wait before the response is sent

    @property
    def mock_source(self) -> str:
        """The value of Mock-Source, an item with parameters (RFC 9651 §3.3): `example; name=a; matched="path.id"`,
        `resource; name=pet`, `generated; approximate`.
        """
        source = self.source if self.met is None else f"{self.source}; {self.met}"
        if self.resource:
            source = f"{source}; name={self.resource}"
        if self.prepared:
            source = f"{source}; id={write_parameter(self.prepared)}"
        return f"{source}; approximate" if self.is_approximate else source

    @property
    def is_broken(self) -> bool:
        """Whether the sandbox's own response broke the contract; nothing may change then."""
        has_error = any(violation.severity == "error" for violation in self.violations)
        return has_error and self.response.status == 500


def collect_names(api: Api, world: World, request: Request, number: int) -> dict[str, Any]:
    """The names that every error template may use; `number` is that of the request in its world."""
    return {
        "method": request.method,
        "path": request.path.removeprefix(api.prefix) or "/",
        "request_id": world.make_uuid(api.name, "request", number),
    }


def make_exchange(
    arrival: Arrival, route: Route, made: MockResponse, masker: Masker, links: Links
) -> tuple[Exchange, Exchange]:
    """The exchange with the response that is sent, and the exchange as the journal keeps it.

    Neither has a secret in its request or its violations.
    """
    request, world, _, _, started, hint, door = arrival
    api, operation = route.api, route.operation
    sent = made.response if door is None else links.keep_here(made.response, door, route, request)
    status, headers, body, ends = sent
    if has_wire_fields(headers):
        headers = drop_wire_fields(sent).headers
    operation_id = operation.operation_id if operation is not None else None
    response = Response(status, headers + _fields_beside(made, operation), body, ends)
    key = (api.name, operation_id) if api is not None and operation_id is not None else None
    shown, masked, violations = masker.mask(request, response, made.violations, key)
    exchange = Exchange(
        request=shown,
        response=response,
        world=world.name,
        api=api.name if api is not None else None,
        operation_id=operation_id,
        source=made.source,
        violations=tuple(violations),
        at=world.clock.now(),
        milliseconds=(perf_counter() - started) * 1000,
        delay=made.delay,
        fault=made.fault,
        pace=made.pace,
        hint=hint,
    )
    return exchange, exchange if masked is response else exchange._replace(response=masked)


def _fields_beside(made: MockResponse, operation: Operation | None) -> tuple[tuple[str, str], ...]:
    """The header fields that every response gets: its source, what is deprecated, what was wrong."""
    fields: tuple[tuple[str, str], ...] = (("Mock-Source", made.mock_source),)
    deprecated = made.deprecated
    if operation is not None and operation.deprecated:
        deprecated = (operation, *deprecated)
    if deprecated and made.response.header("deprecation") is None:
        fields += (_DEPRECATION,)
    return fields + write_violations(made.violations, deprecated) if made.violations or deprecated else fields
