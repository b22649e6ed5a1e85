"""What a document or a client says cannot move the cursor of a terminal, nor fill it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.printable import clip, shorten, to_line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param("", "", id="nothing"),
        pytest.param("pets é 🦖", "pets é 🦖", id="letters"),
        pytest.param("\x1b[2J\x07", "\\u001b[2J\\u0007", id="escape"),
        pytest.param("a\r\nb\tc", "a\\u000d\\u000ab\\u0009c", id="line-ends"),
        pytest.param("\u202eevil\u2066", "\\u202eevil\\u2066", id="directions"),
        pytest.param("\ud800", "\\ud800", id="half-a-pair"),
    ],
)
def test_a_line(text: str, line: str) -> None:
    assert to_line(text) == line


@given(st.text(st.characters()), st.integers(4, 50))
def test_a_line_is_printable_and_short(text: str, limit: int) -> None:
    line = to_line(text, limit)
    assert line.isprintable()
    assert len(line) <= limit
    assert to_line(line, limit) == line


@given(st.text(), st.integers(4, 50))
def test_a_long_text_keeps_its_beginning_and_its_end(text: str, limit: int) -> None:
    short = shorten(text, limit)
    if len(text) <= limit:
        assert short == text
    else:
        start, end = short.split("…", 1) if "…" not in text else (short[: limit // 2], "")
        assert len(short) == limit
        assert text.startswith(start) and text.endswith(end)


@given(st.text(st.characters()), st.integers(4, 50))
def test_a_clipped_text_is_printable_and_the_beginning_of_a_line(text: str, limit: int) -> None:
    clipped, line = clip(text, limit), to_line(text)
    assert clipped.isprintable()
    if len(line) <= limit:
        assert clipped == line
    else:
        assert len(clipped) == limit
        assert clipped.endswith("…")
        assert line.startswith(clipped[:-1])
