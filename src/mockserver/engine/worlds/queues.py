"""What is set to happen to operations, one thing after the other: prepared responses and faults."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
Key = tuple[str, str]  # ("intercom", "updateDataConnector")


class Queues(Generic[T]):
    """A queue for each operation. A thing that repeats without end is dropped when another is added after it."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: dict[Key, deque[tuple[T, bool]]] = {}  # each with whether it repeats without end

    def add(self, api: str, operation_id: str, things: Sequence[T], times: int | None) -> None:
        """Add `things` in turn, `times` times over; with `None` the last of them repeats without end."""
        queue = self._waiting.setdefault((api, operation_id), deque())
        if times is None:
            queue.extend((thing, False) for thing in things[:-1])
            queue.append((things[-1], True))
        else:
            queue.extend((thing, False) for thing in list(things) * times)

    def take(self, api: str, operation_id: str) -> T | None:
        """The next thing, or `None`."""
        if not self._waiting:
            return None
        queue = self._waiting.get((api, operation_id), ())
        while queue:
            thing, endless = queue[0]
            if endless and len(queue) == 1:
                return thing
            queue.popleft()
            if not endless:
                return thing
        return None

    def clear(self, api: str | None = None) -> None:
        """Remove what is set for one API, or for all."""
        self._waiting = {key: queue for key, queue in self._waiting.items() if api is not None and key[0] != api}

    def copy(self) -> Queues[T]:
        twin = Queues[T]()
        twin._waiting = {key: deque(queue) for key, queue in self._waiting.items()}
        return twin
