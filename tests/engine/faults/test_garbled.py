"""Garbled bytes are no text, and as many as before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.faults.garbled import garble


@given(st.text(min_size=1, max_size=40))
def test_garbled_text_is_no_text(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass")
    wrong = garble(body)
    assert len(wrong) == len(body)
    with pytest.raises(UnicodeDecodeError):
        wrong.decode()


def test_nothing_to_garble() -> None:
    assert garble(b"") == b""
