"""The places of a body: every member and item that its schema describes, also those that the body does not have."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...engine.drafts import ABSENT
from ...openapi.bodies import UploadedFile
from ...openapi.generation.constraints import Constraints, Pointers
from ...openapi.generation.objects import schemas_of
from .schemas import RequestSchemas

DEPTH_LIMIT = 4  # levels of objects and arrays below the body
PLACES_LIMIT = 60


@dataclass(frozen=True, eq=False)
class BodyPlace:
    """One value inside bodies of the same form."""

    parent: BodyPlace | None  # None: the whole body
    name: str | int  # of the member, or the position of the item
    pointers: Pointers  # of its schemas
    wanted: Constraints
    sample: Any  # a valid value, for bodies that do not have the place

    def __str__(self) -> str:
        """`address/city`, `lines/0/amount`."""
        above = str(self.parent) if self.parent is not None else ""
        return f"{above}/{self.name}" if above else str(self.name)

    @property
    def is_required(self) -> bool:
        return self.parent is not None and self.name in self.parent.wanted.required

    @property
    def label(self) -> str:
        """The name for which likely values are known; that of the array for an item."""
        return _label(self.name, self.parent)

    def is_in(self, body: Any) -> bool:
        """Return whether a body has the place."""
        return self.parent is None or (
            self.parent.is_in(body) and _find(self.parent.get(body), self.name) is not ABSENT
        )

    def get(self, body: Any) -> Any:
        """Return the value at the place, or the sample if the body has no such place."""
        found = body if self.parent is None else _find(self.parent.get(body), self.name)
        return self.sample if found is ABSENT or found is None else found

    def put(self, body: Any, value: Any) -> Any:
        """Return a copy of a body with another value at the place; what lacks above it is made from samples."""
        if self.parent is None:
            return value
        holder = self.parent.get(body)
        if isinstance(holder, list):
            assert isinstance(self.name, int)
            return self.parent.put(body, [*holder[: self.name], value, *holder[self.name + 1 :]])
        return self.parent.put(body, {**holder, self.name: value})

    def drop(self, body: Any) -> Any:
        """Return a copy of a body without the member."""
        assert self.parent is not None
        rest = {name: value for name, value in self.parent.get(body).items() if name != self.name}
        return self.parent.put(body, rest)


class _Part(NamedTuple):
    """A place that is still to be looked at."""

    parent: BodyPlace | None
    name: str | int
    pointers: Pointers
    value: Any
    depth: int = 0


def iter_places(schemas: RequestSchemas, pointer: str, body: Any) -> Iterator[BodyPlace]:
    """Yield the whole body, then its members and items, level by level; of an array the first item."""
    pending, count = deque([_Part(None, "", (pointer,), body)]), 0
    while pending and count < PLACES_LIMIT:
        part = pending.popleft()
        place = _make_place(schemas, part)
        if place is None:
            continue
        count += 1
        yield place
        if part.depth < DEPTH_LIMIT:
            pending.extend(_iter_below(place, place.get(body), part.depth + 1))


def _make_place(schemas: RequestSchemas, part: _Part) -> BodyPlace | None:
    wanted = schemas.constraints(part.pointers, part.value)
    if wanted is None or isinstance(part.value, UploadedFile):
        return None
    is_given = part.value is not ABSENT and part.value is not None
    sample = part.value if is_given else schemas.generate(part.pointers, _label(part.name, part.parent))
    if sample is ABSENT:
        return None
    return BodyPlace(part.parent, part.name, schemas.resolved(part.pointers), wanted, sample)


def _label(name: str | int, parent: BodyPlace | None) -> str:
    return name if isinstance(name, str) else parent.label if parent is not None else ""


def _iter_below(place: BodyPlace, value: Any, depth: int) -> Iterator[_Part]:
    """Yield each member, or the first item."""
    wanted = place.wanted
    if isinstance(value, dict):
        for name in dict.fromkeys((*value, *wanted.properties)):
            pointers = schemas_of(wanted, name)
            if pointers and name not in wanted.forbidden:
                yield _Part(place, name, pointers, value.get(name, ABSENT), depth)
    elif isinstance(value, list):
        pointers = tuple(pointer for pointer, first in wanted.items if first == 0)
        if pointers:
            yield _Part(place, 0, pointers, value[0] if value else ABSENT, depth)


def _find(holder: Any, name: str | int) -> Any:
    if isinstance(holder, dict):
        return holder.get(str(name), ABSENT)
    return holder[name] if isinstance(holder, list) and isinstance(name, int) and name < len(holder) else ABSENT
