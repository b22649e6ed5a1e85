"""A world of a running server: `control.world("anna")`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .apis import AsyncRemoteApi, RemoteApi
from .calls import UnmatchedCall
from .clock import AsyncRemoteClock, RemoteClock
from .errors import NotFound
from .exchanging import Steps, ask, ask_for, make_request
from .preparing import PreparingVerbs
from .records import ApiRecord, Row, SnapshotRecord, SwitchRecord, WorldRecord
from .state import AsyncRemoteState, RemoteState, send_seed
from .verbs import verb
from .watching import AsyncWatching, Watching

UNNAMED = "unnamed-"  # begins the names of snapshots for `rollback`


class WorldVerbs(PreparingVerbs):
    """What can be done with a world."""

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
        return (yield from ask_for(WorldRecord, make_request("get_world", self.name)))

    @verb
    def reset(self) -> Steps[None]:
        """Return to the seed, the default switches and the first identifiers, and empty the journal."""
        yield from ask(make_request("reset_world", self.name))

    @verb
    def forget(self) -> Steps[None]:
        """Drop everything the world holds; its next request starts from the seed."""
        yield from ask(make_request("delete_world", self.name))

    @verb
    def fork(self, name: str) -> Steps[WorldRecord]:
        """Make another world that is as this one is now, without its journal and its snapshots."""
        wanted = make_request("create_world", body={"name": name, "from": self.name})
        return (yield from ask_for(WorldRecord, wanted))

    @verb
    def snapshots(self) -> Steps[tuple[SnapshotRecord, ...]]:
        """The snapshots of this world, oldest first."""
        wanted = make_request("list_snapshots", self.name)
        return (yield from ask_for(tuple[SnapshotRecord, ...], wanted, "snapshots"))

    @verb
    def snapshot(self, name: str | None = None) -> Steps[SnapshotRecord]:
        """Remember state, prepared responses, faults, switches and clock, for `restore(name)`, or for `rollback()`."""
        if name is None:
            unnamed = yield from self._find_unnamed()
            name = f"{UNNAMED}{int(unnamed[-1].removeprefix(UNNAMED)) + 1 if unnamed else 1}"
        return (yield from ask_for(SnapshotRecord, make_request("make_snapshot", self.name, name)))

    @verb
    def restore(self, name: str) -> Steps[None]:
        """Return to a snapshot, which stays. The journal stays, too."""
        yield from ask(make_request("restore_snapshot", self.name, name))

    @verb
    def delete_snapshot(self, name: str) -> Steps[None]:
        """Discard a snapshot."""
        yield from ask(make_request("delete_snapshot", self.name, name))

    @verb
    def rollback(self) -> Steps[None]:
        """Return to the last snapshot without a name and discard it; without one, to the beginning, as `reset` does."""
        unnamed = yield from self._find_unnamed()
        if unnamed:
            yield from ask(make_request("restore_snapshot", self.name, unnamed[-1]))
            yield from ask(make_request("delete_snapshot", self.name, unnamed[-1]))
        else:
            yield from ask(make_request("reset_world", self.name))

    @verb
    def read_state(self) -> Steps[dict[str, dict[str, tuple[Row, ...]]]]:
        """Every row of every resource of every API."""
        return (yield from ask_for(dict[str, dict[str, tuple[Row, ...]]], make_request("get_state", self.name)))

    @verb
    def seed(
        self, rows: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]] | Path, *, force: bool = False
    ) -> Steps[int]:
        """Replace all rows of the resources that are named, by API, all or none; a path is that of a YAML file.

        Returns how many rows they have. With `force`, they are not checked against their schemas.
        """
        return (yield from send_seed("seed_state", (self.name,), rows, force=force))

    @verb
    def switches(self) -> Steps[tuple[SwitchRecord, ...]]:
        """The switches of all APIs."""
        return (yield from ask_for(tuple[SwitchRecord, ...], make_request("list_switches", self.name), "switches"))

    @verb
    def switch(self, name: str, value: str) -> Steps[SwitchRecord]:
        """Set a switch: `world.switch("idun.reload", "reload_failed")`."""
        wanted = make_request("set_switch", self.name, name, body={"value": value})
        return (yield from ask_for(SwitchRecord, wanted))

    @verb
    def unmatched(
        self, *, limit: int | None = None, body_limit: int | None = None, after: int | None = None
    ) -> Steps[tuple[UnmatchedCall, ...]]:
        """The requests that were not accepted, newest first, with the operations that they may have meant."""
        query = {"limit": limit, "body_limit": body_limit, "after": after}
        wanted = make_request("list_unmatched", self.name, query=query)
        return (yield from ask_for(tuple[UnmatchedCall, ...], wanted, "exchanges"))

    @verb
    def clear_journal(self) -> Steps[None]:
        """Empty the journal. State, switches and clock stay."""
        yield from ask(make_request("clear_journal", self.name))

    def _find_unnamed(self) -> Steps[list[str]]:
        """The snapshots that were made without a name, oldest first; none if the world does not exist."""
        wanted = make_request("list_snapshots", self.name)
        try:
            found = yield from ask_for(tuple[SnapshotRecord, ...], wanted, "snapshots")
        except NotFound:
            return []
        return [each.name for each in found if each.name.startswith(UNNAMED)]


class RemoteWorld(WorldVerbs, Watching):
    """A world: an isolated set of state, prepared responses, faults, switches, clock and journal."""

    def api(self, name: str) -> RemoteApi:
        """One API in this world."""
        return RemoteApi(self._door, self._at._replace(api=name))

    def state(self, api: str) -> RemoteState:
        """The state of an API in this world."""
        return RemoteState(self._door, self._at._replace(api=api))

    @property
    def clock(self) -> RemoteClock:
        """The time of this world."""
        return RemoteClock(self._door, self._at)


class AsyncRemoteWorld(WorldVerbs, AsyncWatching):
    """A world: as `RemoteWorld`, and what sends a request is awaited."""

    def api(self, name: str) -> AsyncRemoteApi:
        """One API in this world."""
        return AsyncRemoteApi(self._door, self._at._replace(api=name))

    def state(self, api: str) -> AsyncRemoteState:
        """The state of an API in this world."""
        return AsyncRemoteState(self._door, self._at._replace(api=api))

    @property
    def clock(self) -> AsyncRemoteClock:
        """The time of this world."""
        return AsyncRemoteClock(self._door, self._at)
