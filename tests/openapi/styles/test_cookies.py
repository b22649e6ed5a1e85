"""The Cookie header as pairs, and the values in them."""

from __future__ import annotations

import pytest

from mockserver.openapi.messages import Headers
from mockserver.openapi.styles import StyleError, decode_cookie, read_cookie_octets, read_cookie_pairs


@pytest.mark.parametrize(
    ("lines", "pairs"),
    [
        pytest.param(["a=1; b=2"], {"a": ["1"], "b": ["2"]}, id="two"),
        pytest.param(["a=1", "a=2"], {"a": ["1", "2"]}, id="two-fields"),
        pytest.param(["a=1=2"], {"a": ["1=2"]}, id="equals-sign-in-a-value"),
        pytest.param(["a=1; b"], {"a": ["1;b"]}, id="without-equals-sign"),
        pytest.param(["b"], {}, id="without-a-value-before-it"),
        pytest.param(["%61=1; %z=2"], {"a": ["1"], "%z": ["2"]}, id="encoded-names"),
        pytest.param([], {}, id="no-field"),
    ],
)
def test_pairs(lines: list[str], pairs: dict[str, list[str]]) -> None:
    assert read_cookie_pairs(Headers([("cookie", line) for line in lines])) == pairs


@pytest.mark.parametrize(
    ("text", "octets", "decoded"),
    [
        pytest.param("a%2Cb", "a%2Cb", "a,b", id="percent"),
        pytest.param('"ab"', "ab", "ab", id="quoted"),
        pytest.param("", "", "", id="empty"),
    ],
)
def test_values(text: str, octets: str, decoded: str) -> None:
    assert (read_cookie_octets(text), decode_cookie(text)) == (octets, decoded)


@pytest.mark.parametrize("text", ["a b", "a,b", 'a"b', "a\\b", "é"])
def test_other_characters_are_refused(text: str) -> None:
    with pytest.raises(StyleError, match="is not a cookie value"):
        read_cookie_octets(text)
