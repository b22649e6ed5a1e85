"""What a `handlers.py` file imports.

from mockserver.handlers import Call, handles

@handles("archiveThing")
def archive_thing(call: Call) -> dict[str, object]:
    things = call.collection("thing")
    thing = things.get(call.path["id"])
    if thing["state"] == "archived":
        call.refuse("already_archived", id=thing["id"])
    return things.update(thing, {"state": "archived"})
"""

from .engine.handlers import (
    Call,
    Collection,
    Handler,
    Refusal,
    RefusedRequest,
    Refuser,
    Reply,
    handles,
    refuses,
)

__all__ = [
    "Call",
    "Collection",
    "Handler",
    "Refusal",
    "RefusedRequest",
    "Refuser",
    "Reply",
    "handles",
    "refuses",
]
