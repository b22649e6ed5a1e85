"""Wrong bodies, each with one place changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import Any, NamedTuple

from .places import BodyPlace
from .values import iter_wrong


class WrongBody(NamedTuple):
    """A change that probably makes a valid body wrong. The engine decides."""

    what: str  # "with title of 201 characters"
    change: Callable[[Any], Any]  # makes the wrong body from any valid one of the same form
    key: str = ""  # the same for all bodies that miss the same check; empty: `what`
    is_open: bool = False  # many services accept it on purpose


def spread(places: Sequence[BodyPlace]) -> Iterator[WrongBody]:
    """Yield the wrong bodies of all places in turns, so that a limit leaves out the least telling ones of each."""
    for turn in zip_longest(*(_iter_wrong(place) for place in places)):
        yield from (wrong for wrong in turn if wrong is not None)


def _iter_wrong(place: BodyPlace) -> Iterator[WrongBody]:
    """Yield what makes one place wrong, the most telling first: the clauses of its value, then its absence."""
    if place.parent is None:
        yield from _iter_wrong_whole(place)
        return
    wrong = list(_iter_wrong_values(place))
    yield from wrong[:1]
    if place.is_required:
        yield WrongBody(f"without {place}", place.drop)
    yield from wrong[1:]
    if isinstance(place.sample, dict):
        yield _with_undeclared(place)


def _iter_wrong_values(place: BodyPlace) -> Iterator[WrongBody]:
    for number, one in enumerate(iter_wrong(place.wanted, place.sample)):

        def change(body: Any, number: int = number) -> Any:
            found = list(iter_wrong(place.wanted, place.get(body)))
            return place.put(body, found[min(number, len(found) - 1)].value)

        yield WrongBody(f"with {place} {one.words}", change, f"with {place} {one.key or one.words}", one.is_open)


def _iter_wrong_whole(place: BodyPlace) -> Iterator[WrongBody]:
    if isinstance(place.sample, dict):
        yield _with_undeclared(place)
        if place.wanted.min_properties:
            yield WrongBody("without any property", lambda _: {})
        yield WrongBody("that is a list instead of an object", lambda body: [body])
        return
    for one in iter_wrong(place.wanted, place.sample):
        yield WrongBody(f"with a body {one.words}", partial(_replace, one.value), is_open=one.is_open)


def _replace(value: Any, _: Any) -> Any:
    return value


def _with_undeclared(place: BodyPlace) -> WrongBody:
    where = f" in {place}" if place.parent is not None else ""

    def change(body: Any) -> Any:
        return place.put(body, {**place.get(body), "undeclaredProperty": 1})

    return WrongBody(f"with an undeclared property{where}", change)
