"""The first phase: the documented examples, sent as written, in sequences that a service must remember.

    lists · create · read · everything else, operations on items included · change and read again · list again
    after the probes: delete · read again · list again

A service need not have the item that an example names. The phase creates items first, and sends their identifiers
instead of the documented ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from ...openapi.operations import Operation
from ...openapi.rules import quote
from ..drafts import ABSENT, Draft, Drafter, is_valid
from ..failures import Phase
from ..service.conversation import Conversation, Outgoing, ProviderResponse
from .resources import ProviderResource, find_identifier, find_resources, is_listed

PHASE: Phase = "documented"
REFUSALS = (400, 405, 406, 411, 415, 422)  # wrong for a valid request in any state of the service
INVALID = (400, 422)
GONE = (404, 410)
FRESH_SUFFIXES = ("-2", "-3")

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
        self._conversation = conversation
        self._drafter = drafter
        self._operations = operations
        self._is_selected = is_selected
        paths = {operation.path for operation in operations if is_selected(operation)}
        self._resources = [
            resource
            for resource in find_resources(operations)
            if resource.create.path in paths or any((path + "/").startswith(resource.item + "/") for path in paths)
        ]
        self._created: dict[str, list[str]] = {}  # "/books/{id}" -> identifiers, percent-encoded
        self._creations: dict[str, ProviderResponse] = {}  # "/books/{id} 7" -> the response that created it
        self.accepted: dict[str, Draft] = {}  # "GET /books" -> a draft that succeeded

    # the sequence

    def begin(self) -> Iterator[Operation]:
        """Do everything but the deletions. Yield each operation before its requests are sent."""
        selected = [operation for operation in self._operations if self._is_selected(operation)]
        lists = [operation for operation in selected if operation.method == "GET" and "{" not in operation.path]
        for operation in lists:
            yield operation
            self._show(operation)
            self._vary(operation)
        for resource in self._resources:
            yield resource.create
            self._create(resource)
        done = {
            *map(str, lists),
            *(str(op) for resource in self._resources for op in (resource.create, resource.delete)),
        }
        for operation in sorted(selected, key=lambda operation: _ORDER.get(operation.method, 0)):
            if str(operation) not in done:
                yield operation
                self._show(operation)
        for resource in self._resources:
            self._change(resource)
            self._look_for_created(resource)

    def finish(self) -> Iterator[Operation]:
        """Delete what was created, children first."""
        for resource in reversed(self._resources):
            if resource.delete is not None:
                yield resource.delete
                self._delete(resource, resource.delete)

    def filled(self, draft: Draft) -> Draft | None:
        """Return the draft with identifiers that were created, or `None` if its path has none of them."""
        known = self._known_texts(draft.operation.path)
        wanted = [p.name for p in draft.operation.parameters if p.location == "path"]
        if not known or not any(name in known for name in wanted):
            return None
        for name in wanted:
            if name in known:
                draft = draft.having("path", name, known[name])
        return draft

    # steps

    def _create(self, resource: ProviderResource) -> None:
        for draft in self._drafter.drafts(resource.create):
            received = self._send(self.filled(draft) or draft)
            if received is not None and received.status == 409 and not self._created.get(resource.item):
                received = self._create_other(draft) or received
            if received is not None and received.is_success:
                self._remember(resource, received)

    def _create_other(self, draft: Draft) -> ProviderResponse | None:
        """Create an item with other texts, because the service has the documented one already."""
        for suffix in FRESH_SUFFIXES:
            other = self._altered(draft, suffix)
            if other is not None:
                received = self._send(self.filled(other) or other, keeps_promise=False)
                if received is not None and received.is_success:
                    return received
        return None

    def _remember(self, resource: ProviderResource, received: ProviderResponse) -> None:
        identifier = find_identifier(resource, received.response, received.value)
        if identifier is None or received.status == 202 or not self._fits(resource, identifier):
            return
        known = self._created.setdefault(resource.item, [])
        if identifier in known:
            if received.status == 201:
                message = f"201 returns the identifier {quote(identifier)}, which an earlier 201 returned as well"
                self._conversation.fail("state.created-twice", message, received)
            return
        known.append(identifier)
        self._creations[f"{resource.item} {identifier}"] = received
        if resource.read is None:
            return
        read = self._read(resource.read, identifier, resource, steps=(received.curl,))
        if read is not None and read.status in GONE:
            message = f"{quote(identifier)} was just created, but reading it returns {read.status}"
            self._conversation.fail("state.created-lost", message, read)

    def _fits(self, resource: ProviderResource, identifier: str) -> bool:
        """Return whether the path parameter allows an identifier; `find_identifier` may have taken another property."""
        for operation in (resource.read, resource.delete, *resource.changes):
            draft = next(iter(self._drafter.drafts(operation)), None) if operation is not None else None
            if draft is not None:
                before = self._drafter.write(draft)
                after = self._drafter.write(draft.having("path", resource.parameter, unquote(identifier)))
                api = self._conversation.api
                return (
                    not (before and after)
                    or is_valid(api, after, draft.operation)
                    or not is_valid(api, before, draft.operation)
                )
        return True

    def _show(self, operation: Operation) -> None:
        for draft in self._drafter.drafts(operation):
            filled = self.filled(draft)
            promised = draft.promised
            is_own = all(p.examples for p in operation.parameters if p.location == "path")
            if filled is None or (promised is not None and promised >= 400):
                self._send(draft)
            elif is_own and draft.is_shown and operation.method in ("GET", "HEAD"):
                received = self._send(draft, keeps_promise=False)
                if received is None or not received.is_success:
                    self._send(filled)
            else:
                self._send(filled)

    def _vary(self, operation: Operation) -> None:
        """Read a list with each value that the document lists for a filter: some results are empty."""
        draft = self.accepted.get(str(operation))
        for variant in self._drafter.variants(draft) if draft else ():
            request = self._drafter.write(variant)
            if request is not None and is_valid(self._conversation.api, request, operation):
                self._conversation.send(Outgoing(operation, request, PHASE))

    def _change(self, resource: ProviderResource) -> None:
        """Change the first item of a resource with each operation that can."""
        identifiers = self._created.get(resource.item)
        if not identifiers or resource.read is None:
            return
        for change in resource.changes:
            if self._is_selected(change):
                self._change_with(change, resource, resource.read, identifiers[0])

    def _change_with(self, change: Operation, resource: ProviderResource, read: Operation, identifier: str) -> None:
        """Set the properties of an item to new values, and read whether it has them."""
        before = self._read(read, identifier, resource)
        draft = self.accepted.get(str(change)) or next(iter(self._drafter.drafts(change)), None)
        filled = self.filled(draft) if draft else None
        if before is None or filled is None or not isinstance(before.value, dict):
            return
        altered = self._altered(filled, "-changed")
        changed = self._send(altered, keeps_promise=False) if altered else None
        if altered is None or changed is None or not changed.is_success or changed.status == 202:
            return
        steps = (self._creations[f"{resource.item} {identifier}"].curl, changed.curl)
        after = self._read(read, identifier, resource, steps=steps)
        if after is None or not isinstance(after.value, dict):
            return
        shown = changed.value if isinstance(changed.value, dict) else {}
        lost = _lost(altered.body, before.value, shown, after.value)
        if lost:
            others = f"; so do {', '.join(lost[1:])}" if lost[1:] else ""
            message = f"{lost[0]} was set to {quote(altered.body[lost[0]])}, but has its old value when read{others}"
            self._conversation.fail("state.update-lost", message, after.about(change, steps), key=",".join(lost))

    def _look_for_created(self, resource: ProviderResource) -> None:
        identifiers = self._created.get(resource.item)
        if not identifiers or resource.list is None or not self._is_selected(resource.list):
            return
        listed = self._list(resource.list)
        for identifier in identifiers:
            if listed is not None and is_listed(listed.value, identifier, headers=listed.response) is False:
                steps = (self._creations[f"{resource.item} {identifier}"].curl,)
                message = f"{quote(identifier)} was created, but is not in the list"
                self._conversation.fail("state.created-unlisted", message, listed.about(resource.list, steps))
                return

    def _delete(self, resource: ProviderResource, delete: Operation) -> None:
        if self._is_selected(delete):
            for draft in self._drafter.drafts(delete):
                if draft.promised is not None or not self._created.get(resource.item):
                    self._send(draft)
        for identifier in self._created.pop(resource.item, []):
            plain = next(iter(self._drafter.drafts(delete)), None)
            if plain is None:
                return
            creation = self._creations[f"{resource.item} {identifier}"]
            deleted = self._send(self._addressed(plain, identifier, resource), steps=(creation.curl,))
            if deleted is None or not deleted.is_success or deleted.status == 202:
                continue
            steps = (creation.curl, deleted.curl)
            self._look_for_deleted(resource, identifier, steps)
            self._send(
                self._addressed(plain, identifier, resource), steps=steps
            )  # a second time, which must do no harm

    def _look_for_deleted(self, resource: ProviderResource, identifier: str, steps: tuple[str, ...]) -> None:
        if resource.read is not None:
            read = self._read(resource.read, identifier, resource, steps=steps)
            if read is not None and read.is_success:
                message = f"{quote(identifier)} was deleted, but reading it returns {read.status}"
                self._conversation.fail("state.deleted-alive", message, read)
        if resource.list is not None:
            listed = self._list(resource.list)
            if listed is not None and is_listed(listed.value, identifier, headers=listed.response):
                message = f"{quote(identifier)} was deleted, but is in the list"
                self._conversation.fail("state.deleted-listed", message, listed.about(resource.list, steps))

    # sending

    def _send(
        self, draft: Draft, *, steps: tuple[str, ...] = (), keeps_promise: bool = True
    ) -> ProviderResponse | None:
        """Send a draft. With `keeps_promise`, its response must fit the response example of the same name."""
        request = self._drafter.write(draft)
        if request is None:
            return None
        is_lenient = not is_valid(self._conversation.api, request, draft.operation)
        if is_lenient and not draft.is_shown:
            return None  # no valid values were found
        received = self._conversation.send(
            Outgoing(draft.operation, request, PHASE, steps=steps, is_lenient=is_lenient)
        )
        if received is not None and received.is_success:
            self.accepted.setdefault(str(draft.operation), draft)
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
            self._conversation.fail("example.refused", message, received, key=draft.name)
        elif promised in INVALID and received.is_success:
            message = f"{pair}, but is accepted with {received.status}"
            self._conversation.fail("example.accepted", message, received, key=draft.name)

    def _read(
        self, read: Operation, identifier: str, resource: ProviderResource, *, steps: tuple[str, ...] = ()
    ) -> ProviderResponse | None:
        draft = self.accepted.get(str(read)) or next(iter(self._drafter.drafts(read)), None)
        return self._send(self._addressed(draft, identifier, resource), steps=steps) if draft else None

    def _list(self, operation: Operation) -> ProviderResponse | None:
        """Read a list without filters. Return `None` if that does not succeed."""
        drafts = self._drafter.drafts(operation)
        draft = min(drafts, key=lambda draft: len(draft.values), default=None)
        received = self._send(self.filled(draft) or draft, keeps_promise=False) if draft else None
        return received if received is not None and received.is_success else None

    def _addressed(self, draft: Draft, identifier: str, resource: ProviderResource) -> Draft:
        filled = self.filled(draft) or draft
        return replace(filled, name="").having("path", resource.parameter, unquote(identifier))

    def _known_texts(self, path: str) -> dict[str, Any]:
        """Return a value for each variable of a path: the first identifier that was created there."""
        known = {}
        for resource in self._resources:
            is_below = path == resource.item or path.startswith(resource.item + "/")
            if is_below and self._created.get(resource.item):
                known[resource.parameter] = unquote(self._created[resource.item][0])
        return known

    def _altered(self, draft: Draft, suffix: str) -> Draft | None:
        """Return the draft with other values for the properties of its body, or `None` if no other value is valid."""
        if not isinstance(draft.body, dict):
            return None
        for name, value in draft.body.items():
            other = _other(value, suffix)
            if other is not ABSENT:
                changed = replace(draft, body={**draft.body, name: other}, name="")
                request = self._drafter.write(changed)
                if request is not None and is_valid(self._conversation.api, request, draft.operation):
                    draft = changed
        return draft if not draft.name else None


def _other(value: Any, suffix: str) -> Any:
    """Return another value of the same type, `ABSENT` if there is none."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + suffix
    return value + 1 if isinstance(value, int) else ABSENT


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
