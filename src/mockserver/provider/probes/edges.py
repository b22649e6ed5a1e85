"""Right requests with values exactly at the bounds that the document allows.

A service may refuse a valid request for a rule that no schema expresses. So a refusal is a failure only if the same
request is accepted with the neighbouring value: then the service has the bound, but a step too early.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ...engine.drafts import ABSENT, Draft
from ...openapi.operations import Parameter
from ...openapi.rules import quote
from ..service.conversation import Conversation, ProviderResponse
from .parameters import read_parameter
from .places import BodyPlace
from .schemas import RequestSchemas
from .service import ProbedService
from .valid_requests import ValidRequests
from .values import Edge, iter_edges

INVALID = (400, 422)
LONGEST = 500  # characters of a parameter; servers limit their lines
ALONE = 12  # bounds of one operation that are tried alone
QUOTE_LIMIT = 40


class Bound(NamedTuple):
    """A bound of a parameter, or of a place in the body."""

    where: Parameter | BodyPlace
    edge: Edge  # of the sample; a fresh text has another value

    @property
    def name(self) -> str:
        return self.where.name if isinstance(self.where, Parameter) else str(self.where)

    @property
    def schema(self) -> str | None:
        return self.where.schema if isinstance(self.where, Parameter) else next(iter(self.where.pointers), None)

    def put(self, draft: Draft, *, is_inner: bool = False) -> Draft:
        """Return a draft with the value at the bound, or with its neighbour."""
        if isinstance(self.where, Parameter):
            return draft.having(self.where.location, self.where.name, _value(self.edge, is_inner))
        place = self.where
        edges = iter_edges(place.wanted, place.get(draft.body))
        edge = next((edge for edge in edges if edge.is_upper == self.edge.is_upper), self.edge)
        return replace(draft, body=place.put(draft.body, _value(edge, is_inner)))


def list_bounds(schemas: RequestSchemas, draft: Draft, places: Iterable[BodyPlace]) -> list[Bound]:
    """Return the bounds of all parameters and of all places in the body.

    Those of the path are left out, where a number names an item.
    """
    found = []
    for parameter in draft.operation.parameters:
        read = read_parameter(schemas, draft, parameter)
        if parameter.location != "path" and parameter.schema is not None and read is not None:
            found += [Bound(parameter, edge) for edge in iter_edges(*read, longest=LONGEST)]
    if draft.body is not ABSENT:
        for place in places:
            found += [Bound(place, edge) for edge in iter_edges(place.wanted, place.sample)]
    return found


class EdgeProbes:
    """Sends valid requests at the bounds of one operation, and those without optional members."""

    def __init__(self, conversation: Conversation, service: ProbedService) -> None:
        self._conversation = conversation
        self._service = service

    def run(self, valid: ValidRequests, bounds: Sequence[Bound]) -> None:
        """Send one request with every upper bound and one with every lower bound; if it is refused, each one alone."""
        for is_upper in (True, False):
            some = [bound for bound in bounds if bound.edge.is_upper == is_upper]
            if some and (len(some) == 1 or not self._is_accepted_with(valid, some)):
                for bound in some[:ALONE]:
                    self._try(valid, bound)

    def run_bare(self, valid: ValidRequests, places: Sequence[BodyPlace]) -> None:
        """Send a request without the optional members of its body. A service may need some of them, but must not fail.

        A refusal is no failure: which of several members is needed is often told in words only.
        """
        draft = valid.next()
        optional = [
            place
            for place in places
            if place.parent is not None and place.parent.parent is None and not place.is_required
        ]
        present = [place for place in optional if place.is_in(draft.body) and isinstance(draft.body, dict)]
        if present:
            for place in present:
                draft = replace(draft, body=place.drop(draft.body))
            self._send(valid, draft)

    def _is_accepted_with(self, valid: ValidRequests, bounds: Sequence[Bound]) -> bool:
        draft = valid.next()
        for bound in bounds:
            draft = bound.put(draft)
        received = self._send(valid, draft)
        return received is not None and received.status not in INVALID

    def _try(self, valid: ValidRequests, bound: Bound) -> None:
        received = self._send(valid, bound.put(valid.next()))
        if received is None or received.status not in INVALID:
            return
        inner = self._send(valid, bound.put(valid.next(), is_inner=True))
        if inner is None or not inner.is_success:
            return
        end = "largest" if bound.edge.is_upper else "smallest"
        message = (
            f"{bound.name} at its {end}, {_shown(bound.edge.value)}, is refused with {received.status}, "
            f"although it is allowed; {_shown(bound.edge.inner)} is accepted"
        )
        position = self._conversation.api.document.position(bound.schema) if bound.schema is not None else None
        key = f"{bound.name} {end}"
        self._conversation.fail("probe.refused", message, received, position=position, key=key)

    def _send(self, valid: ValidRequests, draft: Draft) -> ProviderResponse | None:
        received = self._service.send(draft)
        valid.settle()
        return received


def _value(edge: Edge, is_inner: bool) -> Any:
    return edge.inner if is_inner else edge.value


def _shown(value: Any) -> str:
    """Return `50`, `200 characters` or `3 items`."""
    if isinstance(value, str):
        return f"{len(value)} character{'s' * (len(value) != 1)}"
    return f"{len(value)} item{'s' * (len(value) != 1)}" if isinstance(value, list) else quote(value, QUOTE_LIMIT)
