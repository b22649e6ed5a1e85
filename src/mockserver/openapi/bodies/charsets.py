"""Text in the charset its Content-Type names."""

from __future__ import annotations

import codecs
import re

from .errors import BodyError, UnknownFormat

# Python has other codecs, but they are not charsets (`hex`), or take quadratic time (`idna`, `punycode`)
_CHARSET = re.compile(
    r"utf-?8|utf-?(?:16|32)(?:-?[lb]e)?|us-ascii|ascii|iso[-_]?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d"
    r"|shift[-_]jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5|koi8-[ru]",
    re.IGNORECASE | re.ASCII,
)
_UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")


def decode_text(raw: bytes, charset: str | None) -> str:
    """Decode text, UTF-8 unless a charset is named. Raises `UnknownFormat` if the charset is not supported."""
    name = charset if charset is not None else "utf-8"
    codec = _find_codec(name)
    if codec is None:
        message = f"is in the charset {name[:40]}, which is not understood"
        raise UnknownFormat(message, seen=name[:120], allowed="utf-8 and other common charsets")
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as reason:
        message = f"is not {name}: byte {reason.start} is 0x{raw[reason.start]:02x}"
        raise BodyError(message, seen=f"{len(raw)} bytes", allowed=f"text in {name}") from None


def encode_text(text: str, charset: str | None) -> bytes:
    """Encode text, in UTF-8 unless the charset is supported; characters that it does not have become question marks."""
    codec = _find_codec(charset) if charset is not None else None
    return text.encode(codec or "utf-8", "replace")


def _find_codec(name: str) -> str | None:
    try:
        return codecs.lookup(name).name if _CHARSET.fullmatch(name) else None
    except LookupError:  # iso-8859-12
        return None


def require_utf_8(charset: str | None) -> None:
    """Raise `UnknownFormat` for any other charset: JSON and forms are always UTF-8 (RFC 8259 §8.1).

    It is the media type that is refused, not the bytes, which may be well-formed in their charset (RFC 9110 §15.5.16).
    """
    if charset is not None and charset.lower() not in _UTF_8:
        raise UnknownFormat(f"is in the charset {charset[:40]}, but must be utf-8", seen=charset[:120], allowed="utf-8")
