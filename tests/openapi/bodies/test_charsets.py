"""Text in the charset that its Content-Type names."""

from __future__ import annotations

import pytest

from mockserver.openapi.bodies import BodyError, UnknownFormat, encode_text
from mockserver.openapi.bodies.charsets import decode_text, require_utf_8


@pytest.mark.parametrize("charset", [None, "utf-8", "UTF8", "utf-16", "iso-8859-1", "windows-1252", "shift_jis"])
def test_text_is_decoded_as_it_was_encoded(charset: str | None) -> None:
    text = "a" if charset == "shift_jis" else "é"
    assert decode_text(encode_text(text, charset), charset) == text


@pytest.mark.parametrize("charset", ["idna", "hex", "iso-8859-12", "\0", "x" * 200])
def test_other_charsets_are_not_understood(charset: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        decode_text(b"x", charset)
    assert caught.value.message == f"is in the charset {charset[:40]}, which is not understood"


def test_bytes_that_do_not_follow_their_charset() -> None:
    with pytest.raises(BodyError) as caught:
        decode_text(b"x\xe9", "utf-8")
    assert caught.value.message == "is not utf-8: byte 1 is 0xe9"


@pytest.mark.parametrize(
    ("text", "charset", "raw"),
    [
        pytest.param("€", "iso-8859-1", b"?", id="missing-character"),
        pytest.param("€", "idna", "€".encode(), id="unknown-charset"),
    ],
)
def test_any_text_can_be_encoded(text: str, charset: str, raw: bytes) -> None:
    assert encode_text(text, charset) == raw


def test_json_and_forms_are_utf_8() -> None:
    require_utf_8(None)
    require_utf_8("US-ASCII")
    with pytest.raises(UnknownFormat, match="is in the charset utf-16, but must be utf-8"):
        require_utf_8("utf-16")
