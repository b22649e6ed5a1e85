"""The documented responses of an API as far as they show rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from ...openapi.description import Description
from ...openapi.errors import DocumentError
from ...openapi.generation import Unsatisfiable
from ...openapi.messages import BODILESS
from ...openapi.operations import MediaTypeObject, Operation
from ...openapi.pointers import split
from ...openapi.resources.entities import view_of
from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import plain_name
from ...openapi.rules import Violation
from ..behaviour import Behaviour, OperationBehaviour, Resource
from ..filling.laying import Path, put
from ..worlds.members import get_member
from ..worlds.store import Row, copy_row
from .completion import Need, complete, fit
from .inside import complete_inside
from .intake import Intake
from .inventing import RowInventor
from .kinds import drop_foreign
from .projection import Projection
from .tells import BodyTells

_SENDING = ("create", "update", "replace", "act")  # members of a row


class ResponseShape:
    """How one documented response shows one row or several."""

    def __init__(
        self,
        description: Description,
        operation: Operation,
        content: MediaTypeObject,
        rules: OperationBehaviour,
        resource: Resource,
    ) -> None:
        self._description = description
        self._operation = operation
        self._content = content
        self._resource = resource
        self._rules = rules
        self.place: Path = tuple(split(rules.entity or ""))
        self.whole = view_of(operation, content)
        at = self.whole.at(map(str, self.place))
        self.is_list = bool(at.items) and "array" in at.types
        self._may_be_one = "object" in at.types  # `oneOf` an object and an array
        self.view = at.items if self.is_list else at

    @cached_property
    def base(self) -> Any:
        """A body that the document shows or that is generated; `None` if there is none."""
        for example in self._content.examples:
            try:
                if self._is_valid(self._content.schema, example.value):
                    return example.value
            except DocumentError:
                continue
        return self._generate(self._content.schema)

    @cached_property
    def need(self) -> Need | None:
        """What one row needs to be shown here; `None` if the response does not show one."""
        pointer = self.view.pointers[0] if self.view.pointers else None
        shown = self._find_row(self.base)
        if shown is None or not self._is_valid(pointer, shown):
            shown = self._generate(pointer)
        if not isinstance(shown, dict):
            return None
        return Need(self.view, shown, partial(self._is_valid, pointer), self._sample)

    @cached_property
    def projection(self) -> Projection:
        return Projection(self.view, frozenset(self._resource.hidden))

    @cached_property
    def tells(self) -> BodyTells:
        """The places where it tells something beside its rows."""
        return BodyTells(self.whole, self._rules.tells, self._generate, self._is_valid)

    def write(self, value: Row | Sequence[Row]) -> Any:
        """The body that shows a row, or rows if the response has a list."""
        return put(self.base, self.place, self._lay_out(value, self.projection.of))

    def fit(self, value: Row | Sequence[Row]) -> Any:
        """The same with as much of each row as the schema allows."""
        need = self.need
        if need is None:
            return self.write(value)

        def show(row: Row) -> Any:
            shown = self.projection.of(row)
            return shown if need.is_valid(shown) else fit(shown, need)

        return put(self.base, self.place, self._lay_out(value, show))

    def _lay_out(self, value: Row | Sequence[Row], show: Callable[[Row], Any]) -> Any:
        """What is shown of rows as a list, or of one row; a list has one row as well if it cannot be without a list."""
        if isinstance(value, dict):
            return [show(value)] if self.is_list and not self._may_be_one else show(value)
        return [show(row) for row in value]

    def _find_row(self, body: Any) -> Any:
        for name in self.place:
            body = body.get(name) if isinstance(body, dict) else None
        if self.is_list:
            return body[0] if isinstance(body, list) and body else None
        return body

    def _generate(self, pointer: str | None) -> Any:
        try:
            return None if pointer is None else self._description.generator().generate(pointer)
        except (Unsatisfiable, DocumentError):
            return None

    def _sample(self, view: SchemaView) -> Any:
        return self._generate(view.pointers[0] if view.pointers else None)

    def _is_valid(self, pointer: str | None, value: Any) -> bool:
        try:
            return pointer is None or self._description.schemas("response").is_valid(pointer, value)
        except DocumentError:
            return False


class Shapes:
    """The shapes of the responses of one API, each made when it is first needed."""

    def __init__(self, description: Description, behaviour: Behaviour) -> None:
        self._description = description
        self._behaviour = behaviour
        self._operations = {operation.operation_id: operation for operation in description.operations}
        self._made: dict[tuple[str, str], ResponseShape] = {}
        self._needs: dict[str, tuple[tuple[Need, ...], frozenset[str]]] = {}
        self._intakes: dict[str, Intake] = {}
        self._defaults: dict[str, list[tuple[SchemaView, dict[str, Any]]]] = {}
        self._inventors: dict[str, RowInventor] = {}
        self._views: dict[str, SchemaView] = {}

    def find(self, operation_id: str, content: MediaTypeObject | None) -> ResponseShape | None:
        """The shape of a response; `None` if it shows no row of the operation's resource."""
        rules = self._behaviour.operations.get(operation_id)
        if rules is None or rules.resource is None or rules.entity is None or content is None:
            return None
        key = operation_id, content.pointer
        shape = self._made.get(key)
        if shape is None:
            resource = self._behaviour.resources[rules.resource]
            operation = self._operations[operation_id]
            shape = ResponseShape(self._description, operation, content, rules, resource)
            self._made[key] = shape
        return shape

    def answer(self, operation_id: str, status: int) -> ResponseShape | None:
        """The shape of a response of an operation in the first of its media types; `None` if it shows no row."""
        response = self._operations[operation_id].response_for(status)
        shapes = (self.find(operation_id, each) for each in response.content.values()) if response is not None else ()
        return next((shape for shape in shapes if shape is not None), None)

    def sample_row(self, resource: str) -> Row:
        """A row as the document shows it: with what the fullest response has, and with what the others need."""
        needs, _ = self._known(resource)
        return self.complete(resource, copy_row(needs[0].base)) if needs else {}

    def complete(self, resource: str, row: Row) -> Row:
        """A new row with all that the responses of its resource need to show it."""
        needs, settable = self._known(resource)
        for need in needs:
            row = complete(row, need, settable)
        return self.complete_inside(resource, row)

    def complete_inside(self, resource: str, row: Row) -> Row:
        """A row whose objects have what the responses of its resource require of them."""
        name = self._behaviour.resources[resource].identifier
        for need in self._known(resource)[0]:
            row = complete_inside(row, need, f"{resource}.{get_member(row, name)}")
        return row

    def server_made(self, resource: str, row: Row) -> Row:
        """The members of a row that responses declare and no request may have."""
        needs, settable = self._known(resource)
        declared = {plain_name(name) for need in needs for name in need.view.members} - settable
        return {name: value for name, value in row.items() if plain_name(name) in declared}

    def view(self, resource: str) -> SchemaView:
        """The schema of the rows of a resource; false if they have none."""
        view = self._views.get(resource)
        if view is None:
            pointer = self._behaviour.resources[resource].schema
            view = self._views[resource] = SchemaView(self._description.document, [] if pointer is None else [pointer])
        return view

    def inventor(self, resource: str) -> RowInventor:
        """What makes rows of a resource that no client sent."""
        inventor = self._inventors.get(resource)
        if inventor is None:
            rules = self._behaviour.resources[resource]
            needs = self._known(resource)[0] or tuple(self._iter_declared(rules))
            pointers = [pointer for need in needs for pointer in need.view.pointers]
            kept = [rules.identifier, *(parent.member for parent in rules.parents), *(rules.deleted or ())]
            inventor = RowInventor(
                needs,
                SchemaView(self._description.document, pointers),
                frozenset(rules.hidden),
                frozenset(name.partition(".")[0] for name in kept),
            )
            self._inventors[resource] = inventor
        return inventor

    def intake(self, operation_id: str, resource: str) -> Intake:
        """How what clients send to an operation becomes members of a row."""
        intake = self._intakes.get(operation_id)
        if intake is None:
            schema = self._behaviour.resources[resource].schema
            needs = self._known(resource)[0]
            pointers = [pointer for need in needs for pointer in need.view.pointers] or ([schema] if schema else [])
            view = SchemaView(self._description.document, pointers)
            intake = self._intakes[operation_id] = Intake(view, self._find_sent(operation_id))
        return intake

    def defaults(self, operation_id: str, sent: Any) -> Mapping[str, Any]:
        """What a request to an operation says of the entity where a client leaves it out; `sent` is the entity."""
        found = self._defaults.get(operation_id)
        if found is None:
            rules, operation = self._behaviour.operations[operation_id], self._operations[operation_id]
            contents = operation.body.content.values() if operation.body is not None else ()
            views = [view_of(operation, content).at(map(str, split(rules.body))) for content in contents]
            found = self._defaults[operation_id] = [(view, _read_defaults(view)) for view in views]
        row = sent if isinstance(sent, dict) else {}
        return {name: value for view, each in found for name, value in drop_foreign(view, each, row).items()}

    def judge(self, resource: str, row: Row) -> list[Violation]:
        """What a row breaks of the schema of the entity: that of the response which shows most of it."""
        need = next(iter(self._known(resource)[0]), None)
        if need is None:
            return []
        shown = Projection(need.view, frozenset(self._behaviour.resources[resource].hidden)).of(row)
        schemas = self._description.schemas("response")
        return [
            broken
            for pointer in need.view.pointers
            for broken in schemas.check(pointer, shown, rule="body.schema", location="body")
        ]

    def fits(self, view: SchemaView, value: Any) -> bool:
        """Whether a value keeps a schema."""
        schemas = self._description.schemas("response")
        try:
            return all(schemas.is_valid(pointer, value) for pointer in view.pointers)
        except DocumentError:
            return False

    def sample(self, view: SchemaView) -> Any:
        """A generated value of a schema, `None` if there is none."""
        try:
            return self._description.generator().generate(view.pointers[0]) if view else None
        except (Unsatisfiable, DocumentError):
            return None

    def _known(self, resource: str) -> tuple[tuple[Need, ...], frozenset[str]]:
        known = self._needs.get(resource)
        if known is None:
            known = self._needs[resource] = self._find_needs(resource), self._find_settable(resource)
        return known

    def _iter_declared(self, resource: Resource) -> Iterator[Need]:
        """Yield what the schema of a resource needs that no documented response shows."""
        view = self.view(resource.name)
        shown = self.sample(view)
        if isinstance(shown, dict):
            schemas, pointer = self._description.schemas("response"), view.pointers[0]
            yield Need(view, shown, lambda value: schemas.is_valid(pointer, value), self.sample)

    def _find_needs(self, resource: str) -> tuple[Need, ...]:
        found: dict[tuple[str, ...], Need] = {}
        for operation_id, _ in self._iter_rules(resource):
            for content in _iter_contents(self._operations[operation_id]):
                shape = self.find(operation_id, content)
                need = shape.need if shape is not None else None
                if need is not None and need.view.key not in found:
                    found[need.view.key] = need
        return tuple(found.values())

    def _find_settable(self, resource: str) -> frozenset[str]:
        """The plain names of the members that clients send, in any request."""
        sent = (self._find_sent(operation_id) for operation_id, _ in self._iter_rules(resource))
        return frozenset().union(*(names for names in sent if names is not None))

    def _find_sent(self, operation_id: str) -> frozenset[str] | None:
        """The plain names of the members that clients send to one operation; `None` if its schema names none."""
        operation, rules = self._operations[operation_id], self._behaviour.operations[operation_id]
        if rules.action not in _SENDING or operation.body is None:
            return frozenset()
        contents = [one for one in operation.body.content.values() if "json-patch" not in one.media_type]
        views = [view_of(operation, one).at(map(str, split(rules.body))) for one in contents]
        declared = [view.members or view.items.members for view in views]
        if not any(declared):
            return None
        members = (member for each in declared for member in each.items())
        return frozenset(plain_name(name) for name, each in members if not each.says("readOnly"))

    def _iter_rules(self, resource: str) -> Iterator[tuple[str, OperationBehaviour]]:
        """Yield the operations of a resource, reads and lists first: they show most of it."""
        rank = {"read": 0, "list": 1, "create": 2}
        own = [(key, self._behaviour.operations[key]) for key in self._behaviour.operations_of(resource)]
        yield from sorted(own, key=lambda one: rank.get(one[1].action or "", 3))


def _read_defaults(view: SchemaView) -> dict[str, Any]:
    members = view.members or view.items.members
    return {name: each.first("default") for name, each in members.items() if each.has("default")}


def _iter_contents(operation: Operation) -> Iterator[MediaTypeObject]:
    for status, response in operation.responses.items():
        if status.startswith("2") and not (status.isdigit() and int(status) in BODILESS):
            yield from response.content.values()
