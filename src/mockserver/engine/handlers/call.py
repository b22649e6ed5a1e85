"""What a handler receives: one valid request, the state that it may change, and ways to refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from ...openapi.operations import Operation
from ...openapi.parameters import ParameterValues
from ..behaviour import Behaviour, OperationBehaviour
from ..worlds.store import Transaction, copy_row
from ..worlds.world import World
from .collections import Collection
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
    members: frozenset[str] | None = None  # property names; None: the schema names none
    defaults: tuple[tuple[str, Any], ...] = ()  # (("isActive", True),)


@dataclass(frozen=True, slots=True)
class HandledOperation:
    """What a handler needs to know of its operation."""

    operation: Operation
    api: str  # "intercom"
    behaviour: Behaviour  # of the API
    declared: Declared = Declared()

    @property
    def rules(self) -> OperationBehaviour:
        """What `behaviour.yaml` says about the operation."""
        return self.behaviour.operations.get(self.operation.operation_id, _NOTHING)


_NOTHING = OperationBehaviour()


class Call:
    """One request to a handler.

    Its changes are kept when the handler has returned and the response keeps the contract. A refusal or an exception
    leaves the world as it was.
    """

    __slots__ = (
        "_handled",
        "_values",
        "_world",
        "behaviour",
        "body",
        "declared",
        "operation",
        "principal",
        "transaction",
    )

    def __init__(
        self,
        handled: HandledOperation,
        values: ParameterValues,
        body: Any,
        principal: Mapping[str, Any],
        world: World,
        *,
        is_isolated: bool = False,
    ) -> None:
        self.operation = handled.operation
        self.declared = handled.declared
        self.behaviour = handled.rules
        self.body = body  # decoded and valid; None when none was sent
        # the owner of the accepted credential; a copy, because the gate keeps its results for the next request
        self.principal: Mapping[str, Any] = copy_row(principal)
        self.transaction = Transaction(world.state(handled.api), is_isolated=is_isolated)
        self._handled = handled
        self._values = values
        self._world = world

    # the request

    @property
    def path(self) -> dict[str, Any]:
        """Decoded path parameters."""
        return self._values.path

    @property
    def query(self) -> dict[str, Any]:
        """Decoded query parameters, defaults filled in."""
        return self._values.query

    @property
    def header(self) -> dict[str, Any]:
        """Decoded header parameters, by the names the document gives them."""
        return self._values.header

    @property
    def cookie(self) -> dict[str, Any]:
        return self._values.cookie

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

    def collection(self, resource: str, *, shared: bool = False) -> Collection:
        """The rows of one resource, as this principal sees them; `shared` ones may not be changed in place."""
        return Collection(self._handled.behaviour.resources[resource], self, shared=shared)

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

    def make_uuid(self, kind: str) -> str:
        """A new UUID; the n-th of its kind is the same in every world."""
        return self._world.make_uuid(self._handled.api, kind, self.next_number(f"uuid:{kind}"))

    # refusals

    def refuse(self, case: str, **texts: Any) -> NoReturn:
        """Refuse with an error case of `behaviour.yaml`; `texts` fill the holes of its template."""
        raise Refusal(case, texts)
