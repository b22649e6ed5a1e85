"""The first phase: what the document shows, sent as written, and in sequences that a service must remember.

    lists · create · read · everything else, items among it · change, and read again · lists again
    then, when the probes are done: delete · read again · lists again

What a service need not have (the item of an example, a user of that name) is found by creating it first: the
identifier of what was created takes the place of the one the document shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from ..openapi.operations import Operation
from ..openapi.rules import quote
from .conversation import Conversation, ProviderResponse
from .drafts import ABSENT, Draft, Drafter, is_valid
from .failures import CheckId, Phase
from .resources import ProviderResource, find_identifier, find_resources, is_listed

PHASE: Phase = "documented"
REFUSALS = (400, 405, 406, 411, 415, 422)  # a valid request deserves none of these, whatever the service remembers
INVALID = (400, 422)
GONE = (404, 410)
FRESH_SUFFIXES = ("-2", "-3")

_ORDER = {"GET": 1, "HEAD": 1, "DELETE": 2}  # what changes something comes first, so that there is something to read


class Documented:
    """Asks what the document shows, and remembers what was created and what was accepted."""

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
        self._creations: dict[str, ProviderResponse] = {}  # identifier's place and itself -> the answer that created it
        self.accepted: dict[str, Draft] = {}  # operation -> a draft that was answered with a success

    # the story

    def begin(self) -> Iterator[Operation]:
        """Everything but deletions; yields each operation before it is asked."""
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
        """Deletions, what lies below others first."""
        for resource in reversed(self._resources):
            if resource.delete is not None:
                yield resource.delete
                self._delete(resource, resource.delete)

    def filled(self, draft: Draft) -> Draft | None:
        """The draft with what was created in place of what the document shows; `None` where nothing was."""
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
            answer = self._ask(self.filled(draft) or draft)
            if answer is not None and answer.status == 409 and not self._created.get(resource.item):
                answer = self._create_afresh(draft) or answer
            if answer is not None and answer.is_success:
                self._remember(resource, answer)

    def _create_afresh(self, draft: Draft) -> ProviderResponse | None:
        """Once more with other texts, where what the document shows is there already."""
        for suffix in FRESH_SUFFIXES:
            other = self._altered(draft, suffix)
            if other is not None:
                answer = self._ask(self.filled(other) or other, keeps_promise=False)
                if answer is not None and answer.is_success:
                    return answer
        return None

    def _remember(self, resource: ProviderResource, answer: ProviderResponse) -> None:
        identifier = find_identifier(resource, answer.response, answer.value)
        if identifier is None or answer.status == 202 or not self._fits(resource, identifier):
            return
        known = self._created.setdefault(resource.item, [])
        if identifier in known:
            if answer.status == 201:
                message = f"answered 201 with the identifier {quote(identifier)}, which an earlier 201 has given"
                self._fail("state.created-twice", message, answer, resource.create)
            return
        known.append(identifier)
        self._creations[f"{resource.item} {identifier}"] = answer
        if resource.read is None:
            return
        read = self._read(resource.read, identifier, resource, steps=(answer.curl,))
        if read is not None and read.status in GONE:
            message = f"{quote(identifier)} was just created, and is answered with {read.status}"
            self._fail("state.created-lost", message, read, resource.read, steps=(answer.curl,))

    def _fits(self, resource: ProviderResource, identifier: str) -> bool:
        """Whether an identifier is one that the path parameter admits; another property may have been taken for it."""
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
                self._ask(draft)
            elif is_own and draft.is_shown and operation.method in ("GET", "HEAD"):
                answer = self._ask(draft, keeps_promise=False)
                if answer is None or not answer.is_success:
                    self._ask(filled)
            else:
                self._ask(filled)

    def _vary(self, operation: Operation) -> None:
        """A list with every filter that the document lists: some are empty."""
        draft = self.accepted.get(str(operation))
        for variant in self._drafter.variants(draft) if draft else ():
            request = self._drafter.write(variant)
            if request is not None and is_valid(self._conversation.api, request, operation):
                self._conversation.ask(operation, request, PHASE)

    def _change(self, resource: ProviderResource) -> None:
        """Change each item's properties to values they do not have, and read whether they have them then."""
        identifiers = self._created.get(resource.item)
        if not identifiers or resource.read is None:
            return
        for change in resource.changes:
            if not self._is_selected(change):
                continue
            before = self._read(resource.read, identifiers[0], resource)
            draft = self.accepted.get(str(change)) or next(iter(self._drafter.drafts(change)), None)
            filled = self.filled(draft) if draft else None
            if before is None or filled is None or not isinstance(before.value, dict):
                continue
            altered = self._altered(filled, "-changed")
            changed = self._ask(altered, keeps_promise=False) if altered else None
            if altered is None or changed is None or not changed.is_success or changed.status == 202:
                continue
            creation = self._creations[f"{resource.item} {identifiers[0]}"]
            steps = (creation.curl, changed.curl)
            after = self._read(resource.read, identifiers[0], resource, steps=steps)
            if after is not None and isinstance(after.value, dict):
                shown = changed.value if isinstance(changed.value, dict) else {}
                lost = _lost(altered.body, before.value, shown, after.value)
                if lost:
                    first, others = lost[0], f"; so are {', '.join(lost[1:])}" if lost[1:] else ""
                    message = f"{first} was set to {quote(altered.body[first])}, and is read as before{others}"
                    self._fail("state.update-lost", message, after, change, steps=steps, key=",".join(lost))

    def _look_for_created(self, resource: ProviderResource) -> None:
        identifiers = self._created.get(resource.item)
        if not identifiers or resource.list is None or not self._is_selected(resource.list):
            return
        listed = self._list(resource.list)
        for identifier in identifiers:
            if listed is not None and is_listed(listed.value, identifier, headers=listed.response) is False:
                creation = self._creations[f"{resource.item} {identifier}"]
                message = f"{quote(identifier)} was created, and is not in the list"
                self._fail("state.created-unlisted", message, listed, resource.list, steps=(creation.curl,))
                return

    def _delete(self, resource: ProviderResource, delete: Operation) -> None:
        if self._is_selected(delete):
            for draft in self._drafter.drafts(delete):
                if draft.promised is not None or not self._created.get(resource.item):
                    self._ask(draft)
        for identifier in self._created.pop(resource.item, []):
            plain = next(iter(self._drafter.drafts(delete)), None)
            if plain is None:
                return
            creation = self._creations[f"{resource.item} {identifier}"]
            deleted = self._ask(self._addressed(plain, identifier, resource), steps=(creation.curl,))
            if deleted is None or not deleted.is_success or deleted.status == 202:
                continue
            steps = (creation.curl, deleted.curl)
            self._look_for_deleted(resource, identifier, steps)
            self._ask(self._addressed(plain, identifier, resource), steps=steps)  # once more, which must do no harm

    def _look_for_deleted(self, resource: ProviderResource, identifier: str, steps: tuple[str, ...]) -> None:
        if resource.read is not None:
            read = self._read(resource.read, identifier, resource, steps=steps)
            if read is not None and read.is_success:
                message = f"{quote(identifier)} was deleted, and is answered with {read.status}"
                self._fail("state.deleted-alive", message, read, resource.read, steps=steps)
        if resource.list is not None:
            listed = self._list(resource.list)
            if listed is not None and is_listed(listed.value, identifier, headers=listed.response):
                message = f"{quote(identifier)} was deleted, and is in the list"
                self._fail("state.deleted-listed", message, listed, resource.list, steps=steps)

    # asking

    def _ask(self, draft: Draft, *, steps: tuple[str, ...] = (), keeps_promise: bool = True) -> ProviderResponse | None:
        request = self._drafter.write(draft)
        if request is None:
            return None
        is_lenient = not is_valid(self._conversation.api, request, draft.operation)
        if is_lenient and not draft.is_shown:
            return None  # nothing that the document admits could be made up
        answer = self._conversation.ask(draft.operation, request, PHASE, steps=steps, lenient=is_lenient)
        if answer is not None and answer.is_success:
            self.accepted.setdefault(str(draft.operation), draft)
        if answer is not None and keeps_promise:
            self._check_promise(draft, answer)
        return answer

    def _check_promise(self, draft: Draft, answer: ProviderResponse) -> None:
        """A named example that is answered the other way round; what depends on the service's state proves nothing."""
        promised = draft.promised
        if promised is None:
            return
        pair = f"the example {quote(draft.name)} promises {promised}"
        if promised < 300 and answer.status in REFUSALS:
            self._fail(
                "example.refused",
                f"{pair}, and is refused with {answer.status}",
                answer,
                draft.operation,
                key=draft.name,
            )
        elif promised in INVALID and answer.is_success:
            self._fail(
                "example.accepted",
                f"{pair}, and is accepted with {answer.status}",
                answer,
                draft.operation,
                key=draft.name,
            )

    def _read(
        self, read: Operation, identifier: str, resource: ProviderResource, *, steps: tuple[str, ...] = ()
    ) -> ProviderResponse | None:
        draft = self.accepted.get(str(read)) or next(iter(self._drafter.drafts(read)), None)
        return self._ask(self._addressed(draft, identifier, resource), steps=steps) if draft else None

    def _list(self, operation: Operation) -> ProviderResponse | None:
        """A list without filters."""
        drafts = self._drafter.drafts(operation)
        draft = min(drafts, key=lambda draft: len(draft.values), default=None)
        answer = self._ask(self.filled(draft) or draft, keeps_promise=False) if draft else None
        return answer if answer is not None and answer.is_success else None

    def _addressed(self, draft: Draft, identifier: str, resource: ProviderResource) -> Draft:
        filled = self.filled(draft) or draft
        return replace(filled, name="").having("path", resource.parameter, unquote(identifier))

    def _known_texts(self, path: str) -> dict[str, Any]:
        """What stands for each variable of a path: the first of what was created there."""
        known = {}
        for resource in self._resources:
            is_below = path == resource.item or path.startswith(resource.item + "/")
            if is_below and self._created.get(resource.item):
                known[resource.parameter] = unquote(self._created[resource.item][0])
        return known

    def _altered(self, draft: Draft, suffix: str) -> Draft | None:
        """The draft with another value in each property of its body where another is valid; `None` where none is."""
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

    def _fail(
        self,
        check: CheckId,
        message: str,
        answer: ProviderResponse,
        operation: Operation,
        *,
        steps: tuple[str, ...] = (),
        key: str = "",
    ) -> None:
        self._conversation.fail(check, message, answer, operation, PHASE, steps=steps, key=key)


def _other(value: Any, suffix: str) -> Any:
    """A value of the same kind that is another."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value + suffix
    return value + 1 if isinstance(value, int) else ABSENT


def _lost(
    sent: Mapping[str, Any], before: Mapping[str, Any], shown: Mapping[str, Any], after: Mapping[str, Any]
) -> list[str]:
    """The properties that are read as they were before, although they were sent otherwise.

    One that a reader never sees is nobody's loss, unless the answer to the change (`shown`) has just shown it.
    """
    return [
        name
        for name, value in sent.items()
        if value != before.get(name, ABSENT)
        and after.get(name, ABSENT) == before.get(name, ABSENT)
        and (name in before or shown.get(name, ABSENT) == value)
    ]
