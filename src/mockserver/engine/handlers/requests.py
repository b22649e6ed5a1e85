"""What a request to an operation with an action is about: its collection, its row, the members that it sends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...openapi.pointers import walk
from ..worlds.store import Row
from .call import Call
from .collections import Collection
from .own_rows import OwnRows
from .parents import check_parents
from .refusal import UNTOUCHED, Refusal
from .related_rows import RelatedRows
from .stocking import stock_below
from .uploads import read_uploads


def rows_of(call: Call) -> Collection:
    """The operation's rows below the parents that its path names; the actions change none in place."""
    behaviour = call.behaviour
    assert behaviour.resource is not None
    scope: dict[str, Any] = {}
    if behaviour.scope:
        check_parents(call)
        scope = {member: call.path[name] for name, member in behaviour.scope.items() if name in call.path}
    if behaviour.relation is not None:
        return RelatedRows(call.own, call, call.resource(behaviour.relation), scope)
    if call.received.stock is not None:
        stock_below(call, scope)
    if behaviour.mine is not None and call.caller:
        return OwnRows(call.own, call, behaviour.mine, scope)
    return call.collection(behaviour.resource, shared=True, scope=scope)


def find_row(call: Call, rows: Collection | None = None) -> Row:
    """The row that the request names. If there is none, the first of these:

    1. What no operation creates is assumed to exist. A read leaves it to the document, everything else gets a row that
       is as the document shows it. What was deleted is no longer assumed, unless there is one and no 404 for it.
    2. The request is refused.

    `rows` are those of the operation, if the caller has them already.
    """
    rows, identifier = rows_of(call) if rows is None else rows, identifier_of(call)
    row = rows.find(identifier)
    if row is not None:
        return row
    if not _is_assumed(call, rows.was_deleted(identifier)):
        return rows.get(identifier)
    if call.behaviour.action in ("read", "download") and not call.behaviour.has_etag:
        raise Refusal(UNTOUCHED, {})
    return rows.assume(identifier)


def find_or_assume(call: Call, identifier: Any) -> Row | None:
    """The row with an identifier; one as the document shows it if it is assumed to exist; else `None`."""
    rows = rows_of(call)
    row = rows.find(identifier)
    return rows.assume(identifier) if row is None and _is_assumed(call, rows.was_deleted(identifier)) else row


def find_sample(call: Call) -> Row | None:
    """What a read of something that is not stored shows; `None` if the operation reads nothing with an identifier."""
    behaviour = call.behaviour
    resource = call.own
    if (
        behaviour.action != "read"
        or behaviour.relation is not None
        or resource.is_singleton
        or not resource.is_complete
    ):
        return None
    scope = {member: call.path[name] for name, member in behaviour.scope.items() if name in call.path}
    return call.collection(resource.name, shared=True, scope=scope).assume(identifier_of(call))


def _is_assumed(call: Call, was_deleted: bool) -> bool:
    resource = call.own
    if not resource.is_complete or call.behaviour.relation is not None:
        return False
    if resource.is_singleton:
        return not was_deleted or not call.documents("404")
    return not (was_deleted or call.received.refuses_unknown or call.creates(resource.name))


def identifier_of(call: Call) -> Any:
    """The identifier that a request names in its path, query or body, or a list of them; empty for a singleton."""
    behaviour = call.behaviour
    if call.own.is_singleton:
        return ""
    name = behaviour.identifier
    if behaviour.identifier_in == "query":
        return call.query.get(name or "")
    if behaviour.identifier_in == "body":
        body = call.body
        return [_find(each, name or "") for each in body] if isinstance(body, list) else _find(body, name or "")
    return call.path[name or next(reversed(call.path))]


def _find(body: Any, pointer: str) -> Any:
    """What lies at a place of a body, or of an item of it that may be the identifier itself; `None` if nothing does."""
    try:
        return walk(body, pointer)
    except LookupError:
        return None if isinstance(body, dict) else body


def read_entity(call: Call) -> Any:
    """The entity in the body of a request as it was sent, or what else is there; `None` if there is nothing."""
    if not call.behaviour.body:
        return call.body
    try:
        return walk(call.body, call.behaviour.body)
    except LookupError:
        return None


def read_members(call: Call) -> dict[str, Any]:
    """The members of the entity in the body of a request, as its row has them.

    If rows are as documented: under their own names and in their types, without those that only the server sets.
    """
    members = _read_sent(call)
    return members | read_uploads(call, members) if call.declared.takes_files else members


def _read_sent(call: Call) -> dict[str, Any]:
    behaviour = call.behaviour
    found = read_entity(call) if behaviour.body else call.members
    if call.own.is_complete:
        sent = found if behaviour.body else call.body
        return take_members(call, sent) if isinstance(sent, dict) else {}
    members = dict(found) if isinstance(found, dict) else {}
    if behaviour.nulls == "store" or behaviour.action != "create":
        return members
    return {member: value for member, value in members.items() if value is not None}


def take_members(call: Call, sent: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as a row that is as documented has it. A new row lacks what is null and may not be."""
    intake = call.intake(call.behaviour.resource or "")
    members = intake.take(sent)
    if call.behaviour.action not in ("create", "replace"):
        return members
    return {name: value for name, value in members.items() if value is not None or intake.can_be_null(name)}


def read_defaults(call: Call) -> dict[str, Any]:
    """The members that a new row has by default, because the request has them by default."""
    return dict(call.defaults(read_entity(call))) if is_documented(call) else dict(call.declared.defaults)


def is_documented(call: Call) -> bool:
    """Whether the rows of an operation are as their schemas say, and have no other members."""
    return call.own.is_complete
