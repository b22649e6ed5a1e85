"""Lists: filters and pages keep what they promise.

Only what no correct service does is a failure: a filtered list with an item that shows another value; a page with more
items than were asked for; an item twice, or none of an item that the run has created and that the whole list shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from ...engine.drafts import Draft, is_valid
from ...openapi.documents import Document
from ...openapi.operations import Operation, Parameter
from ...openapi.resources.places import places_of
from ...openapi.resources.words import plain_name
from ...openapi.rules import quote
from ..service.conversation import ProviderResponse
from ..service.sending import NoResponse
from .creations import ItemCreations
from .pages import find_next_query, find_page_parameters, find_total, items_of, schema_of, types_of
from .resources import ProviderResource
from .steps import Steps, having_values
from .toggles import toggle
from .walks import Walk, walk

ENOUGH = 5  # items of a list whose pages are read
FILTERED = 3  # values of one filter that are sent


class ItemLists:
    """Checks the list of each resource, once its items are created."""

    def __init__(self, steps: Steps, creations: ItemCreations) -> None:
        self._steps = steps
        self._creations = creations
        self._checked: set[str] = set()

    def ask_while_empty(self, resource: ProviderResource) -> None:
        """Read a list below a parent that was just created. Lists without a parent were read at the beginning."""
        if resource.list is not None and "{" in resource.list.path and self._steps.is_selected(resource.list):
            self._steps.list(resource)

    def check(self, resource: ProviderResource) -> None:
        """Create more items if there are few, then read the list with filters, and page by page."""
        steps, operation = self._steps, resource.list
        if operation is None or not steps.is_selected(operation) or str(operation) in self._checked:
            return
        if not steps.created.of(resource):
            return
        self._checked.add(str(operation))
        before = tuple(steps.created)
        self._check(resource, operation)
        for item in [item for item in steps.created if item not in before]:
            steps.created.remove(item)
            with suppress(NoResponse):
                steps.clean_up(item)

    def _check(self, resource: ProviderResource, operation: Operation) -> None:
        steps = self._steps
        document = steps.conversation.api.document
        filters = list(_iter_filters(operation, document))
        pages = find_page_parameters(operation, document)
        self._create_more(resource, filters, document)
        for parameter in filters:
            toggle(steps, steps.created.of(resource), parameter.name)
        whole = self._creations.look_for(resource.create)
        items = items_of(whole.value) if whole is not None else None
        if whole is None or not items or not all(isinstance(item, dict) for item in items):
            return
        name = self._name_identifier(resource, items)
        draft = _plain(steps, operation)
        if draft is None:
            return
        for parameter in filters:
            self._check_filter(draft, parameter, items)
        if name is not None:
            self._check_scope(resource, draft, [item for item in items if name in item])
        is_paged = any(pages) or find_next_query(whole.evidence.request.path, whole.value, whole.response) is not None
        if name is not None and is_paged:
            read = walk(steps, draft)
            self._check_total(read, whole)
            self._check_pages(read, whole, name, self._own(resource, items, name))

    # items

    def _create_more(self, resource: ProviderResource, filters: Sequence[Parameter], document: Document) -> None:
        """Create items until there are enough; each has another one of the values that a filter lists."""
        others: list[dict[str, Any]] = [{}]
        for parameter in filters:
            listed = schema_of(parameter, document).get("enum") or []
            others += [{parameter.name: value} for value in listed[:ENOUGH]]
        for number in range(len(self._steps.created.of(resource)), ENOUGH):
            if self._creations.create_other(resource.create, others[number % len(others)]) is None:
                return

    def _name_identifier(self, resource: ProviderResource, items: Sequence[dict[str, Any]]) -> str | None:
        """Return the member with which the items of a list name themselves: it tells most items of the run apart.

        A member such as `category_id` may have the number of an item as well, but the same one in many items.
        """
        known = {item.identifier for item in self._steps.created.of(resource)}
        values: dict[str, set[str]] = {}
        for item in items:
            for name, value in item.items():
                values.setdefault(name, set()).add(str(value))
        names = [name for name, shown in values.items() if shown & known]
        return max(names, key=lambda name: (len(values[name] & known), len(values[name])), default=None)

    def _own(self, resource: ProviderResource, items: Sequence[dict[str, Any]], name: str) -> list[str]:
        """Return the identifiers of the items in a list that the run has created."""
        known = {item.identifier for item in self._steps.created.of(resource)}
        return [str(item[name]) for item in items if str(item.get(name)) in known]

    # filters

    def _check_filter(self, draft: Draft, parameter: Parameter, items: Sequence[dict[str, Any]]) -> None:
        """Read the list with the values that its items show, if they show several."""
        steps = self._steps
        member = next((name for item in items for name in item if plain_name(name) == plain_name(parameter.name)), None)
        shown = [item[member] for item in items if member in item] if member is not None else []
        values = [value for value in {json.dumps(value): value for value in shown}.values() if _is_single(value)]
        if member is None or len(values) < 2:
            return
        for value in values[:FILTERED]:
            filtered = draft.having("query", parameter.name, value)
            request = steps.drafter.write(filtered)
            if request is None or not is_valid(steps.conversation.api, request, draft.operation):
                continue
            received = steps.send(filtered, keeps_promise=False)
            found = items_of(received.value) if received is not None and received.is_success else None
            wrong = [item[member] for item in found or () if isinstance(item, dict) and not _fits(item, member, value)]
            if received is not None and wrong:
                message = f"the list with {parameter.name}={value} has an item whose {member} is {quote(wrong[0])}"
                steps.conversation.fail("list.filter", message, received, key=parameter.name)
                return
            if received is not None and found == []:
                message = f"the list with {parameter.name}={value} is empty, but the whole list has such an item"
                steps.conversation.fail("list.filter", message, received, key=parameter.name)
                return

    # parents

    def _check_scope(self, resource: ProviderResource, draft: Draft, items: Sequence[dict[str, Any]]) -> None:
        """Read the list below another parent, which must not have the items of this one."""
        steps, operation = self._steps, draft.operation
        place = next(reversed(places_of(operation.path).values()), None)
        parent = next((each for each in self._creations.resources if place in each.places), None)
        if place is None or parent is None:
            return
        parents = steps.created.of(parent)
        other = parents[1] if len(parents) > 1 else self._creations.create_other(parent.create, {})
        if other is None:
            return
        below = having_values(draft, steps.values(operation, other))
        received = steps.send(below, keeps_promise=False) if below.values != draft.values else None
        if received is None or not received.is_success:
            return
        mine = [i for i in steps.created.of(resource) if i.values.get(place) != other.values.get(place)]
        alike = [item for item in items_of(received.value) or () if item in items]  # in every member: ids may be reused
        shown = {str(value) for item in alike for value in item.values()}
        alien = next((item for item in mine if item.identifier in shown), None)
        if alien is not None:
            message = f"the item {quote(alien.identifier)} is in a list below another parent than its own"
            evidence = received.about(operation, (alien.creation.curl, other.creation.curl))
            steps.conversation.fail("list.scope", message, evidence)

    # pages

    def _check_total(self, read: Walk, whole: ProviderResponse) -> None:
        """Compare the totals of pages with that of the whole list. A page need not tell one."""
        total = find_total(whole.value)
        for received, _ in read.pages:
            told = find_total(received.value)
            if total is not None and told is not None and told != total:
                message = f"the total is {told} on a page, but {total} on the whole list"
                evidence = received.about(received.evidence.operation, (whole.curl,))
                self._steps.conversation.fail("list.total", message, evidence)
                return

    def _check_pages(self, read: Walk, whole: ProviderResponse, name: str, own: Sequence[str]) -> None:
        fail = self._steps.conversation.fail
        all_names = set(_names(items_of(whole.value) or (), name))
        seen: dict[str, ProviderResponse] = {}
        before: list[Any] = []
        for received, items in read.pages:
            if items == before and seen.keys() >= all_names:
                break  # it is past the end: some services return the last page there
            before = items
            if read.size is not None and len(items) > read.size:
                message = f"{len(items)} items are in a page, but {read.size} were asked for"
                fail("list.page-size", message, received)
                return
            for identifier in _names(items, name):
                if identifier in seen:
                    message = f"the item {quote(identifier)} is in two pages, or twice in one"
                    earlier = (seen[identifier].curl,) if seen[identifier] is not received else ()
                    fail("list.page-repeats", message, received.about(received.evidence.operation, earlier))
                    return
                seen[identifier] = received
        if read.loop is not None:
            fail("list.endless", "the next page of this one is a page that came before it", read.loop)
        elif read.is_whole and read.pages:
            lost = [identifier for identifier in own if identifier not in seen]
            if lost:
                last = read.pages[-1][0]
                message = f"the item {quote(lost[0])} is in the list, but on none of its {len(read.pages)} pages"
                fail("list.page-loses", message, last.about(last.evidence.operation, (whole.curl,)))


def _names(items: Sequence[Any], name: str) -> list[str]:
    """Return the identifiers of items; those that do not show one are left out."""
    return [str(item[name]) for item in items if isinstance(item, dict) and name in item]


def _plain(steps: Steps, operation: Operation) -> Draft | None:
    """Return the draft of a list with as few parameters as possible."""
    draft = min(steps.drafter.drafts(operation), key=lambda draft: len(draft.values), default=None)
    return (steps.filled(draft) or draft) if draft is not None else None


def _iter_filters(operation: Operation, document: Document) -> Iterator[Parameter]:
    """Yield the parameters that a service compares with a member for equality: listed values, booleans, identifiers."""
    paging = find_page_parameters(operation, document).names
    for parameter in operation.parameters:
        if parameter.location == "query" and parameter.name not in paging:
            schema = schema_of(parameter, document)
            is_listed = bool(schema.get("enum")) and "array" not in types_of(schema)
            is_identifier = schema.get("format") == "uuid" or ("integer" in types_of(schema) and _names_item(parameter))
            if is_listed or is_identifier or "boolean" in types_of(schema):
                yield parameter


def _names_item(parameter: Parameter) -> bool:
    return parameter.name == "id" or parameter.name.endswith(("_id", "Id", "-id"))


def _is_single(value: Any) -> bool:
    return isinstance(value, (str, int, bool)) and value != ""


def _fits(item: dict[str, Any], member: str, value: Any) -> bool:
    """Return whether an item shows a value, or does not show the member. Texts are compared without case."""
    shown = item.get(member, value)
    if isinstance(shown, list):
        return value in shown
    return bool(shown == value or str(shown).lower() == str(value).lower())
