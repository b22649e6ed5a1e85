"""Whether a world got the requests that a test expects, and if not, what came nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..engine.apis.apis import Apis
from ..engine.exchanges import Exchange
from ..engine.masking import MASK
from ..engine.matching.match import ANY_BODY, RequestPattern
from ..engine.matching.sent_request import SentRequest
from ..engine.worlds.journal import JournalExcerpt

SHOWN = 5  # requests in a verdict
_MASKED = f"{MASK} stands for a secret, which the journal does not keep; a server with --show-secrets can compare it"


@dataclass(frozen=True, slots=True)
class Count:
    """How many requests are expected."""

    at_least: int = 1
    at_most: int | None = None  # None: any number

    def admits(self, number: int) -> bool:
        return self.at_least <= number and (self.at_most is None or number <= self.at_most)

    def __str__(self) -> str:
        """`no request`, `1 request`, `at least 2 requests`, `at most 3 requests`, `2 to 4 requests`."""
        least, most = self.at_least, self.at_most
        if most is None:
            return f"at least {_times(least)}"
        if least == most:
            return _times(least)
        return f"at most {_times(most)}" if least == 0 else f"{least} to {_times(most)}"


@dataclass(frozen=True, slots=True)
class NearRequest:
    """A request that a verdict shows, and how it differs from those that are expected."""

    number: int
    request: str  # "PATCH /pets/7?full=true → 200"
    differences: tuple[str, ...]  # empty: it is one of those expected


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result of a verification."""

    is_verified: bool
    count: int  # of the requests that match
    expected: str  # "1 request: updateCustomConnector"
    nearest: tuple[NearRequest, ...] = ()
    hint: str | None = None  # what could not be compared


def verify(match: RequestPattern, count: Count, journal: JournalExcerpt, apis: Apis) -> Verdict:
    """Compare the requests of a journal with a match, and count those that meet it.

    If there are too many, the verdict shows the last ones. If there are too few, it shows the others, in this order:

    1. Those that are for the operation and the path that the match names.
    2. Those with the fewest differences.
    3. The newest.
    """
    exchanges = dict(journal.exchanges)
    sent = {number: _read(exchange, apis) for number, exchange in exchanges.items()}
    matching = [number for number, each in sent.items() if match.admits(each)]
    expected, hint = f"{count}: {match}", _word_dropped(journal.total - len(exchanges))
    if count.admits(len(matching)):
        return Verdict(True, len(matching), expected, hint=hint)
    if len(matching) < count.at_least:
        shown = _rank(match, {number: each for number, each in sent.items() if number not in set(matching)})
    else:
        shown = [(number, ()) for number in reversed(matching)]
    nearest = tuple(NearRequest(number, _show(exchanges[number]), found) for number, found in shown[:SHOWN])
    if any(MASK in line for near in nearest for line in near.differences):
        hint = f"{hint}; {_MASKED}" if hint else _MASKED
    return Verdict(False, len(matching), expected, nearest, hint)


def _rank(match: RequestPattern, others: Mapping[int, SentRequest]) -> list[tuple[int, tuple[str, ...]]]:
    """Return the numbers of requests that do not match, the nearest first, each with its differences."""
    aim = replace(match, query={}, headers={}, body=ANY_BODY, jsonpath=())
    differences = {number: tuple(match.iter_differences(each)) for number, each in others.items()}
    return sorted(differences.items(), key=lambda each: (not aim.admits(others[each[0]]), len(each[1]), -each[0]))


def _word_dropped(count: int) -> str | None:
    return f"the journal no longer keeps the first {_times(count)}" if count else None


def _read(exchange: Exchange, apis: Apis) -> SentRequest:
    request = exchange.request
    located = apis.locate(request.host, request.path, request.method) if exchange.api is not None else None
    return SentRequest(request, exchange.api, exchange.operation_id, located[1] if located is not None else None)


def _show(exchange: Exchange) -> str:
    """Return `PATCH /pets/7?full=true → 200`; a fault takes the place of the status."""
    request = exchange.request
    target = f"{request.path}?{request.query}" if request.query else request.path
    return f"{request.method} {target} → {exchange.fault or exchange.response.status}"


def _times(count: int) -> str:
    return "no request" if count == 0 else "1 request" if count == 1 else f"{count} requests"
