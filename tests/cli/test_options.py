"""The types of options: what they read, and the sentence for what they do not."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.cli.options import Size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        ("65536", 65_536),
        ("12B", 12),
        ("256MB", 256_000_000),
        ("256mb", 256_000_000),
        ("256M", 256_000_000),
        ("256 MB", 256_000_000),
        ("256MiB", 256 * 1024**2),
        ("1.5GB", 1_500_000_000),
        ("0.5KiB", 512),
        ("2kB", 2_000),
        ("1TB", 10**12),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert Size().convert(text, None, None) == size


@pytest.mark.parametrize(
    "text", ["", "MB", "-1", "1e9", "nan", "1,000", "256PB", "12ib", "1.MB", "1\n", "٣MB", "9" * 5000, "0x10", "1 0"]
)
def test_what_is_not_a_size_gets_a_sentence(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a size; write it like 256MB"):
        Size().convert(text, None, None)


@given(st.integers(0, 10**15))
def test_a_size_is_shown_as_it_can_be_written(size: int) -> None:
    assert Size().convert(Size().show(size), None, None) == size


def test_the_shortest_unit_is_shown() -> None:
    assert [Size().show(size) for size in (0, 999, 2_000, 256_000_000, 10**9)] == ["0B", "999B", "2kB", "256MB", "1GB"]
