"""Which operations belong together: those that create, list, read, replace, change and delete items of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from ..operations import Operation
from .by_schema import gather_creates, gather_linked, gather_siblings
from .collections import gather_collections, gather_root_collections
from .finishing import finish
from .gathering import Gathering, read_spots
from .pairs import gather_pairs
from .parts import gather_parts
from .records import DocumentedResource
from .relations import gather_relations
from .shortcuts import gather_shortcuts
from .singletons import gather_singletons
from .suffixes import read_suffixes


def find_documented_resources(operations: Sequence[Operation]) -> tuple[DocumentedResource, ...]:
    """Return the resources of a document, parents before children.

    1. `POST /books` and `GET /books` with `/books/{id}`, also `/book/{id}`, `POST /books/create`, `/books.create`
    2. `PUT /teams/{id}/members/{user_id}`, which only takes in what another resource creates
    3. `POST /members/{id}/loans` with `/loans/{id}`; `/things` with `/users/{id}/things`
    4. collections to whose items a link leads, or whose schema is that of the items
    5. collections whose items have no path
    6. what follows an item in a path: `/orders/{id}/cancel`, `/files/{id}/content`
    7. what creates items, as the schema tells
    8. things of which there is one: `/settings`

    An operation that fits nothing is in no resource.
    """
    spots = read_suffixes(read_spots(operations))
    if not spots:
        return ()
    gathering = Gathering(spots)
    gather_pairs(gathering)
    gather_relations(gathering)
    gather_shortcuts(gathering)
    gather_linked(gathering)
    gather_siblings(gathering)
    gather_root_collections(gathering)
    gather_shortcuts(gathering)
    gather_collections(gathering)
    gather_parts(gathering)
    gather_creates(gathering)
    gather_singletons(gathering)
    return finish(gathering)
