"""`Location` (RFC 9110 §10.2.2): the path of the item that a request has created."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from ...openapi.messages import Response
from ...openapi.operations import Operation
from ...openapi.resources.places import collection_of, place_of, places_of
from ...openapi.routing import Router

_METHODS = ("GET", "DELETE", "PATCH", "PUT")


class Located(NamedTuple):
    """A path of the document that `Location` leads to."""

    item: str  # "/loans/{id}"
    values: dict[str, str]  # by place: {"/loans/{}": "7"}


def find_located(response: Response, requested: str, base_path: str, router: Router) -> Located | None:
    """Return the path of an item that `Location` leads to, `None` if there is none.

    `requested` is the path of the request. `Location` may be a whole address, a path with or without the base path, or
    relative to the request.
    """
    location = response.header("location")
    if not location:
        return None
    try:
        path = urlsplit(urljoin(f"http://host{base_path}{requested}", location)).path
    except ValueError:
        return None
    if location[:1] not in "./" and "://" not in location:  # some services mean it relative to the collection
        return _match(path, base_path, router) or _match(f"{requested.rstrip('/')}/{location}", "", router)
    return _match(path, base_path, router)


def _match(path: str, base_path: str, router: Router) -> Located | None:
    paths = [path.removeprefix(base_path)] if base_path and path.startswith(f"{base_path}/") else []
    for candidate in (*paths, path):
        for method in _METHODS:
            found = router.match(method, candidate)
            operation, texts = getattr(found, "operation", None), getattr(found, "texts", {})
            if isinstance(operation, Operation) and collection_of(place_of(operation.path)):
                places = places_of(operation.path)
                return Located(operation.path, {places[name]: unquote(text) for name, text in texts.items()})
    return None
