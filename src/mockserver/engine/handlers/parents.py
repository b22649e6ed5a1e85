"""Parents of the rows that a request is about: whether they exist."""

from __future__ import annotations

from ..behaviour import Resource
from .call import Call


def check_parents(call: Call) -> None:
    """Refuse a request below a parent that does not exist, if the operation documents such a refusal.

    A parent that is not stored, because no operation creates it, is assumed to exist.
    """
    behaviour = call.behaviour
    resource = call.resource(behaviour.relation or behaviour.resource or "")
    if behaviour.unknown != "404":
        return
    scope = {member: call.path[name] for name, member in behaviour.scope.items() if name in call.path}
    for parent in resource.parents:
        if parent.resource is not None and parent.member in scope:
            owner = call.resource(parent.resource)
            call.collection(parent.resource, shared=True, scope=_select(scope, owner)).get(scope[parent.member])


def _select(scope: dict[str, object], owner: Resource) -> dict[str, object]:
    """The parents of a parent, which the path names as well."""
    return {each.member: scope[each.member] for each in owner.parents if each.member in scope}
