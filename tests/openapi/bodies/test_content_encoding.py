"""Content-Encoding is undone, within a limit."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyError, BodyTooLarge, read_content_encoding

LIMIT = 100_000
TEXT = b"a pet " * 50
GZIPPED = gzip.compress(TEXT)


def raw_deflate(raw: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(raw) + engine.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
}


@given(st.binary(max_size=500), st.lists(st.sampled_from(sorted(ENCODERS)), max_size=4))
def test_decoding_undoes_encoding(raw: bytes, codings: list[str]) -> None:
    encoded = raw
    for coding in codings:
        encoded = ENCODERS[coding](encoded)
    assert read_content_encoding(", ".join(codings), encoded, LIMIT) == raw


@pytest.mark.parametrize(
    ("encoding", "raw", "expected"),
    [
        pytest.param(None, TEXT, TEXT, id="none"),
        pytest.param("deflate", raw_deflate(TEXT), TEXT, id="deflate-without-container"),
        pytest.param("gzip", GZIPPED + GZIPPED, TEXT + TEXT, id="gzip-members"),
        pytest.param("gzip", b"", b"", id="no-body"),
        pytest.param(" , gzip", GZIPPED, TEXT, id="empty-list-element"),
    ],
)
def test_read(encoding: str | None, raw: bytes, expected: bytes) -> None:
    assert read_content_encoding(encoding, raw, LIMIT) == expected


@pytest.mark.parametrize(
    ("encoding", "raw", "message"),
    [
        pytest.param("br", TEXT, "has the Content-Encoding br, which is not understood", id="unknown"),
        pytest.param("gzip, zstd", TEXT, "has the Content-Encoding zstd, which is not understood", id="one-unknown"),
        pytest.param("gzip", TEXT, "is not valid gzip: incorrect header check", id="not-gzip"),
        pytest.param("gzip", GZIPPED[:-9], "is not valid gzip: the data end too early", id="truncated"),
        pytest.param("gzip", GZIPPED + b"x", "is not valid gzip: the data end too early", id="trailing-byte"),
        pytest.param("deflate", b"\xff\xff", "is not valid deflate: incorrect header check", id="not-deflate"),
        pytest.param("deflate", zlib.compress(TEXT) + b"x", "is not valid deflate: data follow its end", id="trailing"),
        pytest.param("gzip," * 5, TEXT, "has 5 content codings on top of each other", id="tower"),
        pytest.param(
            "gzip", gzip.compress(b"") * 101, "is not valid gzip: more than 100 members follow each other", id="members"
        ),
    ],
)
def test_refused(encoding: str, raw: bytes, message: str) -> None:
    with pytest.raises(BodyError) as caught:
        read_content_encoding(encoding, raw, LIMIT)
    assert caught.value.message == message
    assert not isinstance(caught.value, BodyTooLarge)


BOMB = gzip.compress(b"\0" * 50_000_000, compresslevel=1)


@pytest.mark.parametrize(
    ("encoding", "raw"),
    [
        pytest.param(None, b"x" * (LIMIT + 1), id="plain"),
        pytest.param("gzip", gzip.compress(b"x" * (LIMIT + 1)), id="one-byte-too-many"),
        pytest.param("gzip", gzip.compress(b"x" * LIMIT) + gzip.compress(b"x"), id="second-member"),
        pytest.param("deflate", zlib.compress(b"x" * (LIMIT + 1)), id="deflate"),
        pytest.param("deflate", raw_deflate(b"x" * (LIMIT + 1)), id="deflate-without-container"),
        pytest.param("gzip, gzip", gzip.compress(BOMB), id="bomb-in-a-bomb"),
    ],
)
def test_too_large(encoding: str | None, raw: bytes) -> None:
    with pytest.raises(BodyTooLarge, match="is larger than 100000 bytes"):
        read_content_encoding(encoding, raw, LIMIT)


def test_exactly_the_limit_is_allowed() -> None:
    assert len(read_content_encoding("gzip", gzip.compress(b"x" * LIMIT), LIMIT)) == LIMIT


def test_a_bomb_is_not_inflated() -> None:
    tracemalloc.start()
    try:
        with pytest.raises(BodyTooLarge):
            read_content_encoding("gzip", BOMB, 300_000)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(), st.text(max_size=20) | st.sampled_from(["gzip", "deflate", "gzip, deflate"]))
def test_any_bytes_are_read_or_refused(raw: bytes, encoding: str) -> None:
    with suppress(BodyError):
        assert isinstance(read_content_encoding(encoding, raw, 1000), bytes)
