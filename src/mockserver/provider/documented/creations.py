"""Creations: items are made, found in the response, read, and looked for in the list."""

from __future__ import annotations

from ...openapi.rules import quote
from ..drafts import Draft, is_valid
from ..service.conversation import ProviderResponse
from .created import CreatedItem, place_of, values_by_place
from .identifiers import find_identifier
from .listed import is_listed
from .resources import ProviderResource
from .steps import GONE, Steps

FRESH_SUFFIXES = ("-2", "-3")


class ItemCreations:
    """Creates the items of resources."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def create(self, resource: ProviderResource) -> None:
        """Send every draft that creates an item."""
        steps = self._steps
        for drafted in steps.drafter.drafts(resource.create):
            draft = steps.filled(drafted) or drafted
            received = steps.send(draft)
            if received is not None and received.status == 409 and not steps.created.of(resource):
                draft, received = self._create_other(draft) or (draft, received)
            if received is not None and received.is_success:
                self._remember(resource, draft, received)

    def _create_other(self, draft: Draft) -> tuple[Draft, ProviderResponse] | None:
        """Create an item with other texts, because the service has the documented one already."""
        for suffix in FRESH_SUFFIXES:
            other = self._steps.altered(draft, suffix)
            if other is not None:
                received = self._steps.send(other, keeps_promise=False)
                if received is not None and received.is_success:
                    return other, received
        return None

    def _remember(self, resource: ProviderResource, draft: Draft, received: ProviderResponse) -> None:
        steps = self._steps
        identifier = find_identifier(resource, received.response, received.value)
        if identifier is None or received.status == 202 or not self._fits(resource, identifier):
            return
        values = {**values_by_place(draft), place_of(resource.item): identifier}
        if any(item.values == values for item in steps.created.of(resource)):
            if received.status == 201:
                message = f"201 returns the identifier {quote(identifier)}, which an earlier 201 returned as well"
                steps.conversation.fail("state.created-twice", message, received)
            return
        item = CreatedItem(resource, identifier, values, draft, received)
        steps.created.add(item)
        read = steps.read(item, steps=(received.curl,))
        if read is not None and read.status in GONE:
            message = f"{quote(identifier)} was just created, but reading it returns {read.status}"
            steps.conversation.fail("state.created-lost", message, read)

    def _fits(self, resource: ProviderResource, identifier: str) -> bool:
        """Return whether the path parameter allows an identifier; `find_identifier` may have taken another property."""
        drafter, api = self._steps.drafter, self._steps.conversation.api
        for operation in (resource.read, resource.delete, *resource.changes):
            draft = next(iter(drafter.drafts(operation)), None) if operation is not None else None
            if draft is not None:
                before = drafter.write(draft)
                after = drafter.write(draft.having("path", resource.parameter, identifier))
                return (
                    not (before and after)
                    or is_valid(api, after, draft.operation)
                    or not is_valid(api, before, draft.operation)
                )
        return True

    def look_for(self, resource: ProviderResource) -> None:
        """Read the list, which must contain the items that were created."""
        steps, items = self._steps, self._steps.created.of(resource)
        if not items or resource.list is None or not steps.is_selected(resource.list):
            return
        listed = steps.list(resource)
        for item in items:
            if listed is not None and is_listed(listed.value, item.identifier, headers=listed.response) is False:
                message = f"{quote(item.identifier)} was created, but is not in the list"
                evidence = listed.about(resource.list, (item.creation.curl,))
                steps.conversation.fail("state.created-unlisted", message, evidence)
                return
