"""Operations whose schema is that of a resource, when the path tells nothing: `GET /pets/findByStatus`."""

from __future__ import annotations

from .contents import request_view, response_view
from .entities import find_entity, find_list
from .gathering import Gathering, Sketch
from .likeness import is_alike
from .links import LinkTargets, find_linked_places
from .schema_index import SchemaIndex
from .schema_views import SchemaView
from .shortcuts import tells_parents
from .spots import Spot, key_of
from .verbs import read_operation_id, role_of
from .words import words_of

# lists of some items only, or of those that are no more
_OTHERS = frozenset(
    """
    deleted trash trashed archived archive removed starred favorites favourites bookmarked liked blocked suggestions
    recommendations recommended related similar
    """.split()  # noqa: SIM905 - many quoted words are hard to read
)


def gather_siblings(gathering: Gathering) -> None:
    """Put collections of the items of a resource into it, if they are below the parents of the items.

    1. what creates such items, and the list at the same path: `POST /orgs/{org}/repos`
    2. a list, if the items tell below which parents they are
    """
    spots = [spot for spot in gathering.waiting() if not spot.is_item and not spot.verb]
    index = SchemaIndex(gathering)
    for spot in spots:
        if spot.method == "POST":
            _gather_create(gathering, index, spot)
    for spot in spots:
        if spot.method == "GET":
            _gather_list(gathering, index, spot)


def gather_linked(gathering: Gathering) -> None:
    """Put operations into the resource to whose items a link of their response leads."""
    targets = LinkTargets(spot.operation for spot in gathering.spots)
    for spot in gathering.waiting():
        if spot.method == "POST" and not spot.is_item:
            linked = map(gathering.find, find_linked_places(spot.operation, targets))
            sketch = next((one for one in linked if one is not None), None)
            if sketch is not None:
                gathering.claim(sketch, spot, "create", f"has a link to an item of {sketch.place}")


def gather_creates(gathering: Gathering) -> None:
    """Put what answers with an item of a resource into it, if 201 or the operationId says that the item is new."""
    spots = [spot for spot in gathering.waiting() if spot.method == "POST" and not spot.is_item and not spot.verb]
    if spots:
        index = SchemaIndex(gathering)
        for spot in spots:
            _gather_create(gathering, index, spot)


def _gather_list(gathering: Gathering, index: SchemaIndex, spot: Spot) -> None:
    found = find_list(response_view(spot.operation), "")
    if found is None or not _OTHERS.isdisjoint(words_of(spot.last)):
        return
    created = gathering.creating(spot.place)
    sketch = created or index.find(found.view, spot)
    if sketch is None:
        return
    is_same = created is not None and is_alike(found.view, sketch.find_entity()) is not False
    if is_same or tells_parents(spot, sketch):
        gathering.claim(sketch, spot, "list", f"lists items of {sketch.place}, as their schema tells", "likely")


def _gather_create(gathering: Gathering, index: SchemaIndex, spot: Spot) -> None:
    if not _says_new(spot):
        return
    shown = response_view(spot.operation)
    views = [find_entity(shown, "", ("id",)).view, *(view for view in shown.members.values() if view.members)]
    found = (index.find(view, spot) for view in views)
    sketch = next((one for one in found if one is not None), None) or _find_before(gathering, spot, views[0])
    if sketch is None or not _has_parents(spot, sketch):
        return
    sent = is_alike(find_entity(request_view(spot.operation), sketch.name, ("id",)).view, sketch.find_entity())
    if sent or "create" not in sketch.roles:
        gathering.claim(sketch, spot, "create", f"answers with a new item of {sketch.place}", "likely")
        gathering.add_place(sketch, f"{spot.place}/{{}}")


def _find_before(gathering: Gathering, spot: Spot, shown: SchemaView) -> Sketch | None:
    """Return the resource of `/chats/{id}` for `POST /chats/start`, if nothing else creates its items."""
    sketch = gathering.find(f"{spot.above}/{{}}")
    if sketch is None or "create" in sketch.roles:
        return None
    return sketch if is_alike(shown, sketch.find_entity()) else None


def _says_new(spot: Spot) -> bool:
    phrase = read_operation_id(spot.operation.operation_id)
    is_named = phrase is not None and role_of(phrase.verb) == "create"
    return is_named or "201" in spot.operation.responses


def _has_parents(spot: Spot, sketch: Sketch) -> bool:
    """Return whether an operation names the parents below which the items are, apart from owners without a path."""
    segments = sketch.place.split("/")
    parents = {
        key_of("/".join(segments[: index + 1]))
        for index, segment in enumerate(segments[:-1])
        if segment == "{}" and segments[index + 1] != "{}"
    }
    return parents <= {key_of(place) for place in spot.variables.values()}
