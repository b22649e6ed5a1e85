"""Where the entity lies in a body: bare, or inside an envelope; and where the array of a list is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..operations import MediaTypeObject, Operation
from .schema_views import SchemaView
from .words import entity_name, plain_name, words_of

Place = tuple[str, ...]  # names of members: ("data", "book"); empty: the whole body

_ONE = ("data", "result", "item", "entity", "resource", "object", "record", "payload", "response", "body", "content")
_MANY = (
    "data",
    "items",
    "results",
    "value",
    "values",
    "records",
    "entries",
    "content",
    "_embedded",
    "list",
    "rows",
    "elements",
    "objects",
    "resources",
    "hits",
    "members",
    "result",
)
_DEPTH = 3  # of members inside members
_FEW = 3  # members of an envelope


class Entity(NamedTuple):
    """Where an entity, or the array of entities, lies in a body."""

    place: Place
    view: SchemaView  # of one entity


def view_of(operation: Operation, content: MediaTypeObject | None) -> SchemaView:
    """The schema of a body; false if it has none."""
    pointer = content.schema if content is not None else None
    return SchemaView(operation.document, [pointer] if pointer is not None else ())


def find_list(body: SchemaView, name: str) -> Entity | None:
    """The array of a list in a body; `name` is what one item is called. The first of these that there is:

    1. the body itself
    2. the array that is called like the items, however deep: `{"books": […]}`, `{"_embedded": {"books": […]}}`
    3. the array with a usual name: `data`, `items`, `results`
    4. the only array of objects
    """
    if body.items and "array" in body.types:
        return Entity((), body.items)
    arrays = list(_iter_arrays(body, ()))
    for place, items in arrays:
        if plain_name(entity_name(place[-1])) == plain_name(name):
            return Entity(place, items)
    usual = [(place, items) for place, items in arrays if place[-1] in _MANY]
    if usual:
        return Entity(*min(usual, key=lambda found: (len(found[0]), _MANY.index(found[0][-1]))))
    objects = [(place, items) for place, items in arrays if items.members]
    return Entity(*objects[0]) if len(objects) == 1 else None


def find_entity(body: SchemaView, name: str, identifiers: tuple[str, ...] = ()) -> Entity:
    """The entity in a body; `identifiers` are plain names of what identifies it. The first of these that there is:

    1. the body itself, if it has an identifier
    2. the member that is called like the entity
    3. a member with a usual name: `data`, `result`
    4. the only object among the members, if there are few others
    5. the body itself
    """
    own = ((key, view) for key, view in body.members.items() if plain_name(key) in identifiers)
    if not all(_is_object(view) for _, view in own):
        return Entity((), body)
    for key, view in body.members.items():
        if plain_name(key) == plain_name(name) and _is_object(view):
            return Entity((key,), view)
    usual = next((key for key in _ONE if key in body.members and body.members[key].members), None)
    if usual is not None:
        inner = find_entity(body.members[usual], name, identifiers)
        return Entity((usual, *inner.place), inner.view)
    few = body.members.items() if len(body.members) <= _FEW else ()
    filled = [(key, view) for key, view in few if view.members]
    return Entity((filled[0][0],), filled[0][1]) if len(filled) == 1 else Entity((), body)


def identifier_names(parameter: str, name: str) -> tuple[str, ...]:
    """Plain names of the member that a path parameter may mean, the most fitting first.

    >>> identifier_names("pet_id", "pet")[:3]
    ('petid', 'id', 'uuid')
    """
    words = words_of(parameter)
    own = words_of(name)
    found = ["".join(words)]
    if words[: len(own)] == own and len(words) > len(own):
        found.append("".join(words[len(own) :]))
    if len(words) > 1:
        found.append(words[-1])
    if "id" in words[-1:] or parameter in (name, plain_name(name)):
        found += ["id", plain_name(name) + "id", "uuid", "guid", "key", "slug", "code", "name"]
    return tuple(dict.fromkeys(found))


def _is_object(view: SchemaView) -> bool:
    return "object" in view.types or bool(view.members)


def _iter_arrays(body: SchemaView, place: Place) -> Iterator[tuple[Place, SchemaView]]:
    """Yield the arrays among the members, those nearer to the top first."""
    for name, view in body.members.items():
        if view.items and "array" in view.types:
            yield (*place, name), view.items
    if len(place) + 1 < _DEPTH:
        for name, view in body.members.items():
            if view.members and not view.items:
                yield from _iter_arrays(view, (*place, name))
