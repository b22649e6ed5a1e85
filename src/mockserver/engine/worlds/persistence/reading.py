"""A state file as plain data."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import jsonschema_rs
import orjson

from ..clock import Clock
from .records import FORMAT, VERSION, SavedMoment, SavedRows, SavedState, SavedWorld, SavedWorlds
from .values import read_row


class StateFileError(Exception):
    """Raised for a text that is no state file; its text continues a sentence about it: `is damaged: …`."""


def read_worlds(content: bytes) -> SavedWorlds:
    """Read a state file; an empty one says nothing. Raises `StateFileError`."""
    if not content.strip():
        return SavedWorlds()
    try:
        said = orjson.loads(content)
    except ValueError as reason:
        kind = "is damaged" if content.lstrip().startswith(b'{"' + FORMAT.encode()) else "is not a state file"
        raise StateFileError(f"{kind}: {reason}") from None
    if not isinstance(said, dict) or FORMAT not in said:
        raise StateFileError(f"is not a state file: it has no member {FORMAT}")
    if said[FORMAT] != VERSION:
        writer = f", which mockserver {said['version']} wrote" if isinstance(said.get("version"), str) else ""
        raise StateFileError(f"has the format {said[FORMAT]!r}{writer}; this version reads {VERSION}")
    broken = next(_validator().iter_errors(said), None)
    if broken is not None:
        where = "".join(f"/{part}" for part in broken.instance_path)
        raise StateFileError(f"is damaged: {where} {broken.message}"[:300])
    try:
        return _read(said)
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError) as reason:
        raise StateFileError(f"is damaged: {reason}") from None


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = json.loads(files(__package__).joinpath("state.schema.json").read_text(encoding="utf-8"))
    return jsonschema_rs.Draft202012Validator(schema)


def _read(said: dict[str, Any]) -> SavedWorlds:
    collections = tuple(_read_rows(each) for each in said["collections"])
    return SavedWorlds(
        worlds=tuple(_read_world(each, collections) for each in said["worlds"]),
        collections=collections,
        documents=said["documents"],
        key=None if said["key"] is None else bytes.fromhex(said["key"]),
    )


def _read_rows(said: dict[str, Any]) -> SavedRows:
    rows: dict[str, Any] = {}
    for key, *content in said["rows"]:
        rows[read_row(key)] = (read_row(content[0]) if len(content) > 1 else content[0]) if content else None
    return SavedRows(said["api"], said["name"], rows, frozenset(read_row(key) for key in said["gone"]))


def _read_world(said: dict[str, Any], collections: tuple[SavedRows, ...]) -> SavedWorld:
    snapshots = tuple(
        (each["name"], _read_moment(each["at"]), _read_holds(each["holds"], collections)) for each in said["snapshots"]
    )
    return SavedWorld(said["name"], said["requests"], _read_holds(said["holds"], collections), snapshots)


def _read_holds(said: dict[str, Any], collections: tuple[SavedRows, ...]) -> SavedMoment:
    clock, states = said["clock"], {}
    for api, state in said["states"].items():
        numbers = tuple(state["collections"])
        if not all(number < len(collections) and collections[number].api == api for number in numbers):
            raise ValueError(f"the state of {api} has collections that are not in the file")
        deleted = {
            name: {read_row(each): read_row(before) for each, before in known}
            for name, known in state["deleted"].items()
        }
        states[api] = SavedState(
            {read_row(name): read_row(number) for name, number in state["counters"]}, deleted, numbers
        )
    return SavedMoment(said["switches"], None if clock is None else _read_hands(clock), states)


def _read_hands(said: dict[str, Any]) -> tuple[datetime | None, timedelta]:
    frozen = None if said["frozen"] is None else _read_moment(said["frozen"])
    clock = Clock.from_hands(frozen, timedelta(microseconds=said["offset"]))
    clock.now()  # raises OverflowError beyond the year 9999
    return clock.hands


def _read_moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no offset from UTC")
    return moment
