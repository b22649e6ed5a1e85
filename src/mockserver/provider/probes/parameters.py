"""Wrong values of parameters, each in a request that is right otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from ...engine.drafts import ABSENT, Draft
from ...openapi.generation.constraints import Constraints
from ...openapi.operations import Parameter
from ...openapi.rules import quote
from .schemas import RequestSchemas
from .values import iter_wrong

IN_PATH = 2  # wrong values of one path variable
QUOTE_LIMIT = 60


class WrongParameter(NamedTuple):
    """A value that is probably wrong for a parameter. The engine decides."""

    parameter: Parameter
    value: Any  # ABSENT: the parameter is left out
    what: str  # "with limit=51"
    key: str = ""  # the same for all wrong values of one parameter; empty: `what`
    is_open: bool = False  # many services accept it on purpose

    def put(self, draft: Draft) -> Draft:
        """Return a draft with the wrong value."""
        location, name = self.parameter.location, self.parameter.name
        return draft.without(location, name) if self.value is ABSENT else draft.having(location, name, self.value)


def spread_parameters(schemas: RequestSchemas, draft: Draft) -> Iterator[WrongParameter]:
    """Yield the wrong values of all parameters in turns, the most telling first."""
    for turn in zip_longest(*(_iter_wrong(schemas, draft, each) for each in draft.operation.parameters)):
        yield from (wrong for wrong in turn if wrong is not None)


def read_parameter(schemas: RequestSchemas, draft: Draft, parameter: Parameter) -> tuple[Constraints, Any] | None:
    """Return the constraints of a parameter and a valid value."""
    pointer = parameter.schema or (parameter.content.schema if parameter.content else None)
    value = draft.values.get((parameter.location, parameter.name), ABSENT)
    wanted = schemas.constraints((pointer,), value) if pointer is not None else None
    if wanted is None or pointer is None:
        return None
    return wanted, schemas.generate((pointer,), parameter.name) if value is ABSENT else value


def _iter_wrong(schemas: RequestSchemas, draft: Draft, parameter: Parameter) -> Iterator[WrongParameter]:
    name = parameter.name
    values = [_wrong(parameter, *one) for one in _iter_values(schemas, draft, parameter)]
    if parameter.location == "path":
        if draft.operation.method != "DELETE":  # the deletion of what cannot exist succeeds on many services
            yield from [one for one in values if _fits_a_segment(one.value)][:IN_PATH]
        return
    yield from values[:1]
    if parameter.required:
        yield WrongParameter(parameter, ABSENT, f"without {name}")
    yield from values[1:]
    yield WrongParameter(parameter, "", f"with {name}=''")


def _wrong(parameter: Parameter, value: Any, is_open: bool) -> WrongParameter:
    shown = f"'{value}'" if isinstance(value, str) and len(value) < QUOTE_LIMIT else quote(value, QUOTE_LIMIT)
    return WrongParameter(parameter, value, f"with {parameter.name}={shown}", f"with wrong {parameter.name}", is_open)


def _iter_values(schemas: RequestSchemas, draft: Draft, parameter: Parameter) -> Iterator[tuple[Any, bool]]:
    """Yield wrong values, and whether many services accept them."""
    read = read_parameter(schemas, draft, parameter)
    if read is None:
        yield "not-a-value", False
        return
    for one in iter_wrong(*read):
        if one.words == "of another type":
            yield "not-a-value", one.is_open
        elif one.value is not None and one.value != "":  # null is written as a text, and the empty text comes last
            yield one.value, one.is_open


def _fits_a_segment(value: Any) -> bool:
    """Return whether a value stays one segment of a path for every server."""
    return not isinstance(value, str) or ("/" not in value and value.strip(".") != "")
