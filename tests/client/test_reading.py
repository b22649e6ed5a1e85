"""JSON made into records, and what is said of JSON that is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import pytest

from mockserver.client.reading import UnexpectedJson, read_json, read_record


@dataclass(frozen=True)
class Inner:
    number: int
    word: Literal["a", "b"] = "a"


@dataclass(frozen=True)
class Outer:
    at: datetime
    inner: tuple[Inner, ...]
    by_name: Mapping[str, Inner]
    share: float
    maybe: Inner | None
    any: Any = field(metadata={"member": "anything"})
    either: int | str = 0
    amount: float | dict[str, float] | None = None


FULL: dict[str, Any] = {
    "at": "2026-06-01T08:15:00.120000Z",
    "inner": [{"number": 1, "word": "b"}, {"number": 2, "word": "newer", "more": True}],
    "by_name": {"x": {"number": 3}},
    "share": 1,
    "maybe": None,
    "anything": [None],
    "amount": 250,
}


def test_a_record_is_read() -> None:
    assert read_record(Outer, FULL) == Outer(
        datetime(2026, 6, 1, 8, 15, 0, 120000, tzinfo=UTC),
        (Inner(1, "b"), Inner(2, "newer")),  # type: ignore[arg-type]  # a newer server knows more words
        {"x": Inner(3)},
        1.0,
        None,
        [None],
        0,
        250,
    )
    assert read_record(Outer, {**FULL, "maybe": {"number": 4}, "amount": {"from": 1}}).amount == {"from": 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"at": "noon"}, "has 'noon' for a time"),
        ({"at": 5}, "has int where another type was expected"),
        ({"inner": {}}, "has dict where"),
        ({"inner": [{}]}, "has no 'number'"),
        ({"by_name": []}, "has list where"),
        ({"share": "1"}, "has str where"),
        ({"maybe": 1}, "has int where"),
        ({"either": None}, "has NoneType where"),
        ({"amount": "much"}, "has str where"),
    ],
)
def test_what_does_not_fit(change: dict[str, Any], message: str) -> None:
    with pytest.raises(UnexpectedJson, match=message):
        read_record(Outer, {**FULL, **change})


def test_a_member_with_another_name_is_missed_by_it() -> None:
    without = {name: value for name, value in FULL.items() if name != "anything"}
    with pytest.raises(UnexpectedJson, match="has no 'anything'"):
        read_record(Outer, without)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json(body: bytes) -> None:
    with pytest.raises(UnexpectedJson, match="is not JSON"):
        read_json(body)
