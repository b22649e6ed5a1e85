"""Patterns in the words of other regular expressions than those that validators read, put into theirs."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""\\(?:[uxpP]\{[^}]*\}|.)           # an escape
    | \(\?\#[^)]*\)                       # a comment
    | \(\?>                               # a group that is not tried again
    | \{(?:[0-9]+(?:,[0-9]*)?\})?         # a quantifier, or a brace that stands for itself
    | .""",
    re.VERBOSE | re.DOTALL,
)
_SAME = {  # Perl, Python and Java -> what means the same
    r"\Z": r"\z",
    r"\h": r"[ \t]",
    r"\e": r"\x1B",
    "(?>": "(?:",  # admits more texts, if any
    "{": r"\{",
}
_CLASSES = (r"\w", r"\d", r"\s", r"\W", r"\D", r"\S")


def translate(pattern: str) -> str:
    """Return a pattern that means the same and is more likely to be read.

    >>> translate(r"^[\\w-.]+\\Z")
    '^[\\\\w\\\\-.]+\\\\z'
    """
    tokens = [token for token in _TOKEN.findall(pattern) if not token.startswith("(?#")]
    written: list[str] = []
    start: int | None = None  # of the brackets around a token
    for index, token in enumerate(tokens):
        if start is None:
            written.append(_SAME.get(token, token))
            start = index if token == "[" else None
        elif token == "]" and index > start + 1:
            written.append(token)
            start = None
        else:
            following = tokens[index + 1] if index + 1 < len(tokens) else ""
            is_literal = token == "-" and index > start + 1 and following != "]"
            beside_class = tokens[index - 1] in _CLASSES or following in _CLASSES
            written.append(r"\-" if is_literal and beside_class else token)
    return "".join(written)
