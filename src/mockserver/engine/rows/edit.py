"""Changes of the state of one world, kept together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ...openapi.operations import Operation
from ...openapi.parameters import ParameterValues
from ..apis.apis import Api
from ..behaviour import Resource
from ..handlers import Call, HandledOperation, Received
from ..worlds.store import commit_all
from ..worlds.world import World
from ..worlds.worlds import Worlds
from .refusal import StateOvertaken
from .table import Table

T = TypeVar("T")
TRIES = 5  # of a change that another one overtakes


class StateEdit:
    """Reads what a world holds, and changes it when it is committed. The caller is inside the lane `changes`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._calls: dict[str, Call] = {}

    def table(self, api: Api, resource: Resource) -> Table:
        """Return the rows of a resource, with the changes made so far."""
        call = self._calls.get(api.name)
        if call is None:
            with self._world.lock:
                call = self._calls[api.name] = _prepare(api, self._world)
        return Table(api, resource, call)

    def commit(self) -> None:
        """Keep all changes. Raises `StateFull` or `StateOvertaken`, and then keeps none."""
        world = self._world
        with world.lock:
            if world.has_ended or any(
                world.state(api) is not call.transaction.state for api, call in self._calls.items()
            ):
                raise StateOvertaken
            commit_all([call.transaction for call in self._calls.values()])


@contextmanager
def editing(world: World, label: str, patience: float | None = None) -> Iterator[StateEdit]:
    """Change the state of a world: what the `with` block does is kept at its end, and nothing if it raises.

    Other changes wait meanwhile, requests that change nothing do not. `label` says to those who wait what does it.
    Raises `LaneBusy` if another change takes longer than `patience` seconds, and what `commit` raises.
    """
    with world.changes.inside(label, patience):
        edit = StateEdit(world)
        yield edit
        edit.commit()


def edit_world(worlds: Worlds, name: str, label: str, change: Callable[[StateEdit], T], patience: float) -> T:
    """Return what `change` returns for the world of a name, which is made if it is new and the change is kept.

    Raises `TooManyWorlds`, and what `editing` raises; `StateOvertaken` only after several tries.
    """
    for _ in range(TRIES):
        world = worlds.draft(name)
        is_new = worlds.peek(name) is not world
        try:
            with editing(world, label, patience) as edit:
                result = change(edit)
        except StateOvertaken:
            continue
        if not is_new or worlds.keep(world):
            return result
    raise StateOvertaken


def _prepare(api: Api, world: World) -> Call:
    """Return the call that a handler of an operation without rules of its own would get, so that rows are made as by a
    request.
    """
    accepted = [entry for entries in api.behaviour.credentials.values() for entry in entries]
    principal = next((entry.principal for entry in accepted if not entry.rejected), {})
    operation = Operation("", "POST", "", "", (), False, (), None, {}, (), api.document, "")
    handled = HandledOperation(operation, api.name, api.behaviour, api.shapes)
    return Call(handled, Received(ParameterValues()), principal, world, is_isolated=True)
