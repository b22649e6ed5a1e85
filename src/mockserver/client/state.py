"""The state of an API in a world: `world.state("adapter")["connector"]`."""

from __future__ import annotations

from typing import Any

from .exchanging import Steps, ask_for, make_request
from .verbs import Asynchronous, Standing, Synchronous, verb

Row = dict[str, Any]


class StateVerbs:
    """What can be done with the state of an API."""

    _at: Standing

    @verb
    def read(self) -> Steps[dict[str, tuple[Row, ...]]]:
        """The rows of every resource, oldest first, and of the collections that only handlers see."""
        wanted = make_request("get_api_state", self._at.world, self._at.api or "")
        return (yield from ask_for(dict[str, tuple[Row, ...]], wanted))


class RemoteState(StateVerbs, Synchronous):
    """The resources of one API, by name."""


class AsyncRemoteState(StateVerbs, Asynchronous):
    """The resources of one API, by name."""
