"""The first phase: the documented examples, sent as written, in sequences that a service must remember.

    lists · create, read, list again, change and read again · everything else, operations on items included
    after the probes: delete · read again · list again

A service need not have the item that an example names. The phase creates items first, and sends their identifiers
instead of the documented ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...engine.drafts import Draft, Drafter, is_valid
from ...openapi.operations import Operation
from ...openapi.resources.places import places_of
from ..service.conversation import Conversation, Outgoing
from .changes import ItemChanges
from .creations import ItemCreations
from .deletions import ItemDeletions
from .leftovers import Leftovers
from .lists import ItemLists
from .resources import find_resources, select_resources
from .steps import PHASE, Steps, having_values
from .upkeep import Upkeep

_ORDER = {"GET": 1, "HEAD": 1, "DELETE": 2}  # requests that change something come first, so that reads find something


class Documented:
    """Sends the documented examples, and remembers what was created and which requests were accepted."""

    def __init__(
        self,
        conversation: Conversation,
        drafter: Drafter,
        operations: tuple[Operation, ...],
        is_selected: Callable[[Operation], bool],
    ) -> None:
        self.conversation = conversation
        self.drafter = drafter
        self._selected = [operation for operation in operations if is_selected(operation)]
        self._steps = Steps(conversation, drafter, is_selected)
        resources = select_resources(find_resources(operations), self._selected)
        self._creations = ItemCreations(self._steps, operations, resources)
        self._changes = ItemChanges(self._steps)
        self._deletions = ItemDeletions(self._steps)
        self._lists = ItemLists(self._steps, self._creations)
        self.upkeep = Upkeep(self._steps, self._creations)
        self.leftovers = Leftovers(self._steps, self._creations)

    @property
    def accepted(self) -> dict[str, Draft]:
        """`GET /books` -> a draft that succeeded."""
        return self._steps.accepted

    def filled(self, draft: Draft) -> Draft | None:
        """Return the draft with identifiers that were created, or `None` if its path has none of them."""
        self.upkeep.candidates(draft.operation.path)
        return self._steps.filled(draft)

    def below_others(self, draft: Draft) -> list[Draft]:
        """Return the draft for each other item that was created."""
        steps, operation = self._steps, draft.operation
        items = steps.created.candidates(operation.path)
        found = [having_values(draft, steps.values(operation, item)) for item in items]
        return [other for other in found if other.values != draft.values]

    def below_new(self, draft: Draft) -> Draft | None:
        """Return the draft for an item that is created now, `None` if that is not possible."""
        steps, operation = self._steps, draft.operation
        place = next(reversed(places_of(operation.path).values()), None)
        for resource in tuple(self._creations.resources):
            if place in resource.places:
                item = self._creations.create_again(resource.create)
                return having_values(draft, steps.values(operation, item)) if item is not None else None
        return None

    def begin(self) -> Iterator[Operation]:
        """Do everything but the deletions. Yield each operation before its requests are sent."""
        lists = [operation for operation in self._selected if operation.method == "GET" and "{" not in operation.path]
        for operation in lists:
            yield operation
            self._show(operation)
            self._vary(operation)
        done = set(map(str, lists))
        for create in self._creates():
            yield create
            known = self._creations.find(create)
            if known is not None:
                self._lists.ask_while_empty(known)
            self._creations.create(create)
            self._creations.look_for(create)
            if (resource := self._creations.find(create)) is not None:
                self._lists.check(resource)
            done.add(str(create))
        resources = self._creations.resources
        for resource in resources:
            for change in resource.changes:
                if self._steps.is_selected(change) and str(change) not in done:
                    yield change
                    self._show(change)
                    self._changes.change(resource, change)
                    done.add(str(change))
        done.update(str(resource.delete) for resource in resources)
        for operation in sorted(self._selected, key=lambda operation: _ORDER.get(operation.method, 0)):
            if str(operation) not in done:
                yield operation
                self._show(operation)

    def _creates(self) -> Iterator[Operation]:
        """Yield the operations that create items, parents first, then those whose `Location` may name an item."""
        known = [resource.create for resource in self._creations.resources]
        yield from known
        for operation in self._selected:
            if operation.method == "POST" and "201" in operation.responses and operation not in known:
                yield operation

    def finish(self) -> Iterator[Operation]:
        """Delete what was created, children first."""
        for resource in reversed(self._creations.resources):
            if resource.delete is not None:
                yield resource.delete
                self._deletions.delete(resource, resource.delete)

    def _show(self, operation: Operation) -> None:
        """Send the documented examples of an operation, those of other items with an identifier that was created."""
        steps = self._steps
        for draft in steps.drafter.drafts(operation):
            filled = self.filled(draft)
            promised = draft.promised
            is_own = all(p.examples for p in operation.parameters if p.location == "path")
            if filled is None or (promised is not None and promised >= 400):
                steps.send(draft)
            elif is_own and draft.is_shown and operation.method in ("GET", "HEAD"):
                received = steps.send(draft, keeps_promise=False)
                if received is None or not received.is_success:
                    steps.send(filled)
            else:
                steps.send(filled)

    def _vary(self, operation: Operation) -> None:
        """Read a list with each value that the document lists for a filter: some results are empty."""
        steps = self._steps
        draft = steps.accepted.get(str(operation))
        for variant in steps.drafter.variants(draft) if draft else ():
            request = steps.drafter.write(variant)
            if request is not None and is_valid(steps.conversation.api, request, operation):
                steps.conversation.send(Outgoing(operation, request, PHASE))
