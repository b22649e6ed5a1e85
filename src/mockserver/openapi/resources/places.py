"""Places: what a variable of a path stands for.

A variable is known by its place, the path up to it without names: `/houses/{}`. The same house may be called `{id}` in
one path and `{house_id}` in another.
"""

from __future__ import annotations

import re

_VARIABLE = re.compile(r"\{([^{}?&#]+)\}")
_ITEM = re.compile(r"(.*[^/])/\{\}")


def places_of(path: str) -> dict[str, str]:
    """Return the place of each variable of a path, in order.

    >>> places_of("/houses/{house_id}/rooms/{id}")
    {'house_id': '/houses/{}', 'id': '/houses/{}/rooms/{}'}
    """
    return {found[1]: place_of(path[: found.end()]) for found in _VARIABLE.finditer(path)}


def place_of(path: str) -> str:
    """Return a path without the names of its variables and without a slash at its end.

    >>> place_of("/houses/{house_id}/rooms/")
    '/houses/{}/rooms'
    """
    return _VARIABLE.sub("{}", path).rstrip("/")


def has_one_name_twice(path: str) -> bool:
    """Return whether one name stands for two variables, as in `/houses/{id}/rooms/{id}`, which OpenAPI forbids."""
    return len(places_of(path)) < len(_VARIABLE.findall(path))


def collection_of(item: str) -> str | None:
    """Return the place of the collection of an item, `None` if a place does not end with a whole variable.

    >>> collection_of("/houses/{}/rooms/{}"), collection_of("/houses/{}/sale"), collection_of("/{}")
    ('/houses/{}/rooms', None, None)
    """
    found = _ITEM.fullmatch(item)
    return found[1] if found else None


def is_same_collection(one: str, other: str) -> bool:
    """Return whether two places are one collection, whose name is a plural in one of them.

    >>> is_same_collection("/v1/silences", "/v1/silence"), is_same_collection("/boxes", "/box")
    (True, True)
    >>> is_same_collection("/v1/silences", "/v2/silence"), is_same_collection("/new", "/news/{}")
    (False, False)
    """
    before, _, name = one.rpartition("/")
    other_before, _, other_name = other.rpartition("/")
    return before == other_before and (_is_plural(name, other_name) or _is_plural(other_name, name) or one == other)


def is_shortcut(collection: str, long: str) -> bool:
    """Return whether a collection is another one with parents left out: `/v1/loans` of `/v1/members/{}/loans`.

    >>> is_shortcut("/v1/loans", "/v1/members/{}/loans"), is_shortcut("/loan", "/members/{}/loans")
    (True, True)
    >>> is_shortcut("/members", "/members/{}/loans"), is_shortcut("/v1/loans", "/v1/loans")
    (False, False)
    """
    short, whole = collection.split("/"), long.split("/")
    if len(short) >= len(whole) or "{}" not in whole or not is_same_collection(f"/{short[-1]}", f"/{whole[-1]}"):
        return False
    remaining = iter(whole[:-1])
    return all(segment in remaining for segment in short[:-1])


def _is_plural(plural: str, singular: str) -> bool:
    plural, singular = plural.lower(), singular.lower()
    forms = {f"{singular}s", f"{singular}es", f"{singular}list"}
    if singular.endswith("y"):
        forms.add(f"{singular[:-1]}ies")
    return singular != "" and plural in forms
