"""Operations whose schema is that of a resource, when the path tells nothing: `GET /pets/findByStatus`."""

from __future__ import annotations

from collections.abc import Mapping

from .contents import request_view, response_view
from .entities import find_entity, find_list
from .gathering import Gathering, Sketch, index_by_schema
from .likeness import is_alike, is_component
from .links import LinkTargets, find_linked_places
from .shortcuts import tells_parents
from .spots import Spot
from .verbs import read_phrase, role_of
from .words import words_of

_OTHERS = {
    "deleted",
    "trash",
    "trashed",
    "archived",
    "archive",
    "removed",
    "suggestions",
    "recommendations",
    "drafts",
}


def gather_lists(gathering: Gathering) -> None:
    """Put lists of the items of a resource into it, if their parents are those of the items."""
    spots = [spot for spot in gathering.waiting() if spot.method == "GET" and not spot.is_item and not spot.verb]
    index = index_by_schema(gathering) if spots else {}
    for spot in spots if index else ():
        found = find_list(response_view(spot.operation), "")
        sketch = _choose(index, found.view.key if found is not None and is_component(found.view) else (), spot)
        if sketch is not None and _OTHERS.isdisjoint(words_of(spot.last)) and tells_parents(spot, sketch):
            gathering.claim(sketch, spot, "list", f"lists items of {sketch.place}, as their schema tells", "likely")


def gather_creates(gathering: Gathering) -> None:
    """Put what creates items of a resource into it.

    1. A link of the response leads to the item.
    2. The response is such an item, and 201 or the operationId tells that it is new.
    """
    spots = [spot for spot in gathering.waiting() if spot.method == "POST" and not spot.is_item and not spot.verb]
    if not spots:
        return
    index = index_by_schema(gathering)
    targets = LinkTargets(spot.operation for spot in gathering.spots)
    for spot in spots:
        linked = [gathering.find(place) for place in find_linked_places(spot.operation, targets)]
        sketch = next((one for one in linked if one is not None), None)
        if sketch is not None:
            gathering.claim(sketch, spot, "create", f"has a link to an item of {sketch.place}")
        else:
            _gather_create(gathering, index, spot)


def _gather_create(gathering: Gathering, index: Mapping[str, list[Sketch]], spot: Spot) -> None:
    if not _says_new(spot):
        return
    view = find_entity(response_view(spot.operation), "", ("id",)).view
    sketch = _choose(index, view.key if is_component(view) else (), spot)
    if sketch is None:
        return
    sent = is_alike(find_entity(request_view(spot.operation), sketch.name, ("id",)).view, sketch.find_entity())
    if sent or "create" not in sketch.roles:
        gathering.claim(sketch, spot, "create", f"answers with a new item of {sketch.place}", "likely")


def _says_new(spot: Spot) -> bool:
    phrase = read_phrase(spot.operation.operation_id)
    is_named = phrase is not None and role_of(phrase.verb) == "create"
    return is_named or "201" in spot.operation.responses


def _choose(index: Mapping[str, list[Sketch]], key: tuple[str, ...], spot: Spot) -> Sketch | None:
    """Return the resource with a schema: the only one, or that whose path begins like that of an operation."""
    found = index.get(key[0], []) if key else []
    if len(found) < 2:
        return found[0] if found else None
    tags = set(spot.operation.tags)
    near = [sketch for sketch in found if spot.place.startswith(f"{sketch.place.removesuffix('/{}')}/")]
    near = near or [one for one in found if tags and tags & set(one.claims[0][1].operation.tags)]
    return near[0] if len(near) == 1 else None
