"""One API of a sandbox: its clients, its state, its prepared responses and its calls."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import urlsplit

from ...engine.apis.apis import Api
from ...engine.faults import SIMPLE
from ...engine.faults.fault import FaultName
from ...engine.faults.latency import Latency
from ...engine.matching.match import RequestPattern
from ...engine.prepared_responses import PreparedResponse, ResponseOptions, read_responses
from ...engine.worlds.faults import PlannedFault
from ...engine.worlds.world import World
from ...engine.worlds.worlds import PATH_PREFIX
from ...openapi.errors import SandboxError, UnknownName
from ...openapi.operations import Operation
from ..calls import Calls, RecordedCall
from ..transports import Channel, Respond
from .json_values import is_number
from .prepared_responses import prepare_step
from .resources import Resources

if TYPE_CHECKING:
    from httpx import AsyncClient, Client
    from requests import Session

    from ..transports.wsgi import ChannelWsgi

__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class SandboxApi:
    """One API, in the world of its sandbox.

    The sandbox hands in `respond`, which returns the exchange with a request, `connect`, which returns the address of
    its server, and `read_journal`, which returns all its calls.
    """

    def __init__(
        self,
        api: Api,
        world: World,
        *,
        respond: Respond,
        connect: Callable[[], str],
        read_journal: Callable[[], list[RecordedCall]],
    ) -> None:
        self._api = api
        self._world = world
        self._respond = respond
        self._connect = connect
        self._read_journal = read_journal
        self._channel = self.open_channel({*api.hosts, urlsplit(self.base_url).hostname or ""})

    @property
    def name(self) -> str:
        """`intercom`."""
        return self._api.name

    @property
    def loaded(self) -> Api:
        """The API as the engine has it: document, operations, fixtures."""
        return self._api

    def __repr__(self) -> str:
        return f"<{self.name} at {self.base_url}>"

    # clients

    @property
    def base_url(self) -> str:
        """The first address that the document publishes; if it has no host, one like `http://pets.test`."""
        first = self._api.document.servers[0]
        if urlsplit(first).hostname:
            return first.rstrip("/")
        return f"http://{self.name.lower()}.test{first.rstrip('/')}"

    @property
    def url(self) -> str:
        """An address on this machine that leads to this test's world, for other processes, browsers and languages."""
        return f"{self._connect()}{PATH_PREFIX}{self._world.name}{self._api.prefix}"

    def httpx(self, **options: Any) -> Client:
        """An `httpx.Client` that gets its responses in process; `options` are those of `httpx.Client`."""
        _require("httpx")
        from ..transports.with_httpx import make_client

        return make_client(self._channel, self.base_url, options)

    def httpx_async(self, **options: Any) -> AsyncClient:
        """An `httpx.AsyncClient` that gets its responses in process."""
        _require("httpx")
        from ..transports.with_httpx import make_async_client

        return make_async_client(self._channel, self.base_url, options)

    def requests(self) -> Session:
        """A `requests.Session` that gets its responses in process; its URLs may be paths."""
        _require("requests")
        from ..transports.with_requests import ChannelSession

        return ChannelSession(self._channel, self.base_url)

    def wsgi(self) -> ChannelWsgi:
        """A WSGI application, for test clients that take one."""
        from ..transports.wsgi import ChannelWsgi

        return ChannelWsgi(self._channel)

    def open_channel(self, hosts: set[str]) -> Channel:
        """A channel to this API for clients that send to one of these hosts."""
        return Channel(self._respond, self.name, self._world.name, self._api.prefix, hosts)

    # state

    @property
    def state(self) -> Resources:
        """Resources by name; each is a mapping of identifiers to rows."""
        return Resources(self._api, self._world)

    def switch(self, name: str, value: str) -> None:
        """Set one of the API's switches: `api.switch("reload", "reloaded")`."""
        switches = self._api.behaviour.switches
        if name not in switches:
            raise UnknownName.among("switch", name, switches, self.name)
        if value not in switches[name].values:
            allowed = ", ".join(switches[name].values)
            raise SandboxError(f"the switch {name} of {self.name} cannot be {value!r}; allowed: {allowed}")
        self._world.switches[f"{self.name}.{name}"] = value

    # prepared responses and faults

    def respond(self, operation: str, *responses: int | PreparedResponse, **options: Unpack[ResponseOptions]) -> None:
        """Prepare the responses to an operation's valid requests.

        `responses` are statuses, or `PreparedResponse(409, example="in-use")`. One response stays until another is
        set; several are sent once each, in turn; `times` changes that. With at most one status, `example`, `body` and
        `headers` give the response's content. `delay` is how many seconds later they are sent.

        Raises `SandboxError` if the document does not allow a response; `force` sends it anyway.
        """
        found = self._find(operation)
        wanted = read_responses(responses, options)
        times = options.get("times")
        _check_times(times)
        force = options.get("force", False)
        ready = [prepare_step(self._api, self._world, found, each, force=force) for each in wanted]
        if times is None and len(ready) > 1:
            times = 1
        with self._world.lock:
            match = RequestPattern(api=self.name, operation_id=found.operation_id)
            self._world.prepared.extend(f"{self.name}.{found.operation_id}", match, ready, times)

    def fail(self, operation: str, status: int | FaultName = 503, *, times: int | None = None) -> None:
        """Let an operation's valid requests fail, always or as many times as `times` says.

        They get a status, documented or not; or the connection breaks (`"reset"`) or is closed without a response
        (`"empty"`); or no response comes (`"timeout"`), or one whose end is missing (`"truncated"`) or whose bytes are
        wrong (`"garbled"`) or come slowly (`"slow"`).
        """
        found = self._find(operation)
        _check_times(times)
        if isinstance(status, int):
            self.respond(operation, status, times=times, force=True)
        elif status in SIMPLE:
            match = RequestPattern(api=self.name, operation_id=found.operation_id)
            with self._world.lock:
                self._world.faults.extend(
                    f"{self.name}.{found.operation_id}", match, PlannedFault(SIMPLE[status]), times
                )
        else:
            raise SandboxError(f"{status!r} is not a way to fail; allowed: a status, {', '.join(map(repr, SIMPLE))}")

    def delay(self, seconds: float, operation: str | None = None) -> None:
        """Delay the responses of one operation, or of all; 0 ends the delay."""
        if not is_number(seconds, 0):
            raise SandboxError(f"{seconds} seconds cannot be a delay; allowed: 0 or more")
        found = self._find(operation).operation_id if operation is not None else None
        match, milliseconds = RequestPattern(api=self.name, operation_id=found), seconds * 1000
        with self._world.lock:
            planned = PlannedFault(Latency(milliseconds, milliseconds))
            self._world.faults.put(f"delay.{self.name}.{found or ''}", match, planned, None)

    def recover(self) -> None:
        """Forget all prepared responses, failures and delays of this API."""
        with self._world.lock:
            self._world.prepared.clear(self.name)
            self._world.faults.clear(self.name)

    # calls

    @property
    def journal(self) -> list[RecordedCall]:
        """Every exchange with this API, in order."""
        return [call for call in self._read_journal() if call.exchange.api == self.name]

    def calls(self, operation: str) -> Calls:
        """The requests for one operation, including those that broke the contract."""
        wanted = self._find(operation).operation_id
        calls = self.journal
        others = [call for call in calls if call.operation_id != wanted]
        return Calls(operation, [call for call in calls if call.operation_id == wanted], others)

    def _find(self, name: str) -> Operation:
        """Find an operation by its operationId, or as `PATCH /things/{id}`."""
        found = self._api.operation(name) or next((op for op in self._api.operations if str(op) == name), None)
        if found is None:
            known = (str(op) if "/" in name else op.operation_id for op in self._api.operations)
            raise UnknownName.among("operation", name, known, self.name)
        return found


def _check_times(times: int | None) -> None:
    if times is not None and not is_number(times, 1):
        raise SandboxError(f"times={times!r}; allowed: 1 or more, or None for always")


def _require(library: str) -> None:
    if find_spec(library) is None:
        raise SandboxError(f"{library} is not installed; `pip install {library}`")
