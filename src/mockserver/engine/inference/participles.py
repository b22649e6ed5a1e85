"""What an item is after something was done to it: `cancel` makes it `cancelled`, `unlock` makes it not `locked`."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ...openapi.resources.words import words_of

_IRREGULAR = {
    "send": "sent", "resend": "sent", "pay": "paid", "hide": "hidden", "read": "read", "hold": "held",
    "withdraw": "withdrawn", "freeze": "frozen", "begin": "begun", "sell": "sold", "lend": "lent", "run": "run",
    "win": "won", "lose": "lost", "leave": "left", "take": "taken", "give": "given", "buy": "bought", "see": "seen",
    "split": "split", "put": "put", "build": "built", "make": "made", "bind": "bound", "undo": "undone",
}  # fmt: skip  # a glossary: at one word a line it would bury the code below it
_DOUBLED = (
    "cancel",
    "fulfil",
    "enrol",
    "label",
    "model",
    "travel",
    "total",
    "dial",
    "signal",
)  # cancelled in Britain, canceled in America

# states beside the participle of a verb, the most fitting first
_STATES: dict[str, tuple[str, ...]] = {
    "accept": ("approved", "active", "confirmed"),
    "activate": ("active", "enabled", "live"),
    "approve": ("accepted", "confirmed"),
    "begin": ("started", "in_progress", "running"),
    "block": ("banned", "disabled"),
    "capture": ("succeeded", "paid", "completed"),
    "checkin": ("checked_in", "available", "returned"),
    "checkout": ("checked_out", "borrowed", "on_loan"),
    "close": ("resolved", "done"),
    "commit": ("completed", "done"),
    "complete": ("complete", "done", "finished"),
    "confirm": ("active",),
    "deactivate": ("inactive", "disabled", "suspended"),
    "decline": ("rejected", "denied"),
    "deliver": ("completed",),
    "deny": ("rejected", "declined"),
    "deploy": ("live", "running", "active"),
    "disable": ("inactive", "off"),
    "dismiss": ("closed", "resolved"),
    "enable": ("active", "on"),
    "end": ("finished", "completed", "closed", "done"),
    "fail": ("failure", "error"),
    "finalize": ("final", "open", "completed"),
    "finish": ("completed", "complete", "done", "closed"),
    "hide": ("invisible",),
    "hold": ("on_hold", "paused"),
    "launch": ("running", "live", "active", "started"),
    "lend": ("on_loan", "borrowed"),
    "open": ("open",),
    "pause": ("suspended", "on_hold"),
    "process": ("processing",),
    "publish": ("live", "public", "active"),
    "reactivate": ("active", "enabled"),
    "reinstate": ("active",),
    "reject": ("declined", "denied"),
    "release": ("available", "free", "open"),
    "renew": ("active",),
    "reopen": ("open", "opened", "active", "in_progress", "new"),
    "resolve": ("closed", "done", "fixed"),
    "restart": ("running", "started", "active", "in_progress"),
    "restore": ("active", "available", "open", "draft"),
    "resume": ("running", "active", "in_progress", "started"),
    "retry": ("queued", "pending", "running", "in_progress"),
    "return": ("available",),
    "revoke": ("inactive",),
    "run": ("running", "started", "in_progress", "active"),
    "schedule": ("planned", "pending"),
    "ship": ("in_transit", "sent", "dispatched"),
    "shutdown": ("stopped", "off"),
    "start": ("running", "in_progress", "active", "ongoing", "on"),
    "stop": ("inactive", "halted", "off"),
    "submit": ("in_review", "under_review", "pending_review", "pending"),
    "suspend": ("inactive", "disabled"),
    "terminate": ("stopped", "ended", "closed"),
    "unarchive": ("active", "open", "available", "draft"),
    "unblock": ("active", "enabled"),
    "unlock": ("open", "active", "available"),
    "unpause": ("running", "active", "in_progress"),
    "unpublish": ("draft", "private", "inactive", "offline"),
    "unsuspend": ("active",),
    "verify": ("valid", "active"),
    "void": ("void", "cancelled", "canceled"),
}
# what is no longer so
_ENDS: dict[str, tuple[str, ...]] = {
    "activate": ("deactivated", "suspended", "disabled", "inactive"),
    "deactivate": ("active", "activated", "enabled"),
    "disable": ("enabled", "active"),
    "disarm": ("armed",),
    "disconnect": ("connected",),
    "enable": ("disabled",),
    "lock": ("unlocked",),
    "open": ("closed",),
    "reactivate": ("deactivated", "suspended", "disabled", "cancelled", "canceled"),
    "reinstate": ("suspended",),
    "release": ("held", "locked", "reserved", "claimed"),
    "reopen": ("closed", "resolved", "completed", "done"),
    "restore": ("deleted", "archived", "trashed", "removed", "discarded"),
    "resume": ("paused", "suspended", "on_hold"),
    "start": ("stopped", "paused"),
    "stop": ("running", "started", "active"),
    "undelete": ("deleted", "trashed", "removed"),
}
_PARTICLES = ("checkin", "checkout", "login", "logout", "shutdown", "signup")
_SAYS = ("mark", "flag", "make", "set")  # `mark-as-read`, `make-primary`
_FILLERS = ("as", "the", "to", "is", "a")


class Effect(NamedTuple):
    """What an item is after something was done to it."""

    is_now: tuple[str, ...]  # ("cancelled", "canceled"), in snake case, the most fitting first
    is_no_longer: tuple[str, ...] = ()  # ("archived",)

    def __invert__(self) -> Effect:
        """The effect of taking it back: `DELETE /gists/{id}/star`."""
        return Effect(self.is_no_longer, self.is_now)


@lru_cache(maxsize=1024)
def effect_of(verb: str) -> Effect:
    """What an item is after what a verb says.

    >>> effect_of("cancel").is_now, effect_of("unarchive").is_no_longer, effect_of("mark-as-read").is_now
    (('cancelled', 'canceled', 'cancelling', 'canceling'), ('archived',), ('read',))
    """
    words = words_of(verb)
    if not words:
        return Effect(())
    if words[0] in _SAYS and len(words) > 1:
        said = "_".join(word for word in words[1:] if word not in _FILLERS)
        return Effect((said,), (said.removeprefix("un"),) if said.startswith("un") else ())
    first = words[0] if words[0] not in ("check", "log", "sign") or len(words) == 1 else "".join(words[:2])
    undone = _participles(first.removeprefix("un")) if first.startswith("un") and len(first) > 4 else ()
    done = tuple(f"un{each}" for each in undone) or _participles(first)
    is_now = dict.fromkeys((*done, *_STATES.get(first, ()), *(() if undone else _gerunds(first))))
    return Effect(tuple(is_now), tuple(dict.fromkeys((*_ENDS.get(first, ()), *undone))))


def _participles(verb: str) -> tuple[str, ...]:
    if verb in _IRREGULAR:
        return (_IRREGULAR[verb],)
    if verb.endswith(_PARTICLES):
        return ()
    if verb.endswith("e"):
        return (f"{verb}d",)
    if verb.endswith("y") and verb[-2:-1] not in tuple("aeou"):
        return (f"{verb[:-1]}ied",)
    return tuple(f"{stem}ed" for stem in _stems(verb))


def _gerunds(verb: str) -> tuple[str, ...]:
    """What it is while it is done, as where it takes time: `cancelling`."""
    if verb.endswith(_PARTICLES):
        return ()
    if verb.endswith("e"):
        return (f"{verb[:-1]}ing",)
    return tuple(f"{stem}ing" for stem in _stems(verb))


def _stems(verb: str) -> tuple[str, ...]:
    """The verb before an ending: with a double consonant (`shipp`), or without (`archiv`), or both."""
    doubled = verb + verb[-1]
    if verb in _DOUBLED:
        return doubled, verb
    if verb.endswith(("mit", "fer")):
        return (doubled,)
    is_short = len(verb) <= 4 and verb[-1] not in "aeiouwxyl" and verb[-2:-1] in tuple("aeiou")
    is_one = is_short and verb[-3:-2] not in tuple("aeiou")
    return (doubled,) if is_one and verb not in ("open", "edit") else (verb,)
