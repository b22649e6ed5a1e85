"""Laying values into a body that is valid, so that it stays valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

Path = tuple[str | int, ...]  # ("errors", 0, "message"); () is the whole body

ABSENT: Final = object()
"""As a value: leave the member out."""

TRIALS = 500  # bodies that are checked for one response at most


class Choice(NamedTuple):
    """What one place of a body may say."""

    path: Path
    values: tuple[Any, ...]  # the best first; the body keeps what it has if none of them is valid


class Laid(NamedTuple):
    """A body with values laid in."""

    body: Any
    taken: dict[Path, int]  # which value of each choice; a choice of which no value was valid is missing


def lay(body: Any, choices: Iterable[Choice], is_valid: Callable[[Any], bool]) -> Laid:
    """Lay the best valid values into a copy of a body that is valid itself.

    1. The first value of every choice, at once: this is nearly always valid.
    2. Choice by choice in their order, the first value with which the body stays valid.
    """
    choices = [choice for choice in choices if choice.values]
    quick = body
    for path, values in choices:
        quick = put(quick, path, values[0])
    if is_valid(quick):
        return Laid(quick, {choice.path: 0 for choice in choices})
    taken: dict[Path, int] = {}
    trials = 0
    for path, values in choices:
        for at, value in enumerate(values):
            trials += 1
            if trials > TRIALS:
                return Laid(body, taken)
            tried = put(body, path, value)
            if is_valid(tried):
                body, taken[path] = tried, at
                break
    return Laid(body, taken)


def put(body: Any, path: Path, value: Any) -> Any:
    """A body with another value at a path, and copies of what is around it; the same body if the path is not there."""
    if not path:
        return body if value is ABSENT else value
    word, *rest = path
    if isinstance(body, dict) and isinstance(word, str) and (not rest or word in body):
        if not rest and value is ABSENT:
            return {name: member for name, member in body.items() if name != word}
        return {**body, word: put(body.get(word), tuple(rest), value)}
    if isinstance(body, list) and isinstance(word, int) and word < len(body) and not (not rest and value is ABSENT):
        return [*body[:word], put(body[word], tuple(rest), value), *body[word + 1 :]]
    return body
