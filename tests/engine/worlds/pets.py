"""Worlds with one API, `pets`, one row and one switch."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from mockserver.engine.worlds.store import State, Transaction
from mockserver.engine.worlds.world import World
from mockserver.engine.worlds.worlds import Worlds

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)


def some_worlds(**options: Any) -> Worlds:
    return Worlds({"pets": State({"pet": {"1": {"id": "1"}}})}, {"pets.mood": "calm"}, **options)


def add_pet(world: World, identifier: str) -> None:
    transaction = Transaction(world.state("pets"))
    transaction.put("pet", identifier, {"id": identifier})
    transaction.commit()
