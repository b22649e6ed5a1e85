"""The inferred behaviour of one document."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ...openapi.description import Description
from ...openapi.resources import ResourceOperation
from ...openapi.resources.grouping import find_documented_resources
from ..behaviour import OperationBehaviour, Resource
from ..worlds.members import get_member
from ..worlds.store import Row, copy_row
from .on_demand import OnDemand
from .operations import infer_operation
from .relations import find_pairs, infer_relating, infer_relation, iter_related
from .resources import infer_resource
from .seeds import ShownRow, find_seed, find_shown
from .subjects import Subject


class Inference:
    """What the operations of a document tell about its state; each resource when it is first needed."""

    def __init__(self, description: Description) -> None:
        self._description = description

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """The resources by name."""
        served = [operation for operation in self._description.operations if operation.broken is None]
        return {found.name: Subject(found) for found in find_documented_resources(served)}

    @cached_property
    def uses(self) -> Mapping[str, tuple[Subject, ResourceOperation]]:
        """What each operation is about, by operationId. An operation of several resources belongs to the first."""
        found: dict[str, tuple[Subject, ResourceOperation]] = {}
        for subject in self.subjects.values():
            for one in subject.documented.operations:
                found.setdefault(one.operation.operation_id, (subject, one))
        return found

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        made = [each for each in self.subjects.values() if each.documented.having("create", "replace")]
        places = {place: each.name for each in made for place in each.documented.places}

        def make(name: str) -> Resource:
            subject = self.subjects[name]
            return infer_relation(subject, places) if subject.documented.related else infer_resource(subject, places)

        return OnDemand(self.subjects, make)

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The resources below each resource, as their paths say."""
        places = {place: each.name for each in self.subjects.values() for place in each.documented.places}
        found: dict[str, dict[str, None]] = {}
        for name, subject in self.subjects.items():
            others = (place for one in subject.documented.operations for place in one.parents.values())
            above = [places.get(place, "") for place in (*subject.documented.parents, *others)]
            for parent in (*above, subject.documented.related):
                found.setdefault(parent, {})[name] = None
        return {parent: tuple(names) for parent, names in found.items() if parent}

    @cached_property
    def operations(self) -> Mapping[str, OperationBehaviour]:
        def make(key: str) -> OperationBehaviour:
            subject, one = self.uses[key]
            if subject.documented.related:
                return infer_relating(subject, self.subjects[subject.documented.related], one)
            shows_nothing = not subject.is_changed and not self.seeds[subject.name]
            return OperationBehaviour() if shows_nothing else infer_operation(subject, one)

        return OnDemand(self.uses, make)

    @cached_property
    def seeds(self) -> Mapping[str, Mapping[str, Row]]:
        """The rows that the documented examples show, by resource and identifier."""
        relations = [each for each in self.subjects.values() if each.documented.related]

        def make(name: str) -> Mapping[str, Row]:
            subject, description = self.subjects[name], self._description
            if subject.documented.related:
                return find_pairs(subject, self.subjects[subject.documented.related], description)
            rows = find_seed(subject, self.resources[name], self._shown[name], self._find_first)
            for relation in relations:
                if relation.documented.related == name:
                    for row in iter_related(relation, subject, description):
                        rows.setdefault(str(get_member(row, subject.identifier)), copy_row(row))
            return rows

        return OnDemand(self.subjects, make)

    @cached_property
    def _shown(self) -> Mapping[str, tuple[ShownRow, ...]]:
        """The entities that the document shows, by resource."""
        return OnDemand(
            self.subjects, lambda name: find_shown(self.subjects[name], self.resources[name], self._description)
        )

    def _find_first(self, name: str) -> Any:
        """The identifier of the first row of a resource; `None` if the document shows none."""
        first = next(iter(self._shown.get(name, ())), None)
        return None if first is None else get_member(first.row, self.resources[name].identifier)
