"""Text in the charset its Content-Type names."""

from __future__ import annotations

import codecs
import re

from .errors import BodyError, UnknownFormat

# Python's other codecs are no charsets (`hex`), or take quadratic time (`idna`, `punycode`)
_CHARSET = re.compile(
    r"utf-?8|utf-?(?:16|32)(?:-?[lb]e)?|us-ascii|ascii|iso[-_]?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d"
    r"|shift[-_]jis|euc-(?:jp|kr)|iso-2022-jp|gb2312|gbk|gb18030|big5|koi8-[ru]",
    re.IGNORECASE | re.ASCII,
)
_UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")


def decode_text(raw: bytes, charset: str | None) -> str:
    """Bytes as text, UTF-8 unless a charset is named; `UnknownFormat` when nobody here knows that charset."""
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
    """Text as bytes, UTF-8 unless another charset is known; what it cannot say becomes a question mark."""
    codec = _find_codec(charset) if charset is not None else None
    return text.encode(codec or "utf-8", "replace")


def _find_codec(name: str) -> str | None:
    try:
        return codecs.lookup(name).name if _CHARSET.fullmatch(name) else None
    except LookupError:  # iso-8859-12
        return None


def require_utf_8(charset: str | None) -> None:
    """JSON and forms are UTF-8, whatever a charset parameter says (RFC 8259 §8.1).

    Another charset is a matter of the media type, not of the bytes: they may well be what the client says they are,
    but nobody here takes them (RFC 9110 §15.5.16).
    """
    if charset is not None and charset.lower() not in _UTF_8:
        raise UnknownFormat(f"is in the charset {charset[:40]}, but must be utf-8", seen=charset[:120], allowed="utf-8")
