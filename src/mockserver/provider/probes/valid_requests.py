"""Valid requests: what a service accepts, so that its refusal of a wrong one means something.

A service that demands unique values refuses a request that repeats them, and one below an item that does not exist:
the refusal would hide that it never looked at the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from typing import NamedTuple, Protocol

from ...engine.drafts import ABSENT, Draft
from ..service.conversation import ProviderResponse
from .fresh import Recipe, is_listed, list_recipes, refresh
from .places import BodyPlace
from .schemas import RequestSchemas

TRIES = 10  # valid requests of one operation that may be refused
CHECKS = 3  # times that an accepted request is tried again, because a wrong one met a conflict
STATEFUL = (403, 404, 409, 410, 412, 423, 428, 429)  # refusals that may have another reason than a wrong value
CONFLICT = 409
LISTED_LIMIT = 8  # values of an enum that are tried
JUMPS = (0, 100, 10_000)  # for services that have the first fresh values from an earlier run


class Service(Protocol):
    """What valid requests need of the service under test."""

    def send(self, draft: Draft) -> ProviderResponse | None:
        """Send a valid draft."""

    def clear(self) -> None:
        """Delete what was created."""

    def below_others(self, draft: Draft) -> list[Draft]:
        """Return the draft below each other parent that exists."""

    def below_new(self, draft: Draft) -> Draft | None:
        """Return the draft below a parent that is created for it, `None` if that is not possible."""


class Way(NamedTuple):
    """A way to make valid requests."""

    base: Draft
    recipe: Recipe
    has_new_parent: bool = False  # every request is for an item that is created for it


class FreshNumbers:
    """The numbers of fresh values, each given once in a run."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._offset = 0

    def next(self) -> int:
        return next(self._numbers) + self._offset

    def jump(self, by: int) -> None:
        """Leave out numbers, because a service has the next ones already."""
        self._offset += by


class ValidRequests:
    """The valid requests of one operation, each with fresh values."""

    def __init__(
        self,
        schemas: RequestSchemas,
        numbers: FreshNumbers,
        base: Draft,
        places: Sequence[BodyPlace],
        service: Service,
    ) -> None:
        self._schemas = schemas
        self._numbers = numbers
        self._service = service
        self.sample = base  # a valid request that is not fresh
        self._ways = self._iter_ways(base, places)
        self._way = Way(base, ())
        self._checks = CHECKS
        self._explained: set[int] = set()  # statuses of refusals that a valid request did not get
        self._has_conflicts = False
        self.refused = 0  # the last status with which a valid request was refused
        self.is_proven = False  # whether the service accepts valid requests, so that its refusals mean something

    def _iter_ways(self, base: Draft, places: Sequence[BodyPlace]) -> Iterator[Way]:
        """Yield the ways to make a request, in the order to try them:

        1. with fresh values, but for other methods than POST first without
        2. below a new parent each time, for what must be unique there
        3. below other parents that exist
        4. with one fresh value
        """
        together, alone = list_recipes(places, base.body) if base.body is not ABSENT else ([()], [])
        if base.operation.method != "POST":
            together = sorted(together, key=bool)
        yield from (Way(base, recipe) for recipe in together)
        if base.operation.method == "POST" and "{" in base.operation.path:
            yield Way(base, (), has_new_parent=True)
            yield Way(base, together[0], has_new_parent=True)
        yield from (Way(other, ()) for other in self._service.below_others(base))
        yield from (Way(base, recipe) for recipe in alone)

    def next(self) -> Draft:
        """Return a valid request."""
        base, recipe, has_new_parent = self._way
        if has_new_parent:
            base = self._service.below_new(base) or base
        if not recipe:
            return base
        return replace(base, body=refresh(self._schemas, recipe, base.body, self._numbers.next()))

    def find(self) -> bool:
        """Find a way to make requests that the service accepts; return whether there is one."""
        self.is_proven = any(map(self._is_accepted_with, islice(self._ways, TRIES)))
        return self.is_proven

    def explains(self, status: int) -> bool:
        """Return whether a refusal of a wrong request may be due to its wrong value.

        If it may not, the next requests are made in another way.
        """
        if status not in STATEFUL or status in self._explained or not self._checks:
            return True
        self._checks -= 1
        had_conflicts = self._has_conflicts
        if self._is_accepted(self.next()):
            if had_conflicts != self._has_conflicts:
                return False  # what an earlier request created was in the way of both, and is deleted now
            self._explained.add(status)
            return True
        return not self.find()

    def settle(self) -> None:
        """Delete what a request has created, if the service might not accept a second one beside it."""
        if self._has_conflicts:
            self._service.clear()

    def _is_accepted_with(self, way: Way) -> bool:
        """Return whether requests made in one way are accepted, and go on with it."""
        self._way, recipe = way, way.recipe
        listed = [place for place in recipe if is_listed(place)]
        most = max((len(place.wanted.allowed or ()) for place in listed), default=0)
        for jump in (0,) * min(most, LISTED_LIMIT) if listed else JUMPS if recipe else (0,):
            self._numbers.jump(jump)
            draft = self.next()
            if self._is_accepted(draft):
                if listed:  # the value that was free is kept
                    self._way = Way(draft, tuple(place for place in recipe if place not in listed))
                return True
            if self.refused != CONFLICT:
                break
        return False

    def _is_accepted(self, draft: Draft) -> bool:
        """Return whether the service accepts a draft; at the first conflict, what was created before is deleted."""
        received = self._service.send(draft)
        if received is not None and received.status == CONFLICT and not self._has_conflicts:
            self._has_conflicts = True
            self._service.clear()
            received = self._service.send(draft)
        if received is None:
            return False
        if received.status >= 400:
            self.refused = received.status
            return False
        self.settle()
        return True
