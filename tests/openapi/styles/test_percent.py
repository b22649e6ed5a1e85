"""Percent-encoding, both ways."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.styles import StyleError, decode_percent, decode_plain, decode_query, encode_percent, percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param("a/b c", "a%2Fb%20c", id="reserved"),
        pytest.param("aZ09-._~", "aZ09-._~", id="unreserved"),
        pytest.param("é", "%C3%A9", id="utf-8"),
        pytest.param(True, "true", id="boolean"),
        pytest.param(None, "", id="null"),
    ],
)
def test_encode(value: Any, text: str) -> None:
    assert encode_percent(value) == text


@given(st.text())
def test_decoding_reverses_encoding(text: str) -> None:
    assert decode_percent(encode_percent(text)) == decode_query(encode_percent(text)) == text


@given(st.text(alphabet="a%4é", max_size=12), st.integers(3, 6))
def test_long_texts_are_decoded_as_short_ones(text: str, piece: int) -> None:
    """They are cut into pieces, here of a few characters, but never within an escape."""

    def decode() -> str:
        try:
            return decode_percent(text)
        except StyleError as reason:
            return str(reason)

    whole = decode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(percent, "_PIECE", piece)
        assert decode() == whole


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("50%", "has a % at character 3", id="lone"),
        pytest.param("%zz", "has a % at character 1", id="not-hexadecimal"),
        pytest.param("%ff", "is not UTF-8", id="not-utf-8"),
        pytest.param("\ud800", "half of a surrogate pair", id="surrogate"),
    ],
)
def test_malformed(text: str, message: str) -> None:
    with pytest.raises(StyleError, match=message):
        decode_percent(text)


def test_a_plus_is_a_space_only_in_a_query() -> None:
    assert (decode_query("a+b"), decode_percent("a+b")) == ("a b", "a+b")


def test_header_fields_are_not_percent_encoded() -> None:
    assert decode_plain("a%20b") == "a%20b"
