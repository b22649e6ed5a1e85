"""Parents: the members with which the rows of a resource say below what they are."""

from __future__ import annotations

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import entity_name, plain_name, words_of
from ..behaviour import Parent
from .subjects import Subject


def member_of_parent(subject: Subject, place: str) -> str:
    """The member that names the parent at a place; it need not be one of the schema.

    1. A member of the entity that is called like the parent's identifier: `house_id`, `houseId`, `house.id`.
    2. The same inside `metadata`: `metadata.namespace`.
    3. A name made from the place: `house_id` for `/houses/{}`.
    """
    name = entity_name(place.removesuffix("/{}").rpartition("/")[2] or "parent")
    last = words_of(name)[-1:] or (name,)
    wanted = (plain_name(f"{name}_id"), plain_name(f"{last[0]}_id"), plain_name(name))
    metadata = subject.view.members.get("metadata")
    nested = _find_member(metadata, wanted, name) if metadata is not None else None
    found = _find_member(subject.view, wanted, name) or (nested and f"metadata.{nested}")
    return found or f"{name}_id"


def _find_member(view: SchemaView, wanted: tuple[str, ...], name: str) -> str | None:
    """The member with one of the wanted plain names, or the identifier inside it if it is an object."""
    members = {plain_name(key): key for key in view.members}
    for key in (members[one] for one in wanted if one in members):
        inner = {plain_name(each): each for each in view.members[key].members}
        if not inner:
            return key
        own = next((inner[each] for each in ("id", f"{plain_name(name)}id", "name", "key") if each in inner), None)
        if own is not None:
            return f"{key}.{own}"
    return None


def infer_parents(subject: Subject, names: dict[str, str]) -> tuple[Parent, ...]:
    """The parents of every row, outermost first; `names` are the resources that the document creates, by the
    places of their items."""
    others = [] if subject.documented.parents else _other_parents(subject)
    places = dict.fromkeys((*subject.documented.parents, *others))
    return tuple(Parent(member_of_parent(subject, place), names.get(place)) for place in places)


def _other_parents(subject: Subject) -> list[str]:
    """The parents that only some paths name: `/users/{}` of `/users/{id}/things` beside `/things`."""
    return [place for one in subject.documented.operations for place in one.parents.values()]
