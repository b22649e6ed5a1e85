"""Changes: an item gets new values, which it must have when it is read again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...engine.drafts import ABSENT
from ...openapi.operations import Operation
from ...openapi.rules import quote
from .created import CreatedItem
from .partial_changes import PartialChanges
from .resources import ProviderResource
from .steps import Steps


class ItemChanges:
    """Changes items."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._partial = PartialChanges(steps)

    def change(self, resource: ProviderResource, change: Operation) -> None:
        """Change the first item of a resource, then some of the item that has most members."""
        items = self._steps.created.of(resource)
        if items and resource.read is not None:
            self._change_with(change, items[0])
            self._partial.check(change, items)

    def _change_with(self, change: Operation, item: CreatedItem) -> None:
        """Set the properties of an item to new values, and read whether it has them."""
        steps = self._steps
        before = steps.read(item)
        draft = steps.accepted.get(str(change)) or next(iter(steps.drafter.drafts(change)), None)
        if before is None or draft is None or not isinstance(before.value, dict):
            return
        altered = steps.altered(steps.addressed(draft, item), "-changed")
        changed = steps.send(altered, keeps_promise=False) if altered else None
        if altered is None or changed is None or not changed.is_success or changed.status == 202:
            return
        requests = (item.creation.curl, changed.curl)
        after = steps.read(item, steps=requests)
        if after is None or not isinstance(after.value, dict):
            return
        shown = changed.value if isinstance(changed.value, dict) else {}
        lost = _lost(altered.body, before.value, shown, after.value)
        if lost:
            others = f"; so do {', '.join(lost[1:])}" if lost[1:] else ""
            message = f"{lost[0]} was set to {quote(altered.body[lost[0]])}, but has its old value when read{others}"
            steps.conversation.fail("state.update-lost", message, after.about(change, requests), key=",".join(lost))


def _lost(
    sent: Mapping[str, Any], before: Mapping[str, Any], shown: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """Return the properties that were sent with a new value and are read with the old one.

    A property that reads never show counts only if the response to the change (`shown`) has shown it.
    """
    return [
        name
        for name, value in sent.items()
        if value != before.get(name, ABSENT)
        and after.get(name, ABSENT) == before.get(name, ABSENT)
        and (name in before or shown.get(name, ABSENT) == value)
    ]
