"""Large values are freed in steps, except what others still hold."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, ClassVar

import pytest

from mockserver.openapi import dismantling
from mockserver.openapi.dismantling import dismantle


class Leaf:
    """A value whose end is counted."""

    gone: ClassVar[int] = 0

    def __del__(self) -> None:
        Leaf.gone += 1


def nested(levels: int) -> list[Any]:
    value: Any = [Leaf()]
    for level in range(levels):
        value = [value] if level % 2 else {"a": value, "b": Leaf()}
    return [value]


VALUES: dict[str, Callable[[], Any]] = {
    "array": lambda: [Leaf() for _ in range(10_000)],
    "object": lambda: {f"k{number}": Leaf() for number in range(10_000)},
    "arrays": lambda: [[Leaf()] for _ in range(10_000)],
    "objects": lambda: [{"a": [Leaf()]} for _ in range(10_000)],
    "large arrays inside": lambda: {"a": [[Leaf() for _ in range(2_000)] for _ in range(5)], "b": [Leaf()]},
    "deep arrays": lambda: [nested(40) for _ in range(500)],
}


@pytest.mark.parametrize("make", VALUES.values(), ids=VALUES)
def test_no_call_frees_much(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dismantling, "STEP", 16)
    value = make()
    before = at = Leaf.gone
    most = 0

    def look(frame: FrameType, event: str, _: Any) -> None:
        nonlocal at, most
        if frame.f_code is not Leaf.__del__.__code__:
            most, at = max(most, Leaf.gone - at), Leaf.gone

    sys.setprofile(look)
    try:
        dismantle(value)
    finally:
        sys.setprofile(None)
    assert not value
    assert Leaf.gone - before >= 10_000
    assert most <= 16 * 16


def test_what_others_hold_stays() -> None:
    kept = {"deep": [[1], {"a": [2]}]}
    whole = {"items": [{"a": [1, 2]}, kept, kept["deep"], [kept, [3]]], "n": 1}
    inner = whole["items"]
    dismantle(whole)
    assert whole == {}
    assert inner == [{"a": [1, 2]}, kept, kept["deep"], [kept, [3]]]
    assert kept == {"deep": [[1], {"a": [2]}]}
    part = inner[0]
    dismantle(inner)
    assert (part, kept) == ({"a": [1, 2]}, {"deep": [[1], {"a": [2]}]})


def test_an_iterator_holds_what_it_reads() -> None:
    value = [[1, 2, 3]]
    numbers = iter(value[0])
    dismantle(value)
    assert list(numbers) == [1, 2, 3]


@pytest.mark.parametrize("value", [None, "text", b"bytes", 1, [], {}])
def test_nothing_to_dismantle(value: Any) -> None:
    dismantle(value)
