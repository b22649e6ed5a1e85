"""Relations: `PUT` and `DELETE /teams/{id}/members/{user_id}`, where the members are users that exist."""

from __future__ import annotations

from typing import NamedTuple

from .contents import request_view, response_view
from .entities import find_list
from .gathering import Gathering, Sketch
from .records import IdentifierSource, Role
from .schema_index import SchemaIndex
from .schema_views import SchemaView
from .spots import Spot, key_of, name_of
from .verbs import role_of
from .words import plain_name, words_of

_ADDS = ("PUT", "POST")
_MOST = 4  # members of what names an item, with a type or a position


class _Relation(NamedTuple):
    """Operations that say which items belong to a parent."""

    place: str  # "/teams/{}/members"
    spots: list[Spot]
    related: Sketch

    @property
    def names(self) -> tuple[str, ...]:
        """What a member of a body that names an item may be called, without `id`."""
        own = (self.related.name, name_of(self.place), *words_of(self.related.name)[-1:])
        variables = (words_of(list(spot.variables)[-1]) for spot in self.spots if spot.is_item)
        return tuple(dict.fromkeys((*own, *("".join(word for word in words if word != "id") for words in variables))))


def gather_relations(gathering: Gathering) -> None:
    """Make relations of collections below a parent that only take items in and leave them out.

    1. The list shows items of another resource.
    2. Nothing that is sent has more of an item than its identifier.
    """
    groups: dict[str, list[Spot]] = {}
    for spot in gathering.spots:
        place = spot.place.removesuffix("/{}")
        if "{}" in place and not place.endswith("/{}"):
            groups.setdefault(key_of(place), []).append(spot)
    wanted = [spots for spots in groups.values() if _may_relate(spots)]
    index = SchemaIndex(gathering) if wanted else None
    for spots in wanted:
        place = spots[0].place.removesuffix("/{}")
        related = _find_related(index, spots, gathering.find(f"{place}/{{}}")) if index is not None else None
        if related is not None:
            _gather(gathering, _Relation(place, spots, related))


def _may_relate(spots: list[Spot]) -> bool:
    methods = {spot.method for spot in spots}
    if "GET" not in methods or "PATCH" in methods or methods.isdisjoint(("PUT", "POST", "DELETE")):
        return False
    sent = [request_view(spot.operation) for spot in spots if spot.method in _ADDS]
    return all(len(view.items.members or view.members) <= _MOST for view in sent)


def _find_related(index: SchemaIndex, spots: list[Spot], own: Sketch | None) -> Sketch | None:
    """Return the resource whose items a list of a relation shows."""
    for spot in spots:
        if spot.method == "GET" and not spot.is_item:
            found = find_list(response_view(spot.operation), name_of(spot.place))
            related = index.find(found.view, spot, own) if found is not None else None
            if related is not None:
                return related
    return None


def _gather(gathering: Gathering, relation: _Relation) -> None:
    claims = [(spot, _role(relation, spot)) for spot in relation.spots]
    if any(role is None and _does_more(spot) for spot, role in claims):
        return
    if not any(role is not None and role[0] in ("add", "remove") for _, role in claims):
        return
    gathering.forget(f"{relation.place}/{{}}")
    sketch = gathering.sketch(f"{relation.place}/{{}}")
    sketch.related = relation.related
    for spot, role in claims:
        if role is not None:
            reason = f"is about which items of {relation.related.place} are at {relation.place}"
            gathering.claim(sketch, spot, role[0], reason, "likely", role[1])


def _does_more(spot: Spot) -> bool:
    """Return whether an operation that is no part of a relation makes items of their own of it."""
    return spot.is_item or (spot.method == "POST" and role_of(spot.verb) in (None, "create"))


def _role(relation: _Relation, spot: Spot) -> tuple[Role, IdentifierSource | None] | None:
    """What an operation does to a relation; `None` if it does something else with the items."""
    if spot.method == "GET":
        return ("read" if spot.is_item else "list"), None
    body = request_view(spot.operation)
    if spot.is_item:
        if spot.method == "DELETE":
            return "remove", None
        return ("add", None) if spot.method in _ADDS and not body.members and not body.items else None
    identifier = _find_identifier(relation, spot)
    removes = spot.method == "DELETE" or role_of(spot.verb) == "delete"
    if identifier is None or (spot.method == "PUT" and _names_all(identifier, body)):
        return None
    return ("remove" if removes else "add"), identifier


def _names_all(identifier: IdentifierSource, body: SchemaView) -> bool:
    """Return whether a PUT replaces all that belong to the parent."""
    return bool(body.items) or "array" in body.at([identifier.name.removeprefix("/")]).types


def _find_identifier(relation: _Relation, spot: Spot) -> IdentifierSource | None:
    """Return where a request to the collection names the item, if it sends nothing else of it."""
    ends = ("id", "ids", "uuid", "key", "", "s")
    wanted = ["id", "ids", *(plain_name(f"{name}_{end}") for name in relation.names for end in ends)]
    for parameter in spot.operation.parameters:
        if parameter.location == "query" and plain_name(parameter.name) in wanted:
            return IdentifierSource("query", parameter.name)
    body = request_view(spot.operation)
    members = body.items.members or body.members
    entity = {plain_name(name) for name in relation.related.find_entity().members} - {"id"}
    found = next((name for one in wanted for name in members if plain_name(name) == one), None)
    if found is None or entity.intersection(map(plain_name, set(members) - {found})):
        return None
    return IdentifierSource("body", f"/{found}")
