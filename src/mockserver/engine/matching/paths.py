"""Patterns of paths: `/pets/7`, a template such as `/pets/{id}`, a glob such as `/pets/*` or `/v1/**`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar
from urllib.parse import unquote

Kind = Literal["literal", "template", "glob"]
P = TypeVar("P")
_WILD = re.compile(r"\{[^{}/]+\}|\*+")
_ANY_SEGMENTS = "**"


class PathPattern:
    """What paths may look like.

    - `{name}` stands for at least one character of a segment, `*` for any number of characters of one.
    - `**` as a whole segment stands for any number of segments, also none.

    Paths are compared percent-decoded, segment by segment.

    >>> PathPattern("/pets/{id}").admits("/pets/7"), PathPattern("/pets/*").admits("/pets/7/toys")
    (True, False)
    """

    __slots__ = ("_segments", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._segments = [None if segment == _ANY_SEGMENTS else _compile(segment) for segment in text.split("/")]

    def __repr__(self) -> str:
        return self.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PathPattern) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def kind(self) -> Kind:
        if "*" in self.text:
            return "glob"
        return "template" if _WILD.search(self.text) else "literal"

    def admits(self, path: str) -> bool:
        """Whether a path, percent-encoded as it was sent, has this form."""
        segments = [unquote(segment) for segment in path.split("/")]
        return _fits(self._segments, segments, lambda pattern, segment: pattern.fullmatch(segment) is not None)

    def may_admit(self, template: str) -> bool:
        """Whether some path of an operation's template, such as `/pets/{id}`, has this form."""
        mine = [None if segment == _ANY_SEGMENTS else segment for segment in self.text.split("/")]
        return _fits(mine, template.split("/"), _may_be_equal)


def _compile(segment: str) -> re.Pattern[str]:
    """The pattern of one segment. Atomic groups prevent backtracking: it takes linear time for each wildcard."""
    first, *literals = (re.escape(unquote(literal)) for literal in _WILD.split(segment))
    least = ["*" if wild[0] == "*" else "+" for wild in _WILD.findall(segment)]
    if not literals:
        return re.compile(first)
    between = "".join(f"(?>.{least[place]}?{literal})" for place, literal in enumerate(literals[:-1]))
    return re.compile(f"{first}{between}.{least[-1]}{literals[-1]}", re.DOTALL)


def _fits(patterns: Sequence[P | None], segments: Sequence[str], is_met: Callable[[P, str], bool]) -> bool:
    """Whether segments have the form of patterns, where `None` stands for any number of segments."""
    reached = {0}  # how many segments the patterns so far may stand for
    for pattern in patterns:
        if not reached:
            return False
        if pattern is None:
            reached = set(range(min(reached), len(segments) + 1))
        else:
            reached = {place + 1 for place in reached if place < len(segments) and is_met(pattern, segments[place])}
    return len(segments) in reached


def _may_be_equal(mine: str, theirs: str) -> bool:
    """Whether a segment of a pattern and one of a template can stand for the same text; if in doubt, they can."""
    if _WILD.search(theirs) is None:
        return _compile(mine).fullmatch(unquote(theirs)) is not None
    (my_beginning, my_end), (beginning, end) = _ends_of(mine), _ends_of(theirs)
    return _begin_alike(my_beginning, beginning) and _begin_alike(my_end[::-1], end[::-1])


def _ends_of(segment: str) -> tuple[str, str]:
    """The literal text at the beginning and at the end of a segment: `{id}:run` has none and `:run`."""
    pieces = _WILD.split(segment)
    return unquote(pieces[0]), unquote(pieces[-1])


def _begin_alike(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
