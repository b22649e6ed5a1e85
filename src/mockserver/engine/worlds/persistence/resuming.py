"""Worlds that continue with what a state file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from ..clock import Clock
from ..row_budget import StateFull
from ..snapshots import Snapshot
from ..store import Admit, State, Stored
from ..world import Choices, World
from ..worlds import DEFAULT_WORLD, Worlds
from .records import SavedMoment, SavedState, SavedWorlds

Admits = Mapping[str, Admit | None]
"""By API: which rows it may hold; `None` if its document has not changed, so that all of them fit."""


def resume_worlds(
    worlds: Worlds, saved: SavedWorlds, choices: Choices, admits: Admits, tell: Callable[[str], None]
) -> None:
    """Make the worlds of a file in a server that has none yet.

    As after a reload: what an API no longer holds is left out, and so is an API that is not served. `tell` hears of
    what else is left out.
    """
    resumption = _Resumption(worlds, saved, choices, admits)
    if worlds.by_token is not None and saved.key is not None:
        worlds.by_token.key = saved.key
    named = [each for each in saved.worlds if each.name != DEFAULT_WORLD]
    surplus = max(len(named) - worlds.limits.worlds, 0)
    if surplus:
        tell(f"{surplus:,} worlds are left out: --max-worlds allows {worlds.limits.worlds:,}")
    left_out = {each.name for each in named[:surplus]}  # those used last are at the end
    for each in saved.worlds:
        if each.name in left_out:
            continue
        world = worlds.get(each.name)
        with world.lock:
            world.requests = each.requests
            world.rollback(resumption.resume(world, each.holds))
            for name, at, holds in each.snapshots:
                try:
                    world.snapshots.keep(name, replace(resumption.resume(world, holds), at=at))
                except StateFull:
                    tell(f"the snapshot {name} of the world {each.name} is left out: --state-size is too low for it")


class _Resumption:
    """Makes snapshots of what was saved; collections that are shared in the file are shared again."""

    def __init__(self, worlds: Worlds, saved: SavedWorlds, choices: Choices, admits: Admits) -> None:
        self._seeds = worlds.beginning.seeds
        self._counts = worlds.counts_rows
        self._saved = saved
        self._choices = choices
        self._admits = admits
        self._stored: dict[int, Stored] = {}  # by their places in the file

    def resume(self, world: World, holds: SavedMoment) -> Snapshot:
        """What a new world is to hold; what is not in the file is as in the world."""
        kept = {name: value for name, value in holds.switches.items() if value in self._choices.get(name, ())}
        states = {api: self._resume(api, state) for api, state in holds.states.items() if api in self._seeds}
        begun = world.beginning
        clock = Clock(begun.frozen) if holds.clock is None else Clock.from_hands(*holds.clock)
        return replace(world.capture(), states=states, switches={**begun.switches, **kept}, clock=clock)

    def _resume(self, api: str, saved: SavedState) -> State:
        collections = {self._saved.collections[place].name: self._store(place) for place in saved.collections}
        return self._seeds[api].resume(collections, saved.counters, saved.deleted)

    def _store(self, place: int) -> Stored:
        stored = self._stored.get(place)
        if stored is None:
            api, name, rows, gone = self._saved.collections[place]
            seed = self._seeds[api]
            stored = self._stored[place] = seed.store(name, rows, gone, self._admits.get(api), counts=self._counts)
        return stored
