"""The steps of a sequence: drafts sent with identifiers that were created, items and lists read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ...engine.drafts import Draft, Drafter, is_valid
from ...openapi.operations import Operation
from ...openapi.resources.places import place_of, places_of
from ...openapi.rules import quote
from ..failures import Phase
from ..service.conversation import Conversation, Outgoing, ProviderResponse
from .created import CreatedItem, CreatedItems
from .resources import ProviderResource

PHASE: Phase = "documented"
REFUSALS = (400, 405, 406, 411, 415, 422)  # wrong for a valid request in any state of the service
INVALID = (400, 422)
GONE = (404, 410)

_DIGITS = re.compile(r"\d{1,18}(?=\D*$)")  # the last number in a text


class Steps:
    """Sends drafts, and remembers which of them were accepted."""

    def __init__(self, conversation: Conversation, drafter: Drafter, is_selected: Callable[[Operation], bool]) -> None:
        self.conversation = conversation
        self.drafter = drafter
        self.is_selected = is_selected
        self.phase: Phase = PHASE  # of the requests that are sent
        self.created = CreatedItems()
        self.accepted: dict[str, Draft] = {}  # "GET /books" -> a draft that succeeded
        self.watch: Callable[[Draft, int], None] = lambda _draft, _status: None  # called with every response

    def send(
        self, draft: Draft, *, steps: tuple[str, ...] = (), keeps_promise: bool = True, is_guess: bool = False
    ) -> ProviderResponse | None:
        """Send a draft. With `keeps_promise`, its response must fit the response example of the same name.

        The refusal of a guess may have an undocumented status.
        """
        request = self.drafter.write(draft)
        if request is None:
            return None
        is_wrong = not is_valid(self.conversation.api, request, draft.operation)
        if is_wrong and not draft.is_shown:
            return None  # no valid values were found
        received = self.conversation.send(
            Outgoing(draft.operation, request, self.phase, steps=steps, is_lenient=is_wrong or is_guess)
        )
        if received is not None and received.is_success:
            self.accepted.setdefault(str(draft.operation), draft)
        if received is not None:
            self.watch(draft, received.status)
        if received is not None and keeps_promise:
            self._check_promise(draft, received)
        return received

    def _check_promise(self, draft: Draft, received: ProviderResponse) -> None:
        """Compare with the response example of the same name. Statuses that depend on the service's state fit any."""
        promised = draft.promised
        if promised is None:
            return
        pair = f"the example {quote(draft.name)} promises {promised}"
        if promised < 300 and received.status in REFUSALS:
            message = f"{pair}, but is refused with {received.status}"
            self.conversation.fail("example.refused", message, received, key=draft.name)
        elif promised in INVALID and received.is_success:
            message = f"{pair}, but is accepted with {received.status}"
            self.conversation.fail("example.accepted", message, received, key=draft.name)

    def read(self, item: CreatedItem, *, steps: tuple[str, ...] = ()) -> ProviderResponse | None:
        """Read an item. Return `None` if no operation does that, or no response came."""
        read = item.resource.read
        if read is None or place_of(read.path) not in item.places:
            return None
        draft = self.accepted.get(str(read)) or next(iter(self.drafter.drafts(read)), None)
        return self.send(self.addressed(draft, item), steps=steps) if draft else None

    def list(self, resource: ProviderResource) -> ProviderResponse | None:
        """Read a list without filters. Return `None` if that does not succeed."""
        drafts = self.drafter.drafts(resource.list) if resource.list is not None else []
        draft = min(drafts, key=lambda draft: len(draft.values), default=None)
        received = self.send(self.filled(draft) or draft, keeps_promise=False) if draft else None
        return received if received is not None and received.is_success else None

    def clean_up(self, item: CreatedItem) -> None:
        """Delete an item without any check or count. Raises `NoResponse`."""
        delete = item.resource.delete
        plain = next(iter(self.drafter.drafts(delete)), None) if delete is not None else None
        request = self.drafter.write(self.addressed(plain, item)) if plain is not None else None
        if delete is not None and request is not None and place_of(delete.path) in item.places:
            self.conversation.sender.send(self.conversation.credentials.authorize(request, delete))

    # drafts

    def filled(self, draft: Draft) -> Draft | None:
        """Return the draft with identifiers that were created, or `None` if its path has none of them."""
        items = self.created.candidates(draft.operation.path)
        return having_values(draft, self.values(draft.operation, items[0])) if items else None

    def values(self, operation: Operation, item: CreatedItem | None) -> dict[str, Any]:
        """Return the values of path variables by name, from the first of these:

        1. An item to delete that the run has created.
        2. A value that the user has chosen for the name.
        3. An item that the run has created, and its parents.
        """
        path = operation.path
        own = item.values_for(path) if item is not None else {}
        values = {**own, **{name: value for name, value in self.drafter.fixed.items() if name in places_of(path)}}
        if item is not None and operation.method == "DELETE" and place_of(path) in item.places:
            values.update(own)
        return values

    def addressed(self, draft: Draft, item: CreatedItem) -> Draft:
        """Return the draft with the identifiers of an item and its parents."""
        draft = replace(self.filled(draft) or draft, name="")
        return having_values(draft, item.values_for(draft.operation.path))

    def altered(self, draft: Draft, suffix: str) -> Draft | None:
        """Return the draft with other values for the properties of its body, or `None` if no other value is valid."""
        if not isinstance(draft.body, dict):
            return None
        for name, value in draft.body.items():
            for other in _others(value, suffix):
                changed = replace(draft, body={**draft.body, name: other}, name="")
                request = self.drafter.write(changed)
                if request is not None and is_valid(self.conversation.api, request, draft.operation):
                    draft = changed
                    break
        return draft if not draft.name else None


def having_values(draft: Draft, values: Mapping[str, Any]) -> Draft:
    """Return the draft with values of path variables, by name."""
    for name, value in values.items():
        draft = draft.having("path", name, value)
    return draft


def _others(value: Any, suffix: str) -> Iterator[Any]:
    """Yield other values of the same type, the most similar first; `-3` as suffix counts numbers up by three."""
    step = int(suffix[1:]) if suffix[1:].isdecimal() else 1
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        name, at, domain = value.rpartition("@")
        if at:
            yield f"{name}{suffix}@{domain}"
            yield f"{name}{step}@{domain}"
        yield value + suffix
        digits = _DIGITS.search(value)
        if digits is not None:
            counted = str(int(digits[0]) + step).zfill(len(digits[0]))
            yield value[: digits.start()] + counted + value[digits.end() :]
        yield f"{value}{step}"
    elif isinstance(value, int):
        yield value + step
