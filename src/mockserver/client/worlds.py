"""A world of a running server: `control.world("anna")`."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from .clock import AsyncRemoteClock, RemoteClock
from .exchanging import Steps, ask, ask_for, make_request
from .records import ApiRecord, RemoteCall, Row, SwitchRecord, WorldRecord
from .state import AsyncRemoteState, RemoteState
from .verbs import Asynchronous, Standing, Synchronous, verb

BODY = 1_000_000_000  # bytes of a body that the journal hands out: all of them


class JournalFilters(TypedDict, total=False):
    """The options of `RemoteWorld.journal`."""

    limit: int  # the newest so many; 100 if it is not given
    body_limit: int  # bytes of each body; all if it is not given
    api: str  # "adapter"
    operation_id: str  # "updateCustomConnector"
    violations: bool  # True: those that broke the contract; False: those that kept it


class WorldVerbs:
    """What can be done with a world."""

    _at: Standing

    @property
    def name(self) -> str:
        """`anna`."""
        return self._at.world

    @property
    def headers(self) -> dict[str, str]:
        """What a request to a mocked API needs to reach this world."""
        return {"Mock-World": self.name}

    @verb
    def url(self, api: str) -> Steps[str]:
        """The address of an API in this world, for clients that cannot send `headers`: a browser, another language."""
        found = yield from ask_for(ApiRecord, make_request("get_api", api))
        return f"{self._at.server}/_w/{self.name}{found.prefix}"

    @verb
    def read(self) -> Steps[WorldRecord]:
        """Its name, and how many requests it got."""
        return (yield from ask_for(WorldRecord, make_request("get_world", self._at.world)))

    @verb
    def reset(self) -> Steps[None]:
        """Return to the seed, the default switches and the first identifiers, and empty the journal."""
        yield from ask(make_request("reset_world", self._at.world))

    @verb
    def forget(self) -> Steps[None]:
        """Drop everything the world holds; its next request starts from the seed."""
        yield from ask(make_request("delete_world", self._at.world))

    @verb
    def read_state(self) -> Steps[dict[str, dict[str, tuple[Row, ...]]]]:
        """Every row of every resource of every API."""
        return (yield from ask_for(dict[str, dict[str, tuple[Row, ...]]], make_request("get_state", self._at.world)))

    @verb
    def switches(self) -> Steps[tuple[SwitchRecord, ...]]:
        """The switches of all APIs."""
        return (yield from ask_for(tuple[SwitchRecord, ...], make_request("list_switches", self._at.world), "switches"))

    @verb
    def switch(self, name: str, value: str) -> Steps[SwitchRecord]:
        """Set a switch: `world.switch("idun.reload", "reload_failed")`."""
        wanted = make_request("set_switch", self._at.world, name, body={"value": value})
        return (yield from ask_for(SwitchRecord, wanted))

    @verb
    def journal(self, **filters: Unpack[JournalFilters]) -> Steps[list[RemoteCall]]:
        """The exchanges of this world that the filters let through, in order."""
        query: dict[str, Any] = {"body_limit": BODY, **filters}
        wanted = make_request("list_exchanges", self._at.world, query=query)
        return list(reversed((yield from ask_for(tuple[RemoteCall, ...], wanted, "exchanges"))))

    @verb
    def clear_journal(self) -> Steps[None]:
        """Empty the journal. State, switches and clock stay."""
        yield from ask(make_request("clear_journal", self._at.world))


class RemoteWorld(WorldVerbs, Synchronous):
    """A world: an isolated set of state, prepared responses, faults, switches, clock and journal."""

    def state(self, api: str) -> RemoteState:
        """The state of an API in this world."""
        return RemoteState(self._door, self._at._replace(api=api))

    @property
    def clock(self) -> RemoteClock:
        """The time of this world."""
        return RemoteClock(self._door, self._at)


class AsyncRemoteWorld(WorldVerbs, Asynchronous):
    """A world: as `RemoteWorld`, and what sends a request is awaited."""

    def state(self, api: str) -> AsyncRemoteState:
        """The state of an API in this world."""
        return AsyncRemoteState(self._door, self._at._replace(api=api))

    @property
    def clock(self) -> AsyncRemoteClock:
        """The time of this world."""
        return AsyncRemoteClock(self._door, self._at)
