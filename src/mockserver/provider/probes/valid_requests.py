"""Valid requests: what a service accepts, so that its refusal of a wrong one means something.

A service that demands unique values refuses a request that repeats them, and one below an item that does not exist:
the refusal would hide that it never looked at the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count, islice

from ..drafts import ABSENT, Draft
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

Send = Callable[[Draft], ProviderResponse | None]
"""Sends a valid draft."""


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
        bases: Sequence[Draft],
        places: Sequence[BodyPlace],
        send: Send,
        clear: Callable[[], None],
    ) -> None:
        self._schemas = schemas
        self._numbers = numbers
        self._send = send
        self._clear = clear  # deletes what was created
        self._ways = self._iter_ways(bases, places)
        self._base = bases[0]
        self._recipe: Recipe = ()
        self._checks = CHECKS
        self._explained: set[int] = set()  # statuses of refusals that a valid request did not get
        self._has_conflicts = False
        self.refused = 0  # the last status with which a valid request was refused
        self.is_proven = False  # whether the service accepts valid requests, so that its refusals mean something

    def _iter_ways(self, bases: Sequence[Draft], places: Sequence[BodyPlace]) -> Iterator[tuple[Draft, Recipe]]:
        """Yield the ways to make a request, in the order to try them; those that change nothing first but for POST."""
        for base in bases:
            recipes = list_recipes(places, base.body) if base.body is not ABSENT else [()]
            if base.operation.method != "POST":
                recipes.sort(key=bool)
            yield from ((base, recipe) for recipe in recipes)

    def next(self) -> Draft:
        """Return a valid request."""
        if not self._recipe:
            return self._base
        body = refresh(self._schemas, self._recipe, self._base.body, self._numbers.next())
        return replace(self._base, body=body)

    def find(self) -> bool:
        """Find a way to make requests that the service accepts; return whether there is one."""
        self.is_proven = any(self._is_accepted_with(*way) for way in islice(self._ways, TRIES))
        return self.is_proven

    def explains(self, status: int) -> bool:
        """Return whether a refusal of a wrong request may be due to its wrong value.

        If it may not, the next requests are made in another way.
        """
        if status not in STATEFUL or status in self._explained or not self._checks:
            return True
        self._checks -= 1
        if self._is_accepted(self.next()):
            self._explained.add(status)
            return True
        return not self.find()

    def settle(self) -> None:
        """Delete what a request has created, if the service might not accept a second one beside it."""
        if self._has_conflicts:
            self._clear()

    def _is_accepted_with(self, base: Draft, recipe: Recipe) -> bool:
        """Return whether requests made in one way are accepted, and go on with it."""
        self._base, self._recipe = base, recipe
        listed = [place for place in recipe if is_listed(place)]
        most = max((len(place.wanted.allowed or ()) for place in listed), default=0)
        for jump in (0,) * min(most, LISTED_LIMIT) if listed else JUMPS if recipe else (0,):
            self._numbers.jump(jump)
            draft = self.next()
            if self._is_accepted(draft):
                if listed:  # the value that was free is kept
                    self._base, self._recipe = draft, tuple(place for place in recipe if place not in listed)
                return True
            if self.refused != CONFLICT:
                break
        return False

    def _is_accepted(self, draft: Draft) -> bool:
        """Return whether the service accepts a draft; at the first conflict, what was created before is deleted."""
        received = self._send(draft)
        if received is not None and received.status == CONFLICT and not self._has_conflicts:
            self._has_conflicts = True
            self._clear()
            received = self._send(draft)
        if received is None:
            return False
        if received.status >= 400:
            self.refused = received.status
            return False
        self.settle()
        return True
