"""Where a request that is sent to a collection names the item that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..operations import Operation
from .contents import request_view
from .entities import find_entity
from .records import IdentifierSource
from .schema_views import SchemaView
from .words import plain_name

_WEAK = ("uuid", "guid", "key", "slug", "code", "name", "number")


def find_identifier(operation: Operation, name: str, *others: str, may_guess: bool = True) -> IdentifierSource | None:
    """Return where a request names an item; `name` is what the item is called, `others` what else it is called.

    1. the parameter of the query that is called like it: `id`, `book_id`, `book`, `ids`
    2. the member of the body that is called so, or of the entity in it; also a list of identifiers: `books`
    3. a required parameter of the query that is called `code` and the like; with `may_guess` the only required one
    """
    names = list(dict.fromkeys(wanted for called in (name, *others) if called for wanted in _spell(called)))
    queries = [parameter for parameter in operation.parameters if parameter.location == "query"]
    found = _choose(names, (parameter.name for parameter in queries))
    if found is not None:
        return IdentifierSource("query", found)
    body = request_view(operation)
    body = body.items or body
    entity = find_entity(body, name, tuple(names))
    for place, view in (((), body), (entity.place, entity.view)):
        found = _choose(names, view.members) or _choose([f"{one}s" for one in names], _iter_lists(view))
        if found is not None:
            return IdentifierSource("body", "".join(f"/{part}" for part in (*place, found)))
    required = [parameter.name for parameter in queries if parameter.required]
    found = _choose(_WEAK, required) or (required[0] if len(required) == 1 and may_guess else None)
    return IdentifierSource("query", found) if found is not None and not body else None


def _iter_lists(view: SchemaView) -> Iterator[str]:
    """Yield the members that are lists of texts or numbers."""
    for name, member in view.members.items():
        if member.items and not member.items.members:
            yield name


def _spell(name: str) -> list[str]:
    """The plain names of a member that identifies what is called so, the most fitting first."""
    plain = plain_name(name)
    last = plain_name(name.rpartition("_")[2])
    own = [f"{one}{word}" for one in dict.fromkeys((plain, last)) for word in ("id", "ids", "uuid", "key")]
    return ["id", "ids", *own, plain, last]


def _choose(wanted: Iterable[str], names: Iterable[str]) -> str | None:
    by_plain = {plain_name(name): name for name in reversed(list(names))}
    return next((by_plain[name] for name in wanted if name in by_plain), None)
