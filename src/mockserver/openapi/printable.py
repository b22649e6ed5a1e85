"""Text of documents and clients, made fit for a line of a terminal or a log."""

from __future__ import annotations

LIMIT = 1_500  # characters of a sentence or a line


def to_line(text: str, limit: int = LIMIT) -> str:
    """Return a text without control characters and line ends, and without its middle if it is long.

    >>> to_line("a\\x1b[2Jb"), to_line("abcdefghij", 5)
    ('a\\\\u001b[2Jb', 'abc…j')
    """
    text = shorten(text, limit)
    return text if text.isprintable() else shorten(escape_unprintable(text), limit)


def shorten(text: str, limit: int = LIMIT) -> str:
    """Return a text of at most `limit` characters, mostly its beginning, because a sentence begins with its place."""
    if len(text) <= limit:
        return text
    end = (limit - 1) // 4
    return f"{text[: limit - 1 - end]}…{text[len(text) - end :]}"


def clip(text: str, limit: int) -> str:
    """Return the beginning of a text, at most `limit` characters and without control characters and line ends.

    >>> clip("a\\x1b[2Jb", 20), clip("abcdefghij", 5)
    ('a\\\\u001b[2Jb', 'abcd…')
    """
    text = escape_unprintable(text[: limit + 1])
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def escape_unprintable(text: str) -> str:
    """Return a text with an escape in the place of each character that is not printable."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)
