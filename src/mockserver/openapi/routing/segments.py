"""Path segments that have literal text beside variables: `{id}:run`, `{name}.json`."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

TEMPLATE = re.compile(r"\{([^{}]+)\}")

# characters that a URI may hold as they are (RFC 3986 §2.2, §2.3); any other can only arrive percent-encoded
_BARE = frozenset(string.ascii_letters + string.digits + "-._~!$&'()*+,;=:@")
_UNIT = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)  # one escape or one character, which is never torn apart
_BARE_ESCAPES = re.compile("%(?:" + "|".join(f"{ord(char):02X}" for char in sorted(_BARE)) + ")", re.IGNORECASE)


class TemplatedSegment:
    """Reads a segment with one or more variables and literal text beside them.

    1. The literal text as it is written is looked for first: `a%3Ab:run` is `a%3Ab` for `{id}:run`.
    2. Then the same text percent-encoded in any way, since it is the same text (RFC 3986 §6.2.2): `7%3Arun`.

    Each variable but the last ends where the literal after it is found first. Atomic groups prevent backtracking, so
    that a long segment that does not match fails in linear time.
    """

    __slots__ = ("_pattern",)

    def __init__(self, segment: str) -> None:
        first, *between, last = (_compile(piece) for piece in TEMPLATE.split(segment)[::2])
        variables = "".join(f"(?>(.+?){each})" for each in between) + f"(.+){last}"
        self._pattern = re.compile(first + variables, re.DOTALL)  # of octets, one latin-1 character each

    def read(self, segment: str) -> tuple[str, ...] | None:
        """Return the texts of the variables, still percent-encoded; `None` if the segment does not match."""
        if "%" not in segment and segment.isascii():
            found = self._pattern.fullmatch(segment)
            return None if found is None else found.groups()
        # escapes of characters that could be bare are masked first, so that only bare ones are literal text
        found = self._pattern.fullmatch(_decode(_BARE_ESCAPES.sub("%00", segment)))
        found = found or self._pattern.fullmatch(_decode(segment))
        if found is None:
            return None
        texts = list(_iter_texts(segment))
        spans = (found.span(group) for group in range(1, self._pattern.groups + 1))
        return tuple("".join(texts[start:end]) for start, end in spans)


def _compile(literal: str) -> str:
    """Return a pattern of the octets of literal text, which may be percent-encoded itself."""
    return re.escape(_decode(literal))


def _decode(text: str) -> str:
    return unquote_to_bytes(text.encode("utf-8", "surrogatepass")).decode("latin-1")


def _iter_texts(segment: str) -> Iterator[str]:
    """Yield the text of each octet of a segment: `%2F`, `a`; that of a character beyond ASCII with its first octet."""
    for text in _UNIT.findall(segment):
        yield text
        if not text.isascii():
            yield from [""] * (len(text.encode("utf-8", "surrogatepass")) - 1)
