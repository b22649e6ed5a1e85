"""`operations`: what an operation does to a resource."""

from __future__ import annotations

from typing import Any, Literal

from ..records import OperationBehaviour
from .differing import differing, one_or_list, read_one_or_list
from .lists import read_filters, read_page, read_sort, write_filters, write_page, write_sort


def read_operation(raw: dict[str, Any]) -> OperationBehaviour:
    """Return what one entry of `operations` says."""
    hide = raw.get("hide") or {}
    where, identifier = _read_identifier(raw.get("identifier"))
    asked = raw.get("filter") or {}
    return OperationBehaviour(
        action=raw.get("action"),
        resource=raw.get("resource"),
        identifier=identifier,
        identifier_in=where,
        has_response="answer" in raw,
        response=raw.get("answer"),
        filter={parameter: member for parameter, member in asked.items() if isinstance(member, str)},
        hide_where=hide.get("where"),
        hide_unless=hide.get("unless"),
        order=raw.get("order"),
        nulls=raw.get("nulls", "store"),
        merge=tuple(raw.get("merge") or ()),
        scopes=tuple(raw.get("scopes") or ()),
        body=raw.get("body", ""),
        entity=raw.get("entity"),
        tells=raw.get("tells") or {},
        scope=raw.get("scope") or {},
        filters=read_filters(asked),
        sort=read_sort(raw.get("sort")),
        mine=raw.get("mine"),
        search=raw.get("search"),
        page=read_page(raw.get("page")),
        asks_in_body=raw.get("in") == "body",
        set=raw.get("set") or {},
        allowed_from={member: read_one_or_list(values) for member, values in (raw.get("from") or {}).items()},
        error=raw.get("error"),
        may_create=raw.get("create", False),
        is_bulk=raw.get("bulk", False),
        relation=raw.get("relation"),
        has_etag=raw.get("etag", False),
        idempotency=raw.get("idempotency"),
        unknown="example" if raw.get("unknown") == "example" else "404",
    )


def write_operation(rules: OperationBehaviour) -> dict[str, Any]:
    """Return the entry of `operations` that is read as these rules."""
    written = differing(
        [
            ("action", rules.action, None),
            ("resource", rules.resource, None),
            ("identifier", _write_identifier(rules), None),
            ("scope", rules.scope, {}),
            ("body", rules.body, ""),
            ("entity", rules.entity, None),
            ("tells", rules.tells, {}),
            ("filter", {**rules.filter, **write_filters(rules.filters)}, {}),
            ("sort", write_sort(rules.sort), None),
            ("mine", rules.mine, None),
            ("search", rules.search, None),
            ("page", write_page(rules.page), None),
            ("in", "body" if rules.asks_in_body else "query", "query"),
            ("hide", _write_hide(rules), None),
            ("order", rules.order, None),
            ("nulls", rules.nulls, "store"),
            ("merge", list(rules.merge), []),
            ("set", rules.set, {}),
            ("from", {member: one_or_list(values) for member, values in rules.allowed_from.items()}, {}),
            ("error", rules.error, None),
            ("create", rules.may_create, False),
            ("bulk", rules.is_bulk, False),
            ("relation", rules.relation, None),
            ("etag", rules.has_etag, False),
            ("idempotency", rules.idempotency, None),
            ("unknown", rules.unknown, "404"),
            ("scopes", list(rules.scopes), []),
        ]
    )
    return {**written, "answer": rules.response} if rules.has_response else written


def _read_identifier(raw: str | dict[str, str] | None) -> tuple[Literal["path", "query", "body"], str | None]:
    """Return where the identifier is, and its name: `thing_id`, `{query: thing}`, `{body: /id}`."""
    if raw is None or isinstance(raw, str):
        return "path", raw
    if "query" in raw:
        return "query", raw["query"]
    return ("body", raw["body"]) if "body" in raw else ("path", raw["path"])


def _write_identifier(rules: OperationBehaviour) -> Any:
    if rules.identifier is None or rules.identifier_in == "path":
        return rules.identifier
    return {rules.identifier_in: rules.identifier}


def _write_hide(rules: OperationBehaviour) -> dict[str, Any] | None:
    if rules.hide_where is None:
        return None
    return {"where": rules.hide_where, **differing([("unless", rules.hide_unless, None)])}
