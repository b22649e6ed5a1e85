"""Find the name that a misspelt one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable

_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")  # of JSON Schema
_FOREIGN = dict(  # what they are called elsewhere
    **dict.fromkeys(("float", "double", "decimal"), "number"),
    **dict.fromkeys(("text", "date", "datetime", "uuid"), "string"),
    **dict.fromkeys(("dict", "map"), "object"),
    list="array",
    long="integer",
)
_FAR = 1_000  # more characters than any name has
_SHARE = 3  # one character of so many may be wrong
_SHORTEST = 3  # characters that the beginning of a name must have to stand for it


def find_nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that differs from a name in the fewest characters; `None` if none is close.

    Case does not count. At most a third of the characters may be wrong. The beginning of one known name alone stands
    for it: `desc` for `description`.

    >>> find_nearest_name("operationID", ["operationId", "operationRef"])
    'operationId'
    """
    word, best, nearest = name.casefold(), max(len(name) // _SHARE, 1) + 1, None
    begun: list[str] = []
    for one in known:
        other = one.casefold()
        distance = edit_distance(word, other, best)
        if distance < best and distance < len(other):
            best, nearest = distance, one
        if len(word) >= _SHORTEST and other.startswith(word):
            begun.append(one)
    return begun[0] if nearest is None and len(begun) == 1 else nearest


def suggest(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence, "; did you mean `operationId`?"; empty if no known name is near."""
    near = find_nearest_name(name, known)
    return f"; did you mean `{near}`?" if near is not None and near != name else ""


def suggest_type(name: str) -> str:
    """Return the end of a sentence, "; did you mean `integer`?"; empty for the types of JSON Schema."""
    if name in _TYPES:
        return ""
    foreign = _FOREIGN.get(name.lower())
    return f"; did you mean `{foreign}`?" if foreign is not None else suggest(name, _TYPES)


def edit_distance(one: str, other: str, limit: int) -> int:
    """Return how many characters must be added, dropped, replaced or swapped with the next; 1,000 beyond the limit."""
    if abs(len(one) - len(other)) > limit:
        return _FAR
    older: list[int] = []
    old = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        row = [i]
        for j, known in enumerate(other, 1):
            best = min(old[j] + 1, row[-1] + 1, old[j - 1] + (char != known))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == known:  # two characters swapped
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > limit:
            return _FAR
        older, old = old, row
    return old[-1]
