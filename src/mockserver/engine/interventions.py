"""What was set to happen to the requests of a world: rate limits, faults and prepared responses.

Each of these happens at most once to a request, in this order:

1. A rate limit counts it, and refuses it if it is one too many.
2. A fault takes the place of its response: a broken connection, or an error.
3. A prepared response, with its own delay.
4. Damage to any response: its end is missing, its bytes are wrong, or they come slowly.
5. Latency, which is added to all other delays.

The first three happen to requests that keep the contract, the last two to every request. Of several of one kind the
most specific match decides, then the newest. What a client prefers (`Prefer: fault=reset`) comes before all of them.
"""

from __future__ import annotations

from ..openapi.messages import Response
from ..openapi.operations.credentials import read_credentials
from ..openapi.problems import problem
from .apis.apis import Route
from .faults import SIMPLE
from .faults.error import ErrorFault
from .faults.fault import Breakage, FaultKind
from .faults.latency import Latency
from .faults.rate_limit import Quota, RateLimit
from .faults.slow import Slow
from .matching.sent_request import SentRequest
from .negotiation.preferences import Preference
from .negotiation.selecting import select_exact
from .rate_fields import make_rate_fields
from .responses import respond_documented
from .turns import Arrival, MockResponse, Turn
from .worlds.prepared import OperationKey, PreparedStep
from .worlds.schedule import Entry


def respond_prepared(turn: Turn) -> MockResponse | None:
    """What was set for a request that keeps the contract, steps 1 to 3; `None`: its usual response."""
    quota = turn.quota
    if quota is not None and quota.is_exceeded:
        return _refuse_too_many(turn, quota)
    world, sent = turn.world, turn.sent
    with world.lock:
        struck = world.faults.take(sent, "replaces") if world.faults else None
        taken = world.prepared.take(sent) if struck is None and world.prepared else None
    if struck is not None:
        return _respond_with_fault(turn, struck.fault, struck.entry.id)
    return _respond_with(taken, (turn.api.name, turn.operation.operation_id)) if taken is not None else None


def respond_anyway(route: Route, arrival: Arrival) -> MockResponse | None:
    """What was prepared for a request that no operation has."""
    world = arrival.world
    with world.lock:
        taken = world.prepared.take(_read_sent(route, arrival), is_for=lambda step: step.anyway is not None)
    return _respond_with(taken, None) if taken is not None else None


def _respond_with(taken: tuple[Entry[PreparedStep], PreparedStep], key: OperationKey | None) -> MockResponse | None:
    entry, step = taken
    response = step.find(key)
    return MockResponse(response, "prepared", prepared=entry.id, delay=step.delay) if response is not None else None


def _read_sent(route: Route, arrival: Arrival) -> SentRequest:
    api, operation = route.api, route.operation
    operation_id = operation.operation_id if operation is not None else None
    return SentRequest(arrival.request, api.name if api is not None else None, operation_id, route.path)


# faults


def _respond_with_fault(turn: Turn, fault: FaultKind, id: str = "") -> MockResponse:
    """The response for a fault that takes the place of it; of a broken connection, for doors that cannot break one."""
    operation = turn.operation
    if isinstance(fault, ErrorFault):
        return _respond_with_status(turn, fault.status, f"{fault.status}, as it was set for {operation}", id)
    assert isinstance(fault, Breakage)
    response = problem(fault.status, f"{fault.sentence}, as it was set for {operation}")
    return MockResponse(response, "fault", fault=fault.kind, prepared=id)


def _respond_with_status(turn: Turn, status: int, detail: str, id: str = "") -> MockResponse:
    """The documented response of a status, else a problem."""
    selection = select_exact(turn.operation, status, turn.accept)
    if turn.operation.response_for(status) is not None and selection is not None:
        made = respond_documented(turn, selection, "fault")
        if made.source == "fault":
            return made._replace(prepared=id)
    return MockResponse(problem(status, detail), "fault", prepared=id)


def strike(made: MockResponse, route: Route, arrival: Arrival) -> MockResponse:
    """What happens to a response on its way: steps 4 and 5."""
    world, sent = arrival.world, _read_sent(route, arrival)
    can_be_damaged = made.fault is None and made.response.body and arrival.request.method != "HEAD"
    with world.lock:
        damaged = world.faults.take(sent, "damages") if can_be_damaged else None
        late = world.faults.take(sent, "delays")
    seconds = late.fault.draw(late.random) if late is not None and isinstance(late.fault, Latency) else 0.0
    if damaged is not None:
        made = _damage(made, damaged.fault)
    return made._replace(delay=made.delay + seconds) if seconds else made


def _damage(made: MockResponse, fault: FaultKind) -> MockResponse:
    return made._replace(fault=fault.kind, pace=fault.bytes_per_second if isinstance(fault, Slow) else 0.0)


# rate limits


def count_request(turn: Turn) -> Turn:
    """Count a request for the rate limit that it meets; the turn then knows what is left.

    Each client has a count of its own: those with the same credentials are one client.
    """
    world = turn.world
    with world.lock:
        found = world.faults.find_limit(turn.sent)
        if found is None or not isinstance(found.fault, RateLimit):
            return turn
        quota = world.faults.counts_of(found.entry).count(_name_client(turn), found.fault, world.clock.now())
        if quota.is_exceeded:
            world.faults.use(found.entry)
    return turn._replace(quota=quota._replace(id=found.entry.id))


def _name_client(turn: Turn) -> str:
    """The credentials that the operation asks for, else those of the Authorization header."""
    complete, _ = read_credentials(turn.operation, turn.request)
    credentials = next((each for each in complete if each), ())
    sent = [each.value for each in credentials] or turn.request.headers.all("authorization")
    return "\n".join(sent)


def _refuse_too_many(turn: Turn, quota: Quota) -> MockResponse:
    """The documented 429, else a problem, with the time after which the client may try again."""
    rule = quota.rule
    detail = f"{turn.operation} allows {rule.limit} requests in {rule.window_seconds:g} s, as it was set for this world"
    made = _respond_with_status(turn, 429, detail, quota.id)
    return _put_fields(made, (("Retry-After", str(quota.seconds)),))  # RFC 6585 §4


def show_quota(made: MockResponse, turn: Turn) -> MockResponse:
    """The response with what is left, in the fields that the document declares for it."""
    quota = turn.quota
    return made if quota is None else _put_fields(made, make_rate_fields(turn, made.response.status, quota))


def _put_fields(made: MockResponse, fields: tuple[tuple[str, str], ...]) -> MockResponse:
    """Put header fields in the place of those of the same name."""
    if not fields:
        return made
    names = {name.lower() for name, _ in fields}
    response: Response = made.response
    kept = tuple(field for field in response.headers if field[0].lower() not in names)
    return made._replace(response=response._replace(headers=kept + fields))


# preferences


def respond_to_wanted_fault(turn: Turn) -> MockResponse | None:
    """The fault that the client prefers, if it takes the place of the response."""
    wanted = turn.preference.fault
    fault = SIMPLE[wanted] if wanted is not None else None
    return _respond_with_fault(turn, fault) if fault is not None and fault.effect == "replaces" else None


def follow_preference(made: MockResponse, wanted: Preference) -> MockResponse:
    """The response with the delay and the damage that the client prefers; it is told what was followed."""
    if not wanted.steers:
        return made
    if wanted.fault is not None and made.fault is None and SIMPLE[wanted.fault].effect == "damages":
        made = _damage(made, SIMPLE[wanted.fault])
    applied = ", ".join(filter(None, (made.response.header("Preference-Applied"), wanted.steering)))
    return _put_fields(made._replace(delay=made.delay + wanted.delay), (("Preference-Applied", applied),))
