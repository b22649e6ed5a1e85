"""One resource as its schemas show it: where its entity lies in each operation, and what identifies it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ...openapi.messages import BODILESS
from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.resources import DocumentedResource, ResourceOperation
from ...openapi.resources.entities import Entity, find_entity, find_list, identifier_names, view_of
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ..negotiation.selecting import find_usual
from .uploads import is_file_store

READING = ("list", "search", "read", "download")  # roles that change nothing
_LISTS = ("list", "search")
_PLAIN = frozenset(("string", "integer", "number", "boolean", "null"))


@dataclass(frozen=True)
class Subject:
    """A resource of the document with its schemas. What it knows is found when it is first asked."""

    documented: DocumentedResource

    @property
    def name(self) -> str:
        return self.documented.name

    @cached_property
    def is_created(self) -> bool:
        """Whether an operation creates items. Else they are assumed to exist, with any identifier."""
        return bool(self.documented.having("create", "replace"))

    @cached_property
    def is_changed(self) -> bool:
        """Whether an operation changes something."""
        return any(one.role not in READING for one in self.documented.operations)

    @cached_property
    def is_rememberable(self) -> bool:
        """Whether its entity is an object, which has members to remember, or a file; lists of texts show neither."""
        if not (self.view.members or "object" in self.view.types or is_file_store(self.documented)):
            return False
        lists = [self.response_entity(one) for one in self.documented.having("list", "search")]
        is_plain = [bool(each.view.types) and each.view.types <= _PLAIN for each in lists if each is not None]
        return bool(self.documented.having("read", "download")) or not is_plain or not all(is_plain)

    @cached_property
    def variable(self) -> str | None:
        """The parameter that names an item: that of the first operation which has one in its path."""
        sources = [one.identifier for one in self.documented.operations if one.identifier is not None]
        in_path = next((source for source in sources if source.location == "path"), None)
        found = in_path or next(iter(sources), None)
        return found.name.rpartition("/")[2] if found is not None else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Plain names that the identifier may have, the most fitting first."""
        return identifier_names(self.variable or "id", self.name)

    @cached_property
    def view(self) -> SchemaView:
        """The schema of the entity, in the operation that shows most of it: read, list, another one, a request."""
        for one in self.documented.having("read", "list", "search", "create", "replace", "change", "act", "delete"):
            found = self.response_entity(one)
            if found is not None and found.view.members:
                return found.view
        for one in self.documented.having("create", "replace", "change"):
            found = self.request_entity(one)
            if found is not None:
                return found.view
        return SchemaView(self.documented.operations[0].operation.document, ())

    @cached_property
    def identifier(self) -> str:
        """The member that identifies an item: `id`, `metadata.name`. It need not be one of the schema."""
        if self.documented.is_singleton:
            return "id"
        scalars = [name for name, each in self.view.members.items() if not (each.members or each.items)]
        by_plain = {plain_name(name): name for name in scalars}
        found = next((by_plain[name] for name in self.names if name in by_plain), None)
        if found is not None:
            return found
        metadata = self.view.members.get("metadata")
        inner = {plain_name(name): name for name in metadata.members} if metadata is not None else {}
        nested = next((inner[name] for name in self.names if name in inner), None)
        return f"metadata.{nested}" if nested is not None else (self.variable or "id")

    def identifier_view(self) -> SchemaView:
        """The schema of the identifier; false if it is no member of the entity."""
        return self.view.at(self.identifier.split("."))

    def response_entity(self, one: ResourceOperation) -> Entity | None:
        """Where the usual response of an operation shows the entity, or the array of entities; `None` if nowhere."""
        content = find_content(one.operation)
        if content is None:
            return None
        body = view_of(one.operation, content)
        if one.role in _LISTS:
            return find_list(body, self.name)
        return find_entity(body, self.name, self.names) if body.members or body.is_open else None

    def request_entity(self, one: ResourceOperation) -> Entity | None:
        """Where the body of a request has the entity; `None` if it has no body."""
        body = one.operation.body
        content = next(iter(body.content.values()), None) if body is not None else None
        view = view_of(one.operation, content)
        return find_entity(view, self.name, self.names) if view else None


def find_content(operation: Operation) -> MediaTypeObject | None:
    """The first content with a schema of the usual response of an operation; `None` if it has no body."""
    usual = find_usual(operation)
    if usual is None or usual[0] >= 300 or usual[0] in BODILESS:
        return None
    return next((content for content in usual[1].content.values() if content.schema is not None), None)


def iter_successes(operation: Operation) -> Iterator[tuple[int, MediaTypeObject | None]]:
    """Yield the documented successes, each with its first content."""
    for status, response in operation.responses.items():
        if status.isdigit() and status.startswith("2"):
            yield int(status), next(iter(response.content.values()), None)
