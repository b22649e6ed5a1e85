"""Whether two schemas are about the same kind of thing."""

from __future__ import annotations

from .schema_views import SchemaView
from .words import plain_name

_SHARED = 0.6  # of the members of the smaller one


def is_alike(one: SchemaView, other: SchemaView) -> bool | None:
    """Return whether two schemas describe one kind of thing; `None` if a schema says nothing about it.

    1. one schema is the other, or made from it by `allOf`, `oneOf` or `anyOf`
    2. most members of the smaller one are members of the other
    """
    if not one.members or not other.members:
        return None
    if one.key[0] in other.key or other.key[0] in one.key:
        return True
    mine, theirs = ({plain_name(name) for name in view.members} for view in (one, other))
    shared = mine & theirs
    return len(shared - {"id"}) >= _SHARED * min(len(mine - {"id"}), len(theirs - {"id"})) and bool(shared - {"id"})


def is_same_component(one: SchemaView, other: SchemaView) -> bool:
    """Return whether two schemas are one schema with a name."""
    return bool(one and other) and is_component(one) and one.key[0] == other.key[0]


def is_component(view: SchemaView) -> bool:
    """Return whether a schema has a name: that of `components`."""
    key = view.key
    return bool(key) and key[0].count("/") == 3 and "/schemas/" in key[0]
