"""Resources by the schemas of their items."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from .contents import request_content, request_view, response_content, response_view
from .entities import find_entity, find_list
from .gathering import Gathering, Sketch
from .likeness import is_component
from .schema_views import SchemaView
from .spots import Spot


class SchemaIndex:
    """Finds the resource whose items a schema describes; only schemas with a name count.

    It reads what the bodies refer to, and looks closely at those alone that refer to the schema that is asked for.
    """

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._shown: dict[Sketch, frozenset[str]] = {}

    @cached_property
    def _mentions(self) -> dict[str, list[Sketch]]:
        """The resources whose bodies refer to a schema, by its pointer; read when a schema is first asked for."""
        found: dict[str, list[Sketch]] = {}
        for sketch in self._gathering.resources():
            bodies = dict.fromkeys(_iter_bodies(sketch))
            for pointer in dict.fromkeys(one for body in bodies for one in self._gathering.references.of(body)):
                found.setdefault(pointer, []).append(sketch)
        return found

    def find(self, view: SchemaView, spot: Spot, without: Sketch | None = None) -> Sketch | None:
        """Return the resource of a schema, `None` if there are several:

        1. the only one whose items it describes best, and of which more than a read is known
        2. the one whose path begins like that of an operation, or has the same tag
        3. the only one that shows it anywhere
        """
        if not is_component(view):
            return None
        key = view.key[0]
        others = [one for one in self._mentions.get(key, ()) if one is not without and _has_items(one)]
        main = _choose([sketch for sketch in others if sketch.find_entity().key[:1] == (key,)], spot)
        return main or _choose([sketch for sketch in others if key in self._find_shown(sketch)], spot)

    def _find_shown(self, sketch: Sketch) -> frozenset[str]:
        """The schemas with which lists and changes show an item."""
        if sketch not in self._shown:
            self._shown[sketch] = frozenset(view.key[0] for view in _iter_views(sketch) if is_component(view))
        return self._shown[sketch]


def _choose(found: list[Sketch], spot: Spot) -> Sketch | None:
    found = [sketch for sketch in found if len(sketch.roles) > 1] or found
    if len(found) > 1:
        near = [sketch for sketch in found if spot.place.startswith(f"{sketch.place.removesuffix('/{}')}/")]
        tags = set(spot.operation.tags)
        found = near or [sketch for sketch in found if tags.intersection(sketch.claims[0][1].operation.tags)]
    return found[0] if len(found) == 1 else None


def _has_items(sketch: Sketch) -> bool:
    """Return whether items are created, or read with more than a status."""
    return bool(sketch.having("create")) or any(response_view(one).members for one in sketch.having("read"))


def _iter_views(sketch: Sketch) -> Iterator[SchemaView]:
    for operation in sketch.having("list"):
        found = find_list(response_view(operation), sketch.name)
        if found is not None:
            yield found.view
    for operation in sketch.having("create", "replace", "change"):
        for view in (response_view(operation), request_view(operation)):
            if view.members:
                yield find_entity(view, sketch.name, ("id",)).view


def _iter_bodies(sketch: Sketch) -> Iterator[str]:
    for operation in sketch.having("read", "list", "create", "replace", "change"):
        for content in (response_content(operation), request_content(operation)):
            if content is not None and content.schema is not None:
                yield content.schema
