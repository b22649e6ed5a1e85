"""The types of options: what they read, and the sentence for what they do not."""

from __future__ import annotations

import math

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.cli.options import Delay, Duration, Seconds, Share, Size, Whole


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
    sizes = {
        0: "0B",
        999: "999B",
        2_000: "2kB",
        256_000_000: "256MB",
        10**9: "1GB",
        10 * 1024**2: "10MiB",
        1024: "1KiB",
    }
    assert {size: Size().show(size) for size in sizes} == sizes


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90),
        ("90s", 90),
        ("30m", 1_800),
        ("1h", 3_600),
        ("1.5H", 5_400),
        ("2 d", 172_800),
        ("0", math.inf),
        ("0h", math.inf),
        ("never", math.inf),
        ("Never", math.inf),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["", "h", "-1", "1e9", "nan", "inf", "1w", "1h30m", "1.h", "1\n", "٣h", "9" * 5000])
def test_what_is_not_a_time_gets_a_sentence(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a time; write it like 1h, 30m, 90s or never"):
        Duration().convert(text, None, None)


@given(st.integers(1, 10**8) | st.just(math.inf))
def test_a_duration_is_shown_as_it_can_be_written(seconds: float) -> None:
    assert Duration().convert(Duration().show(seconds), None, None) == seconds


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        (Seconds(0.1, 10), "soon", "'soon' is not a valid number of seconds"),
        (Seconds(0.1, 10), "nan", "'nan' is not a valid number of seconds"),
        (Whole(1, 10), "ten", "'ten' is not a valid integer"),
        (Whole(1, 10), "1.5", "'1.5' is not a valid integer"),
    ],
    ids=str,
)
def test_what_is_not_a_number_is_named_without_the_word_range(
    kind: click.ParamType[float], text: str, words: str
) -> None:
    with pytest.raises(click.BadParameter, match=f"^{words}.$"):
        kind.convert(text, None, None)


@pytest.mark.parametrize(
    ("text", "milliseconds"), [("250", (250, 250)), ("300..900", (300, 900)), ("0", (0, 0)), ("5..5", (5, 5))]
)
def test_a_delay(text: str, milliseconds: tuple[int, int]) -> None:
    assert Delay().convert(text, None, None) == milliseconds


@pytest.mark.parametrize("text", ["", "-1", "1s", "9..3", "..3", "3..", "1...2", "3600001", "1..3600001", "٣", "0.5"])
def test_what_is_no_delay(text: str) -> None:
    with pytest.raises(click.BadParameter, match="is not a delay; write milliseconds, 3600000 at most, like 250 or"):
        Delay().convert(text, None, None)


@pytest.mark.parametrize("text", ["-0.1", "1.1", "nan", "5%"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(click.BadParameter):
        Share().convert(text, None, None)
