"""Leftovers: the items that the probes create by the way, deleted without any check."""

from __future__ import annotations

from contextlib import suppress

from ...engine.drafts import Draft
from ..service.conversation import ProviderResponse
from ..service.sending import NoResponse
from .created import CreatedItem
from .creations import ItemCreations
from .steps import Steps


class Leftovers:
    """Remembers which items must be deleted."""

    def __init__(self, steps: Steps, creations: ItemCreations) -> None:
        self._steps = steps
        self._creations = creations
        self._items: list[CreatedItem] = []

    def add(self, draft: Draft, received: ProviderResponse) -> None:
        """Remember the item that a response reports as created, unless the sequences know it."""
        item = self._creations.identify(draft, received) if draft.operation.method == "POST" else None
        if item is not None and not any(known.values == item.values for known in self._steps.created.of(item.resource)):
            self._items.append(item)

    def delete(self) -> None:
        """Delete the items, the last one first. Any response will do."""
        while self._items:
            with suppress(NoResponse):
                self._steps.clean_up(self._items.pop())
