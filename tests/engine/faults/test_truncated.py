"""The end of a body is missing."""

from __future__ import annotations

import pytest

from mockserver.engine.faults.truncated import truncate


@pytest.mark.parametrize(("body", "begun"), [(b"abcd", b"ab"), (b"abc", b"a"), (b"a", b""), (b"", b"")])
def test_the_second_half_is_missing(body: bytes, begun: bytes) -> None:
    assert truncate(body) == begun
