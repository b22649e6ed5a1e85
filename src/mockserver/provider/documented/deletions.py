"""Deletions: an item is deleted, and must be gone."""

from __future__ import annotations

from ...openapi.operations import Operation
from ...openapi.resources.places import place_of
from ...openapi.rules import quote
from ..service.conversation import ProviderResponse
from .created import CreatedItem
from .listed import is_listed
from .marks import is_marked_as_deleted
from .resources import ProviderResource
from .steps import Steps


class ItemDeletions:
    """Deletes the items of resources."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._shown: set[str] = set()  # operations whose documented examples were sent

    def delete(self, resource: ProviderResource, delete: Operation) -> None:
        """Send the documented deletions, then delete every item that was created."""
        steps = self._steps
        if steps.is_selected(delete) and str(delete) not in self._shown:
            self._shown.add(str(delete))
            for draft in steps.drafter.drafts(delete):
                if draft.promised is not None or not steps.created.of(resource):
                    steps.send(draft)
        for item in steps.created.of(resource):
            self._delete(item, delete)
            steps.created.remove(item)

    def _delete(self, item: CreatedItem, delete: Operation) -> None:
        steps = self._steps
        plain = next(iter(steps.drafter.drafts(delete)), None)
        if plain is None or place_of(delete.path) not in item.places:
            return
        draft = steps.addressed(plain, item)
        before = steps.read(item, steps=(item.creation.curl,))
        deleted = steps.send(draft, steps=(item.creation.curl,))
        if deleted is None or not deleted.is_success or deleted.status == 202:
            return
        requests = (item.creation.curl, deleted.curl)
        self._look_for(item, before, requests)
        steps.send(draft, steps=requests)  # a second time, which must do no harm

    def _look_for(self, item: CreatedItem, before: ProviderResponse | None, requests: tuple[str, ...]) -> None:
        """Read the item and its list again. An item that says that it is deleted may stay."""
        steps, resource = self._steps, item.resource
        read = steps.read(item, steps=requests)
        if read is not None and read.is_success:
            if before is None or not before.is_success or is_marked_as_deleted(before.value, read.value):
                return
            message = f"{quote(item.identifier)} was deleted, but reading it returns {read.status}"
            steps.conversation.fail("state.deleted-alive", message, read)
        listed = steps.list(resource)
        if listed is None or resource.list is None:
            return
        shown = (before or item.creation).value
        if is_listed(listed.value, item.identifier, item=shown, headers=listed.response):
            message = f"{quote(item.identifier)} was deleted, but is in the list"
            steps.conversation.fail("state.deleted-listed", message, listed.about(resource.list, requests))
