"""What a handler receives: one valid request, the state that it may change, and ways to refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, NoReturn, cast

from ...openapi.operations import Operation
from ...openapi.resources.schema_views import SchemaView
from ...openapi.rules import RuleId, Violation, quote
from ..behaviour import Behaviour, OperationBehaviour, Resource
from ..shapes import Intake, ResponseShape, Shapes
from ..worlds.store import Row, Transaction, copy_row
from ..worlds.world import World
from .callers import find_caller
from .collections import Collection
from .invention import Invention
from .received import Received
from .refusal import Refusal


class Reply(NamedTuple):
    """A response with more than a body."""

    body: Any
    status: int | None = None  # None: the usual one
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """What the document declares of an operation's success and of its JSON body."""

    success: int = 200  # the status of the usual response
    created: int | None = None  # of a creation, if it is another one: 201 beside 200
    replaced: int | None = None  # of a replacement: 204 beside 201
    members: frozenset[str] | None = None  # property names; None: the schema names none
    takes_files: bool = False  # whether a body may be a file, or have files in it
    takes_patches: bool = False  # whether a body may be a patch of a format of its own
    defaults: tuple[tuple[str, Any], ...] = ()  # (("isActive", True),)


@dataclass(frozen=True)
class HandledOperation:
    """What a handler needs to know of its operation."""

    operation: Operation
    api: str  # "intercom"
    behaviour: Behaviour  # of the API
    shapes: Shapes  # of the API's responses
    declared: Declared = Declared()

    @cached_property
    def rules(self) -> OperationBehaviour:
        """What `behaviour.yaml` says about the operation."""
        return self.behaviour.operations.get(self.operation.operation_id, _NOTHING)

    @cached_property
    def resource(self) -> Resource | None:
        """The resource that its action is about."""
        name = self.rules.resource
        return None if name is None else self.behaviour.resources[name]


_NOTHING = OperationBehaviour()


class Call:
    """One request to a handler.

    Its changes are kept when the handler has returned and the response keeps the contract. A refusal or an exception
    leaves the world as it was.
    """

    __slots__ = (
        "_handled",
        "_world",
        "behaviour",
        "body",
        "declared",
        "operation",
        "own",
        "principal",
        "received",
        "transaction",
    )

    def __init__(
        self,
        handled: HandledOperation,
        received: Received,
        principal: Mapping[str, Any],
        world: World,
        *,
        is_isolated: bool = False,
    ) -> None:
        self.operation = handled.operation
        self.declared = handled.declared
        self.behaviour = handled.rules
        self.own = cast(Resource, handled.resource)  # of the action; functions of `handlers.py` have none, nor need it
        self.received = received
        self.body = received.body  # decoded and valid; None when none was sent
        # the owner of the accepted credential; a copy, because the gate keeps its results for the next request
        self.principal: Mapping[str, Any] = copy_row(principal)
        self.transaction = Transaction(world.state(handled.api), is_isolated=is_isolated)
        self._handled = handled
        self._world = world

    # the request

    @property
    def path(self) -> dict[str, Any]:
        """Decoded path parameters."""
        return self.received.values.path

    @property
    def query(self) -> dict[str, Any]:
        """Decoded query parameters, defaults filled in."""
        return self.received.values.query

    @property
    def header(self) -> dict[str, Any]:
        """Decoded header parameters, by the names the document gives them."""
        return self.received.values.header

    @property
    def cookie(self) -> dict[str, Any]:
        return self.received.values.cookie

    @property
    def caller(self) -> str:
        """A text that is the same for all requests with one credential; empty without credentials."""
        return find_caller(self.operation, self.principal, self.received)

    @property
    def items(self) -> int | None:
        """How many rows a list is to have (`Prefer: items=25`); `None` if the client does not say it."""
        return self.received.items

    @property
    def members(self) -> dict[str, Any]:
        """The body's members that the document declares, without any others that were sent."""
        if not isinstance(self.body, dict):
            return {}
        names = self.declared.members
        return {key: value for key, value in self.body.items() if names is None or key in names}

    @property
    def names(self) -> dict[str, Any]:
        """The names that templates may use."""
        return {"principal": self.principal, "path": self.path, "query": self.query, "body": self.body}

    # the world

    def collection(self, resource: str, *, shared: bool = False, scope: Mapping[str, Any] | None = None) -> Collection:
        """The rows of one resource, as this principal sees them; `shared` ones may not be changed in place.

        `scope` are members that all of them have: `{"category_id": 7}`.
        """
        return Collection(self.resource(resource), self, shared=shared, scope=scope)

    def resource(self, name: str) -> Resource:
        """The rules of a resource."""
        own = self._handled.resource
        if own is not None and own.name == name:
            return own
        return self._handled.behaviour.resources[name]

    def view(self, resource: Resource) -> SchemaView:
        """The schema of the rows of a resource; false if they have none."""
        return self._handled.shapes.view(resource.name)

    def children_of(self, resource: str) -> tuple[str, ...]:
        """The resources whose rows go with those of another."""
        return self._handled.behaviour.children_of(resource)

    def creates(self, resource: str) -> bool:
        """Whether an operation of the API creates rows of a resource."""
        return self._handled.behaviour.is_created(resource)

    def sample_row(self, resource: str) -> Row:
        """A row as the document shows it."""
        return self._handled.shapes.sample_row(resource)

    def documents(self, status: str) -> bool:
        """Whether the operation has a response of that status."""
        return status in self.operation.responses

    @property
    def answer(self) -> ResponseShape | None:
        """How the usual response shows rows; `None` if it shows none."""
        return self._handled.shapes.answer(self.operation.operation_id, self.declared.success)

    def invention(self, resource: Resource) -> Invention:
        """Where rows come from that no client sent."""
        shapes = self._handled.shapes
        return Invention(resource, shapes.inventor(resource.name), self.view(resource), shapes.sample, shapes.fits)

    def intake(self, resource: str) -> Intake:
        """How what clients send becomes members of a row."""
        return self._handled.shapes.intake(self.operation.operation_id, resource)

    def defaults(self, sent: Any) -> Mapping[str, Any]:
        """The members of the entity that the request has by default."""
        return self._handled.shapes.defaults(self.operation.operation_id, sent)

    def judge(self, resource: str, row: Row) -> list[Violation]:
        """What a row breaks of the schema of its resource."""
        return self._handled.shapes.judge(resource, row)

    def complete(self, resource: str, row: Row) -> Row:
        """A new row with all that the responses of its resource need to show it."""
        return self._handled.shapes.complete(resource, row)

    def complete_inside(self, resource: str, row: Row) -> Row:
        """A row whose objects have what the responses require of them."""
        return self._handled.shapes.complete_inside(resource, row)

    def server_made(self, resource: str, row: Row) -> Row:
        """The members of a row that no client may send."""
        return self._handled.shapes.server_made(resource, row)

    def sample(self, view: SchemaView) -> Any:
        """A generated value of a schema."""
        return self._handled.shapes.sample(view)

    def fits(self, view: SchemaView, value: Any) -> bool:
        """Whether a value keeps a schema."""
        return self._handled.shapes.fits(view, value)

    def switch(self, name: str) -> str:
        """The value of a switch of this API in this world; its first value unless it was set."""
        return self._world.switches.get(f"{self._handled.api}.{name}", self._handled.behaviour.switches[name].values[0])

    def now(self) -> datetime:
        """The world's time, in UTC."""
        return self._world.clock.now()

    def timestamp(self) -> str:
        """The world's time as RFC 3339 in whole seconds."""
        return self._world.clock.timestamp()

    def next_number(self, counter: str, first: int = 1) -> int:
        """The next number of a counter of this API in this world."""
        return self.transaction.next_number(counter, first)

    def skip_number(self, counter: str, number: int) -> None:
        """Let a counter go on after a number, if it has not come so far."""
        self.transaction.skip_number(counter, number)

    def make_uuid(self, kind: str) -> str:
        """A new UUID; the n-th of its kind is the same in every world."""
        return self._world.make_uuid(self._handled.api, kind, self.next_number(f"uuid:{kind}"))

    # refusals

    def refuse(self, case: str, **texts: Any) -> NoReturn:
        """Refuse with an error case of `behaviour.yaml`; `texts` fill the holes of its template."""
        raise Refusal(case, texts)

    def refuse_unknown(self, resource: Resource, identifier: object, *, was_deleted: bool = False) -> NoReturn:
        """Refuse because there is no such row: with the resource's error case, else as the document has it.

        If there never was one, and the operation documents no refusal for it, it is answered as without state.
        """
        if self._handled.behaviour.find_case(resource.missing) is not None:
            self.refuse(resource.missing, id=identifier)
        source = self.behaviour.identifier
        name = source if source is not None and self.behaviour.identifier_in != "body" else ""
        seen = quote(identifier)
        message = f"there is no {resource.name} {seen}" + ("; it was deleted" if was_deleted else "")
        is_gone = was_deleted and "410" in self.operation.responses
        rule: RuleId = "state.deleted" if is_gone else "state.unknown"
        violation = Violation(rule, self.behaviour.identifier_in, message, name=name, seen=seen)
        raise Refusal("state.deleted" if was_deleted else "state.unknown", {"id": identifier}, violation)
