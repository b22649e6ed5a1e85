"""What `behaviour.yaml` promises and the document does not allow: found at the start, not by a client.

1. `defaults`, `deleted` and `set` are valid for the members of their resource's schema.
2. `{each: …}` stands where there are violations to list.
3. An error case that refuses requests of an operation has a status and a media type that the operation documents.

The last is told as a warning, because the operation works until such a request arrives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from ...openapi import media_types
from ...openapi.documents import Document
from ...openapi.operations import Operation
from ...openapi.pointers import escape, name_at
from ...openapi.validation import Schemas
from .faults import BehaviourFault
from .operation_names import ITEM_ACTIONS
from .records import Action, Behaviour, ErrorCase
from .templates import names_in

_HOLES = ("principal", "path", "query", "body")  # of `defaults`
_HOLES_OF_CHANGES = (*_HOLES, "now")  # of `deleted` and `set`


def iter_faults(behaviour: Behaviour, document: Document) -> Iterator[BehaviourFault]:
    """Yield what can never be right."""
    schemas = Schemas(document, "response")
    for name, resource in behaviour.resources.items():
        at = f"/resources/{escape(name)}"
        yield from _iter_wrong_values(f"{at}/defaults", resource.defaults, _HOLES, resource.schema, schemas)
        changes = resource.deleted or {}
        yield from _iter_wrong_values(f"{at}/deleted", changes, _HOLES_OF_CHANGES, resource.schema, schemas)
    for name, rules in behaviour.operations.items():
        at, schema = (
            f"/operations/{escape(name)}/set",
            behaviour.resources[rules.resource].schema if rules.resource else None,
        )
        yield from _iter_wrong_values(at, rules.set, _HOLES_OF_CHANGES, schema, schemas)
    yield from _iter_empty_lists(behaviour)


def iter_undocumented(behaviour: Behaviour, operations: tuple[Operation, ...]) -> Iterator[BehaviourFault]:
    """Yield the error cases that refuse requests with a response that the operation does not document.

    Such a refusal breaks the contract, so that the client gets a 500 problem in its place.
    """
    found: dict[str, list[str]] = {}
    for operation in operations:
        for case in _cases_of(behaviour, operation) if operation.broken is None else ():
            for pointer, message in _compare(case, operation):
                found.setdefault(pointer, []).append(message)
    for pointer, (first, *others) in found.items():
        yield BehaviourFault(pointer, f"{first}; {len(others)} other operations do not, either" if others else first)


# error cases


def _compare(case: ErrorCase, operation: Operation) -> Iterator[BehaviourFault]:
    at, documented = f"/errors/cases/{escape(case.name)}", operation.response_for(case.status)
    if documented is None:
        allowed = ", ".join(operation.responses) or "nothing"
        message = f"{operation} is refused by this case, and does not document {case.status}; documented: {allowed}"
        yield BehaviourFault(f"{at}/status", message)
    elif documented.content and not _is_offered(case.media_type, documented.content):
        allowed = ", ".join(documented.content)
        message = f"{operation} does not document {case.media_type} for {case.status}; documented: {allowed}"
        yield BehaviourFault(f"{at}/media_type", message)


def _cases_of(behaviour: Behaviour, operation: Operation) -> list[ErrorCase]:
    """Return the error cases by which requests of an operation may certainly be refused, each once."""
    by_name = {case.name: case for case in behaviour.cases}
    rules = behaviour.operations.get(operation.operation_id)
    found: list[ErrorCase] = []
    if rules is not None and rules.resource is not None:
        resource = behaviour.resources[rules.resource]
        if rules.action in ITEM_ACTIONS and not rules.may_create and resource.missing in by_name:
            found.append(by_name[resource.missing])
        found += [by_name[rules.error]] if rules.error is not None else []
        repeated = (one for one in resource.unique if _may_repeat(operation, rules.action, one.members))
        found += [by_name[one.error] for one in repeated if one.error is not None]
    found += filter(None, (_first_case(behaviour, rule, operation) for rule in _rules_of(operation)))
    return list({case.name: case for case in found if not case.ignore}.values())


def _may_repeat(operation: Operation, action: Action | None, members: tuple[str, ...]) -> bool:
    """Whether an action may give a row the members of another; a change only if its body declares one of them."""
    if action not in ("update", "replace"):
        return action == "create"
    contents = operation.body.content.values() if operation.body is not None else ()
    pointers = [content.schema for content in contents if content.schema is not None]
    return any(True for one in pointers for name in members for _ in _places_of(operation.document, one, name))


def _rules_of(operation: Operation) -> Iterator[str]:
    """Yield the rules that every operation of its kind can see broken."""
    if operation.security and all(requirement.schemes for requirement in operation.security):
        yield "security.missing"
    if operation.body is not None:
        yield "body.media-type"
        yield from ("body.malformed" for name in operation.body.content if _is_json(name))
        yield from ("body.schema" for one in operation.body.content.values() if _type_of(operation, one.schema))
    for parameter in operation.parameters:
        if parameter.required and parameter.location != "path":
            yield "parameter.required"
        if _type_of(operation, parameter.schema) in ("integer", "number"):
            yield "parameter.schema"


def _is_json(media_type: str) -> bool:
    parsed = media_types.parse_media_type(media_type)
    return parsed is not None and parsed.is_json


def _type_of(operation: Operation, pointer: str | None) -> Any:
    schema = operation.document.resolve(pointer)[1] if pointer is not None else None
    return schema.get("type") if isinstance(schema, dict) else None


def _first_case(behaviour: Behaviour, rule: str, operation: Operation) -> ErrorCase | None:
    """Return the first case that covers a rule for an operation; `None` if that depends on the violation."""
    for case in behaviour.cases:
        when = case.when or {}
        may = all(_fits(when, key, text) for key, text in (("rule", rule), ("operation", operation.operation_id)))
        if case.when is not None and may:
            return case if when.keys() <= {"rule", "operation"} else None
    return None


def _fits(when: dict[str, tuple[str, ...]], key: str, text: str) -> bool:
    return key not in when or any(fnmatchcase(text, glob) for glob in when[key])


def _is_offered(media_type: str, content: Any) -> bool:
    parsed = media_types.parse_media_type(media_type)
    return media_type in content or (parsed is not None and media_types.find_range(parsed, content) is not None)


# values


def _iter_wrong_values(
    at: str, values: Mapping[str, Any], known: tuple[str, ...], schema: str | None, schemas: Schemas
) -> Iterator[BehaviourFault]:
    """Yield the values that members of a schema may not have, and holes that are never filled."""
    for member, value in values.items():
        holes = names_in(value)
        for hole in sorted(holes.difference(known)):
            message = f"{{{hole}}} is not a hole of `{name_at(at)}`; there are: {', '.join(known)}"
            yield BehaviourFault(f"{at}/{escape(member)}", message)
        if holes or schema is None:
            continue  # its value is known only with a request
        for pointer in _places_of(schemas.document, schema, member):
            for violation in schemas.check(pointer, value, rule="response.schema", location="response"):
                place = f" ({violation.position.file}:{violation.position.line})" if violation.position else ""
                yield BehaviourFault(f"{at}/{escape(member)}{violation.pointer}", f"{violation.message}{place}")


def _places_of(document: Document, pointer: str, member: str, depth: int = 20) -> Iterator[str]:
    """Yield the schemas of a member, in a schema and in its `allOf` parts."""
    pointer, schema = document.resolve(pointer)
    if not isinstance(schema, dict) or not depth:
        return
    if member in (schema.get("properties") or ()):
        yield f"{pointer}/properties/{escape(member)}"
    for index in range(len(schema.get("allOf") or ())):
        yield from _places_of(document, f"{pointer}/allOf/{index}", member, depth - 1)


# lists of violations


def _iter_empty_lists(behaviour: Behaviour) -> Iterator[BehaviourFault]:
    reason = "`each` lists the violations of a refused request; there are none here, so that the list is always empty"
    for name, rules in behaviour.operations.items():
        for pointer in _iter_each(rules.response, f"/operations/{escape(name)}/answer"):
            yield BehaviourFault(pointer, reason)
        for pointer in _iter_each(rules.set, f"/operations/{escape(name)}/set"):
            yield BehaviourFault(pointer, reason)
    for name, resource in behaviour.resources.items():
        for key, template in (("defaults", resource.defaults), ("deleted", resource.deleted)):
            for pointer in _iter_each(template, f"/resources/{escape(name)}/{key}"):
                yield BehaviourFault(pointer, reason)


def _iter_each(template: Any, pointer: str) -> Iterator[str]:
    """Yield the pointers of the outermost `each` of a template."""
    if isinstance(template, dict) and "each" in template:
        yield f"{pointer}/each"
    elif isinstance(template, dict):
        for key, part in template.items():
            yield from _iter_each(part, f"{pointer}/{escape(str(key))}")
    elif isinstance(template, list):
        for index, part in enumerate(template):
            yield from _iter_each(part, f"{pointer}/{index}")
