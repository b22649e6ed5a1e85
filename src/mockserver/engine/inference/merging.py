"""What a fixture folder says, and inference where it says nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from ..behaviour import Behaviour, OperationBehaviour, Resource
from ..behaviour.overlay import is_whole, lay_operation_over, lay_resource_over
from ..worlds.store import Row, Seeds
from .inference import Inference
from .on_demand import OnDemand
from .subjects import READING, Subject


def merge_behaviour(written: Behaviour, inference: Inference, handled: Collection[str]) -> tuple[Behaviour, Seeds]:
    """The behaviour of an API, and the rows with which its inferred resources begin.

    1. An operation of `handlers.py` (`handled`), or one whose action is written, is left as it is. So is a resource
       that only functions of `handlers.py` change.
    2. A resource that is written keeps all that is written, and lends its name to the inferred one that it is.
    3. The rest is inferred. What is written of an operation without an action, or of a resource without an identifier,
       is in place of what is inferred.
    """
    names = _find_names(written, inference)
    back = {new: old for old, new in names.items()}
    silent = [
        key
        for key, (subject, _) in inference.uses.items()
        if key not in handled
        and not _has_action(written, key)
        and (names[subject.name] in written.resources or not _is_left_to_code(subject, handled))
    ]
    users: dict[str, tuple[str, ...]] = {}
    for key, rules in written.operations.items():
        if rules.resource is not None:
            users[rules.resource] = (*users.get(rules.resource, ()), key)
    for key in silent:
        name = names[inference.uses[key][0].name]
        users[name] = (*users.get(name, ()), key)

    def operation(key: str) -> OperationBehaviour:
        own = written.operations.get(key)
        if key not in silent_keys:
            assert own is not None
            return own
        rules = inference.operations[key]
        if rules.resource is not None:
            rules = replace(rules, resource=names[rules.resource], relation=names.get(rules.relation or ""))
        return rules if own is None else lay_operation_over(rules, own)

    def resource(name: str) -> Resource:
        own = written.resources.get(name)
        if own is not None and (is_whole(own) or name not in back):
            return own
        found = inference.resources[back[name]]
        parents = tuple(
            replace(parent, resource=names.get(parent.resource or "", parent.resource)) for parent in found.parents
        )
        found = replace(found, name=name, parents=parents)
        return found if own is None else lay_resource_over(found, own)

    def seed(name: str) -> Mapping[str, Row]:
        return inference.seeds[back[name]]

    silent_keys = frozenset(silent)
    partial = {name for name, own in written.resources.items() if not is_whole(own)}
    used = [name for name in users if name in back and (name in partial or name not in written.resources)]
    merged = replace(
        written,
        resources=OnDemand((*written.resources, *used), resource),
        operations=OnDemand(dict.fromkeys((*written.operations, *silent)), operation),
        users=users,
        children=_find_children(written, inference, names, used),
        created_by_code=frozenset(
            names[name] for name, subject in inference.subjects.items() if _is_created_by_code(subject, handled)
        ),
    )
    return merged, OnDemand(used, seed)


def _find_children(
    written: Behaviour, inference: Inference, names: Mapping[str, str], used: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The resources below each resource: those that are written so, and those that are inferred."""
    found = {name: written.children_of(name) for name in written.resources}
    for parent, below in inference.children.items():
        inferred = [names[name] for name in below if names[name] in used]
        found[names[parent]] = tuple(dict.fromkeys((*found.get(names[parent], ()), *inferred)))
    return found


def _is_left_to_code(subject: Subject, handled: Collection[str]) -> bool:
    """Whether only functions of `handlers.py` change a resource: what they do to it is not known."""
    changes = [one.operation.operation_id for one in subject.documented.operations if one.role not in READING]
    return bool(changes) and all(key in handled for key in changes)


def _is_created_by_code(subject: Subject, handled: Collection[str]) -> bool:
    return any(one.operation.operation_id in handled for one in subject.documented.having("create", "replace"))


def _has_action(written: Behaviour, key: str) -> bool:
    rules = written.operations.get(key)
    return rules is not None and rules.action is not None


def _find_names(written: Behaviour, inference: Inference) -> dict[str, str]:
    """The names of the inferred resources. The first of these that there is:

    1. that of the written resource which has one of its operations
    2. that of the written resource which is called alike: `connector` for `custom_connector`; not of rows that no
       response shows, which have an identifier and no schema
    3. its own; with `_inferred` behind it if a written resource that is something else has it
    """
    shown = [name for name, own in written.resources.items() if own.schema is not None or not is_whole(own)]
    names: dict[str, str] = {}
    for name, subject in inference.subjects.items():
        keys = [one.operation.operation_id for one in subject.documented.operations]
        rules = (written.operations[key] for key in keys if key in written.operations)
        meant = next((each.resource for each in rules if each.resource is not None), None)
        alike = next((own for own in shown if name == own or name.endswith(f"_{own}")), None)
        chosen = (one for one in (meant, alike) if one is not None and one not in names.values())
        names[name] = next(chosen, name)
    written_only = set(written.resources) - set(names.values())
    return {name: f"{own}_inferred" if own in written_only else own for name, own in names.items()}
