"""What is wrong with `behaviour.yaml`, as data: the first fault stops the start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from ...openapi.pointers import escape
from ...openapi.spelling import suggest


class BehaviourFault(NamedTuple):
    """A promise that cannot be kept, or a name that does not exist."""

    pointer: str  # "/errors/cases/taken/status", in behaviour.yaml
    message: str


def iter_unknown(place: str, used: Iterable[str], known: Collection[str], noun: str) -> Iterator[BehaviourFault]:
    """Yield the `used` names that are not `known`; those of a mapping are keys at `place`, others stand there.

    >>> next(iter_unknown("/operations", {"listBook": ...}, ["listBooks"], "an operation")).message
    "'listBook' is not an operation; there are: listBooks; did you mean `listBooks`?"
    """
    for name in used:
        if name not in known:
            pointer = f"{place}/{escape(name)}" if isinstance(used, Mapping) else place
            yield BehaviourFault(pointer, word_unknown(name, known, noun))


def word_unknown(name: str, known: Collection[str], noun: str) -> str:
    """Return the sentence for a name that is none of those known."""
    allowed = ", ".join(sorted(known)) or "none"
    return f"{name!r} is not {noun}; there are: {allowed}{suggest(str(name), known)}"
