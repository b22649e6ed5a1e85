"""Lists that a document shows, made as long as a client wants them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from ..openapi.errors import DocumentError
from ..openapi.generation import Unsatisfiable
from ..openapi.pointers import join, split, walk
from ..openapi.resources.entities import Entity, find_list, identifier_names, view_of
from ..openapi.resources.schema_views import SchemaView
from ..openapi.resources.words import entity_name, plain_name
from .behaviour import Told
from .filling.laying import ABSENT, Path, put
from .filling.variants import ValueVariants
from .filling.varying import OWN
from .inference.tells import Style, infer_tells
from .negotiation.selecting import Selection
from .turns import Turn

_TRIES = 100  # variants whose identifier is taken, before one is shown all the same
_STYLE = Style(has_cursor=False, has_number=False, has_offset=False)


def lengthen(turn: Turn, selection: Selection, body: Any, items: int) -> Any:
    """A documented body whose list has that many rows: its own ones, then variants of them; with its totals.

    `ABSENT` if it has no list, or if one of that length would break the schema.
    """
    found = _find_list(turn, selection)
    rows = _look_up(body, join(found.place)) if found is not None else None
    if found is None or not isinstance(rows, list):
        return ABSENT
    try:
        longer = [*rows[:items], *islice(_iter_more(turn, rows, found.view), max(items - len(rows), 0))]
    except (DocumentError, Unsatisfiable):
        return ABSENT
    told: dict[Told, Any] = {"total": len(longer), "count": len(longer), "pages": int(bool(longer))}
    changed = put(body, _path(join(found.place)), longer)
    whole = view_of(turn.operation, selection.content)
    for pointer, name in infer_tells(whole, found.place, None, _STYLE).items():
        if name in told and isinstance(_look_up(body, pointer), int):
            changed = put(changed, _path(pointer), told[name])
    return changed if turn.ready.examples.admits(selection, changed) else ABSENT


def _iter_more(turn: Turn, rows: list[Any], view: SchemaView) -> Iterator[Any]:
    """Yield rows that follow the documented ones, or a generated one and those that follow it.

    No two have the same identifier, as long as there are others.
    """
    schemas, pointer = turn.api.description.schemas("response"), view.pointers[0]
    own = _find_identifier(turn, view)
    variants = ValueVariants(view, lambda value: schemas.is_valid(pointer, value), own=OWN | ({own} if own else set()))
    if not rows:
        rows = [turn.api.generator.generate(pointer, dynamic=turn.dynamic)]
        yield rows[0]
    seen = {repr(row.get(own)) for row in rows if isinstance(row, dict)}
    missed = 0
    for number in count(1):
        row = variants.vary(rows[(number - 1) % len(rows)], number)
        identifier = repr(row.get(own)) if isinstance(row, dict) and own in row else ""
        missed = missed + 1 if identifier in seen else 0
        if not identifier or missed == 0 or missed >= _TRIES:
            seen.add(identifier)
            yield row


def _find_identifier(turn: Turn, view: SchemaView) -> str | None:
    """The member that identifies a row: `id`, `townId` of a town."""
    name = entity_name(turn.operation.path.rpartition("/")[2])
    members = {plain_name(each): each for each in view.members}
    return next((members[each] for each in identifier_names("id", name) if each in members), None)


def _find_list(turn: Turn, selection: Selection) -> Entity | None:
    """The list in a documented body. An item is not one, even if it has an array."""
    view = view_of(turn.operation, selection.content)
    if selection.status >= 300 or not view:
        return None
    segments = [segment for segment in turn.operation.path.split("/") if segment]
    found = find_list(view, entity_name(segments[-1]) if segments else "")
    is_item = bool(segments) and "{" in segments[-1]
    return None if found is not None and found.place and is_item else found


def _look_up(body: Any, pointer: str) -> Any:
    try:
        return walk(body, pointer)
    except LookupError:
        return None


def _path(pointer: str) -> Path:
    return tuple(split(pointer))
