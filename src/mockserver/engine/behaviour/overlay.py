"""What `behaviour.yaml` says laid over what is inferred, key by key.

1. An operation with an action, and a resource with an identifier, is what the file says and nothing else.
2. Any other one is what is inferred, with the keys of the file in place of the inferred ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import NamedTuple

from .records import Behaviour, OperationBehaviour, Resource
from .vocabulary.operations import read_operation, write_operation

_NO_RESOURCES: Mapping[str, Resource] = {}
_NO_OPERATIONS: Mapping[str, OperationBehaviour] = {}
_NOTHING_SAID = Resource(
    name="",
    schema=None,
    members=(),
    identifier="",
    ids="uuid",
    created=None,
    updated=None,
    touch="always",
    owner=None,
    unique=(),
    defaults={},
    missing="not_found",
)


class Inferred(NamedTuple):
    """What a document tells about its state; each value is made when it is first asked for."""

    resources: Mapping[str, Resource] = _NO_RESOURCES
    operations: Mapping[str, OperationBehaviour] = _NO_OPERATIONS  # by operationId


def is_whole(resource: Resource) -> bool:
    """Whether a resource of the file is what the file says and nothing else."""
    return bool(resource.identifier) or resource.is_singleton


def lay_operation_over(inferred: OperationBehaviour, own: OperationBehaviour) -> OperationBehaviour:
    """Return the inferred rules with what the file says in place of it; `answer` is in place of `entity`, too."""
    said, found = write_operation(own), write_operation(inferred)
    if "answer" in said:
        found.pop("entity", None)
    return read_operation({**found, **said}) if said else inferred


def lay_resource_over(inferred: Resource, own: Resource) -> Resource:
    """Return the inferred resource with what the file says in place of it."""
    said = {field.name: getattr(own, field.name) for field in fields(Resource)}
    nothing = {field.name: getattr(_NOTHING_SAID, field.name) for field in fields(Resource)}
    return replace(inferred, **{name: value for name, value in said.items() if value != nothing[name]})


def complete(written: Behaviour, inferred: Inferred) -> Behaviour:
    """Return what the file says with what is inferred for it; what it does not speak of is left out."""
    operations = {
        key: lay_operation_over(inferred.operations[key], rules)
        if rules.action is None and key in inferred.operations
        else rules
        for key, rules in written.operations.items()
    }
    resources = {
        name: lay_resource_over(inferred.resources[name], resource)
        if not is_whole(resource) and name in inferred.resources
        else resource
        for name, resource in written.resources.items()
    }
    used = {rules.resource for rules in operations.values()}
    used |= {one.resource for accepted in written.credentials.values() for one in accepted}
    for name in used.difference(resources, [None]):
        if name is not None and name in inferred.resources:
            resources[name] = inferred.resources[name]
    return replace(written, operations=operations, resources=resources)
