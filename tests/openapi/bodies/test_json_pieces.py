"""A long JSON text is read in pieces with the same result as in one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyError, json_pieces, parse_json, strict_json
from mockserver.openapi.bodies.json_pieces import parse_in_pieces
from mockserver.openapi.bodies.strict_json import MAX_DEPTH, parse_strictly
from tests.support.work import count_calls

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda v: st.lists(v) | st.dictionaries(st.text(max_size=2), v), max_leaves=30)
# of these, few make a text with right syntax: each puts a text with a fault somewhere
BROKEN = [*'{}[]",:\\ue0d8-1.NI', "null", "NaN", "\\ud800", '"a":', '"a":1,', "1e999", "9" * 4301, "\xff", "\n", ", "]
PIECES = st.sampled_from([1, 2, 3, 7, 20])


def result(parse: Callable[[bytes], Any], raw: bytes) -> tuple[str, ...]:
    try:
        value = parse(raw)
    except BodyError as reason:
        return (reason.message, reason.allowed, reason.seen)
    return (repr(value),)


def in_pieces_of(size: int, raw: bytes) -> tuple[str, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_pieces, "PIECE", size)
        return result(parse_in_pieces, raw)


@given(VALUES, PIECES, st.booleans(), st.sampled_from([None, 1]))
@settings(max_examples=300)
def test_values(value: Any, size: int, ascii_only: bool, indent: int | None) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only, indent=indent).encode()
    assert in_pieces_of(size, raw) == (repr(json.loads(raw)),)


@st.composite
def broken_texts(draw: st.DrawFn) -> bytes:
    text = json.dumps(draw(VALUES), ensure_ascii=False, indent=draw(st.sampled_from([None, 1])))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(["", *BROKEN])) + text[at + draw(st.integers(0, 2)) :]
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "latin-1"])), "replace")


JUNK = st.lists(st.sampled_from(BROKEN), max_size=30).map(lambda parts: "".join(parts).encode())


@given(broken_texts() | JUNK, PIECES)
@settings(max_examples=1000)
@example(b"[,1]", 1)
@example(b"[1,]", 1)
@example(b'{"a":[1,2],"b":[],"a":3}', 2)
@example(b'{"a":[1,2],"a":[{"x":1,"x":2}],"b":2}', 2)
@example(b'{"a":1,"b":[NaN,{"a":1},2],"a":2}', 2)
@example(b"[1,2}", 1)
@example(b"[1],2", 1)
@example(b'["\\\\","\\"","\\\\\\",",1]', 1)
def test_sentences(raw: bytes, size: int) -> None:
    assume(raw)
    assert in_pieces_of(size, raw) == result(parse_strictly, raw)


@given(st.integers(150, MAX_DEPTH + 50), PIECES, st.sampled_from(["[", "[1,", '{"a":', '{"a":1,"b":']))
def test_depth(depth: int, size: int, opening: str) -> None:
    closing = "]" if opening[0] == "[" else "}"
    raw = (opening * depth + "1" + closing * depth).encode()
    assert in_pieces_of(size, raw) == result(parse_strictly, raw)


@pytest.mark.parametrize("text", ["[]", '{"a":1}', '"a,b"', "1", '[[{"a":[1,2]},"\\\\"],1]', "1e100"])
def test_the_work_grows_with_the_text(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "PIECE", 4096)
    counts = []
    for items in (2_000, 4_000, 8_000):
        raw = f"[{','.join([text] * items)}]".encode()
        with count_calls() as work:
            parse_in_pieces(raw)
        counts.append(work.calls)
    first, second, third = counts
    assert third - second <= 3 * (second - first) + 50


def test_pieces_are_short_although_a_string_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_pieces, "PIECE", 1_000)
    sizes: list[int] = []
    parse = strict_json.parse_quickly

    def watch(raw: bytes) -> Any:
        sizes.append(len(raw))
        return parse(raw)

    monkeypatch.setattr(strict_json, "parse_quickly", watch)
    value = [1] * 5_000 + ["x," * 5_000] + [1] * 5_000
    assert parse_in_pieces(json.dumps(value).encode()) == value
    assert sum(size > 1_100 for size in sizes) == 1
    assert max(sizes) < 12_100


def test_a_long_text_is_read_in_pieces() -> None:
    value = [{"id": index, "tags": ["a", "b"]} for index in range(10_000)]
    assert parse_json(b"\xef\xbb\xbf" + json.dumps(value).encode()) == value
