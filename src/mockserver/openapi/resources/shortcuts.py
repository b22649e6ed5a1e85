"""Collections at several places: `POST /members/{id}/loans` with `/loans/{id}`, `/things` and `/users/{id}/things`."""

from __future__ import annotations

from collections.abc import Iterable

from .contents import request_view, response_view, shows_list
from .entities import find_entity, find_list
from .gathering import Gathering, Sketch
from .likeness import is_alike, is_same_component
from .places import is_shortcut
from .schema_views import SchemaView
from .spots import Spot, key_of, name_of
from .words import plain_name, words_of

_MOST = 50  # resources of one name that are compared with one collection


def gather_shortcuts(gathering: Gathering) -> None:
    """Put operations on a collection into the resource whose items have a path with other parents.

    1. A resource at a shorter path, whose items are the same by their schema, is the same resource.
    2. `POST /members/{id}/loans` creates, and GET lists, items of `/loans/{id}`.
    3. `GET /loans` lists items of `/members/{id}/loans/{loan}`.
    """
    _join(gathering)
    by_name: dict[str, list[Sketch]] = {}
    for sketch in gathering.resources():
        by_name.setdefault(sketch.name, []).append(sketch)
    for spot in gathering.waiting():
        if spot.is_item or spot.verb or spot.method not in ("GET", "POST"):
            continue
        candidates = by_name.get(name_of(spot.place), [])[:_MOST]
        found = [sketch for sketch in candidates if _leads_to(spot.place, sketch) and _fits(spot, sketch)]
        if found:
            _gather(gathering, _choose(found, spot), spot)


def _join(gathering: Gathering) -> None:
    """Make one resource of those that have one schema and lie at a short and at a long path."""
    groups: dict[str, list[Sketch]] = {}
    for sketch in gathering.resources():
        groups.setdefault(sketch.name, []).append(sketch)
    for sketches in groups.values():
        if 1 < len(sketches) <= _MOST:
            ordered = sorted(sketches, key=lambda sketch: sketch.place.count("/"))
            for index, long in enumerate(ordered[1:], 1):
                short = next((one for one in ordered[:index] if _is_same(one, long)), None)
                if short is not None:
                    gathering.merge(long, short)


def _is_same(short: Sketch, long: Sketch) -> bool:
    if not is_shortcut(_collection(short), _collection(long)):
        return False
    return is_same_component(short.find_entity(), long.find_entity())


def _collection(sketch: Sketch) -> str:
    return sketch.place.removesuffix("/{}")


def _leads_to(place: str, sketch: Sketch) -> bool:
    """Return whether one of two collections is the other with parents left out."""
    own = _collection(sketch)
    if key_of(sketch.place).startswith(f"{key_of(place)}/{{}}/"):
        return False  # `/books` is where the parents of `/books/{id}/books` are
    return is_shortcut(own, place) or is_shortcut(place, own)


def _fits(spot: Spot, sketch: Sketch) -> bool:
    """Return whether the schemas of an operation do not speak against the resource."""
    entity = sketch.find_entity()
    if spot.method == "GET":
        view = response_view(spot.operation)
        found = find_list(view, sketch.name)
        return shows_list(view, sketch.name) is not False and (
            found is None or is_alike(found.view, entity) is not False
        )
    views = (request_view(spot.operation), response_view(spot.operation))
    alike = [is_alike(find_entity(view, sketch.name, ("id",)).view, entity) for view in views]
    return True in alike or alike == [None, None]


def _choose(found: list[Sketch], spot: Spot) -> Sketch:
    """Return the resource with most in common with an operation: the path, then the tags."""
    tags = set(spot.operation.tags)

    def likeness(sketch: Sketch) -> tuple[int, int]:
        shared = sum(one == other for one, other in zip(sketch.place.split("/"), spot.place.split("/"), strict=False))
        return shared, len(tags.intersection(*(claim.operation.tags for _, claim in sketch.claims[:1])))

    return max(found, key=likeness)


def _gather(gathering: Gathering, sketch: Sketch, spot: Spot) -> None:
    is_created = any(other.method == "POST" for other in gathering.at[spot.place])
    if not is_created and not tells_parents(spot, sketch):
        return
    is_short = spot.place.count("/") < _collection(sketch).count("/")
    gathering.add_place(sketch, f"{spot.place}/{{}}")
    what = "lists" if spot.method == "GET" else "creates"
    reason = f"{what} items of {sketch.place}, " + ("of all parents" if is_short else "below a parent")
    gathering.claim(sketch, spot, "list" if spot.method == "GET" else "create", reason, "likely")


def tells_parents(spot: Spot, sketch: Sketch) -> bool:
    """Return whether it is known which items are below the parents that an operation has in its path.

    1. their own path has the parent
    2. they have a member that names it: `user_id`, `user`
    """
    own = {name_of(place) for place in _iter_parents(sketch)}
    return all(
        name_of(place) in own or names_parent(sketch.find_entity(), name, place)
        for name, place in spot.variables.items()
    )


def _iter_parents(sketch: Sketch) -> Iterable[str]:
    for _, claim in sketch.claims:
        yield from claim.parents.values()


def names_parent(entity: SchemaView, variable: str, place: str) -> bool:
    """Return whether an entity has a member that says below which parent it is."""
    last = name_of(place)
    names = (variable, last, f"{last}_id", f"{''.join(words_of(last)[-1:])}_id")
    wanted = {plain_name(name) for name in names} - {"id", ""}
    return any(plain_name(name) in wanted for name in entity.members)
