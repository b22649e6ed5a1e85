"""The line of one pointer, found without parsing the text, which takes seconds for a document of megabytes.

Large YAML and JSON documents usually have one key to a line, indented by its depth. If a text is written in another way
on the path to a pointer, the caller has to parse it all.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from ...pointers import split

_SPACES = (" ", "\t", "\r", "\n")
_OTHER_BREAKS = ("\x85", "\u2028", "\u2029")  # end a line in YAML 1.1, as libyaml counts them


class Unsure(Exception):
    """Raised if the text is written in a way that is not understood here."""


class _Block(NamedTuple):
    """The place of a mapping or a list."""

    start: int  # of its first key or dash; in JSON, of its bracket
    end: int
    indent: int  # columns before each of its keys or dashes


def find_line(text: str, pointer: str) -> int | None:
    """Return the line from 1 of a JSON pointer, or of its nearest parent. `None` if it cannot be found here."""
    lines = _read_lines(text)
    if lines is None:
        return None
    words = split(pointer)
    try:
        at = _find_in_json(lines.text, words) if lines.is_json else _find_in_yaml(lines.text, words)
    except Unsure:
        return None
    return max(bisect_left(lines.breaks, at), 1)


class _Lines(NamedTuple):
    """A text and the offsets of its line breaks."""

    text: str  # behind one more line break, because each line then follows one, which is found fast
    is_json: bool
    breaks: array[int]


@lru_cache(maxsize=1)  # many lines of one text are asked for
def _read_lines(text: str) -> _Lines | None:
    """Return the lines of a text; `None` if YAML counts them in another way."""
    if any(end in text for end in _OTHER_BREAKS) or text.count("\r") != text.count("\r\n"):
        return None
    text = f"\n{text}"
    return _Lines(text, text.lstrip()[:1] == "{", array("q", (found.start() for found in re.finditer("\n", text))))


def _on_one_line(text: str, block: _Block) -> int:
    """Return the place of a block that is written on one line."""
    value = text[block.start : block.end].rstrip()
    if value[0] not in "{[" or any(character in value for character in "\n&*"):
        raise Unsure
    return block.start


# YAML


def _find_in_yaml(text: str, words: list[str]) -> int:
    """Return an offset in the line."""
    found, block = 0, _block_below(text, 0, len(text), -1)
    for word in words:
        if block is None:
            return found
        first = text[block.start]
        if first in "{[&*!?":
            return _on_one_line(text, block)
        is_list = first == "-" and text[block.start + 1 : block.start + 2] in _SPACES
        entry = _item(text, block, word) if is_list else _entry(text, block, word)
        if entry is None:
            return found
        found, block = entry
    return found


def _item(text: str, block: _Block, word: str) -> tuple[int, _Block | None] | None:
    """Return where an item of a list begins, and its value."""
    at = block.start
    dash = _dash(block.indent)
    for _ in range(int(word) if word.isdecimal() else 0):
        following = dash.search(text, at + 1, block.end)
        if following is None:
            return None
        at = following.end() - 1
    following = dash.search(text, at + 1, block.end)
    end = following.start() if following else block.end
    return at, _value(text, at + 1, end, block.indent)


def _entry(text: str, block: _Block, word: str) -> tuple[int, _Block | None] | None:
    """Return where an entry of a mapping begins, and its value."""
    first, further = _key(word, block.indent)
    key = first.match(text, block.start, block.end) or further.search(text, block.start, block.end)
    if key is None:
        first, further = _special(block.indent)
        if first.match(text, block.start, block.end) or further.search(text, block.start, block.end):
            raise Unsure
        return None
    after = key.end()
    end = _dedent(block.indent).search(text, after, block.end)
    below = _block_below(text, after, end.start() if end else block.end, block.indent)
    if below is None and end is not None and text[end.end() - 1] == "-":  # a list not indented beyond its key
        end = _dedent_of_list(block.indent).search(text, after, block.end)
    return after - 1, _value(text, after, end.start() if end else block.end, block.indent)


def _value(text: str, at: int, end: int, indent: int) -> _Block | None:
    """Return the block after a colon or a dash, on the same line or below."""
    here = _HERE.match(text, at, end)
    if here is None:
        return _block_below(text, at, end, indent)
    start = here.end() - 1
    if text[start] in "|>":
        return None
    return _Block(start, end, start - text.rfind("\n", 0, start) - 1)


def _block_below(text: str, at: int, end: int, indent: int) -> _Block | None:
    first = _BELOW.search(text, at, end)
    if first is None or len(first[1]) < indent:
        return None
    return _Block(first.end() - 1, end, len(first[1]))


_HERE = re.compile(r"[ \t]*(?![#\s])\S", re.ASCII)  # text on the same line
_BELOW = re.compile(r"\n( *)(?!---|%)[^\s#]", re.ASCII)


@lru_cache(maxsize=256)
def _key(word: str, indent: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns of a key in all its forms: as the first of a mapping, and on a line of its own."""
    forms = {word, "'" + word.replace("'", "''") + "'", json.dumps(word), json.dumps(word, ensure_ascii=False)}
    key = f"(?:{'|'.join(map(re.escape, sorted(forms)))})[ \\t]*:(?=\\s|$)"
    return re.compile(key, re.ASCII), re.compile(rf"\n {{{indent}}}{key}", re.ASCII)


@lru_cache
def _dash(indent: int) -> re.Pattern[str]:
    return re.compile(rf"\n {{{indent}}}-(?=\s)", re.ASCII)


@lru_cache
def _special(indent: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the same patterns of merge keys, and of keys that are written in another way."""
    special = r"(?:<<|[?&*!]|\"[^\"\n]*\\)"
    return re.compile(special), re.compile(rf"\n {{{indent}}}{special}", re.ASCII)


@lru_cache
def _dedent(indent: int) -> re.Pattern[str]:
    """Return the pattern of the first line that is not indented deeper."""
    return re.compile(rf"\n {{0,{indent}}}[^\s#]", re.ASCII)


@lru_cache
def _dedent_of_list(indent: int) -> re.Pattern[str]:
    """Return the same for a list whose dashes are not indented deeper than its key."""
    shallower = rf" {{0,{indent - 1}}}[^\s#]|" if indent else ""
    return re.compile(rf"\n(?:{shallower} {{{indent}}}(?:[^\s#-]|-\S))", re.ASCII)


# JSON


def _find_in_json(text: str, words: list[str]) -> int:
    """Return an offset in the line."""
    found, start, end, outer = 0, text.index("{"), len(text), -1
    for word in words:
        bracket = text[start]
        if bracket not in "{[":
            return found
        first = _INSIDE.match(text, start, end)
        if first is None:
            return _on_one_line(text, _Block(start, end, 0))
        if first[2] in "}]":
            return found
        width = len(first[1])
        if width <= outer:
            raise Unsure
        starts = _property(word, width) if bracket == "{" else _element(width)
        entry = starts.search(text, start + 1, end)
        for _ in range(int(word) if bracket == "[" and word.isdecimal() else 0):
            entry = starts.search(text, entry.end(), end) if entry else None
        if entry is None:
            return found
        found = start = entry.end() - 1
        below = _shallow(width).search(text, start + 1, end)
        if below is not None:
            end = below.start()
            last = text[start:end].rstrip(" \t\r\n,")[-1]
            if text[start] in "{[" and last not in "}]" and text[below.end() - 1] not in "}]":
                raise Unsure  # the value continues with less indentation
        outer = width
    return found


# a bracket that ends its line, and the first character below
_INSIDE = re.compile(r"[{\[](?:[ \t]*\r?\n)+([ \t]*)(\S)", re.ASCII)


@lru_cache(maxsize=256)
def _property(word: str, width: int) -> re.Pattern[str]:
    forms = {json.dumps(word), json.dumps(word, ensure_ascii=False)}
    return re.compile(rf"\n[ \t]{{{width}}}(?:{'|'.join(map(re.escape, sorted(forms)))})[ \t]*:\s*\S", re.ASCII)


@lru_cache
def _element(width: int) -> re.Pattern[str]:
    return re.compile(rf"\n[ \t]{{{width}}}[^\s}}\]]", re.ASCII)


@lru_cache
def _shallow(width: int) -> re.Pattern[str]:
    return re.compile(rf"\n[ \t]{{0,{width}}}\S", re.ASCII)
