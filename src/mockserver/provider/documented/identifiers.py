"""Identifiers: how a response names the item that was created."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from ...openapi.messages import Response
from ...openapi.resources.links import evaluate, iter_links, parameter_of
from ...openapi.resources.places import place_of, places_of
from .resources import ProviderResource

_USUAL = ("id", "uuid", "key", "slug", "name", "code")
_WRAPPERS = ("data", "result", "item")


def find_identifier(
    resource: ProviderResource, response: Response, value: Any, located: dict[str, str] | None = None
) -> str | None:
    """Return the identifier of the created item, from the first of these:

    1. A link in the document (OpenAPI 3.1.1 §4.8.20).
    2. `Location`, if it is the path of an item; `located` has its values by place.
    3. A property of the body, named like the path parameter or with a usual name for identifiers.
    4. The last segment of `Location`.
    """
    located = located or {}
    names = dict.fromkeys(list(places_of(item))[-1] for item in resource.items)
    candidates = [
        *_linked(resource, response, value),
        *(located[place] for place in resource.places if place in located),
        *(found for name in names for found in _named(name, value)),
    ]
    for found in candidates:
        if isinstance(found, (str, int)) and not isinstance(found, bool) and found != "":
            return str(found)
    path = urlsplit(response.header("location") or "").path.rstrip("/")
    return unquote(path.rpartition("/")[2]) or None


def _linked(resource: ProviderResource, response: Response, value: Any) -> Iterator[Any]:
    documented = resource.create.response_for(response.status)
    targets = [operation for operation in (resource.read, resource.delete, *resource.changes) if operation]
    for link in iter_links(resource.create, documented, targets) if documented else ():
        name = list(places_of(link.target.path))[-1]
        if place_of(link.target.path) in resource.places:
            yield evaluate(parameter_of(link, name), response, value)


def _named(parameter: str, value: Any) -> Iterator[Any]:
    if not isinstance(value, dict):
        return
    plain = {key.replace("_", "").replace("-", "").lower(): item for key, item in value.items()}
    wanted = parameter.replace("_", "").replace("-", "").lower()
    yield plain.get(wanted)
    for usual in _USUAL:
        if wanted.endswith(usual) or usual == "id":
            yield plain.get(usual)
    for name in _WRAPPERS:
        yield from _named(parameter, value.get(name))
    nested = [item for item in value.values() if isinstance(item, dict)]
    if len(value) == len(nested) == 1:
        yield from _named(parameter, nested[0])
