"""Verbs: methods written once, for synchronous and asynchronous objects."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, NamedTuple, ParamSpec, TypeVar, overload

from .exchanging import Steps

if TYPE_CHECKING:
    from .doors import AsyncDoor, SyncDoor
    from .records import OperationRecord

S = TypeVar("S")
P = ParamSpec("P")
T = TypeVar("T")


class Standing(NamedTuple):
    """What the verbs of an object are about."""

    server: str  # "http://127.0.0.1:8000"
    memory: dict[str, tuple[OperationRecord, ...]]  # the operations of APIs that were looked up
    world: str = ""  # "anna"
    api: str | None = None  # "adapter"; None: all of them
    resource: str = ""  # "connector"


class Synchronous:
    """An object whose verbs return their results."""

    def __init__(self, door: SyncDoor, at: Standing) -> None:
        self._door = door
        self._at = at

    def _run(self, steps: Steps[T]) -> T:
        return self._door.run(steps)


class Asynchronous:
    """An object whose verbs are awaited."""

    def __init__(self, door: AsyncDoor, at: Standing) -> None:
        self._door = door
        self._at = at

    async def _run(self, steps: Steps[T]) -> T:
        return await self._door.run(steps)


class Verb(Generic[S, P, T]):
    """A method that is a generator of steps. An object runs it at its door.

    >>> class Verbs:
    ...     @verb
    ...     def reset(self) -> Steps[None]: ...
    >>> class World(Verbs, Synchronous): ...  # world.reset()
    >>> class AsyncWorld(Verbs, Asynchronous): ...  # await world.reset()
    """

    def __init__(self, steps: Callable[Concatenate[S, P], Steps[T]]) -> None:
        self.steps = steps
        self.__doc__ = steps.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> Verb[S, P, T]: ...
    @overload
    def __get__(self, owner: Synchronous, kind: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, owner: Asynchronous, kind: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, owner: Any, kind: type) -> Any:
        if owner is None:
            return self

        @wraps(self.steps)
        def run(*args: P.args, **options: P.kwargs) -> Any:
            return owner._run(self.steps(owner, *args, **options))

        return run


def verb(steps: Callable[Concatenate[S, P], Steps[T]]) -> Verb[S, P, T]:
    """Make a method a verb."""
    return Verb(steps)
