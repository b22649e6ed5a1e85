"""The documented path that a request probably meant: the one with the fewest wrong characters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from urllib.parse import unquote

from ..spelling import edit_distance
from .segments import TEMPLATE

HINT_LIMIT = 200  # characters of a path that are compared with others
HINT_CANDIDATES = 200  # paths it is compared with
_SHARE = 0.4  # of the characters of a path may be wrong
_FAR = 1_000  # more than any path has


def find_nearest(path: str, templates: Iterable[str]) -> str | None:
    """Return the template that differs from a path in the fewest characters; `None` if none is close.

    A variable takes any text for nothing. Of templates that are equally close, the one with the fewest variables
    wins, then the first. Case does not count. A template is close if at most half of its own literal characters, and at
    most `_SHARE` of those of the path, are wrong.

    >>> find_nearest("/users/5/mails", ["/users/{id}/{kind}.xml", "/users/{id}/mail"])
    '/users/{id}/mail'
    """
    words = [unquote(segment).casefold() for segment in path[:HINT_LIMIT].split("/")[1:]]
    limit = int(sum(len(word) + 1 for word in words) * _SHARE)
    best: tuple[int, int] | None = None
    nearest = None
    near = (template for template in templates if abs(template.count("/") - len(words)) <= 1)
    for template in islice(near, HINT_CANDIDATES):
        parts = unquote(template).casefold().split("/")[1:]
        allowed = min(limit, sum(len(TEMPLATE.sub("", part)) for part in parts) // 2)
        if best is not None:
            allowed = min(allowed, best[0])
        distance = _compare(words, parts, allowed)
        if distance <= allowed:
            rank = distance, template.count("{")
            if best is None or rank < best:
                best, nearest = rank, template
    return nearest


def _compare(words: list[str], parts: list[str], limit: int) -> int:
    """Return how many characters differ, segments that only one of the two has included; `_FAR` beyond the limit."""
    row = [0]
    for part in parts:
        row.append(row[-1] + _length(part) + 1)
    for index, word in enumerate(words):
        before, row = row, [row[0] + len(word) + 1]
        for at, part in enumerate(parts):
            best = min(before[at + 1] + len(word) + 1, row[at] + _length(part) + 1)
            if abs(at - index) <= 1 and before[at] <= min(best, limit):
                best = min(best, before[at] + _distance(word, part, limit - before[at]))
            row.append(best)
        if min(row) > limit:
            return _FAR
    return row[-1]


def _length(part: str) -> int:
    """Return how many characters a segment of a template has at least: one for a variable."""
    return len(TEMPLATE.sub("?", part))


@lru_cache(maxsize=4096)
def _distance(word: str, part: str, limit: int) -> int:
    """Return how many characters must be added, dropped, replaced or swapped to make a segment fit; or `_FAR`."""
    if word == part:
        return 0
    if "{" not in part:
        return edit_distance(word, part, limit)
    if TEMPLATE.fullmatch(part):
        return 0 if word else 1
    return _pattern_distance(word, part, limit)


def _pattern_distance(word: str, part: str, limit: int) -> int:
    """Return the edit distance to a partly templated segment, whose variables take one character or more each."""
    if _length(part) - len(word) > limit:
        return _FAR
    row = list(range(len(word) + 1))  # the distance of each beginning of the word to what was read of the part
    for index, literal in enumerate(TEMPLATE.split(part)[::2]):
        if index:
            row = _take_variable(row)
        for char in literal:
            before, row = row, [row[0] + 1]
            for at, known in enumerate(word):
                row.append(min(before[at + 1] + 1, row[-1] + 1, before[at] + (char != known)))
            if min(row) > limit:
                return _FAR
    return row[-1]


def _take_variable(before: list[int]) -> list[int]:
    """Return the distances after a variable, which takes one character or more for nothing."""
    row, least = list[int](), _FAR
    for distance in before:
        row.append(min(least, distance + 1))
        least = min(least, distance)
    return row
