"""The bytes of a multipart body, cut into parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import BodyError
from mockserver.openapi.bodies.multipart_parts import find_boundary, read_filename, split_parts

NAMED = b'Content-Disposition: form-data; name="n"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n5'


def body(*parts: bytes) -> bytes:
    return b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"


def test_parts_are_in_order() -> None:
    first, second = split_parts(body(NAMED, b"\r\nx"), "b")
    assert (bytes(first.content), str(first.media_type), read_filename(first)) == (b"5", "text/plain", "a.txt")
    assert (bytes(second.content), second.media_type, read_filename(second)) == (b"x", None, "")


@pytest.mark.parametrize(
    ("raw", "boundary", "message"),
    [
        pytest.param(body(NAMED), None, "its Content-Type has no boundary", id="no-boundary"),
        pytest.param(body(NAMED), "b" * 71, "its boundary is not one that RFC 2046 allows", id="long-boundary"),
        pytest.param(body(NAMED)[:-5], "b", 'is cut off before its last boundary "--b--"', id="cut-off"),
        pytest.param(b"junk", "b", "is not multipart/form-data: ", id="junk"),
        pytest.param(body(b"A: 1\r\na: 2\r\n\r\n"), "b", 'has a part with two headers "a"', id="header-twice"),
        pytest.param(body(b"Content-Type: png\r\n\r\n"), "b", "Content-Type is not a media type", id="media-type"),
    ],
)
def test_refused(raw: bytes, boundary: str | None, message: str) -> None:
    with pytest.raises(BodyError) as caught:
        split_parts(raw, boundary)
    assert message in caught.value.message


@given(st.lists(st.binary().filter(lambda raw: b"--b" not in raw), min_size=1))
def test_contents_are_what_was_sent(contents: list[bytes]) -> None:
    parts = split_parts(body(*(b"\r\n" + content for content in contents)), "b")
    assert [bytes(part.content) for part in parts] == contents


@pytest.mark.parametrize(
    ("raw", "boundary"),
    [
        pytest.param(b"--b\r\n\r\nx\r\n--b--", "b", id="first-line"),
        pytest.param(b"\r\n\n--b c \n\nx", "b c", id="after-empty-lines"),
        pytest.param(b"no\r\n--b\r\n", None, id="after-text"),
        pytest.param(b"--" + b"b" * 71 + b"\r\n", None, id="too-long"),
        pytest.param(b"", None, id="empty"),
    ],
)
def test_the_boundary_of_a_body_written_by_hand(raw: bytes, boundary: str | None) -> None:
    assert find_boundary(raw) == boundary
