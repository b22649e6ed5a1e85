"""Collections whose items have no path: `GET /messages` and `POST /messages`, `GET /books/info?id=` and the like."""

from __future__ import annotations

from .contents import is_list_alone, request_view, response_view, shows_list
from .entities import find_entity, find_list
from .gathering import Gathering, Sketch
from .identifying import find_identifier
from .likeness import is_alike
from .pairs import gather_collection, role_of_collection
from .schema_views import SchemaView
from .spots import Spot, key_of, name_of
from .verbs import role_of
from .words import plain_name, words_of

_ORDER = {"list": 0, "create": 1}  # they tell what items are like and called
_IDENTIFIERS = ("id", "uuid", "guid", "key", "slug", "code", "number", "ref", "reference", "sku", "isbn", "handle")


def gather_root_collections(gathering: Gathering) -> None:
    """Make resources of collections without items that are below no parent; see `gather_collections`."""
    _gather(gathering, [spot for spot in gathering.waiting() if not spot.variables])


def gather_collections(gathering: Gathering) -> None:
    """Make resources of collections that have no items with paths.

    1. a list and what creates its items, or names them in a query or a body
    2. a list alone whose items have an identifier
    3. verbs for several things that are done with items
    4. what creates items, if other paths go on from them, or the response is what was sent with an identifier
    """
    _gather(gathering, [spot for spot in gathering.waiting() if not spot.is_item])


def _gather(gathering: Gathering, spots: list[Spot]) -> None:
    groups: dict[str, list[Spot]] = {}
    for spot in spots:
        groups.setdefault(key_of(spot.place), []).append(spot)
    parents = {key_of(place) for spot in gathering.spots for place in spot.variables.values() if place != spot.place}
    for key, group in groups.items():
        is_parent = f"{key}/{{}}" in parents and any(role_of_collection(gathering, spot) == "create" for spot in group)
        shared = _find_shared(group)
        if is_parent or _is_collection(gathering, group, shared):
            sketch = gathering.sketch(f"{group[0].place}/{{}}")
            sketch.aliases += shared
            for spot in sorted(group, key=lambda spot: _ORDER.get(role_of_collection(gathering, spot) or "", 2)):
                if is_parent or _fits(gathering, sketch, spot):
                    gather_collection(gathering, sketch, spot)


def _is_collection(gathering: Gathering, spots: list[Spot], shared: list[str]) -> bool:
    name = name_of(spots[0].place)
    lists = [response_view(spot.operation) for spot in spots if role_of_collection(gathering, spot) == "list"]
    methods = {spot.method for spot in spots}
    is_written = "POST" not in methods and not methods.isdisjoint(("PUT", "PATCH"))  # `/settings` may have lists, too
    shown = [view for view in lists if (is_list_alone(view, name) if is_written else shows_list(view, name))]
    if shown:
        others = any(role_of_collection(gathering, spot) != "list" for spot in spots)
        return others or any(_has_identifier(view, name) for view in shown)
    roles = {role_of_collection(gathering, spot) for spot in spots}
    reads = [spot for spot in spots if role_of_collection(gathering, spot) in ("read", "list")]
    if len(spots) == 1 and creates_item(spots[0], name):
        return True
    names_items = any(find_identifier(spot.operation, name, *shared) for spot in reads)
    return names_items and (len({role_of(spot.verb) for spot in spots}) > 1 or "create" in roles)


def creates_item(spot: Spot, name: str) -> bool:
    """Return whether an operation answers with a new item: 201, an identifier, and members like those that are sent."""
    if spot.method != "POST" or "201" not in spot.operation.responses:
        return False
    sent, shown = (find_entity(view(spot.operation), name, ("id",)).view for view in (request_view, response_view))
    return is_identified(shown, name) and is_alike(sent, shown) is True


def _fits(gathering: Gathering, sketch: Sketch, spot: Spot) -> bool:
    """Return whether what a POST sends, or answers with, is like the items, as far as the schemas tell."""
    if spot.verb or role_of_collection(gathering, spot) != "create":
        return True
    views = (request_view(spot.operation), response_view(spot.operation))
    alike = [is_alike(find_entity(view, sketch.name, ("id",)).view, sketch.find_entity()) for view in views]
    return True in alike or False not in alike


def _find_shared(spots: list[Spot]) -> list[str]:
    """The parameters of the query that both a read and a change or a deletion have, if they may be identifiers."""
    reads, others = (
        {
            parameter.name
            for spot in spots
            if (spot.method == "GET") is is_read
            for parameter in spot.operation.parameters
            if parameter.location == "query" and words_of(parameter.name)[-1:] in (("id",), ("key",), ("name",))
        }
        for is_read in (True, False)
    )
    return sorted(reads & others)


def _has_identifier(view: SchemaView, name: str) -> bool:
    found = find_list(view, name)
    return found is not None and is_identified(found.view, name)


def is_identified(entity: SchemaView, name: str) -> bool:
    """Return whether an entity has a member that may identify it."""
    names = (*_IDENTIFIERS, *(f"{plain_name(name)}{word}" for word in _IDENTIFIERS))
    return any(plain_name(member) in names for member in entity.members)
