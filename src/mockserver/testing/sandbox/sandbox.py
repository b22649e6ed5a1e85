"""A sandbox: one world of its own, the APIs that are in it, and whether they were treated as they should be."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from ...engine.apis.apis import Api, Apis, bundled_names
from ...engine.engine import Engine
from ...engine.exchanges import Exchange
from ...engine.settings import Settings
from ...engine.worlds.store import State
from ...engine.worlds.worlds import Snapshot, World, Worlds
from ...openapi.documents import is_remote
from ...openapi.errors import MockserverError, SandboxError, UnknownName
from ...openapi.messages import Request
from ...openapi.problems import problem
from ...openapi.rules import RuleId, Violation
from ..calls.conversation import describe, summarize
from ..calls.recorded_call import RecordedCall
from ..transports.interceptors import Interceptor, plug_in, pull_out
from .api import SandboxApi
from .clock import SandboxClock
from .interception import Interception
from .session import Library
from .settings import change_settings, with_keywords_of

FIXTURE_FILES = ("behaviour.yaml", "seed.yaml", "handlers.py")
BROKEN_LIMIT = 1000  # exchanges with violations that are kept, however long the test
Allowed = bool | str | Sequence[str]
"""Violations a test may cause: all, or those of rules like `body.*`."""

_numbers = count(1)
__tracebackhide__ = True  # pytest shows the line of the test, not ours


class ContractBroken(AssertionError):
    """The code under test broke the contract of an API; the message has the conversation."""


class Sandbox:
    """APIs in process, in a world that nobody else sees.

    >>> with Sandbox() as sandbox:
    ...     api = sandbox.api("intercom")
    ...     api.httpx().get("/data_connectors", headers={"Authorization": "Bearer intercom_sandbox"}).status_code
    200

    Leaving the block fails with `ContractBroken` when a request broke the contract or no operation was meant.
    """

    def __init__(
        self, name: str = "sandbox", *, folders: Sequence[Path] | None = None, library: Library | None = None
    ) -> None:
        self.name = _world_name(name)  # "test_rename-7"
        self._folders = folders or (Path(sys._getframe(1).f_code.co_filename).parent, Path.cwd())
        self._owns_library = library is None
        self._library = library or Library()
        self._apis: dict[str, SandboxApi] = {}
        self._fixtures: dict[str, Path] = {}
        self._seeds: dict[str, State] = {}
        self._settings = Settings()
        self._worlds = Worlds(self._seeds, listeners=[self._note])
        self._engine = Engine(Apis(()), self._worlds, self._settings)
        self._broken: deque[RecordedCall] = deque(maxlen=BROKEN_LIMIT)
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
        """Everything that this sandbox alone can change."""
        return self._worlds.get(self.name)

    @property
    def clock(self) -> SandboxClock:
        """The time of this sandbox; all its APIs go by it."""
        return SandboxClock(self.world)

    # APIs

    def api(self, name: str) -> SandboxApi:
        """An API by the name it is served under here, or a bundled one: adapter, idun, intercom, siro."""
        found = self._apis.get(name)
        if found is not None:
            return found
        if name not in bundled_names():
            raise UnknownName.among("API", name, [*self._apis, *bundled_names()], "the sandbox")
        return self._add(self._library.load_bundled(name))

    def serve(self, document: str | Path, *, fixtures: str | Path | None = None, name: str | None = None) -> SandboxApi:
        """An API of your own, from a file or an http(s) address.

        `fixtures` is the folder with its `behaviour.yaml`, `seed.yaml` and `handlers.py`, or the folder above, as
        `mockserver serve --fixtures` takes it. Both are looked for beside the test, then where pytest began, then in
        the current folder.
        """
        address = str(document) if is_remote(str(document)) else self._find(document, "document")
        folder = self._find_fixtures(fixtures, name or Path(address).stem) if fixtures is not None else None
        try:
            api = self._library.load(address, folder, name)
        except MockserverError as reason:
            raise reason.with_traceback(None) from None  # where we read it helps nobody
        present = self._apis.get(api.name)
        if present is None:
            if folder is not None:
                self._fixtures[api.name] = folder
            return self._add(api)
        if present.loaded is not api:
            raise SandboxError(f"{api.name!r} is served here already; say name=… for {document}")
        return present

    @with_keywords_of(Settings)
    def configure(self, **settings: object) -> None:
        """How all APIs here answer from now on, as the options of `mockserver serve` say: `strict_query=True`.

        `validate_requests` is `"on"`, `"warn"` or `"off"`; `dynamic`, `strict_query` and `auth` are true or false;
        `seed` and `locale` are those of dynamic values.
        """
        self._settings = change_settings(self._settings, settings)
        self._start_engine()

    def intercept(
        self,
        document: str | Path,
        *,
        host: str | Sequence[str] | None = None,
        allow: str | Sequence[str] = (),
        fixtures: str | Path | None = None,
    ) -> Interception:
        """Respond in process to calls by httpx, requests or urllib3 to an API's published hosts.

        `document` is an API's name here, a bundled one's, or a file. `host` stands in for the published hosts; calls to
        `allow` (`"*.example.com"`) and to this machine go out, calls to any other host are refused.
        """
        known = str(document) in self._apis or str(document) in bundled_names()
        api = self.api(str(document)) if known else self.serve(document, fixtures=fixtures)
        hosts = set(hosts_of(host) or api.loaded.hosts)
        if not hosts:
            raise SandboxError(f"{api.loaded.document.name} publishes no host; say host='api.example.com'")
        line = api.line_to(hosts)
        allowed = (allow,) if isinstance(allow, str) else tuple(allow)

        @contextmanager
        def begin() -> Iterator[SandboxApi]:
            interceptor = Interceptor(line, allowed, self._refuse)
            plug_in(interceptor)
            try:
                yield api
            finally:
                pull_out(interceptor)

        return Interception(begin)

    # what was said

    @property
    def journal(self) -> list[RecordedCall]:
        """Every exchange of this sandbox, in order; of very many the last."""
        with self.world.lock:
            exchanges, first = list(self.world.journal), self.world.journal.total - len(self.world.journal) + 1
        return [self._entry(first + place, exchange) for place, exchange in enumerate(exchanges)]

    def violations(self, allowed: Allowed = False) -> list[tuple[RecordedCall, list[Violation]]]:
        """The exchanges in which the code under test broke a contract, each with what is not allowed."""
        if allowed is True:
            return []
        globs = [allowed] if isinstance(allowed, str) else list(allowed or ())
        found = []
        for entry in tuple(self._broken):
            kept = [v for v in entry.violations if _is_callers(v, entry) and not _is_any(v.rule, globs)]
            if kept:
                found.append((entry, kept))
        return found

    def conversation(self) -> str:
        """What was said, for people: every exchange, and what was wrong with it."""
        entries = self.journal
        apis = {name: api.loaded for name, api in self._apis.items()}
        return describe(entries, apis, self._fixtures, self.world.journal.total - len(entries))

    def check(self, allowed: Allowed = False) -> None:
        """Fail with `ContractBroken` when the code under test broke a contract."""
        found = self.violations(allowed)
        if found:
            raise ContractBroken(f"{complain(found)}\n\n{self.conversation()}")

    # going back

    def snapshot(self) -> None:
        """Remember what all APIs hold, what they are to answer, and the clock."""
        self._snapshots.append(self.world.snapshot())

    def rollback(self) -> None:
        """Return to the last snapshot, which is used up; without one to the beginning. The journal stays."""
        if self._snapshots:
            self.world.rollback(self._snapshots.pop())
        else:
            self.world.rollback(self._beginning)

    # behind

    def respond(self, request: Request, early: Sequence[Violation] = ()) -> Exchange:
        """What the engine answers; for transports."""
        return self._engine.respond(request, early)

    def connect(self) -> str:
        """The address of the session's one real server, which answers for this world from now on."""
        return self._library.connect(self.name, lambda: self._engine)

    def close(self) -> None:
        """Stop responding over the network."""
        self._library.disconnect(self.name)
        if self._owns_library:
            self._library.close()

    def _add(self, api: Api) -> SandboxApi:
        self._seeds[api.name] = api.seed
        added = self._apis[api.name] = SandboxApi(self, api)
        self._start_engine()
        return added

    def _start_engine(self) -> None:
        self._engine = Engine(Apis(each.loaded for each in self._apis.values()), self._worlds, self._settings)

    def _find_fixtures(self, path: str | Path, name: str) -> Path:
        """The folder itself where it has a fixture file, else the one in it that is named like the API."""
        folder = self._find(path, "fixtures folder")
        if any((folder / file).exists() for file in FIXTURE_FILES):
            return folder
        if (folder / name).is_dir():
            return folder / name
        raise SandboxError(f"{folder} has no {' or '.join(FIXTURE_FILES)}, and no folder {name}/")

    def _find(self, path: str | Path, what: str) -> Path:
        wanted = Path(path)
        tried = list(dict.fromkeys((folder / wanted).resolve() for folder in self._folders))
        for file in tried:
            if file.exists():
                return file
        raise SandboxError(f"there is no {what} {str(path)!r}; looked for {', '.join(str(file) for file in tried)}")

    def _entry(self, number: int, exchange: Exchange) -> RecordedCall:
        api = self._apis.get(exchange.api or "")
        return RecordedCall(number, exchange, api.loaded.prefix if api is not None else "")

    def _note(self, exchange: Exchange) -> None:
        if exchange.violations:
            self._broken.append(self._entry(self.world.journal.total, exchange))
        if self._library.observers:
            api = self._apis.get(exchange.api or "")
            for observe in self._library.observers:
                observe(exchange, api.loaded if api is not None else None)

    def _refuse(self, host: str, request: Request) -> str:
        """Note a call to a host that nobody stands in for; the sentence that says so."""
        message = f'no API that is intercepted is published at {host}; intercept(…, allow=["{host}"]) lets calls out'
        violation = Violation("routing.no-host", "header", message, name="Host", seen=host)
        with self.world.lock:
            at = self.world.clock.now()
            answer = problem(421, message, [violation])
            self.world.journal.record(Exchange(request, answer, self.name, None, None, "engine", (violation,), at, 0.0))
        return message


def complain(found: Sequence[tuple[RecordedCall, list[Violation]]]) -> str:
    """What was wrong, in short: each exchange and its violations."""
    rules = ", ".join(dict.fromkeys(violation.rule for _, violations in found for violation in violations))
    head = "1 request broke its contract" if len(found) == 1 else f"{len(found)} requests broke their contract"
    return "\n".join([f"{head} ({rules}):", *(summarize(entry, violations) for entry, violations in found)])


def hosts_of(host: str | Sequence[str] | None) -> tuple[str, ...]:
    """Host names, of what may also be whole addresses."""
    given = (host,) if isinstance(host, str) else tuple(host or ())
    return tuple(
        (urlsplit(each).hostname or each if "://" in each else each.partition(":")[0]).lower() for each in given
    )


def _is_callers(violation: Violation, entry: RecordedCall) -> bool:
    """A documented example that breaks its schema is nobody's fault who asked for it by name."""
    return violation.location != "response" or entry.exchange.source == "engine"


def _is_any(rule: RuleId, globs: Sequence[str]) -> bool:
    return any(fnmatchcase(rule, glob) for glob in globs)


def _world_name(text: str) -> str:
    """A name no other sandbox of this process has: `test_rename-7`."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("._-")[:80]
    return f"{plain or 'sandbox'}-{next(_numbers)}"
