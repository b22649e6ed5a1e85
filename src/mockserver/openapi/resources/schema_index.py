"""Resources by the schemas of their items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .contents import request_view, response_view
from .entities import find_entity, find_list
from .gathering import Sketch
from .likeness import is_component
from .schema_views import SchemaView
from .spots import Spot


class SchemaIndex:
    """Finds the resource whose items a schema describes; only schemas with a name count."""

    def __init__(self, sketches: Iterable[Sketch]) -> None:
        self._main: dict[str, list[Sketch]] = {}  # by the schema that says most about an item
        self._others: dict[str, list[Sketch]] = {}  # by what lists and changes show
        for sketch in sketches:
            if _has_items(sketch):
                main = sketch.find_entity()
                _put(self._main, main, sketch)
                for view in _iter_views(sketch):
                    _put(self._others, view, sketch)

    def find(self, view: SchemaView, spot: Spot, without: Sketch | None = None) -> Sketch | None:
        """Return the resource of a schema, `None` if there are several:

        1. the only one whose items it describes best, and of which more than a read is known
        2. the one whose path begins like that of an operation, or has the same tag
        3. the only one that shows it anywhere
        """
        for index in (self._main, self._others) if is_component(view) else ():
            found = [sketch for sketch in index.get(view.key[0], ()) if sketch is not without]
            found = [sketch for sketch in found if len(sketch.roles) > 1] or found
            if len(found) > 1:
                found = _find_near(found, spot)
            if len(found) == 1:
                return found[0]
        return None


def _put(index: dict[str, list[Sketch]], view: SchemaView, sketch: Sketch) -> None:
    if is_component(view):
        found = index.setdefault(view.key[0], [])
        if sketch not in found:
            found.append(sketch)


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


def _find_near(found: list[Sketch], spot: Spot) -> list[Sketch]:
    near = [sketch for sketch in found if spot.place.startswith(f"{sketch.place.removesuffix('/{}')}/")]
    tags = set(spot.operation.tags)
    return near or [sketch for sketch in found if tags.intersection(sketch.claims[0][1].operation.tags)]
