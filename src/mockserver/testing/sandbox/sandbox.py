"""A sandbox: APIs in process, in a world of their own, and a check of what the code under test sent to them."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from ...engine.apis.apis import Api, Apis, bundled_names, rank_match
from ...engine.apis.stocking import stock_seeds
from ...engine.engine import Engine
from ...engine.exchanges import Exchange
from ...engine.masking import Masker
from ...engine.worlds.limits import Limits
from ...engine.worlds.snapshots import Snapshot
from ...engine.worlds.store import State
from ...engine.worlds.world import World
from ...engine.worlds.worlds import Worlds
from ...openapi.documents import is_remote
from ...openapi.errors import MockserverError, SandboxError, UnknownName
from ...openapi.messages import Request
from ...openapi.problems import problem
from ...openapi.rules import RuleId, Violation
from ..calls import Allowed, BrokenCall, ContractBroken, RecordedCall, describe_broken
from ..calls.conversation import describe_conversation
from ..calls.violations import find_broken
from ..transports.addresses import Address, CallTarget, list_addresses
from ..transports.interceptors import Interceptor, start_intercepting, stop_intercepting
from .api import SandboxApi
from .clock import SandboxClock
from .files import find_file, find_fixtures
from .interception import Interception
from .session import SandboxSession
from .settings import SandboxSettings, change_settings, with_keywords_of

BROKEN_LIMIT = 1000  # calls with violations that are kept, even after the journal has dropped them

_numbers = count(1)
__tracebackhide__ = True  # pytest shows the failing line of the test instead of this module


class Sandbox:
    """APIs in process, in a world that no other sandbox sees.

    >>> with Sandbox() as sandbox:
    ...     api = sandbox.api("intercom")
    ...     api.httpx().get("/data_connectors", headers={"Authorization": "Bearer intercom_sandbox"}).status_code
    200

    Leaving the block raises `ContractBroken` if a request broke the contract of an API or matched no operation; with
    `strict`, if there was a warning as well. With `stateless`, its APIs remember only what their fixtures declare.
    """

    def __init__(
        self,
        name: str = "sandbox",
        *,
        strict: bool = False,
        stateless: bool = False,
        folders: Sequence[Path] | None = None,
        session: SandboxSession | None = None,
    ) -> None:
        self.name = _world_name(name)  # "test_rename-7"
        self._folders = folders or (Path(sys._getframe(1).f_code.co_filename).parent, Path.cwd())
        self._stateless = stateless
        self._owns_session = session is None
        self._session = session or SandboxSession()
        self._apis: dict[str, SandboxApi] = {}
        self._fixtures: dict[str, Path] = {}
        self._seeds: dict[str, State] = {}
        self._settings = SandboxSettings(strict=strict)
        self._worlds = Worlds(self._seeds, limits=Limits(exchanges=None), listeners=[self._note])
        self._start_engine()
        self._broken: deque[RecordedCall] = deque(maxlen=BROKEN_LIMIT)
        self._warned: deque[RecordedCall] = deque(maxlen=BROKEN_LIMIT)  # those without an error
        self._snapshots: list[Snapshot] = []
        self._beginning = self.world.snapshot()

    def __repr__(self) -> str:
        return f"<Sandbox {self.name}: {', '.join(self._apis) or 'no API'}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
        if error is None:
            self.check()

    @property
    def world(self) -> World:
        """All state that this sandbox can change."""
        return self._worlds.get(self.name)

    @property
    def clock(self) -> SandboxClock:
        """The time of this sandbox. All its APIs use it."""
        return SandboxClock(self.world)

    # APIs

    def api(self, name: str) -> SandboxApi:
        """An API by the name it is served under here, or a bundled one: adapter, idun, intercom, siro."""
        found = self._apis.get(name)
        if found is not None:
            return found
        if name not in bundled_names():
            raise UnknownName.among("API", name, [*self._apis, *bundled_names()], "the sandbox")
        return self._add(self._session.load_bundled(name, is_stateless=self._stateless))

    def serve(
        self,
        document: str | Path,
        *,
        fixtures: str | Path | None = None,
        name: str | None = None,
        stateless: bool | None = None,
    ) -> SandboxApi:
        """An API of your own, from a file or an http(s) address.

        `fixtures` is the folder with `behaviour.yaml`, `seed.yaml` and `handlers.py`, or the folder above, as in
        `mockserver serve --fixtures`. Document and fixtures are looked for beside the test, then in pytest's root
        folder, then in the current folder. `stateless` is that of the sandbox, unless it is given: then the API
        remembers only what its fixtures declare.
        """
        address = str(document) if is_remote(str(document)) else find_file(document, "document", self._folders)
        folder = find_fixtures(fixtures, name or Path(address).stem, self._folders) if fixtures is not None else None
        try:
            is_stateless = self._stateless if stateless is None else stateless
            api = self._session.load(address, folder, name, is_stateless=is_stateless)
        except MockserverError as reason:
            raise reason.with_traceback(None) from None  # the message says where; our lines would only hide it
        present = self._apis.get(api.name)
        if present is None:
            if folder is not None:
                self._fixtures[api.name] = folder
            return self._add(api)
        if present.loaded is not api:
            raise SandboxError(f"{api.name!r} is served here already; add name=… for {document}")
        return present

    @with_keywords_of(SandboxSettings)
    def configure(self, **settings: object) -> None:
        """Change how all APIs here respond, with the options of `mockserver serve`: `strict_query=True`.

        `validate_requests` is `"on"`, `"warn"` or `"off"`; `dynamic`, `strict_query` and `auth` are true or false;
        `seed` and `locale` apply to dynamic values; `items` to an API that no request was sent to. `strict=True` makes
        warnings fail the test.
        """
        self._settings = change_settings(self._settings, settings)
        loaded = [each.loaded for each in self._apis.values()]
        self._seeds.update(stock_seeds(loaded, self._settings.items))
        self._start_engine()

    def intercept(
        self,
        document: str | Path,
        *,
        host: str | Sequence[str] | None = None,
        allow: str | Sequence[str] = (),
        fixtures: str | Path | None = None,
        lenient_address: bool = False,
    ) -> Interception:
        """Respond in process to calls of httpx, requests or urllib3 to an API's published addresses.

        `document` is the name of an API here or of a bundled one, or a file. `host` replaces the published hosts; an
        address such as `https://api.acme.io/v2` replaces scheme, port and base path, too. A call to such a host with
        another scheme, port or base path is refused, unless `lenient_address` is true. Calls to `allow`
        (`"*.example.com"`) and to this machine go out; calls to any other host are refused.
        """
        known = str(document) in self._apis or str(document) in bundled_names()
        api = self.api(str(document)) if known else self.serve(document, fixtures=fixtures)
        addresses = list_addresses(api.loaded.document.servers, host)
        if not addresses:
            raise SandboxError(f"{api.loaded.document.name} publishes no host; add host='api.example.com'")
        interceptor = Interceptor(
            api.open_channel({address.host for address in addresses}),
            addresses,
            api.loaded.base_paths,
            lambda method, path: rank_match(api.loaded.match(method, path)),
            (allow,) if isinstance(allow, str) else tuple(allow),
            self._refuse,
            partial(self._misdirect, addresses),
            is_lenient=lenient_address,
        )

        @contextmanager
        def begin() -> Iterator[SandboxApi]:
            start_intercepting(interceptor)
            try:
                yield api
            finally:
                stop_intercepting(interceptor)

        return Interception(begin)

    # calls

    @property
    def journal(self) -> list[RecordedCall]:
        """The exchanges of this sandbox, in order. A journal that is full drops the oldest."""
        with self.world.lock:
            exchanges, first = list(self.world.journal), self.world.journal.total - len(self.world.journal) + 1
        return [self._record(first + place, exchange) for place, exchange in enumerate(exchanges)]

    def violations(self, allowed: Allowed = False) -> list[BrokenCall]:
        """The calls in which the code under test broke a contract, each with the violations that are not allowed.

        Warnings count if the sandbox is strict.
        """
        if not self._settings.strict:
            return find_broken(tuple(self._broken), allowed)
        calls = sorted((*self._broken, *self._warned), key=lambda call: call.number)
        return find_broken(calls, allowed, ("error", "warning"))

    def warnings(self, allowed: Allowed = False) -> list[BrokenCall]:
        """The calls that were served although a server that goes by the letter would refuse them."""
        calls = sorted((*self._broken, *self._warned), key=lambda call: call.number)
        return find_broken(calls, allowed, ("warning",))

    def conversation(self) -> str:
        """A text with every exchange and its violations."""
        calls = self.journal
        apis = {name: api.loaded for name, api in self._apis.items()}
        return describe_conversation(calls, apis, self._fixtures, self.world.journal.total - len(calls))

    def check(self, allowed: Allowed = False) -> None:
        """Raise `ContractBroken` if the code under test broke a contract."""
        broken = self.violations(allowed)
        if broken:
            raise ContractBroken(f"{describe_broken(broken)}\n\n{self.conversation()}")

    # snapshots

    def snapshot(self) -> None:
        """Remember state, prepared responses, faults and clock of all APIs."""
        self._snapshots.append(self.world.snapshot())

    def rollback(self) -> None:
        """Return to the last snapshot and discard it; without one, to the beginning. The journal stays."""
        if self._snapshots:
            self.world.rollback(self._snapshots.pop())
        else:
            self.world.rollback(self._beginning)

    # for transports and the plugin

    def respond(self, request: Request, early: Sequence[Violation] = ()) -> Exchange:
        """Return the engine's exchange with a request."""
        return self._engine.respond(request, early)

    def connect(self) -> str:
        """Serve this sandbox's world from the session's one HTTP server, and return its address."""
        return self._session.server.connect(self.name, lambda: self._engine)

    def close(self) -> None:
        """Stop responding over HTTP."""
        self._session.server.disconnect(self.name)
        if self._owns_session:
            self._session.close()

    def _add(self, api: Api) -> SandboxApi:
        self._seeds |= stock_seeds([api], self._settings.items)
        added = self._apis[api.name] = SandboxApi(
            api, self.world, respond=self.respond, connect=self.connect, read_journal=lambda: self.journal
        )
        self._start_engine()
        return added

    def _start_engine(self) -> None:
        apis = Apis(each.loaded for each in self._apis.values())
        self._masker = Masker(apis, self._settings)
        # the test compares what was sent, in its own process; `RecordedCall` masks what is printed
        self._engine = Engine(apis, self._worlds, replace(self._settings, show_secrets=True, mask=()))

    def _record(self, number: int, exchange: Exchange) -> RecordedCall:
        api = self._apis.get(exchange.api or "")
        return RecordedCall(number, exchange, api.loaded.prefix if api is not None else "", self._masker)

    def _note(self, exchange: Exchange) -> None:
        """Keep an exchange that broke a contract, and tell the observers of each exchange."""
        if exchange.violations:
            is_broken = any(violation.severity == "error" for violation in exchange.violations)
            kept = self._broken if is_broken else self._warned
            kept.append(self._record(self.world.journal.total, exchange))
        if self._session.observers:
            api = self._apis.get(exchange.api or "")
            for observe in self._session.observers:
                observe(exchange, api.loaded if api is not None else None)

    def _refuse(self, host: str, request: Request) -> str:
        """Record a call to a host that no API is published at, and return the client's error message."""
        message = f'no API that is intercepted is published at {host}; intercept(…, allow=["{host}"]) lets calls out'
        violation = Violation("routing.no-host", "header", message, name="Host", seen=host)
        self._record_refusal(request, 421, violation)
        return message

    def _misdirect(
        self, addresses: Sequence[Address], request: Request, target: CallTarget, is_other_server: bool
    ) -> Exchange:
        """Record a call to the host of an API that has none of its addresses, and return the exchange."""
        known = " or ".join(map(str, addresses))
        message = (
            f"{target} does not begin with the published address {known}; call that, or intercept with "
            "lenient_address=True"
        )
        rule: RuleId = "routing.no-host" if is_other_server else "routing.no-path"
        violation = Violation(rule, "path", message, seen=str(target), allowed=known)
        return self._record_refusal(request, 421 if is_other_server else 404, violation)

    def _record_refusal(self, request: Request, status: int, violation: Violation) -> Exchange:
        with self.world.lock:
            at = self.world.clock.now()
            refusal = problem(status, violation.message, [violation])
            exchange = Exchange(request, refusal, self.name, None, None, "engine", (violation,), at, 0.0)
            self.world.journal.record(exchange)
        return exchange


def intercept(
    document: str | Path,
    *,
    host: str | Sequence[str] | None = None,
    allow: str | Sequence[str] = (),
    fixtures: str | Path | None = None,
    lenient_address: bool = False,
    strict: bool = False,
) -> Interception:
    """Respond in process to calls to an API's published addresses, in a sandbox of its own.

    It raises `ContractBroken` at the end if a call broke the contract; with `strict`, if there was a warning as well.

    `document` is a file, relative to the caller's folder or the current one, or the name of a bundled API. `host`
    replaces the published hosts, `lenient_address` lets calls to them have any scheme, port and base path. Calls to
    `allow` (`"*.example.com"`) and to this machine go out; calls to any other host are refused.

        @intercept("openapi.yaml", host="api.acme.io")
        def test_orders() -> None: ...
    """
    folders = (Path(sys._getframe(1).f_code.co_filename).parent, Path.cwd())

    @contextmanager
    def begin() -> Iterator[SandboxApi]:
        with (
            Sandbox(folders=folders, strict=strict) as sandbox,
            sandbox.intercept(
                document, host=host, allow=allow, fixtures=fixtures, lenient_address=lenient_address
            ) as api,
        ):
            yield api

    return Interception(begin)


def _world_name(text: str) -> str:
    """A name that no other sandbox of this process has: `test_rename-7`."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("._-")[:80]
    return f"{plain or 'sandbox'}-{next(_numbers)}"
