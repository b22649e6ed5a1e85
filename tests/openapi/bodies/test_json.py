"""JSON is read strictly."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyError, parse_json
from mockserver.openapi.bodies.strict_json import MAX_DEPTH

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda v: st.lists(v) | st.dictionaries(st.text(), v), max_leaves=30)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        pytest.param(b"", "is empty, which is not JSON", id="empty"),
        pytest.param(b" \n", "is empty, which is not JSON", id="blank"),
        pytest.param(b'{"a": 1,\n "b": }', "is not JSON: expecting value at line 2 column 7", id="syntax"),
        pytest.param(b"1 2", "is not JSON: extra data at line 1 column 3", id="two-values"),
        pytest.param(b'"\xff"', "is not UTF-8: byte 1 is 0xff", id="not-utf-8"),
        pytest.param('{"a": 1}'.encode("utf-16"), "is not UTF-8: byte 0 is 0xff", id="utf-16"),
        pytest.param(b'"\xed\xa0\x80"', "is not UTF-8: byte 1 is 0xed", id="raw-surrogate"),
        pytest.param(b"[NaN]", "holds NaN, which JSON does not have", id="nan"),
        pytest.param(b"-Infinity", "holds -Infinity, which JSON does not have", id="infinity"),
        pytest.param(b"-1e400", "holds the number -1e400, which is too large", id="overflow"),
        pytest.param(b"9" * 309 + b".5", f"holds the number {'9' * 118}…, which is too large", id="many-digits"),
        pytest.param(b'["1e400", 1E0400]', "holds the number 1E0400, which is too large", id="exponent-with-a-zero"),
        pytest.param(b'[{"a": 1, "b": 2, "a": 3}]', 'has the key "a" twice in one object', id="duplicate-key"),
        pytest.param(b'{"a": 1, "\\u0061": 3}', 'has the key "a" twice in one object', id="duplicate-key-escaped"),
        pytest.param(b'"\\uD800"', "holds \\ud800, half of a surrogate pair", id="high-surrogate"),
        pytest.param(b'{"\\udc00": 1}', "holds \\udc00, half of a surrogate pair", id="low-surrogate-in-a-key"),
        pytest.param(b"9" * 4301, "holds an integer of more than 4300 digits", id="long-integer"),
        pytest.param(b"[" * 257 + b"]" * 257, "is nested deeper than 256 levels", id="deep"),
        pytest.param(b'{"a":' * 100_000, "is nested deeper than 256 levels", id="very-deep"),
        pytest.param(b"'a'", "is not JSON: expecting value at line 1 column 1", id="single-quotes"),
        pytest.param(b'"a\nb"', "is not JSON: invalid control character at line 1 column 3", id="line-break-in-text"),
    ],
)
def test_refused(raw: bytes, message: str) -> None:
    with pytest.raises(BodyError) as caught:
        parse_json(raw)
    assert caught.value.message == message
    assert len(caught.value.seen) <= 120


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        pytest.param(b"\xef\xbb\xbf[1]", [1], id="byte-order-mark"),
        pytest.param(b'"\\ud83d\\ude00"', "😀", id="surrogate-pair"),
        pytest.param(b'"\\\\ud800"', "\\ud800", id="escaped-backslash"),
        pytest.param(b"18446744073709551616", 2**64, id="beyond-64-bits"),
        pytest.param(b"9" * 4300, 10**4300 - 1, id="longest-integer"),
        pytest.param(b"1e-400", 0.0, id="underflow"),
        pytest.param(b'["1e400", "0x1e400", 1e308]', None, id="exponents-in-text"),
        pytest.param(b"0." + b"1" * 400, None, id="many-decimals"),
        pytest.param(b"[" * 256 + b"]" * 256, None, id="deepest"),
        pytest.param(b'["' + b"[" * 1000 + b'\\"' + b"{" * 1000 + b'"]', None, id="brackets-in-text"),
        pytest.param(b"[" + b"[]," * 1000 + b"[]]", None, id="many-side-by-side"),
    ],
)
def test_accepted(raw: bytes, value: Any) -> None:
    read = parse_json(raw)
    assert read == (value if value is not None else json.loads(raw))


@given(VALUES, st.booleans())
def test_agrees_with_python_on_json(value: Any, ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert parse_json(raw) == json.loads(raw)


JUNK = st.lists(st.sampled_from([*'{}[]",:\\ue0d8-1.NI', "null", "\\ud800", '"a":', "\xff"]), max_size=40)


@given(st.binary() | JUNK.map(lambda parts: "".join(parts).encode("latin-1")))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        value = parse_json(raw)
    except BodyError:
        return
    again = parse_json(json.dumps(value, allow_nan=False, ensure_ascii=False).encode())
    assert again == value
    assert not (isinstance(value, float) and math.isnan(value))


@given(st.integers(1, 2 * MAX_DEPTH), st.sampled_from(["[", '{"[":']))
def test_depth_counts_levels(depth: int, opening: str) -> None:
    closing = "]" if opening == "[" else "}"
    raw = (opening * depth + "1" + closing * depth).encode()
    if depth > MAX_DEPTH:
        with pytest.raises(BodyError, match="nested deeper"):
            parse_json(raw)
    else:
        assert parse_json(raw) == json.loads(raw)
