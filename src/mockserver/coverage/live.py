"""The coverage of the documents that a running server serves, by all that its worlds are sent."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from ..engine.apis.apis import Api
from ..engine.engine import Engine
from ..engine.exchanges import Exchange
from ..engine.worlds.clock import Clock
from .recording import Coverage
from .summary import Summary, summarize

PENDING = 1000  # exchanges that wait to be counted; the request that adds one more counts them all
PENDING_BYTES = 16_000_000  # the same for their bodies

_log = logging.getLogger("mockserver.coverage")


@dataclass(frozen=True, slots=True)
class LiveSummary:
    """The present coverage."""

    summaries: tuple[Summary, ...]  # one for each API
    since: datetime  # when counting began
    exchanges: int  # counted since, with all APIs
    is_complete: bool  # False: counting began late, with what the journals still held


class LiveCoverage:
    """Counts what a server is sent, once it has been asked to.

    Counting takes about as long as responding does. A server that is not asked for its coverage does nothing for it;
    one that is counts in a thread of its own. Any thread may call any method, but none that holds the lock of a world.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._coverages: dict[str, Coverage] = {}  # by API
        self._pending: deque[Exchange] = deque()
        self._size = 0  # bytes of the bodies that are pending, about
        self._wake = threading.Event()
        self._lock = threading.Lock()  # held by the thread that counts
        self._is_heard = False  # the journals tell their exchanges
        self._since: datetime | None = None  # when counting began
        self._exchanges = 0
        self._is_complete = True

    def begin(self) -> None:
        """Forget what was counted, and count from now on."""
        self._hear()
        with self._lock:
            self._is_complete = True
            self._coverages.clear()
            self._pending.clear()
            self._size = self._exchanges = 0
            self._since = Clock().now()

    def summarize(self, name: str | None = None) -> LiveSummary:
        """Return the coverage of all APIs, or of one.

        If counting has not begun, it begins now, with the exchanges that the journals of all worlds still hold.
        """
        self._hear()
        with self._lock:
            since = self._since or self._begin_with_journals()
            self._count_pending()
            apis = [api for api in self._engine.apis if name is None or api.name == name]
            summaries = tuple(summarize(self._coverage_of(api)) for api in apis)
            return LiveSummary(summaries, since, self._exchanges, self._is_complete)

    # what the journals tell

    def _hear(self) -> None:
        with self._lock:
            if self._is_heard:
                return
            self._is_heard = True
        self._engine.worlds.listen(self._add)
        threading.Thread(target=self._count_forever, name="mockserver-coverage", daemon=True).start()

    def _add(self, exchange: Exchange) -> None:
        """Keep an exchange until it is counted. The caller holds the lock of its world."""
        self._pending.append(exchange)
        self._size += len(exchange.request.body) + len(exchange.response.body)
        # before it has begun, another thread may hold our lock and wait for the world's
        if (len(self._pending) > PENDING or self._size > PENDING_BYTES) and self._since:
            with self._lock:
                self._count_pending()
        else:
            self._wake.set()

    def _begin_with_journals(self) -> datetime:
        """Take what was exchanged before, and return the time; the caller holds the lock."""
        kept: list[Exchange] = []
        worlds = self._engine.worlds
        for name in worlds.names():
            world = worlds.peek(name)
            if world is not None:
                with world.lock:  # then all that its journal holds has been told
                    kept += world.journal
        known = set(map(id, kept))
        told = [exchange for exchange in self._pending if id(exchange) not in known]
        self._pending.clear()
        self._pending.extend((*kept, *told))
        self._is_complete, self._since = False, Clock().now()
        return self._since

    # counting

    def _count_forever(self) -> None:
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._since is not None:
                with self._lock:
                    self._count_pending()

    def _count_pending(self) -> None:
        """Count what waits; the caller holds the lock."""
        self._size = 0
        for _ in range(len(self._pending)):  # not what comes meanwhile, which may never end
            self._count(self._pending.popleft())

    def _count(self, exchange: Exchange) -> None:
        api = self._engine.apis.find(exchange.api) if exchange.api is not None else None
        if api is None or exchange.operation_id is None:
            return
        self._exchanges += 1
        try:
            self._coverage_of(api).record(exchange)
        except Exception as mistake:  # noqa: BLE001 - the next exchange can be counted
            _log.warning(
                "the coverage lacks an exchange with %s of %s: %s: %s",
                exchange.operation_id,
                api.name,
                type(mistake).__name__,
                mistake,
            )

    def _coverage_of(self, api: Api) -> Coverage:
        """Return the counts of an API. Those of the document that it had before --reload stay where its places do."""
        known = self._coverages.get(api.name)
        if known is not None and known.api is api:
            return known
        coverage = self._coverages[api.name] = Coverage(api)
        if known is not None:
            coverage.merge(known.dump())
        return coverage
