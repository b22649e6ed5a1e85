"""One API of a sandbox, as a test holds it in its hands."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from ...engine.apis.apis import Api
from ...openapi.errors import SandboxError, UnknownName
from ...openapi.operations import Operation
from ..calls import Calls
from ..calls.recorded_call import RecordedCall
from ..transports import Channel
from .json_values import is_number
from .prepared_responses import UNSET, PreparedResponse, prepare
from .resources import Resources

if TYPE_CHECKING:
    from httpx import AsyncClient, Client
    from requests import Session

    from ..transports.wsgi import ChannelWsgi
    from .sandbox import Sandbox

__tracebackhide__ = True  # pytest shows the line of the test, not ours


class SandboxApi:
    """Clients for one API, what it holds, what it is to answer, and what it was asked."""

    def __init__(self, sandbox: Sandbox, api: Api) -> None:
        self._sandbox = sandbox
        self._api = api
        self._line = self.line_to({*api.hosts, urlsplit(self.base_url).hostname or ""})

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
        """The first address that the document publishes; where it has no host, one like `http://pets.test`."""
        first = self._api.document.servers[0]
        if urlsplit(first).hostname:
            return first.rstrip("/")
        return f"http://{self.name.lower()}.test{first.rstrip('/')}"

    @property
    def url(self) -> str:
        """An address on this machine for other processes, browsers, other languages: it leads to this test's world."""
        return f"{self._sandbox.connect()}/_w/{self._sandbox.name}{self._api.prefix}"

    def httpx(self, **options: Any) -> Client:
        """An `httpx.Client` whose requests are answered in process; `options` are its own."""
        _require("httpx")
        from ..transports.with_httpx import make_client

        return make_client(self._line, self.base_url, options)

    def httpx_async(self, **options: Any) -> AsyncClient:
        """The same for `httpx.AsyncClient`."""
        _require("httpx")
        from ..transports.with_httpx import make_async_client

        return make_async_client(self._line, self.base_url, options)

    def requests(self) -> Session:
        """A `requests.Session` whose requests are answered in process, and may name paths alone."""
        _require("requests")
        from ..transports.with_requests import ChannelSession

        return ChannelSession(self._line, self.base_url)

    def wsgi(self) -> ChannelWsgi:
        """A WSGI application, for test clients that take one."""
        from ..transports.wsgi import ChannelWsgi

        return ChannelWsgi(self._line)

    def line_to(self, hosts: set[str]) -> Channel:
        """A way to this API, for clients that believe that it is at one of these hosts."""
        return Channel(self._sandbox.respond, self.name, self._sandbox.name, self._api.prefix, hosts)

    # what it holds

    @property
    def state(self) -> Resources:
        """Resources by name, each a mapping of identifiers to rows."""
        return Resources(self._api, self._sandbox.world)

    def switch(self, name: str, value: str) -> None:
        """Set one of the API's switches: `api.switch("reload", "reloaded")`."""
        switches = self._api.behaviour.switches
        if name not in switches:
            raise UnknownName.among("switch", name, switches, self.name)
        if value not in switches[name].values:
            allowed = ", ".join(switches[name].values)
            raise SandboxError(f"{value!r} is no value of the switch {name} of {self.name}; allowed: {allowed}")
        self._sandbox.world.switches[f"{self.name}.{name}"] = value

    # what it is to answer

    def respond(
        self,
        operation: str,
        *answers: int | PreparedResponse,
        example: str | None = None,
        body: Any = UNSET,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
        force: bool = False,
    ) -> None:
        """Prepare the response to an operation's valid requests.

        `answers` are statuses, or `PreparedResponse(409, example="in-use")`. One stays until another is set; several
        are given once, in turn; `times` says otherwise. With one status or none, `example` and `body` say what is in
        it.

        Raises `SandboxError` for what the document does not allow; with `force` that is sent as well.
        """
        found = self._find(operation)
        given = [each if isinstance(each, PreparedResponse) else PreparedResponse(each) for each in answers]
        if example is not None or body is not UNSET or headers or not given:
            if len(given) > 1 or (given and isinstance(answers[0], PreparedResponse)):
                raise SandboxError(
                    "example, body and headers belong to one status; write PreparedResponse(409, example=…) for more"
                )
            status = given[0].status if given else None
            given = [PreparedResponse(status, example, body, headers or {})]
        _check_times(times)
        world = self._sandbox.world
        responses = [prepare(self._api, world, found, answer, force=force) for answer in given]
        with world.lock:
            world.overrides.add(
                self.name, found.operation_id, responses, 1 if times is None and len(given) > 1 else times
            )

    def fail(
        self, operation: str, status: int | Literal["reset", "timeout"] = 503, *, times: int | None = None
    ) -> None:
        """Let an operation's valid requests fail: with a status, documented or not; with a connection that breaks;
        with an answer that never comes. `times` ends it.
        """
        found = self._find(operation)
        _check_times(times)
        world = self._sandbox.world
        if isinstance(status, int):
            self.respond(operation, status, times=times, force=True)
        elif status in ("reset", "timeout"):
            with world.lock:
                world.faults.broken.add(self.name, found.operation_id, [status], times)
        else:
            raise SandboxError(f"{status!r} is no way to fail; there are: a status, 'reset', 'timeout'")

    def delay(self, seconds: float, operation: str | None = None) -> None:
        """Let answers come late, those of one operation or all of them; 0 ends it."""
        if not is_number(seconds, 0):
            raise SandboxError(f"{seconds} seconds are no delay; say 0 or more")
        found = self._find(operation).operation_id if operation is not None else None
        self._sandbox.world.faults.set_delay(self.name, found, seconds)

    def recover(self) -> None:
        """Forget every answer, failure and delay that was set for this API."""
        with self._sandbox.world.lock:
            self._sandbox.world.overrides.clear(self.name)
            self._sandbox.world.faults.clear(self.name)

    # what it was asked

    @property
    def journal(self) -> list[RecordedCall]:
        """Every exchange with this API, in order."""
        return [entry for entry in self._sandbox.journal if entry.exchange.api == self.name]

    def calls(self, operation: str) -> Calls:
        """The requests for one operation, those that broke the contract included."""
        wanted = self._find(operation).operation_id
        entries = self.journal
        others = [entry for entry in entries if entry.operation_id != wanted]
        return Calls(operation, [entry for entry in entries if entry.operation_id == wanted], others)

    def _find(self, name: str) -> Operation:
        """An operation by its operationId, or as `PATCH /things/{id}`."""
        found = self._api.operation(name) or next((op for op in self._api.operations if str(op) == name), None)
        if found is None:
            known = (str(op) if "/" in name else op.operation_id for op in self._api.operations)
            raise UnknownName.among("operation", name, known, self.name)
        return found


def _check_times(times: int | None) -> None:
    if times is not None and not is_number(times, 1):
        raise SandboxError(f"times={times!r} is never; say 1 or more, or nothing for always")


def _require(library: str) -> None:
    if find_spec(library) is None:
        raise SandboxError(f"{library} is not installed; `pip install {library}`")
