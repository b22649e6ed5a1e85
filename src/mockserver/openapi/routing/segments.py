"""Path segments that have literal text beside variables: `{id}:run`, `{name}.json`."""

from __future__ import annotations

import re
import string
from urllib.parse import unquote_to_bytes

TEMPLATE = re.compile(r"\{([^{}]+)\}")

# characters that a URI may hold as they are (RFC 3986 §2.2, §2.3); any other can only arrive percent-encoded
_BARE = frozenset(string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@")
# one character or one escape, which is never torn apart
_UNIT = r"(?:%[0-9A-Fa-f]{2}|[^/%]|%(?![0-9A-Fa-f]{2}))"


class TemplatedSegment:
    """Reads a segment with one or more variables and literal text beside them.

    1. The literal text as it is written is looked for first: `a%3Ab:run` is `a%3Ab` for `{id}:run`.
    2. Then the same text percent-encoded in any way, since it is the same text (RFC 3986 §6.2.2): `7%3Arun`.
    """

    __slots__ = ("_encoded", "_plain")

    def __init__(self, segment: str) -> None:
        self._plain = _compile(segment, is_encoded=False)
        self._encoded = _compile(segment, is_encoded=True)

    def read(self, segment: str) -> tuple[str, ...] | None:
        """Return the texts of the variables, still percent-encoded; `None` if the segment does not match."""
        found = self._plain.fullmatch(segment)
        if found is None and "%" in segment:
            found = self._encoded.fullmatch(segment)
        return None if found is None else found.groups()


def _compile(segment: str, *, is_encoded: bool) -> re.Pattern[str]:
    """Return a pattern with one group per variable.

    Each variable but the last ends where the literal after it is found first. Atomic groups prevent backtracking, so
    that a long segment that does not match fails in linear time.
    """
    pieces = TEMPLATE.split(segment)  # literal, name, literal, name, …, literal
    first, *between, last = (_literal(piece, is_encoded=is_encoded) for piece in pieces[::2])
    return re.compile(first + "".join(f"(?>({_UNIT}+?){each})" for each in between) + f"({_UNIT}+){last}")


def _literal(text: str, *, is_encoded: bool) -> str:
    """Return a pattern for literal text; `is_encoded` also lets it be percent-encoded where it need not be."""
    # a template may be percent-encoded itself; bytes that are not UTF-8 become lone surrogates
    decoded = unquote_to_bytes(text).decode("utf-8", "surrogateescape")
    return "".join(_character(char, is_encoded=is_encoded) for char in decoded)


def _character(char: str, *, is_encoded: bool) -> str:
    if char in _BARE and not is_encoded:
        return re.escape(char)
    octets = char.encode("utf-8", "surrogateescape")
    escaped = "".join("%" + "".join(_digit(each) for each in f"{octet:02X}") for octet in octets)
    bare = "%(?![0-9A-Fa-f]{2})" if char == "%" else re.escape(char)
    return f"(?:{bare}|{escaped})"


def _digit(digit: str) -> str:
    return digit if digit.isdecimal() else f"[{digit}{digit.lower()}]"
