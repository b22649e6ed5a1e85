"""The names in `behaviour.yaml`: operations, resources, members, parameters, error cases, switches, rules.

Each must be in the document or in the file itself. The names of an operation that cannot be served are unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from fnmatch import fnmatchcase

from ...openapi.documents import Document
from ...openapi.operations import Operation
from ...openapi.pointers import escape
from ...openapi.rules import RULES
from .faults import BehaviourFault, iter_unknown
from .operation_names import OperationNames, parameter_names
from .overlay import is_whole
from .records import Behaviour, OperationBehaviour, Resource, TryIt
from .stored_members import StoredMembers
from .vocabulary.operations import write_operation


def iter_unknown_entries(
    behaviour: Behaviour, resources: Collection[str], operations: Collection[str]
) -> Iterator[BehaviourFault]:
    """Yield the operations and resources that do not exist; `resources` are those of the file and the inferred ones."""
    yield from iter_unknown("/operations", behaviour.operations, operations, "an operation")
    for name, rules in behaviour.operations.items():
        at = f"/operations/{escape(name)}"
        yield from iter_unknown(f"{at}/resource", filter(None, [rules.resource]), resources, "a resource")
        yield from iter_unknown(f"{at}/relation", filter(None, [rules.relation]), resources, "a resource")
    for scheme, accepted in behaviour.credentials.items():
        rows = [entry.resource for entry in accepted if entry.resource is not None]
        yield from iter_unknown(f"/credentials/{scheme}", rows, resources, "a resource")
    for name, resource in behaviour.resources.items():
        parents = [parent.resource for parent in resource.parents if parent.resource is not None]
        yield from iter_unknown(f"/resources/{escape(name)}/parent", parents, resources, "a resource")


def iter_unknown_names(
    behaviour: Behaviour, document: Document, operations: Mapping[str, Operation]
) -> Iterator[BehaviourFault]:
    """Yield the names that do not exist in a file whose operations and resources exist."""
    yield from _iter_in_credentials(behaviour, document)
    yield from _iter_in_coercion(behaviour, operations)
    rows = {
        name: StoredMembers(resource, behaviour, operations, document) for name, resource in behaviour.resources.items()
    }
    for name, rules in behaviour.operations.items():
        if rules.resource is None:
            yield from _iter_without_action(name, rules)
        elif operations[name].broken is None:
            yield from OperationNames(operations[name], rules, behaviour, rows[rules.resource]).iter_faults()
    for name, resource in behaviour.resources.items():
        yield from _iter_in_resource(name, resource, behaviour, rows[name])
    for case in behaviour.cases:
        for glob in (case.when or {}).get("rule", ()):
            if not any(fnmatchcase(rule, glob) for rule in RULES):
                at = f"/errors/cases/{escape(case.name)}/when/rule"
                yield BehaviourFault(at, f"{glob!r} matches no rule")
    for index, entry in enumerate(behaviour.try_it):
        yield from _iter_in_try_it(f"/try/{index}", entry, operations)


def _iter_without_action(name: str, rules: OperationBehaviour) -> Iterator[BehaviourFault]:
    for key in write_operation(rules):
        if key != "scopes":
            message = f"`{key}` is for an operation with an `action`; this one has none, and none is inferred"
            yield BehaviourFault(f"/operations/{escape(name)}/{key}", message)


def _iter_in_credentials(behaviour: Behaviour, document: Document) -> Iterator[BehaviourFault]:
    schemes = (document.content.get("components") or {}).get("securitySchemes") or {}
    yield from iter_unknown("/credentials", behaviour.credentials, schemes, "a security scheme")
    yield from _iter_in_switches("/anonymous/refused_when", behaviour.refuse_anonymous, behaviour)


def _iter_in_coercion(behaviour: Behaviour, operations: Mapping[str, Operation]) -> Iterator[BehaviourFault]:
    coercion = behaviour.coercion
    if coercion is None:
        return
    yield from _iter_in_switches("/coercion/when", coercion.when, behaviour)
    for index, glob in enumerate(coercion.operations):
        if not any(fnmatchcase(name, glob) for name in operations):
            yield BehaviourFault(f"/coercion/operations/{index}", f"{glob!r} matches no operation")


def _iter_in_switches(at: str, wanted: Mapping[str, str], behaviour: Behaviour) -> Iterator[BehaviourFault]:
    yield from iter_unknown(at, wanted, behaviour.switches, "a switch")
    for name, value in wanted.items():
        yield from iter_unknown(f"{at}/{name}", [value], behaviour.switches[name].values, "one of its values")


def _iter_in_resource(
    name: str, resource: Resource, behaviour: Behaviour, rows: StoredMembers
) -> Iterator[BehaviourFault]:
    at, cases = f"/resources/{escape(name)}", [case.name for case in behaviour.cases]
    if not is_whole(resource):
        yield BehaviourFault(at, "needs an `identifier`: no resource of this name is inferred")
    yield from iter_unknown(f"{at}/unique", [one.error for one in resource.unique if one.error], cases, "an error case")
    if resource.missing != "not_found":  # if no case has the usual name, the document's own error responds
        yield from iter_unknown(f"{at}/missing", [resource.missing], cases, "an error case")
    for unique in resource.unique:
        yield from rows.iter_unknown(f"{at}/unique", unique.members)
    yield from rows.iter_unknown(f"{at}/deleted", resource.deleted or {})


def _iter_in_try_it(at: str, entry: TryIt, operations: Mapping[str, Operation]) -> Iterator[BehaviourFault]:
    yield from iter_unknown(f"{at}/operation", [entry.operation_id], operations, "an operation")
    operation = operations[entry.operation_id]
    if operation.broken is not None:
        return
    yield from iter_unknown(f"{at}/path", entry.path, parameter_names(operation, "path"), "a path parameter")
    yield from iter_unknown(f"{at}/query", entry.query, parameter_names(operation, "query"), "a query parameter")
    if entry.example is not None:
        content = operation.body.content.values() if operation.body else ()
        examples = [example.name for media_type in content for example in media_type.examples]
        yield from iter_unknown(f"{at}/example", [entry.example], examples, "a request example")
