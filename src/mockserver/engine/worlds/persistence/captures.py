"""What worlds hold, looked at again and again without a look at every row."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import NamedTuple

from ..snapshots import Snapshot
from ..world import Beginning, World
from ..worlds import Worlds

_MARGIN = 60.0  # seconds in which a request that was admitted before a look may still change its world


class Capture(NamedTuple):
    """What a world held when it was looked at. Later changes do not change it."""

    name: str
    requests: int
    beginning: Beginning  # from which what it holds differs
    holds: Snapshot
    snapshots: tuple[tuple[str, Snapshot], ...]

    def is_like(self, other: Capture) -> bool:
        """Whether nothing has happened between two looks; no rows are compared."""
        return (
            (self.requests, self.holds.switches, self.holds.clock.hands)
            == (other.requests, other.holds.switches, other.holds.clock.hands)
            and self.beginning is other.beginning
            and len(self.snapshots) == len(other.snapshots)
            and all(mine[1] is others[1] for mine, others in zip(self.snapshots, other.snapshots, strict=True))
            and self._states_are_like(other)
        )

    def _states_are_like(self, other: Capture) -> bool:
        mine, others = self.holds.states, other.holds.states
        return all(
            mine.get(api, seed).is_fork_of(others.get(api, seed), seed)
            for api, seed in self.beginning.seeds.items()
            if api in mine or api in others
        )


class Captures:
    """The captures of all worlds of a server, made by one thread."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self._known: dict[str, Capture] = {}
        self._busy: list[World] = []  # that were in use at the last look
        self._looked = -inf  # when that was, by `time.monotonic`
        self._beginning: Beginning | None = None

    def look(self) -> bool:
        """Look at the worlds that may have changed since the last look; return whether any has, or has ended."""
        now, beginning = monotonic(), self._worlds.beginning
        since = self._looked - _MARGIN if beginning is self._beginning else -inf  # a reload may change every world
        looked_at = {world.name: world for world in (*self._busy, *self._worlds.list_used(since))}
        names = set(self._worlds.names())
        ended = [name for name in self._known if name not in names]
        for name in ended:
            del self._known[name]
        self._busy = [world for world in looked_at.values() if world.is_in_use]
        changed = [world for world in looked_at.values() if world.name in names and self._capture(world)]
        self._looked, self._beginning = now, beginning
        return bool(ended or changed)

    def list_all(self) -> list[Capture]:
        """The latest captures, those of the worlds used last at the end."""
        return [self._known[name] for name in reversed(self._worlds.recent()) if name in self._known]

    def _capture(self, world: World) -> bool:
        """Look at a world; return whether it has changed."""
        capture = capture_world(world)
        if capture is None:
            return False
        before = self._known.get(world.name)
        self._known[world.name] = capture
        return before is None or not capture.is_like(before)


def capture_world(world: World) -> Capture | None:
    """Look at a world; `None` if it has ended."""
    with world.lock:
        if world.has_ended:
            return None
        return Capture(world.name, world.requests, world.beginning, world.capture(), tuple(world.snapshots))
