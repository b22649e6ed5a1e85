"""How a failure is replayed: which requests must come before, and which identifiers their responses give.

A service makes other identifiers when its requests are sent again. The lines of a report therefore take them from the
response of the request that creates the item: `BOOK_ID=$(curl … | jq -r .id)`, then `curl "http://…/books/$BOOK_ID"`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from ...engine.apis.apis import Api
from ...engine.apis.judging import Judged
from ...openapi.messages import Request, Response
from ...openapi.routing import Match, NoMatch
from ..failures import Failure, MadeIdentifier

LIMIT = 10_000  # identifiers that are remembered
_DEPTH = 3  # of objects in a response; deeper identifiers are those of other items
_NAMES = ("id", "uuid", "key", "name", "slug", "code")
_CREATING = ("POST", "PUT")


@dataclass(frozen=True, slots=True)
class _Creation:
    """The request that made an identifier, and where its response has it."""

    request: Request
    source: tuple[str, ...]  # members of the JSON body: ("data", "id"); empty: the end of `Location`


class Replays:
    """Remembers which requests created items, and completes failures with them."""

    def __init__(self, api: Api, curl: Callable[[Request], str]) -> None:
        self._api = api
        self._curl = curl
        self._creations: dict[str, _Creation] = {}  # by identifier, as text

    def learn(self, request: Request, response: Response, judged: Judged) -> None:
        """Remember the identifiers in the response to a creation. The first creation of each counts."""
        is_creation = response.status == 201 or (request.method == "POST" and 200 <= response.status < 300)
        if not is_creation or request.method not in _CREATING or len(self._creations) > LIMIT:
            return
        own = set(self._variables_of(request).values()) if request.method == "POST" else set[str]()
        found = {text: source for source, text in _iter_identifiers(judged.value)}
        location = (response.header("location") or "").partition("?")[0].rstrip("/")
        found.setdefault(unquote(location.rpartition("/")[2]), ())
        for text, source in found.items():
            if text and text not in own:
                self._creations.setdefault(text, _Creation(request, source))

    def complete(self, failure: Failure) -> Failure:
        """Return a failure with the creations of the items that its requests name, and with their identifiers."""
        if failure.request is None:
            return failure
        made = list(self._find_made(failure.request, set()))
        before = dict.fromkeys(identifier.step for identifier in made if identifier.step not in failure.steps)
        return replace(failure, steps=(*before, *failure.steps), made=tuple(made))

    def _find_made(self, request: Request, done: set[str]) -> Iterator[MadeIdentifier]:
        """Yield the identifiers in the path of a request that earlier responses gave, those of parents first."""
        for name, text in self._variables_of(request).items():
            creation = self._creations.get(text)
            if creation is not None and creation.request != request and text not in done:
                done.add(text)
                yield from self._find_made(creation.request, done)
                yield MadeIdentifier(self._curl(creation.request), name, text, creation.source)

    def _variables_of(self, request: Request) -> dict[str, str]:
        """Return the values of the variables in the path of a request: `{"book_id": "b7"}`."""
        match = self._api.match(request.method, request.path, request)
        if isinstance(match, NoMatch) and match.methods:  # an undeclared method
            match = self._api.match(match.methods[0], request.path, request)
        return {name: unquote(text) for name, text in match.texts.items()} if isinstance(match, Match) else {}


def _iter_identifiers(value: Any, source: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the members of a response that may be its identifier; those of inner objects only if it has none."""
    if not isinstance(value, dict) or len(source) >= _DEPTH:
        return
    found = [
        ((*source, name), str(member))
        for name, member in value.items()
        if (name.lower() in _NAMES or name.lower().endswith("id"))
        and isinstance(member, (str, int))
        and not isinstance(member, bool)
    ]
    yield from reversed(found)  # of two members with one value, the first is shown
    if not found:
        for name, member in value.items():
            yield from _iter_identifiers(member, (*source, name))
