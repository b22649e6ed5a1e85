"""Collections whose items have no path: `GET /messages` and `POST /messages`, `GET /books/info?id=` and the like."""

from __future__ import annotations

from .contents import response_view, shows_list
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


def gather_collections(gathering: Gathering) -> None:
    """Make resources of collections that have no items with paths.

    1. a list and what creates its items, or names them in a query or a body
    2. a list alone whose items have an identifier
    3. verbs for several things that are done with items
    """
    groups: dict[str, list[Spot]] = {}
    for spot in gathering.waiting():
        if not spot.is_item:
            groups.setdefault(key_of(spot.place), []).append(spot)
    for spots in groups.values():
        if _is_collection(spots):
            sketch = gathering.sketch(f"{spots[0].place}/{{}}")
            for spot in spots:
                gather_collection(gathering, sketch, spot)


def _is_collection(spots: list[Spot]) -> bool:
    name = name_of(spots[0].place)
    lists = [response_view(spot.operation) for spot in spots if _role(spot) == "list"]
    shown = [view for view in lists if shows_list(view, name)]
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
