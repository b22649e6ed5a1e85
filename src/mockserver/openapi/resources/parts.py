"""Parts of items and what is done to them: `/orders/{id}/cancel`, `/files/{id}/content`."""

from __future__ import annotations

from .contents import is_download, request_view, response_view, shows_list
from .gathering import Gathering, Sketch
from .identifying import find_identifier
from .likeness import is_alike
from .records import Role
from .spots import Spot
from .verbs import is_act
from .words import plain_name, singular

_HOLDERS = ("actions", "action", "commands", "command", "operations", "do")
_OPPOSITES = {"enable": "disable", "activate": "deactivate", "follow": "unfollow", "open": "close"}


def gather_parts(gathering: Gathering) -> None:
    """Put what follows an item in a path into the resource of the item.

    1. `GET /files/{id}/content`, which answers with bytes, and the upload beside it
    2. `GET /pods/{id}/status`, which answers with the item, and the changes beside it
    3. `PUT /orders/{id}/status`, which is sent some members of the item
    4. `POST /orders/{id}/cancel`, and `DELETE /issues/{id}/lock`, which undoes a PUT
    5. `POST /orders/cancel`, which names the item in its query or body
    """
    for spot in gathering.waiting():
        if spot.is_item or spot.verb or not gathering.is_waiting(spot):
            continue
        item = _item_of(spot)
        sketch = gathering.find(item) if item else None
        if sketch is not None:
            _gather_part(gathering, sketch, spot)
    for spot in gathering.waiting():
        sketch = gathering.find(f"{spot.above}/{{}}") if not spot.is_item and not spot.verb else None
        if sketch is not None and spot.method in ("POST", "PUT", "PATCH") and is_act(spot.last):
            identifier = find_identifier(spot.operation, sketch.name, *sketch.iter_aliases())
            if identifier is not None:
                reason = f"names an item in its {identifier.location}, and {spot.last!r} says what it does"
                gathering.claim(sketch, _with_verb(spot, spot.last), "act", reason, "likely", identifier)


def _item_of(spot: Spot) -> str:
    """The place of the item that a path goes on from; empty if it goes on from none."""
    above, _, holder = spot.above.rpartition("/")
    if holder in _HOLDERS and above.endswith("/{}"):
        return above
    return spot.above if spot.above.endswith("/{}") else ""


def _gather_part(gathering: Gathering, sketch: Sketch, spot: Spot) -> None:
    beside = {other.method: other for other in gathering.at[spot.place]}
    shown = beside.get("GET")
    if shown is not None and is_download(shown.operation):
        _gather_content(gathering, sketch, spot)
    elif shown is not None and is_alike(response_view(shown.operation), sketch.find_entity()):
        if not _is_like_list(shown, sketch):
            _gather_view(gathering, sketch, spot)
    elif shown is None and _changes(sketch, spot):
        gathering.claim(sketch, spot, "change", f"is sent members of an item of {sketch.place}", "likely")
    elif spot.method in ("POST", "PUT", "PATCH") and _acts(sketch, spot, shown):
        gathering.claim(sketch, _with_verb(spot, spot.last), "act", f"acts on an item of {sketch.place}", "likely")
    elif spot.method == "DELETE" and is_act(spot.last) and (shown is None or not response_view(shown.operation)):
        verb = _OPPOSITES.get(spot.last, f"un{spot.last}")
        gathering.claim(sketch, _with_verb(spot, verb), "act", f"undoes {spot.last!r} on an item", "likely")


def _is_like_list(shown: Spot, sketch: Sketch) -> bool:
    return bool(shows_list(response_view(shown.operation), sketch.name))


def _gather_content(gathering: Gathering, sketch: Sketch, spot: Spot) -> None:
    """The bytes of an item are read, and replaced by an upload."""
    if spot.method == "GET":
        gathering.claim(sketch, spot, "download", f"answers with the bytes of an item of {sketch.place}")
    elif spot.method in ("PUT", "POST", "PATCH"):
        gathering.claim(sketch, spot, "change", f"uploads the bytes of an item of {sketch.place}", "likely")
    elif spot.method == "DELETE":
        gathering.claim(sketch, spot, "change", f"takes the bytes of an item of {sketch.place} away", "likely")


def _gather_view(gathering: Gathering, sketch: Sketch, spot: Spot) -> None:
    """The whole item is shown at a longer path, too, and what is sent there changes it."""
    found: dict[str, Role] = {"GET": "read", "PUT": "change", "PATCH": "change"}
    role = found.get(spot.method)
    if role is not None:
        gathering.claim(
            sketch, spot, role, f"is about a part of an item of {sketch.place}, and shows all of it", "likely"
        )


def _acts(sketch: Sketch, spot: Spot, shown: Spot | None) -> bool:
    """Return whether an operation does something with an item: its path says so, and its response is no other thing."""
    if shown is not None and response_view(shown.operation):
        return False
    alike = is_alike(response_view(spot.operation), sketch.find_entity())
    if is_act(spot.last):
        return alike is not False or "201" not in spot.operation.responses
    return bool(alike) and not request_view(spot.operation).members


def _changes(sketch: Sketch, spot: Spot) -> bool:
    """Return whether an operation changes some members of an item: `PUT /orders/{id}/status`."""
    if spot.method not in ("PUT", "PATCH", "POST") or is_act(spot.last):
        return False
    sent = {plain_name(name) for name in request_view(spot.operation).members}
    known = {plain_name(name) for name in sketch.find_entity().members}
    if not sent or not sent <= known:
        return False
    named = {plain_name(spot.last), plain_name(singular(spot.last.lower()))}
    is_shown = is_alike(response_view(spot.operation), sketch.find_entity())
    return spot.method != "POST" or bool(is_shown) or not named.isdisjoint(known)


def _with_verb(spot: Spot, verb: str) -> Spot:
    return spot.moved(spot.place, verb)
