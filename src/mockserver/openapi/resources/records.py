"""Resources of a document as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ..operations import Operation

Role = Literal[
    "list",  # GET /books
    "search",  # POST /books/search: a list whose filters are in the body
    "create",  # POST /books
    "read",  # GET /books/{id}
    "replace",  # PUT /books/{id}
    "change",  # PATCH /books/{id}
    "delete",  # DELETE /books/{id}
    "act",  # POST /books/{id}/cancel
    "add",  # PUT /teams/{id}/members/{user_id}: a relation of items that exist
    "remove",  # DELETE /teams/{id}/members/{user_id}
    "download",  # GET /files/{id}/content
]
Certainty = Literal["certain", "likely", "unsure"]


class IdentifierSource(NamedTuple):
    """Where a request names the item that it is about."""

    location: Literal["path", "query", "body"]
    name: str  # of the parameter, "book_id"; of a body the pointer, "/book/id", in each item if the body is an array


@dataclass(frozen=True, slots=True)
class ResourceOperation:
    """An operation and what it does to a resource."""

    operation: Operation
    role: Role
    identifier: IdentifierSource | None  # None: it names no item, as a list or a create, or the item of a singleton
    parents: Mapping[str, str]  # path parameter -> the place of the parent that it names: {"house_id": "/houses/{}"}
    certainty: Certainty
    reason: str  # "POST /books is the collection of /books/{id}"
    verb: str = ""  # of `act`: "cancel"


@dataclass(frozen=True)
class DocumentedResource:
    """Items of one kind, and the operations on them."""

    name: str  # "room"; no other resource of the document has it
    place: str  # "/houses/{}/rooms/{}": of its items; that of a singleton is its path: "/settings"
    operations: tuple[ResourceOperation, ...]
    parents: tuple[str, ...] = ()  # the places of the parents of every item, outermost first: ("/houses/{}",)
    is_singleton: bool = False  # there is one of it, or one below each parent
    places: tuple[str, ...] = field(default=())  # all places where its items are: ("/rooms/{}",)
    related: str = ""  # "user": the name of the resource whose items a relation adds and removes; empty for others

    def having(self, *roles: Role) -> tuple[ResourceOperation, ...]:
        """The operations with one of these roles, in the order of the roles."""
        return tuple(one for role in roles for one in self.operations if one.role == role)
