"""Where a request that is sent to a collection names the item that it is about."""

from __future__ import annotations

from collections.abc import Iterable

from ..operations import Operation
from .contents import request_view
from .entities import find_entity
from .records import IdentifierSource
from .words import plain_name

_WEAK = ("uuid", "guid", "key", "slug", "code", "name", "number")


def find_identifier(operation: Operation, name: str, *others: str) -> IdentifierSource | None:
    """Return where a request names an item; `name` is what the item is called, `others` what else it is called.

    1. the parameter of the query that is called like it: `id`, `book_id`, `book`, `ids`
    2. the member of the body that is called so, or of the entity in it
    3. the only required parameter of the query, `code` and the like above all
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
        found = _choose(names, view.members)
        if found is not None:
            return IdentifierSource("body", "".join(f"/{part}" for part in (*place, found)))
    required = [parameter.name for parameter in queries if parameter.required]
    found = _choose(_WEAK, required) or (required[0] if len(required) == 1 else None)
    return IdentifierSource("query", found) if found is not None and not body else None


def _spell(name: str) -> list[str]:
    """The plain names of a member that identifies what is called so, the most fitting first."""
    plain = plain_name(name)
    last = plain_name(name.rpartition("_")[2])
    own = [f"{one}{word}" for one in dict.fromkeys((plain, last)) for word in ("id", "ids", "uuid", "key")]
    return ["id", "ids", *own, plain, last]


def _choose(wanted: Iterable[str], names: Iterable[str]) -> str | None:
    by_plain = {plain_name(name): name for name in reversed(list(names))}
    return next((by_plain[name] for name in wanted if name in by_plain), None)
