"""Verbs in paths and operation ids, and what they do to a resource."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from .records import Role
from .words import singular, words_of

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("create", "add", "insert", "new", "make", "register", "signup", "store"), "create"),
    **dict.fromkeys(("list", "all", "index", "browse", "page", "paginate"), "list"),
    **dict.fromkeys(("search", "query", "find", "filter"), "search"),
    **dict.fromkeys(
        ("get", "read", "show", "view", "info", "retrieve", "fetch", "describe", "detail", "details"), "read"
    ),
    **dict.fromkeys(("update", "edit", "modify", "patch", "change", "set", "rename"), "change"),
    **dict.fromkeys(("replace", "put", "save", "upsert"), "replace"),
    **dict.fromkeys(("delete", "remove", "destroy", "del", "erase", "drop"), "delete"),
}
_PARTS = re.compile(r"[./_:]")  # of an operation id: `books/create`, `Library_GetBook`
_MANY = ("batch", "bulk", "multi", "multiple", "mass", "many")
_BREAKS = ("by", "for", "with", "in", "from", "to", "using", "of", "on", "and", "via")
_ENDS = {"detail": "details", "details": "details", "info": "info", "list": "list", "page": "list"}
_FILLERS = ("a", "an", "the", "all", "one", "single", "new", "existing")

# what is done to an item: `/orders/{id}/cancel`
_ACTS = frozenset(
    """
    abort accept acknowledge ack activate allow apply approve archive arm assign attach authorize ban block book boost
    buy call cancel capture check checkin checkout claim clear clone close commit complete confirm connect consume
    convert copy deactivate decline deny deploy detach disable disarm disconnect dismiss dispatch download duplicate
    enable end execute expire export extend fail favorite favourite finalize finish flag follow fork forward freeze
    fulfill generate grant halt hide hold ignore import install invite invoke join kick kill launch leave like link
    lock login logout mark merge migrate move mute notify open pause pay pin play post power prepare process promote
    publish purge purchase push queue rate reactivate reassign rebuild receive recover refresh refund regenerate reject
    release reload renew reopen reorder repair report reply request rerun resend reserve reset resize resolve restart
    restore resume retry retire return revert review revoke rollback rotate run schedule seal send share ship shutdown
    sign skip sleep snooze split star start stop submit subscribe suspend switch sync synchronize terminate test toggle
    touch trace transfer transition trash trigger turn unarchive unassign unban unblock undelete undo unfollow unfreeze
    unhide uninstall unlike unlink unlock unmute unpin unpublish unshare unstar unsubscribe unsuspend upgrade upload
    use validate verify void vote wake watch withdraw
    """.split()  # noqa: SIM905 - a hundred quoted words are hard to read
)


class Phrase(NamedTuple):
    """A verb with what it is about."""

    verb: str  # "create"
    noun: str  # "order_item", in the singular; empty if the verb stands alone
    is_many: bool = False  # `listThings`, `batchCreate`


def role_of(verb: str) -> Role | None:
    """What an operation with a verb does; `None` for a verb that only acts on an item, and for any other word."""
    return _ROLES.get(verb)


@lru_cache(maxsize=4096)
def is_act(segment: str) -> bool:
    """Return whether a segment says what is done to an item.

    >>> is_act("cancel"), is_act("mark-as-read"), is_act("comments"), is_act("uploadImage")
    (True, True, False, True)
    """
    words = words_of(segment)
    return bool(words) and words[0] in _ACTS


def read_operation_id(text: str) -> Phrase | None:
    """Return what an operation id says, else the last part of it that has a verb.

    >>> read_operation_id("Library_GetBook")
    Phrase(verb='get', noun='book', is_many=False)
    """
    if " " in text:
        return None  # it has none: `POST /books`
    parts = (read_phrase(part) for part in (text, *reversed(_PARTS.split(text))) if part)
    return next((phrase for phrase in parts if phrase is not None), None)


@lru_cache(maxsize=4096)
def read_phrase(text: str) -> Phrase | None:
    """Return the verb in a segment or an operation id, and what it is about; `None` if it has no such verb.

    1. a verb, then a noun
    2. a noun, then a verb

    >>> read_phrase("createOrderItems"), read_phrase("pets")
    (Phrase(verb='create', noun='order_item', is_many=True), None)
    """
    words = [word for word in words_of(text) if word not in _MANY]
    is_many = len(words) < len(words_of(text))
    if not words:
        return Phrase("create", "", is_many) if is_many else None  # `POST /books/batch`
    is_first = words[0] in _ROLES
    verb, rest = (words[0], words[1:]) if is_first else (words[-1], words[:-1])
    if verb not in _ROLES:
        return None
    rest = rest[: next((index for index, word in enumerate(rest) if word in _BREAKS), len(rest))]
    if _ROLES[verb] in ("read", "search") and len(rest) > 1 and rest[-1] in _ENDS:
        verb, rest = _ENDS[rest[-1]], rest[:-1]  # `getBookDetail`, `queryBookList`
    nouns = [word for word in rest if word not in _FILLERS]
    last = singular(nouns[-1]) if nouns else ""
    is_plural = is_first and bool(nouns) and last != nouns[-1]
    return Phrase(verb, "_".join((*nouns[:-1], last)), is_many or is_plural or "all" in rest)
