"""Changes of an entity: merge patches (RFC 7396), JSON patches (RFC 6902), and members that are laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn

from ...openapi.resources.schema_views import SchemaView
from ...openapi.rules import RuleId, Violation, quote
from ..worlds.members import get_member, has_member, put_member
from ..worlds.store import Row, copy_row
from .call import Call
from .refusal import Refusal
from .requests import is_documented, read_entity, take_members

MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"


def read_patch(call: Call, row: Row) -> Row | None:
    """The row after the patch that a request has; `None` if its body is no patch of a format of its own.

    1. A merge patch, by its media type
    2. A JSON patch, by its media type or its form: an array whose items have `op` and `path`

    Members that no response shows, or that only the server sets, stay as they are. A result that breaks the schema of
    the entity is refused.
    """
    body, is_json_patch = read_entity(call), call.received.media_type == JSON_PATCH
    if call.received.media_type == MERGE_PATCH and isinstance(body, Mapping):
        patched: Row = merge(row, take_members(call, body) if is_documented(call) else body)
    elif isinstance(call.body, list) and (is_json_patch or _is_json_patch(call.body)):
        patched = _apply_to_shown(call, row, call.body)
    else:
        return None
    resource = call.own
    if has_member(row, resource.identifier):
        put_member(patched, resource.identifier, get_member(row, resource.identifier))
    broken = call.judge(resource.name, patched)
    if broken and not call.judge(resource.name, row):
        raise Refusal(broken[0].rule, {}, broken[0])
    return patched


def _apply_to_shown(call: Call, row: Row, patch: list[Any]) -> Row:
    resource = call.own
    hidden = {name: value for name, value in row.items() if name in resource.hidden}
    patched = apply({name: value for name, value in row.items() if name not in hidden}, patch)
    if resource.is_complete:
        intake = call.intake(resource.name)
        kept = {name: value for name, value in row.items() if intake.find(name) is None}
        patched = {name: value for name, value in patched.items() if intake.find(name) is not None} | kept
    return hidden | patched


def lay_over(call: Call, row: Row, members: Mapping[str, Any]) -> Row:
    """A row that is as documented with members laid over its own.

    1. A null that the entity does not allow removes the member.
    2. An object is merged into one if the operation says so, or if it would lack a member that it must have.
    3. Everything else replaces.
    """
    intake = call.intake(call.behaviour.resource or "")
    laid = dict(row)
    for name, value in members.items():
        if value is None and not intake.can_be_null(name):
            laid.pop(name, None)
        else:
            laid[name] = _join(laid.get(name), value, intake.view.at([name]), is_merged=name in call.behaviour.merge)
    return laid


def _join(own: Any, value: Any, view: SchemaView, *, is_merged: bool = False) -> Any:
    if not (isinstance(own, Mapping) and isinstance(value, Mapping)):
        return value
    if not is_merged and view.required <= value.keys():
        return value
    return {**own, **{name: _join(own.get(name), each, view.at([name])) for name, each in value.items()}}


def merge(target: Any, patch: Any) -> Any:
    """Merge a patch into a value (RFC 7396 §2): null removes, objects are merged, everything else replaces.

    >>> merge({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": None}, "d": 4})
    {'a': {'c': 2}, 'd': 4}
    """
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def apply(row: Mapping[str, Any], patch: list[Any]) -> dict[str, Any]:
    """Apply the operations of a JSON patch, all or none (RFC 6902 §5).

    Refuses the request if one of them is malformed, does not fit the row, or is a `test` that fails.
    """
    from jsonpatch import InvalidJsonPatch, JsonPatch, JsonPatchException, JsonPointerException

    patched = copy_row(row)
    for index, operation in enumerate(patch):
        try:
            patched = JsonPatch([operation]).apply(patched, in_place=True)
        except InvalidJsonPatch:
            raise _refusal("body.malformed", f"{quote(operation)} is no operation of a JSON patch", index) from None
        except (JsonPatchException, JsonPointerException):
            raise _refusal("state.conflict", f"{_describe(operation)} does not fit the item", index) from None
    return patched if isinstance(patched, dict) else _refuse("a patch must leave an object")


def _describe(operation: Mapping[str, Any]) -> str:
    """`replace /size`; of a test also the value."""
    described = f"{operation['op']} {operation['path']}"
    return (
        f"{described} = {quote(operation['value'])}"
        if operation["op"] == "test" and "value" in operation
        else described
    )


def _is_json_patch(body: list[Any]) -> bool:
    return bool(body) and all(isinstance(item, dict) and {"op", "path"} <= item.keys() for item in body)


def _refuse(reason: str) -> NoReturn:
    raise _refusal("state.conflict", reason)


def _refusal(rule: RuleId, reason: str, index: int | None = None) -> Refusal:
    pointer = "" if index is None else f"/{index}"
    return Refusal(rule, {}, Violation(rule, "body", reason, pointer))
