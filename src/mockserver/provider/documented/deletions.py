"""Deletions: an item is deleted, and must be gone."""

from __future__ import annotations

from ...openapi.operations import Operation
from ...openapi.rules import quote
from .created import CreatedItem
from .listed import is_listed
from .resources import ProviderResource
from .steps import Steps


class ItemDeletions:
    """Deletes the items of resources."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def delete(self, resource: ProviderResource, delete: Operation) -> None:
        """Send the documented deletions, then delete every item that was created."""
        steps = self._steps
        if steps.is_selected(delete):
            for draft in steps.drafter.drafts(delete):
                if draft.promised is not None or not steps.created.of(resource):
                    steps.send(draft)
        for item in steps.created.of(resource):
            self._delete(item, delete)
            steps.created.remove(item)

    def _delete(self, item: CreatedItem, delete: Operation) -> None:
        steps = self._steps
        plain = next(iter(steps.drafter.drafts(delete)), None)
        if plain is None:
            return
        draft = steps.addressed(plain, item)
        deleted = steps.send(draft, steps=(item.creation.curl,))
        if deleted is None or not deleted.is_success or deleted.status == 202:
            return
        requests = (item.creation.curl, deleted.curl)
        self._look_for(item, requests)
        steps.send(draft, steps=requests)  # a second time, which must do no harm

    def _look_for(self, item: CreatedItem, requests: tuple[str, ...]) -> None:
        steps, resource = self._steps, item.resource
        read = steps.read(item, steps=requests)
        if read is not None and read.is_success:
            message = f"{quote(item.identifier)} was deleted, but reading it returns {read.status}"
            steps.conversation.fail("state.deleted-alive", message, read)
        listed = steps.list(resource)
        if listed is None or resource.list is None:
            return
        if is_listed(listed.value, item.identifier, headers=listed.response):
            message = f"{quote(item.identifier)} was deleted, but is in the list"
            steps.conversation.fail("state.deleted-listed", message, listed.about(resource.list, requests))
