"""State files that are damaged, foreign or of another version."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from mockserver.engine.worlds.persistence.reading import StateFileError, read_worlds
from mockserver.engine.worlds.persistence.records import SavedWorlds

WHOLE = b"""{"mockserver-state": 1, "version": "1", "key": "00ff", "documents": {"pets": "a"},
 "collections": [{"api": "pets", "name": "pet", "rows": [["1"], ["2", {"id": "2"}]], "gone": ["3"]}],
 "worlds": [{"name": "anna", "requests": 7, "snapshots": [],
   "holds": {"switches": {}, "clock": {"frozen": null, "offset": 0},
     "states": {"pets": {"counters": [["pet", 1]], "deleted": {"pet": [["3", null]]}, "collections": [0]}}}}]}"""


def changed(path: list[str | int], value: Any) -> bytes:
    """The whole file with another value in one place."""
    said = orjson.loads(WHOLE)
    place = said
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return orjson.dumps(said)


HOLDS: list[str | int] = ["worlds", 0, "holds"]


def test_a_whole_file() -> None:
    saved = read_worlds(WHOLE)
    assert (saved.key, saved.documents) == (b"\0\xff", {"pets": "a"})
    [rows] = saved.collections
    assert rows.rows == {"1": None, "2": {"id": "2"}}
    assert rows.gone == {"3"}
    [world] = saved.worlds
    assert (world.name, world.requests, world.holds.states["pets"].counters) == ("anna", 7, {"pet": 1})


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file_says_nothing(content: bytes) -> None:
    assert read_worlds(content) == SavedWorlds()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (WHOLE[:-10], "is damaged: "),
        (b"openapi: 3.1.0", "is not a state file: "),
        (b"\x89PNG", "is not a state file: "),
        (b"{}", "is not a state file: it has no member mockserver-state"),
        (b"[1]", "is not a state file: it has no member mockserver-state"),
        (changed(["mockserver-state"], 2), "has the format 2, which mockserver 1 wrote; this version reads 1"),
        (changed(["mockserver-state"], "1"), "has the format '1', which mockserver 1 wrote; this version reads 1"),
        (changed(["worlds", 0, "requests"], "7"), 'is damaged: /worlds/0/requests "7" is not of type "integer"'),
        (changed(["worlds", 0, "name"], "a b"), "is damaged: /worlds/0/name "),
        (changed(["collections", 0, "rows", 1, 1], 2), "is damaged: /collections/0/rows/1/1 2 is not of type"),
        (changed(["collections", 0, "rows", 1], ["2", {"q": 1}, True]), "is damaged: "),
        (changed(["key"], "xyz"), "is damaged: /key "),
        (changed([*HOLDS, "states", "pets", "collections"], [1]), "is damaged: the state of pets has collections that"),
        (changed([*HOLDS, "clock", "offset"], 10**18), "is damaged: "),
        (changed([*HOLDS, "clock", "offset"], -(10**18)), "is damaged: "),
        (changed([*HOLDS, "clock", "frozen"], "yesterday"), "is damaged: Invalid isoformat string: 'yesterday'"),
        (changed([*HOLDS, "clock", "frozen"], "2026-01-20T15:00:00"), "is damaged: 2026-01-20T15:00:00 has no offset"),
    ],
)
def test_a_file_that_cannot_be_used(content: bytes, sentence: str) -> None:
    with pytest.raises(StateFileError) as raised:
        read_worlds(content)
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)
