"""Which members the rows of a resource may have, as far as the document and `behaviour.yaml` say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ...openapi.documents import Document
from ...openapi.operations import Operation
from ...openapi.pointers import escape
from ...openapi.resources.schema_views import SchemaView
from .documented_places import follow, view_request, view_rows
from .faults import BehaviourFault, word_unknown
from .records import Behaviour, Resource

_STORING = ("create", "update", "replace")


class StoredMembers:
    """The members that rows of one resource may have. A resource without a schema, or with an open one, has any.

    1. those of its schema
    2. those of the bodies that create and change its rows
    3. those that `behaviour.yaml` gives it: the identifier, `created`, `defaults`, those of its parents and more
    """

    def __init__(
        self, resource: Resource, behaviour: Behaviour, operations: Mapping[str, Operation], document: Document
    ) -> None:
        self._resource = resource
        self._rules = {
            name: rules
            for name, rules in behaviour.operations.items()
            if rules.resource == resource.name and operations[name].broken is None
        }
        self._operations = operations
        self._document = document

    @cached_property
    def is_open(self) -> bool:
        schema = self._resource.schema
        return schema is None or not SchemaView(self._document, [schema]).members

    @cached_property
    def documented(self) -> SchemaView:
        """What the schema and the bodies say together."""
        bodies = [pointer for view in self._iter_bodies() for pointer in view.pointers]
        return SchemaView(self._document, [*filter(None, [self._resource.schema]), *bodies])

    @cached_property
    def own(self) -> frozenset[str]:
        """The members that `behaviour.yaml` gives to a row."""
        resource = self._resource
        names = [
            resource.identifier,
            resource.created,
            resource.updated,
            *resource.created_by,
            *resource.updated_by,
            *resource.hidden,
            *resource.defaults,
        ]
        names += [resource.owner.member] if resource.owner is not None else []
        names += [parent.member for parent in resource.parents]
        names += [member for rules in self._rules.values() for member in rules.scope.values()]
        return frozenset(filter(None, names))

    def may_have(self, member: str) -> bool:
        """Whether a row may have a member, `price`, or the member of a member, `address.city`."""
        if self.is_open or member in self.own:
            return True
        first, *rest = member.split(".")
        if member in self.documented.members or first in self.own:
            return True
        view = self.documented.members.get(first)
        return view is not None and follow(view, rest, into_lists=True) is not None

    def iter_unknown(self, place: str, members: Iterable[str]) -> Iterator[BehaviourFault]:
        """Yield the members that no row has; those of a mapping are keys at `place`, others stand there."""
        for member in members:
            if not self.may_have(member.removeprefix("-")):
                pointer = f"{place}/{escape(member)}" if isinstance(members, Mapping) else place
                yield BehaviourFault(pointer, self.word_unknown(member.removeprefix("-")))

    def word_unknown(self, member: str) -> str:
        """Return the sentence for a member that no row has."""
        known = {*self.documented.members, *self.own}
        return word_unknown(member, known, f"a member of {self._resource.name!r}")

    def _iter_bodies(self) -> Iterator[SchemaView]:
        for name, rules in self._rules.items():
            if rules.action in _STORING:
                view = view_rows(view_request(self._operations[name]), rules.body)
                if view is not None:
                    yield view
