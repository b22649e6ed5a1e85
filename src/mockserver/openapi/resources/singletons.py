"""Things of which there is one, or one below each parent: `/settings`, `/users/{id}/preferences`."""

from __future__ import annotations

from .contents import is_download, is_list_alone, request_view, response_view
from .gathering import Gathering
from .likeness import is_alike
from .records import Certainty, Role
from .spots import Spot, name_of
from .verbs import read_operation_id, role_of

_ROLES: dict[str, Role] = {"GET": "read", "PUT": "replace", "PATCH": "change", "POST": "change", "DELETE": "delete"}


def gather_singletons(gathering: Gathering) -> None:
    """Make resources of paths that are read and written without a list of items.

    1. GET with PUT or PATCH
    2. GET with POST, if that is sent what GET shows
    3. `/settings/get` with `/settings/update`
    """
    groups: dict[str, list[Spot]] = {}
    for spot in gathering.waiting():
        if not spot.is_item:
            groups.setdefault(spot.place, []).append(spot)
    for place, spots in groups.items():
        roles = [_role(spot, spots) for spot in spots]
        if "read" in roles and ("replace" in roles or "change" in roles):
            sketch = gathering.sketch_singleton(place)
            for spot, role in zip(spots, roles, strict=True):
                if role is not None:
                    certainty: Certainty = "likely" if spot.method == "POST" else "certain"
                    gathering.claim(sketch, spot, role, f"is about the one thing at {place}", certainty)


def _role(spot: Spot, beside: list[Spot]) -> Role | None:
    if spot.verb:
        role = role_of(spot.verb)
        return role if role in ("read", "replace", "change") else None
    if spot.method == "GET" and (
        is_download(spot.operation) or is_list_alone(response_view(spot.operation), name_of(spot.place))
    ):
        return None
    if spot.method == "POST":
        phrase = read_operation_id(spot.operation.operation_id)
        shown = next((other for other in beside if other.method == "GET"), None)
        sent = request_view(spot.operation)
        is_change = phrase is not None and role_of(phrase.verb) in ("change", "replace")
        if not is_change and (shown is None or not is_alike(sent, response_view(shown.operation))):
            return None
    return _ROLES.get(spot.method)
