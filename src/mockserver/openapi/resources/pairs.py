"""Pairs of paths: `/books` and `/books/{id}`, also if one of them is in the singular or has a verb."""

from __future__ import annotations

from .contents import is_download, request_view, response_view, shows_list
from .gathering import Gathering, Sketch
from .identifying import find_identifier
from .likeness import is_same_component
from .records import Certainty, Role
from .spots import Spot, name_of
from .verbs import read_operation_id, role_of
from .words import plain_name

_ITEM_ROLES: dict[str, Role] = {
    "GET": "read",
    "PUT": "replace",
    "PATCH": "change",
    "POST": "change",
    "DELETE": "delete",
}
_COLLECTION_ROLES: dict[str, Role] = {
    "GET": "list",
    "POST": "create",
    "QUERY": "search",
    "PUT": "replace",
    "PATCH": "change",
    "DELETE": "delete",
}


def gather_pairs(gathering: Gathering) -> None:
    """Put the operations on items and on their collections into resources."""
    owners = {spot.above for spot in gathering.spots if spot.is_item and _is_owner(gathering, spot.above)}
    for spot in gathering.waiting():
        if spot.is_item and spot.place not in owners:
            _gather_item(gathering, spot)
    for spot in gathering.waiting():
        sketch = gathering.find(f"{spot.place}/{{}}")
        if sketch is not None and (not spot.is_item or spot.place in owners):
            gather_collection(gathering, sketch, spot)


def _is_owner(gathering: Gathering, place: str) -> bool:
    """Return whether what a variable names has items of its own, as the owner in `/repos/{owner}/{repo}` has."""
    if not place.endswith("/{}"):
        return False
    spots = gathering.at.get(place, ())
    lists = [shows_list(response_view(spot.operation), name_of(place)) for spot in spots if spot.method == "GET"]
    return {spot.method for spot in spots} <= {"GET", "POST"} and all(lists)


def _gather_item(gathering: Gathering, spot: Spot) -> None:
    sketch = gathering.sketch(spot.place)
    role = (role_of(spot.verb) or "act") if spot.verb else _ITEM_ROLES.get(spot.method)
    where = spot.above or "/"
    if role == "read" and is_download(spot.operation):
        role = "download"
    if role == "read" and "array" in response_view(spot.operation).types:
        return  # `GET /forecasts/{city}` is a list of what is in the city
    if role in ("create", "list", "search"):
        role = "act"
    if role == "act" and spot.verb:
        gathering.claim(sketch, spot, role, f"acts on an item of {where}", "likely")
    elif role is not None and spot.verb:
        gathering.claim(sketch, spot, role, f"is about an item of {where}, and {spot.verb!r} says what it does")
    elif spot.method == "POST":
        _gather_post(gathering, sketch, spot)
    elif role is not None:
        gathering.claim(sketch, spot, role, f"is about an item of {where}")


def _gather_post(gathering: Gathering, sketch: Sketch, spot: Spot) -> None:
    """`POST /books/{id}` changes a book if it is sent members of it, and creates one if the client names new ones."""
    phrase = read_operation_id(spot.operation.operation_id)
    role = role_of(phrase.verb) if phrase is not None else None
    others = {other.method for other in gathering.at[spot.place]}
    collection = {other.method for other in gathering.at.get(spot.above, ())}
    if role == "create" or ("201" in spot.operation.responses and "POST" not in collection and "PUT" not in others):
        gathering.claim(sketch, spot, "create", "creates the item that its path names", "likely")
    elif role in ("change", "replace"):
        gathering.claim(sketch, spot, "change", "changes an item, as its operationId says")
    elif request_view(spot.operation).members and (_answers_alike(gathering, spot) or _is_like(gathering, spot)):
        gathering.claim(sketch, spot, "change", "is sent members of the item that it names", "likely")


def _answers_alike(gathering: Gathering, spot: Spot) -> bool:
    """Return whether the response is the same as that of a read."""
    reads = (other.operation for other in gathering.at[spot.place] if other.method == "GET")
    return any(is_same_component(response_view(one), response_view(spot.operation)) for one in reads)


def _is_like(gathering: Gathering, spot: Spot) -> bool:
    """Return whether the body has members that a read of the same place shows, or a create is sent."""
    others = (other for place in (spot.place, spot.above) for other in gathering.at.get(place, ()))
    known: set[str] = set()
    for other in others:
        if other is not spot and other.method in ("GET", "POST", "PUT", "PATCH"):
            view = request_view(other.operation) if other.method != "GET" else response_view(other.operation)
            known.update(_names(view.items.members or view.members))
            for member in view.members.values():
                known.update(_names(member.items.members or member.members))
    sent = set(_names(request_view(spot.operation).members))
    return not known or bool(sent & known)


def _names(members: object) -> set[str]:
    return {plain_name(str(name)) for name in members} if hasattr(members, "__iter__") else set()


def gather_collection(gathering: Gathering, sketch: Sketch, spot: Spot) -> None:
    """Put an operation on a collection into the resource of its items."""
    role = role_of_collection(gathering, spot)
    if role in ("create", "search"):
        gathering.claim(sketch, spot, role, f"is the collection of {sketch.place}")
    elif role == "list":
        shown = shows_list(response_view(spot.operation), sketch.name)
        if shown is False:
            _gather_one(gathering, sketch, spot, "read")
        else:
            certainty: Certainty = "certain" if shown or not spot.verb else "likely"
            gathering.claim(sketch, spot, role, f"is the collection of {sketch.place}", certainty)
    elif role is not None:
        _gather_one(gathering, sketch, spot, role)


def role_of_collection(gathering: Gathering, spot: Spot) -> Role | None:
    """What an operation on a collection does, as its method and its verb tell; `None` if they do not.

    1. `POST /books/list` has its filters in the body, `GET /books/search` in the query
    2. `GET /books/getAll` answers with a list, and names no item
    3. `POST /books/save` creates beside `POST /books/update`
    """
    if not spot.verb:
        return _COLLECTION_ROLES.get(spot.method)
    role: Role = role_of(spot.verb) or "act"
    if role in ("list", "search"):
        return "list" if spot.method == "GET" else "search"
    name = name_of(spot.place)
    if role == "read" and shows_list(response_view(spot.operation), name) and not find_identifier(spot.operation, name):
        return "list" if spot.method == "GET" else "search"
    if role == "replace":
        verbs = {role_of(other.verb) for other in gathering.at[spot.place]}
        return "create" if "change" in verbs and "create" not in verbs else role
    return role


def _gather_one(gathering: Gathering, sketch: Sketch, spot: Spot, role: Role) -> None:
    """Put an operation into a resource that names the item in its query or body."""
    has_path = any(claim.identifier is not None for claim in sketch.claims_at_items())
    identifier = find_identifier(spot.operation, sketch.name, *sketch.iter_aliases(), may_guess=not has_path)
    if identifier is None or _shows_another(gathering, sketch, spot):
        return
    if role in ("replace", "change") and not spot.verb and not request_view(spot.operation):
        return  # `PUT /me/albums?ids=` takes in what exists
    where = "query" if identifier.location == "query" else "body"
    gathering.claim(sketch, spot, role, f"names an item in its {where}", "likely", identifier)


def _shows_another(gathering: Gathering, sketch: Sketch, spot: Spot) -> bool:
    """Return whether a path is that of one thing, as `/user` beside `/users/{id}`."""
    shown = next((other.operation for other in gathering.at[spot.place] if other.method == "GET"), None)
    if shown is None or spot.verb or shows_list(response_view(shown), sketch.name) is not False:
        return False
    return find_identifier(shown, sketch.name, *sketch.iter_aliases()) is None
