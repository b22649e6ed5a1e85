"""Conditional requests (RFC 9110 §13): ETag, If-Match and If-None-Match."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, NoReturn

from ...openapi.bodies import UploadedFile
from ...openapi.operations import Operation, ResponseHeader
from ...openapi.resources.schema_views import SchemaView
from ...openapi.rules import RuleId, Violation, quote
from ..worlds.store import Row
from .call import Call, Reply
from .refusal import Refusal
from .requests import find_or_assume, identifier_of
from .shown import Shown

_TAG = re.compile(r'(?P<weak>W/)?"(?P<opaque>[^"]*)"|(?P<bare>[^\s,"]+)')
_READS = ("GET", "HEAD")
_CHANGES = ("update", "replace", "delete", "act")


def check_conditions(call: Call) -> None:
    """Refuse the change of a row that does not meet the conditions of the request (RFC 9110 §13.2.2).

    1. `If-Match`: one of its tags must be that of the row; `*` is any. It compares strongly (§8.8.3.2).
    2. `If-None-Match`: none of its tags may be that of the row; with `*` there must be no row.
    3. A change without either is refused with 428 (RFC 6585 §3), if the document has it.

    A row that does not exist, and is not created, is refused by the action (§13.2.1).
    """
    if call.operation.method in _READS or call.behaviour.action not in _CHANGES:
        return
    row = _find_present(call)
    if row is None and not call.behaviour.may_create:
        return
    wanted, unwanted = _read_field(call, "If-Match"), _read_field(call, "If-None-Match")
    if wanted is not None and (row is None or not _matches(call, wanted, row, is_strong=True)):
        _refuse(call, "state.stale", "If-Match", "is not the present version of the item")
    if unwanted is not None and row is not None and _matches(call, unwanted, row):
        _refuse(call, "state.stale", "If-None-Match", "is the present version of the item")
    if row is not None and wanted is None and unwanted is None and "428" in call.operation.responses:
        _refuse(call, "state.condition-required", "If-Match", "is required, but absent")


def show_version(call: Call, result: Any) -> Any:
    """What an action shows, with the ETag of it; 304 if the client has that version already (RFC 9110 §15.4.5)."""
    is_read = call.operation.method in _READS
    if call.behaviour.action == "delete" or not (is_read or _find_header(call.operation) is not None):
        return result
    if not isinstance(result, Shown):
        return result if isinstance(result, Reply) else _show_written(call, result)
    shown = result.body if result.body is not None else result.rows
    if shown is None:
        return result
    tag = make_tag(shown if not result.told else [shown, dict(result.told)])
    field = ("ETag", _spell(call.operation, tag))
    unwanted = _read_field(call, "If-None-Match") if is_read else None
    if unwanted is not None and _has(unwanted, tag) and call.operation.response_for(304) is not None:
        return Shown(result.resource, status=304, headers=(field,))
    return result._replace(headers=(*result.headers, field))


def _show_written(call: Call, body: Any) -> Any:
    """The same for a body that `behaviour.yaml` writes; its version is that of the row."""
    row = body if call.behaviour.action == "create" else _find_present(call)
    if not isinstance(row, Mapping):
        return body
    tag = make_tag(row)
    field = ("ETag", _spell(call.operation, tag))
    unwanted = _read_field(call, "If-None-Match") if call.operation.method in _READS else None
    if unwanted is not None and _has(unwanted, tag) and call.operation.response_for(304) is not None:
        return Reply(None, 304, (field,))
    return Reply(body, headers=(field,))


def make_tag(value: Any) -> str:
    """The opaque part of the tag of a row, of rows or of bytes; equal ones have equal tags.

    >>> make_tag({"a": 1, "b": 2}) == make_tag({"b": 2, "a": 1})
    True
    """
    if isinstance(value, bytes):
        return blake2b(value, digest_size=16).hexdigest()
    text = json.dumps(value, sort_keys=True, default=_describe)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _describe(value: Any) -> Any:
    if isinstance(value, UploadedFile):
        return [value.filename, value.media_type, make_tag(value.content)]
    return make_tag(value) if isinstance(value, bytes) else repr(value)


def _find_present(call: Call) -> Row | None:
    """The row that the request names; `None` if there is none, or if it names none."""
    resource = call.own
    if call.behaviour.identifier is None and not resource.is_singleton and not call.path:
        return None
    identifier = identifier_of(call)
    return None if isinstance(identifier, (list, dict, type(None))) else find_or_assume(call, identifier)


def _read_field(call: Call, name: str) -> list[re.Match[str]] | None:
    """The tags of a header field; `None` if it was not sent."""
    text = call.received.headers.get(name)
    return None if text is None else list(_TAG.finditer(text))


def _matches(call: Call, tags: list[re.Match[str]], row: Row, *, is_strong: bool = False) -> bool:
    is_strong = is_strong and not _spell(call.operation, "").startswith("W/")
    return _has(tags, make_tag(row), is_strong=is_strong)


def _has(tags: list[re.Match[str]], tag: str, *, is_strong: bool = False) -> bool:
    """Whether a tag is among those of a field; quotes are not needed, because some clients leave them out."""
    return any(
        found["bare"] in ("*", tag) or (found["opaque"] == tag and not (is_strong and found["weak"])) for found in tags
    )


def _spell(operation: Operation, tag: str) -> str:
    """A tag as the document writes them: strong, weak if only that fits, or without quotes if these do not fit."""
    header = _find_header(operation)
    choices = (f'"{tag}"', f'W/"{tag}"', tag)
    if header is None:
        return choices[0]
    view = SchemaView(operation.document, [header.schema] if header.schema is not None else ())
    shown = (*(example.value for example in header.examples), view.first("example"))
    if any(str(one).startswith("W/") for one in shown):
        return choices[1]
    pattern = view.first("pattern")
    return next((one for one in choices if _fits(pattern, one)), choices[0])


def _fits(pattern: Any, text: str) -> bool:
    try:
        return not isinstance(pattern, str) or re.search(pattern, text) is not None
    except re.error:
        return True


def _find_header(operation: Operation) -> ResponseHeader | None:
    """The ETag that a success of an operation documents."""
    return next(
        (
            header
            for status, response in operation.responses.items()
            if status.startswith(("2", "default"))
            for header in response.headers
            if header.name.lower() == "etag"
        ),
        None,
    )


def _refuse(call: Call, rule: RuleId, name: str, message: str) -> NoReturn:
    sent = call.received.headers.get(name)
    seen = "" if sent is None else quote(sent)
    violation = Violation(rule, "header", f"{seen} {message}".strip(), name=name, seen=seen)
    raise Refusal(rule, {}, violation)
