"""Members that say who has created or changed a row: `owner_id`, `created_by`, `author.id`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, Protocol
from uuid import UUID

from ...openapi.resources.schema_views import SchemaView
from ..behaviour import Resource
from ..filling.alike import write_alike
from ..worlds.members import get_member, has_member, put_member
from ..worlds.store import Row

_LARGEST = 1_000_000  # of the numbers that stand for callers


class Signer(Protocol):
    """The request of a caller."""

    @property
    def principal(self) -> Mapping[str, Any]: ...
    @property
    def caller(self) -> str: ...
    def view(self, resource: Resource) -> SchemaView: ...


def sign(call: Signer, resource: Resource, row: Row, members: Sequence[str], sent: Mapping[str, Any]) -> Row:
    """A row with the caller in `members`, except those that were sent; without credentials it stays as it is."""
    if not members:
        return row
    signed, caller = row, call.caller
    for member in members if caller else ():
        if not has_member(sent, member):
            view = call.view(resource).at(member.split("."))
            value = make_signature(view, member.rpartition(".")[2], caller, call.principal)
            signed = {**signed}
            put_member(signed, member, value)
    return signed


def make_signature(view: SchemaView, name: str, caller: str, principal: Mapping[str, Any]) -> Any:
    """What stands for a caller; equal callers have equal values, and others have others. The first of these:

    1. the member of the principal that has the same name, or its `id`
    2. a number, a UUID or an address of e-mail where the schema says so
    3. a text in the form of an example that has digits
    4. `user_` and a number in hexadecimal
    """
    own = get_member(principal, name) or principal.get("id")
    if isinstance(own, (str, int)):
        return own
    digest = blake2b(caller.encode("utf-8", "surrogatepass"), digest_size=16)
    if "string" not in view.types and view.types & {"integer", "number"}:
        return 1 + int.from_bytes(digest.digest()[:8]) % _LARGEST
    form, shown = view.first("format"), view.first("example")
    if form == "uuid" or (isinstance(shown, str) and _is_uuid(shown)):
        return str(UUID(bytes=digest.digest(), version=4))
    word = f"user_{digest.hexdigest()[:8]}"
    if form == "email":
        return f"{word}@example.com"
    if isinstance(shown, str) and any(map(str.isdigit, shown)):
        head, mark, tail = shown.rpartition("_")
        return head + mark + write_alike(tail, caller)
    return word


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return len(text) == 36
