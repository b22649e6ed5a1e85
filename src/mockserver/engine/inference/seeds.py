"""The rows that a resource begins with: the entities that the document shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from ...openapi.description import Description
from ...openapi.errors import DocumentError
from ...openapi.operations import Example, Operation
from ...openapi.resources import ResourceOperation
from ...openapi.resources.entities import Entity, view_of
from ...openapi.resources.schema_views import SchemaView
from ..behaviour import Resource
from ..behaviour.keys import row_key
from ..worlds.members import get_member, put_member
from ..worlds.store import Row, copy_row
from .parents import member_of_parent
from .subjects import Subject, find_content


class ShownRow(NamedTuple):
    """An entity that the document shows."""

    row: Row
    one: ResourceOperation  # whose response shows it


def find_shown(subject: Subject, resource: Resource, description: Description) -> tuple[ShownRow, ...]:
    """The entities of a resource that the document shows. The first of these that there are:

    1. Those in the examples of lists, of reads and of searches.
    2. The examples of the entity's own schema.

    An example that breaks its schema, or that has no identifier, is left out.
    """
    operations = subject.documented.having("list", "read", "search")
    pairs = [
        (row, one) for one in operations for row in iter_shown(one.operation, subject.response_entity(one), description)
    ]
    if not pairs:
        pairs = [(row, one) for one in operations[:1] for row in _iter_of_schema(subject.view, description)]
    found = (ShownRow(_identify(row, resource, one), one) for row, one in pairs)
    return tuple(each for each in found if _is_identified(each.row, resource))


def iter_shown(operation: Operation, entity: Entity | None, description: Description) -> Iterator[Row]:
    """Yield the entities in the examples of a response; without any, in those of its schema."""
    content = find_content(operation)
    if content is None or entity is None:
        return
    shown = map(_read, content.examples) if content.examples else _iter_own_examples(view_of(operation, content))
    for body in shown:
        if not _is_valid(content.schema, body, description):
            continue
        for name in entity.place:
            body = body.get(name) if isinstance(body, dict) else None
        yield from (found for found in (body if isinstance(body, list) else [body]) if isinstance(found, dict))


def _iter_of_schema(view: SchemaView, description: Description) -> Iterator[Row]:
    """Yield the examples that the schema of an entity has itself."""
    for found in _iter_own_examples(view):
        if isinstance(found, dict) and all(_is_valid(pointer, found, description) for pointer in view.pointers):
            yield found


def _identify(found: Row, resource: Resource, one: ResourceOperation) -> Row:
    """A copy of an entity with the identifier that the path shows, if it has none."""
    row: Row = copy_row(found)
    source = one.identifier
    if get_member(row, resource.identifier) is None and source is not None and source.location == "path":
        _put_known(row, resource.identifier, _find_example(one.operation, source.name))
    return row


def _is_identified(row: Row, resource: Resource) -> bool:
    identifier = get_member(row, resource.identifier)
    return resource.is_singleton or not isinstance(identifier, (dict, list, type(None)))


def find_seed(
    subject: Subject, resource: Resource, shown: Iterable[ShownRow], first: Callable[[str], Any]
) -> dict[str, Row]:
    """The rows of a resource by key, from what is shown. `first` returns the identifier of the first row of a parent.

    A row that does not say to which parent it belongs gets the first of these that there is:

    1. The example of the path parameter that names the parent.
    2. The first of the parents that are shown. Without one it is below each.
    """
    rows: dict[str, Row] = {}
    owners = {parent.member: parent.resource for parent in resource.parents if parent.resource != resource.name}
    for found, one in shown:
        row = copy_row(found)
        for name, place in one.parents.items():
            member = member_of_parent(subject, place)
            if get_member(row, member) is None:
                example, owner = _find_example(one.operation, name), owners.get(member)
                _put_known(row, member, first(owner) if example is None and owner is not None else example)
        key = row_key(resource, row)
        rows[key] = {**row, **rows.get(key, {})}
    return rows


def _read(example: Example) -> Any:
    """The value of an example; `None` if it cannot be read."""
    try:
        return example.value
    except DocumentError:
        return None


def _iter_own_examples(view: SchemaView) -> Iterator[Any]:
    """Yield the examples of schemas."""
    for _, schema in view.parts:
        if "example" in schema:
            yield schema["example"]
        examples = schema.get("examples")
        yield from examples if isinstance(examples, list) else ()


def _find_example(operation: Operation, name: str) -> Any:
    """An example of a path parameter; `None` if it has none."""
    parameter = operation.parameter(name, "path")
    if parameter is None:
        return None
    view = SchemaView(operation.document, [] if parameter.schema is None else [parameter.schema])
    shown = (*map(_read, parameter.examples), *_iter_own_examples(view))
    return next((value for value in shown if isinstance(value, (str, int)) and value != ""), None)


def _put_known(row: Row, member: str, value: Any) -> None:
    if value is not None:
        put_member(row, member, value)


def _is_valid(pointer: str | None, value: Any, description: Description) -> bool:
    try:
        return value is not None and (pointer is None or description.schemas("response").is_valid(pointer, value))
    except DocumentError:
        return False
