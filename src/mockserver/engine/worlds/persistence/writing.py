"""What worlds hold, as the JSON of a state file, in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import orjson

from ....openapi.version import __version__
from ..clock import Clock
from ..snapshots import Snapshot
from ..store import Row, State
from ..world import Beginning
from .captures import Capture
from .records import FORMAT, VERSION
from .values import UnwritableRow, mark_number, mark_text, write_row

Warn = Callable[[str], None]
_MICROSECOND = timedelta(microseconds=1)


class _Collections:
    """The collections of all worlds and snapshots that differ from their seeds, each once."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}  # by the identity of their rows
        self.listed: list[tuple[str, str, dict[str, Row], Mapping[str, Row]]] = []  # API, name, rows and those seeded

    def number(self, api: str, name: str, rows: dict[str, Row], seeded: Mapping[str, Row]) -> int:
        """The place of a collection in the list, added if it is new."""
        number = self._numbers.setdefault(id(rows), len(self.listed))
        if number == len(self.listed):
            self.listed.append((api, name, rows, seeded))
        return number


def write_worlds(
    captures: Iterable[Capture], documents: Mapping[str, str], key: bytes | None, warn: Warn
) -> Iterator[bytes]:
    """Yield a state file, a row at a time, so that other threads can go on. `warn` hears of rows that are left out."""
    collections = _Collections()
    worlds = [_describe_world(capture, collections) for capture in captures]
    head = {FORMAT: VERSION, "version": __version__, "key": None if key is None else key.hex(), "documents": documents}
    yield orjson.dumps(head)[:-1] + b',\n"collections":['
    for number, collection in enumerate(collections.listed):
        yield from _write_collection(*collection, warn, begin=b",\n" if number else b"\n")
    yield b'],\n"worlds":['
    for number, world in enumerate(worlds):
        yield (b",\n" if number else b"\n") + orjson.dumps(world)
    yield b"]}\n"


def _write_collection(
    api: str, name: str, rows: dict[str, Row], seeded: Mapping[str, Row], warn: Warn, begin: bytes
) -> Iterator[bytes]:
    gone = [mark_text(identifier) for identifier in seeded if identifier not in rows]
    yield begin + orjson.dumps({"api": api, "name": name, "gone": gone})[:-1] + b',"rows":['
    separator = b"\n"
    for identifier, row in rows.items():
        try:
            content = _write_row(identifier, row, is_seeded=row is seeded.get(identifier))
        except UnwritableRow as reason:
            warn(f"the row {identifier!r} of {api}.{name} is not saved: {reason}")
            continue
        yield separator + content
        separator = b",\n"
    yield b"]}"


def _write_row(identifier: str, row: Row, *, is_seeded: bool) -> bytes:
    key = orjson.dumps(mark_text(identifier))
    if is_seeded:
        return b"[" + key + b"]"
    content, is_plain = write_row(row)
    return b"[" + key + b"," + content + (b"]" if is_plain else b",true]")


def _describe_world(capture: Capture, collections: _Collections) -> dict[str, Any]:
    return {
        "name": capture.name,
        "requests": capture.requests,
        "holds": _describe_moment(capture.holds, capture.beginning, collections),
        "snapshots": [
            {
                "name": name,
                "at": snapshot.at.isoformat(),
                "holds": _describe_moment(snapshot, capture.beginning, collections),
            }
            for name, snapshot in capture.snapshots
        ],
    }


def _describe_moment(holds: Snapshot, beginning: Beginning, collections: _Collections) -> dict[str, Any]:
    """What differs from the beginning, so that another one, such as with another `--freeze-time`, decides the rest."""
    seeds, usual = beginning.seeds, beginning.switches
    frozen, offset = holds.clock.hands
    clock = {"frozen": None if frozen is None else frozen.isoformat(), "offset": offset // _MICROSECOND}
    return {
        "switches": {name: value for name, value in holds.switches.items() if usual.get(name) != value},
        "clock": None if (frozen, offset) == Clock(beginning.frozen).hands else clock,
        "states": {
            api: _describe_state(api, state, seeds[api], collections)
            for api, state in holds.states.items()
            if api in seeds
        },
    }


def _describe_state(api: str, state: State, seed: State, collections: _Collections) -> dict[str, Any]:
    counters, deleted = state.memory
    return {
        "counters": [[mark_text(name), mark_number(number)] for name, number in counters.items()],
        "deleted": {
            name: [[mark_text(each), None if before is None else mark_text(before)] for each, before in known.items()]
            for name, known in deleted.items()
        },
        "collections": [collections.number(api, name, rows, seeded) for name, rows, seeded in state.iter_changed(seed)],
    }
