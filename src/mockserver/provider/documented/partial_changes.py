"""Changes of one member: PATCH leaves the others as they are, PUT gives them their documented defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...engine.drafts import ABSENT, Draft
from ...openapi.operations import Operation
from ...openapi.pointers import escape
from ...openapi.rules import quote
from ..service.conversation import ProviderResponse
from .created import CreatedItem
from .steps import Steps

_EMPTY: tuple[Any, ...] = (ABSENT, None, "", [], {})


class PartialChanges:
    """Sends changes that name only some members, and reads what has become of the others."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps

    def check(self, change: Operation, items: list[CreatedItem]) -> None:
        """Change the item that shows most."""
        draft = self._steps.accepted.get(str(change))
        item = max(items, key=_count_values, default=None)
        if item is None or draft is None or not isinstance(draft.body, dict):
            return
        schemas = self._list_members(draft)
        if change.method == "PATCH":
            self._patch(draft, item, schemas)
        elif change.method == "PUT":
            self._put(draft, item, schemas)

    def _patch(self, draft: Draft, item: CreatedItem, schemas: Mapping[str, Mapping[str, Any]]) -> None:
        """Set one member to the value that it has, which must change nothing (RFC 5789 §2, RFC 7396 §2).

        A member is lost if it is absent, empty, or has its default again. Only members count that a PATCH can set.
        """
        before = self._read(item)
        name = next((name for name in draft.body if before.get(name) not in _EMPTY), None)
        if name is None:
            return
        changed = self._change(draft, item, {name: before[name]})
        if changed is None:
            return
        evidence, after = changed
        nothing = {
            other: (*_EMPTY, schema.get("default", ABSENT)) for other, schema in schemas.items() if other != name
        }
        lost = [
            other
            for other, values in nothing.items()
            if before.get(other, ABSENT) not in values and after.get(other, ABSENT) in values
        ]
        if lost:
            message = f"{lost[0]} was {quote(before[lost[0]])}, and is lost after a PATCH of {name} only"
            self._steps.conversation.fail(
                "state.patch-replaced", message + _and_others(lost), evidence, key=",".join(lost)
            )

    def _put(self, draft: Draft, item: CreatedItem, schemas: Mapping[str, Mapping[str, Any]]) -> None:
        """Leave out what has a default in the document: the service must take the default (OpenAPI 3.1.1 §4.8.24)."""
        before = self._read(item)
        left_out = [
            name
            for name, schema in schemas.items()
            if "default" in schema and before.get(name, ABSENT) not in (ABSENT, schema["default"])
        ]
        body = {name: before.get(name, value) for name, value in draft.body.items() if name not in left_out}
        changed = self._change(draft, item, body) if left_out else None
        if changed is None:
            return
        evidence, after = changed
        kept = [name for name in left_out if after.get(name, ABSENT) == before[name]]
        if kept:
            default = quote(schemas[kept[0]]["default"])
            message = f"{kept[0]} is still {quote(before[kept[0]])} after a PUT without it, not {default}, its default"
            self._steps.conversation.fail("state.put-merged", message + _and_others(kept), evidence, key=",".join(kept))

    def _read(self, item: CreatedItem) -> dict[str, Any]:
        read = self._steps.read(item)
        return read.value if read is not None and read.is_success and isinstance(read.value, dict) else {}

    def _change(
        self, draft: Draft, item: CreatedItem, body: dict[str, Any]
    ) -> tuple[ProviderResponse, dict[str, Any]] | None:
        """Return the response of a read after a change that succeeded, and its value."""
        steps, change = self._steps, draft.operation
        partial = steps.addressed(replace(draft, body=body, is_shown=False), item)
        changed = steps.send(partial, keeps_promise=False)
        if changed is None or not changed.is_success or changed.status == 202:
            return None
        requests = (item.creation.curl, changed.curl)
        read = steps.read(item, steps=requests)
        if read is None or not read.is_success or not isinstance(read.value, dict):
            return None
        return read.about(change, requests), read.value

    def _list_members(self, draft: Draft) -> dict[str, Mapping[str, Any]]:
        """Return the schemas of the members that a body can have, by name."""
        document, pointer = self._steps.conversation.api.document, self._steps.drafter.schema_of(draft)
        if pointer is None:
            return {}
        at, schema = document.resolve(pointer)
        names = schema.get("properties") if isinstance(schema, dict) else None
        if not isinstance(names, dict):
            return {}
        found = {name: document.resolve(f"{at}/properties/{escape(name)}")[1] for name in names}
        return {name: member for name, member in found.items() if isinstance(member, dict)}


def _count_values(item: CreatedItem) -> int:
    value = item.creation.value
    return sum(each not in _EMPTY for each in value.values()) if isinstance(value, dict) else 0


def _and_others(names: list[str]) -> str:
    return f"; so it is with {', '.join(names[1:])}" if names[1:] else ""
