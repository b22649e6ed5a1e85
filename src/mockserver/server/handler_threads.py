"""Handlers that may block: each runs in a thread when it is its turn, while the event loop goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from ..engine.engine import Engine
from ..engine.exchanges import Exchange
from ..engine.handling import Pending
from ..engine.worlds.lanes import Lane, LaneFull, Ticket, describe_way_out
from .asgi import Receive
from .workers import Workers, settle
from .writing import await_disconnect

THREADS = 256  # handlers at a time, those included that never return
SHORT_WAIT = 1.0  # seconds after which the server looks whether the client is still there
PATIENCE = 10.0  # seconds after which the log says that a handler is still running
_log = logging.getLogger("mockserver.handlers")


class HandlerThreads:
    """Runs the handlers of pending requests."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._workers = Workers("mockserver-handler", THREADS)

    async def run(self, pending: Pending, receive: Receive) -> Exchange | Pending | None:
        """Wait for the request's turn and for its handler; `None` if the client disconnects while it waits."""
        lane = pending.lane
        if lane.occupant is None and self._workers.is_exhausted:
            way = "Send it again when one of them has returned; a restart ends those that do not, which the log names"
            return self._engine.refuse(pending, f"{THREADS} handlers run already", way)
        done: asyncio.Future[Exchange | Pending] = asyncio.get_running_loop().create_future()

        def proceed() -> Exchange | Pending:
            ticket.begin()
            try:
                return self._engine.proceed(pending, lane)
            finally:
                lane.leave(ticket)

        ticket = Ticket(pending.label, lambda: self._workers.submit(partial(settle, done, proceed)))
        try:
            lane.enter(ticket)
        except LaneFull as reason:
            return self._engine.refuse(pending, str(reason))
        try:
            await asyncio.wait((done,), timeout=SHORT_WAIT)
            if not done.done() and not await _wait_longer(done, ticket, lane, receive, partial(_tell, pending)):
                return None
            return done.result()
        finally:
            lane.withdraw(ticket)  # if the server stops


async def _wait_longer(
    done: asyncio.Future[Exchange | Pending], ticket: Ticket, lane: Lane, receive: Receive, tell: Callable[[], None]
) -> bool:
    """Wait until the handler has returned; return whether it has. It has not if the client disconnected before.

    `tell` is called once if the handler has been running for long.
    """
    gone: asyncio.Future[None] = asyncio.ensure_future(await_disconnect(receive))
    awaited: set[asyncio.Future[Any]] = {done, gone}
    is_told = False
    try:
        while not done.done():
            timeout = None if is_told else max(PATIENCE - ticket.seconds, SHORT_WAIT)
            await asyncio.wait(awaited, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if gone.done() and gone in awaited:
                awaited.discard(gone)
                if lane.withdraw(ticket):
                    return False
            if not is_told and ticket.seconds >= PATIENCE and not done.done():
                is_told = True
                tell()
    finally:
        gone.cancel()
    return True


def _tell(pending: Pending) -> None:
    world = pending.arrival.world.name
    who = "changes of this world wait" if pending.step.conduct.changes else "further requests for it wait"
    _log.warning(
        "the handler of %s has been running for %.0f s in the world %r; until it returns, %s; %s",
        *(pending.label, PATIENCE, world, who, describe_way_out(world)),
    )
