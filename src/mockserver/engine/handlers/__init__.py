"""Functions that respond to operations: the ready-made actions, and what a `handlers.py` file imports.

from mockserver.handlers import Call, handles

@handles("archiveThing")
def archive_thing(call: Call) -> dict[str, object]:
    things = call.collection("thing")
    thing = things.get(call.path["id"])
    if thing["state"] == "archived":
        call.refuse("already_archived", id=thing["id"])
    return things.update(thing, {"state": "archived"})
"""

from .actions import perform
from .call import Call, Declared, HandledOperation, Reply
from .collections import Collection
from .conduct import LARGE, SLOW, Conduct
from .loading import Functions, Handler, handles, is_blocking, load_functions, refuses
from .received import Received
from .refusal import MISTAKES, Refusal
from .refusing import RefusedRequest, Refuser
from .shown import Shown

__all__ = [
    "LARGE",
    "MISTAKES",
    "SLOW",
    "Call",
    "Collection",
    "Conduct",
    "Declared",
    "Functions",
    "HandledOperation",
    "Handler",
    "Received",
    "Refusal",
    "RefusedRequest",
    "Refuser",
    "Reply",
    "Shown",
    "handles",
    "is_blocking",
    "load_functions",
    "perform",
    "refuses",
]
