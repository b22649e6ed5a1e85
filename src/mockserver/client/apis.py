"""One API in a world of a running server: `world.api("adapter")`."""

from __future__ import annotations

from .exchanging import Steps, ask_for, make_request
from .preparing import PreparingVerbs
from .records import ApiRecord, SwitchRecord
from .state import AsyncRemoteState, RemoteState
from .verbs import verb
from .watching import AsyncWatching, Watching


class ApiVerbs(PreparingVerbs):
    """What can be done with one API."""

    @property
    def name(self) -> str:
        """`adapter`."""
        return self._at.api or ""

    @verb
    def url(self) -> Steps[str]:
        """The address of this API in its world."""
        found = yield from ask_for(ApiRecord, make_request("get_api", self.name))
        return f"{self._at.server}/_w/{self._at.world}{found.prefix}"

    @verb
    def switch(self, name: str, value: str) -> Steps[SwitchRecord]:
        """Set one of the API's switches: `api.switch("reload", "reload_failed")`."""
        wanted = make_request("set_switch", self._at.world, f"{self.name}.{name}", body={"value": value})
        return (yield from ask_for(SwitchRecord, wanted))

    def __repr__(self) -> str:
        return f"<{self.name} in {self._at.world} at {self._at.server}>"


class RemoteApi(ApiVerbs, Watching):
    """One API in a world: what `sandbox.api(…)` is in pytest."""

    @property
    def state(self) -> RemoteState:
        """Resources by name; each is a mapping of identifiers to rows."""
        return RemoteState(self._door, self._at)


class AsyncRemoteApi(ApiVerbs, AsyncWatching):
    """One API in a world: as `RemoteApi`, and what sends a request is awaited."""

    @property
    def state(self) -> AsyncRemoteState:
        """Resources by name."""
        return AsyncRemoteState(self._door, self._at)
