"""A slow body comes in pieces, together as slowly as it should."""

from __future__ import annotations

import pytest

from mockserver.engine.faults.slow import iter_drips


@pytest.mark.parametrize(
    ("bytes_per_second", "pieces"),
    [
        pytest.param(20, [b"ab", b"cd", b"e"], id="two-a-tick"),
        pytest.param(1, [b"a", b"b", b"c", b"d", b"e"], id="less-than-one-a-tick"),
        pytest.param(1000, [b"abcde"], id="more-than-there-are"),
    ],
)
def test_pieces(bytes_per_second: float, pieces: list[bytes]) -> None:
    drips = list(iter_drips(b"abcde", bytes_per_second))
    assert [piece for _, piece in drips] == pieces
    assert sum(seconds for seconds, _ in drips) == pytest.approx(5 / bytes_per_second)


def test_nothing_to_send() -> None:
    assert list(iter_drips(b"", 1)) == []
