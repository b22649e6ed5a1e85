"""Collections whose items have no path: `GET /messages` and `POST /messages`, `GET /books/info?id=` and the like."""

from __future__ import annotations

from .contents import is_list_alone, response_view, shows_list
from .entities import find_list
from .gathering import Gathering
from .identifying import find_identifier
from .pairs import gather_collection
from .records import Role
from .schema_views import SchemaView
from .spots import Spot, key_of, name_of
from .verbs import role_of
from .words import plain_name

_IDENTIFIERS = ("id", "uuid", "guid", "key", "slug", "code", "number", "ref", "reference", "sku", "isbn", "handle")


def gather_root_collections(gathering: Gathering) -> None:
    """Make resources of collections without items that are below no parent; see `gather_collections`."""
    _gather(gathering, [spot for spot in gathering.waiting() if not spot.variables])


def gather_collections(gathering: Gathering) -> None:
    """Make resources of collections that have no items with paths.

    1. a list and what creates its items, or names them in a query or a body
    2. a list alone whose items have an identifier
    3. verbs for several things that are done with items
    4. what creates items, if other paths go on from them
    """
    _gather(gathering, [spot for spot in gathering.waiting() if not spot.is_item])


def _gather(gathering: Gathering, spots: list[Spot]) -> None:
    groups: dict[str, list[Spot]] = {}
    for spot in spots:
        groups.setdefault(key_of(spot.place), []).append(spot)
    parents = {key_of(place) for spot in gathering.spots for place in spot.variables.values() if place != spot.place}
    for key, group in groups.items():
        if _is_collection(group) or (f"{key}/{{}}" in parents and any(_role(spot) == "create" for spot in group)):
            sketch = gathering.sketch(f"{group[0].place}/{{}}")
            for spot in group:
                gather_collection(gathering, sketch, spot)


def _is_collection(spots: list[Spot]) -> bool:
    name = name_of(spots[0].place)
    lists = [response_view(spot.operation) for spot in spots if _role(spot) == "list"]
    methods = {spot.method for spot in spots}
    is_written = "POST" not in methods and not methods.isdisjoint(("PUT", "PATCH"))  # `/settings` may have lists, too
    shown = [view for view in lists if (is_list_alone(view, name) if is_written else shows_list(view, name))]
    if shown:
        others = any(_role(spot) != "list" for spot in spots)
        return others or any(_has_identifier(view, name) for view in shown)
    roles = {_role(spot) for spot in spots if spot.verb}
    names_items = any(find_identifier(spot.operation, name) for spot in spots if _role(spot) in ("read", "list"))
    return names_items and (len(roles) > 1 or any(_role(spot) == "create" for spot in spots))


def _role(spot: Spot) -> Role | None:
    methods: dict[str, Role] = {"GET": "list", "POST": "create"}
    return role_of(spot.verb) if spot.verb else methods.get(spot.method)


def _has_identifier(view: SchemaView, name: str) -> bool:
    found = find_list(view, name)
    names = (*_IDENTIFIERS, *(f"{plain_name(name)}{word}" for word in _IDENTIFIERS))
    return found is not None and any(plain_name(member) in names for member in found.view.members)
