"""Creations: items are made, found in the response, read, and looked for in the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from ...engine.drafts import Draft, is_valid
from ...openapi.operations import Operation
from ...openapi.resources.places import place_of, places_of
from ...openapi.resources.words import plain_name
from ...openapi.rules import quote
from ..service.conversation import ProviderResponse
from .created import CreatedItem, values_by_place
from .identifiers import find_identifier
from .listed import is_listed
from .locations import Located, find_located
from .resources import ProviderResource, make_resource
from .steps import GONE, Steps, having_values

FRESH_TEXTS = 2  # that are tried after a conflict


class ItemCreations:
    """Creates items, and learns from `Location` where they are."""

    def __init__(self, steps: Steps, operations: tuple[Operation, ...], resources: list[ProviderResource]) -> None:
        self._steps = steps
        self._operations = operations
        self.resources = resources  # parents before children; more are learnt
        self._recipes: dict[str, Draft | None] = {}  # "POST /books" -> a draft that has created an item
        self._special: list[CreatedItem] = []  # those that a list may hide, such as a draft or an archived one
        self._suffix = 1  # the last one that made a text unlike all others

    def find(self, create: Operation) -> ProviderResource | None:
        """Return the resource that an operation creates, as far as it is known."""
        return next((known for known in self.resources if known.create is create), None)

    def create(self, create: Operation) -> None:
        """Send every draft that creates an item."""
        steps = self._steps
        for number, drafted in enumerate(steps.drafter.drafts(create)):
            if number == 1:
                self.look_for(create)  # while the list may have one item only
            draft = self._below_parents(drafted)
            received = steps.send(draft)
            if received is not None and received.status == 409 and not self._has_items(create):
                draft, received = self._create_other(draft) or (draft, received)
            if received is not None:
                self._remember(draft, received)
        self._recipes.setdefault(str(create), None)

    def create_other(self, create: Operation, members: Mapping[str, Any]) -> CreatedItem | None:
        """Create one more item, with other texts and these members. Return `None` if that is not possible."""
        recipe = self._recipes.get(str(create))
        if recipe is None:
            return None
        self._suffix += 1
        below = self._below_parents(recipe)
        draft = having_members(self._steps.altered(below, f"-{self._suffix}") or below, members)
        received = self._steps.send(draft, keeps_promise=False, is_guess=True)
        if received is None or not received.is_success:
            draft = self._steps.altered(below, f"-{self._suffix}") or below
            received = self._steps.send(draft, keeps_promise=False, is_guess=True) if members else None
        item = self.identify(draft, received) if received is not None else None
        if item is None or any(known.values == item.values for known in self._steps.created.of(item.resource)):
            return None
        self._steps.created.add(item)
        if draft.body != below.body and members:
            self._special.append(item)
        return item

    def create_again(self, create: Operation) -> CreatedItem | None:
        """Create an item as before. Return `None` if that was not possible before, or is not any more."""
        drafts = self._steps.drafter.drafts(create)
        if str(create) in self._recipes:
            recipe = self._recipes[str(create)]
            drafts = [recipe] if recipe is not None else []
        for known in drafts:
            draft = self._below_parents(known)
            received = self._steps.send(draft, keeps_promise=False, is_guess=True)
            if received is not None and received.status == 409:
                draft, received = self._create_other(draft) or (draft, received)
            item = self.identify(draft, received) if received is not None else None
            if item is not None:
                self._steps.created.add(item)
                self._recipes[str(create)] = known
                return item
        self._recipes.setdefault(str(create), None)
        return None

    def _below_parents(self, draft: Draft) -> Draft:
        """Return the draft with the identifiers of parents. An item that PUT creates keeps its own."""
        path = draft.operation.path
        items = self._steps.created.candidates(path if draft.operation.method == "POST" else _parent(path))
        return having_values(draft, self._steps.values(draft.operation, items[0])) if items else draft

    def _has_items(self, create: Operation) -> bool:
        return any(item.resource.create is create for item in self._steps.created)

    def _create_other(self, draft: Draft) -> tuple[Draft, ProviderResponse] | None:
        """Create an item with other texts, because the service has the documented one already."""
        for _ in range(FRESH_TEXTS):
            self._suffix += 1
            other = self._steps.altered(draft, f"-{self._suffix}")
            if other is not None:
                received = self._steps.send(other, keeps_promise=False)
                if received is not None and received.is_success:
                    return other, received
        return None

    # what was created

    def _remember(self, draft: Draft, received: ProviderResponse) -> None:
        """Keep the item that a response is about, and read it."""
        steps = self._steps
        item = self.identify(draft, received)
        if item is None:
            return
        self._recipes.setdefault(str(draft.operation), draft)
        if any(known.values == item.values for known in steps.created.of(item.resource)):
            if received.status == 201 and draft.operation.method == "POST":
                identifier = quote(item.identifier)
                message = f"201 returns the identifier {identifier}, which an earlier 201 returned as well"
                steps.conversation.fail("state.created-twice", message, received)
            return
        steps.created.add(item)
        read = steps.read(item, steps=(received.curl,))
        if read is not None and read.status in GONE:
            message = f"{quote(item.identifier)} was just created, but reading it returns {read.status}"
            steps.conversation.fail("state.created-lost", message, read)
        self._check_location(item, received)

    def _check_location(self, item: CreatedItem, received: ProviderResponse) -> None:
        """Read what `Location` leads to, if its identifier differs from the one that a link has (RFC 9110 §15.3.2)."""
        located = self._locate(received) if received.status == 201 else None
        place = next((at for at in item.places if located is not None and at in located.values), None)
        if located is None or place is None or str(item.values[place]) == located.values[place]:
            return
        other = replace(item, identifier=located.values[place], values={**item.values, **located.values})
        read = self._steps.read(other, steps=(received.curl,))
        if read is not None and read.status in GONE:
            location = quote(received.response.header("location") or "")
            message = f"{quote(item.identifier)} was just created, but its Location {location} leads to {read.status}"
            self._steps.conversation.fail("state.location-lost", message, read)

    def identify(self, draft: Draft, received: ProviderResponse) -> CreatedItem | None:
        """Return the item that a response is about, `None` if the response does not say which one it is."""
        create = draft.operation
        if not received.is_success or received.status == 202 or (create.method == "PUT" and received.status != 201):
            return None
        located = self._locate(received)
        resource = self._resource_of(create, located)
        if resource is None:
            return None
        values = values_by_place(draft)
        if create.method == "PUT":
            return CreatedItem(resource, str(values[place_of(create.path)]), values, draft, received)
        identifier = find_identifier(resource, received.response, received.value, located.values if located else {})
        if identifier is None or not self._fits(resource, identifier):
            return None
        certain = [place for place in resource.places if place not in resource.assumed]
        item = CreatedItem(resource, identifier, {**values, **dict.fromkeys(certain, identifier)}, draft, received)
        for place in resource.assumed:
            assumed = replace(item, values={**item.values, place: identifier})
            if (located and place in located.values) or self._is_there(assumed, place):
                item = assumed
        return item if item.places else None

    def _is_there(self, item: CreatedItem, place: str) -> bool:
        """Return whether an item can be read at a place."""
        for operation in self._operations:
            if operation.method == "GET" and place_of(operation.path) == place:
                draft = next(iter(self._steps.drafter.drafts(operation)), None)
                guess = self._steps.addressed(draft, item) if draft else None
                read = self._steps.send(guess, keeps_promise=False, is_guess=True) if guess else None
                return read is not None and read.is_success
        return False

    def _fits(self, resource: ProviderResource, identifier: str) -> bool:
        """Return whether the path parameter allows an identifier; `find_identifier` may have taken another property."""
        drafter, api = self._steps.drafter, self._steps.conversation.api
        for operation in (resource.read, resource.delete, *resource.changes):
            draft = next(iter(drafter.drafts(operation)), None) if operation is not None else None
            if draft is not None:
                before = drafter.write(draft)
                after = drafter.write(draft.having("path", list(places_of(draft.operation.path))[-1], identifier))
                return (
                    not (before and after)
                    or is_valid(api, after, draft.operation)
                    or not is_valid(api, before, draft.operation)
                )
        return True

    # where it is

    def _locate(self, received: ProviderResponse) -> Located | None:
        conversation = self._steps.conversation
        base_path = urlsplit(conversation.sender.base_url).path.rstrip("/")
        return find_located(received.response, received.evidence.request.path, base_path, conversation.api.router)

    def _resource_of(self, create: Operation, located: Located | None) -> ProviderResource | None:
        """Return the resource that an operation creates, with the path that `Location` leads to."""
        known = self.find(create)
        if located is None or (known is not None and place_of(located.item) in known.places):
            return known
        if known is None:
            learnt = make_resource(create, [located.item], self._operations)
            self.resources.append(learnt)
            return learnt
        certain = [item for item in known.items if place_of(item) not in known.assumed]
        assumed = [item for item in known.items if place_of(item) in known.assumed]
        learnt = make_resource(create, [*certain, located.item], self._operations, assumed=assumed)
        self.resources[self.resources.index(known)] = learnt
        return learnt

    def look_for(self, create: Operation) -> ProviderResponse | None:
        """Read the list, which must contain the items that were created; return it."""
        steps, resource = self._steps, self.find(create)
        items = steps.created.of(resource) if resource is not None else []
        if resource is None or not items or resource.list is None or not steps.is_selected(resource.list):
            return None
        listed = steps.list(resource)
        for item in [item for item in items if item not in self._special]:
            if listed is not None and is_listed(listed.value, item.identifier, headers=listed.response) is False:
                message = f"{quote(item.identifier)} was created, but is not in the list"
                evidence = listed.about(resource.list, (item.creation.curl,))
                steps.conversation.fail("state.created-unlisted", message, evidence)
                break
        return listed


def having_members(draft: Draft, members: Mapping[str, Any]) -> Draft:
    """Return the draft with other values in its body, for members that it has, or may have."""
    if not isinstance(draft.body, dict) or not members:
        return draft
    own = {plain_name(name): name for name in draft.body}
    return replace(draft, body={**draft.body, **{own.get(plain_name(k), k): value for k, value in members.items()}})


def _parent(item: str) -> str:
    return item.rstrip("/").rpartition("/")[0]
