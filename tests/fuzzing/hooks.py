"""Hooks for each API, for rules that its document cannot express.

- Members that must be unique get a new value in most bodies, so that creations succeed.
- Cases address resources with which the operation can succeed.
- A failure that the API's own documentation requires is dropped, with its source beside it. No other failure is.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response
from schemathesis.generation import GenerationMode
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import UnsupportedMethodResponse, UseAfterFree
from schemathesis.specs.openapi.schemas import OpenApiSchema

from mockserver.control.documents import control_document
from mockserver.openapi.validation import Schemas

SNAPSHOT, PREPARED = "logged-in", "r1"  # names of what is in every world that a run of the control API furnishes
_EXISTING = {
    "world": "default",
    "api": "idun",
    "switch": "idun.reload",
    "resource": "administrator",
    "identifier": "admin",
    "snapshot": SNAPSHOT,
    "id": PREPARED,
}
_CLEARED = (
    "/coverage",
    "/worlds/{world}/faults",
    "/worlds/{world}/journal",
    "/worlds/{world}/responses",
    "/worlds/{world}/state/{api}/{resource}",
)
KEEP = 8  # one body in 8 stays as it was drawn
_REQUESTS = Schemas(control_document(), "request")
OURS = ("mock-world", "prefer")  # header fields of the sandbox, which belong to no API


def register(api: str, schema: OpenApiSchema) -> None:
    """Add the hooks of one API to `schema`."""
    schema.hooks.register_hook_with_name(leave_out_our_headers, "map_headers")
    if api in _EXCEPTIONS:
        schema.hooks.register_hook_with_name(_EXCEPTIONS[api], "filter_failure")
    if api in _FRESH:
        fresh = _FRESH[api]

        def map_body(context: HookContext, body: Any) -> Any:
            return _freshen(fresh, body)

        schema.hooks.register_hook_with_name(map_body, "map_body")


def prepare(api: str, case: Case[Any]) -> None:
    """Prepare a case outside a scenario: the coverage phase does not call `map_body` and follows no links."""
    if api in _FRESH and (case.method in ("POST", "PUT") or api == "control"):
        case.body = _freshen(_FRESH[api], case.body)
    if api == "control":
        address_existing_names(case)
    if api == "intercom" and case.method in ("DELETE", "PATCH") and case.path_parameters.get("id") == "12345":
        case.path_parameters["id"] = "125"  # 12345, the document's example, is live and in use; 125 is not


def address_existing_names(case: Case[Any]) -> None:
    """The control API: most valid requests name what exists in every world that `harness` furnishes."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return
    mark = zlib.crc32(repr(case.path_parameters).encode("utf-8", "surrogatepass"))
    if mark % KEEP:
        named = case.path_parameters.keys() & _EXISTING.keys()
        if case.method == "PUT" and mark % 2:
            named -= {"identifier"}  # a row that is new
        case.path_parameters |= {name: _EXISTING[name] for name in named}


def leave_out_our_headers(context: HookContext, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    return headers and {name: value for name, value in headers.items() if name.lower() not in OURS}


def fresh_source_name(body: dict[str, Any], mark: int) -> dict[str, Any]:
    """Adapter: each `source_name` can be used once."""
    if isinstance(body.get("source_name"), str):
        return body | {"source_name": f"{body['source_name']}{mark:x}"}
    return body


def name_with_a_slug(body: dict[str, Any], mark: int) -> dict[str, Any]:
    """Idun: a name must have a character that a slug can have."""
    if isinstance(body.get("name"), str):
        return body | {"name": f"{body['name']}{mark:x}"}
    return body


def free_platform(body: dict[str, Any], mark: int) -> dict[str, Any]:
    """Siro: an organization can connect each platform once; in the seed, three of seven are connected."""
    if body.get("integrationPlatform") in ("MERGE", "SERVICE_TITAN", "COMPANY_CAM"):
        free = ("SIRO_CUSTOM_INPUT", "INGAGE", "LEAD_PERFECTION", "SPOTIO")
        return body | {"integrationPlatform": free[mark % len(free)]}
    return body


def known_names(body: dict[str, Any], mark: int) -> dict[str, Any]:
    """The control API: `idun.reload` has three values; what is prepared names an operation, and is sent anyway; rows
    need identifiers, and a seed names resources; a world is forked from one that exists.
    """
    if isinstance(body.get("from"), str):
        return body | {"from": "default"}
    if isinstance(body.get("value"), str):
        return body | {"value": ("reloaded", "restart_required", "reload_failed")[mark % 3]}
    if "responses" in body and _REQUESTS.is_valid("/components/schemas/Preparation", body):
        statuses = [{"status": each["status"]} for each in body["responses"] if "status" in each][:10]
        match = {"operation_id": "updateCustomConnector"}
        return {"match": match, "responses": statuses or [{}], "times": min(body.get("times", 1), 9), "force": True}
    if (
        "match" in body
        and not body.keys() - {"match", "count"}
        and _REQUESTS.is_valid("/components/schemas/Verification", body)
    ):
        return verify_what_there_is(body)
    if "kind" in body and _REQUESTS.is_valid("/components/schemas/NewFault", body):
        return fault_of_what_there_is(body)
    return body if "match" in body or "kind" in body else name_rows(body, mark)


def fault_of_what_there_is(body: dict[str, Any]) -> dict[str, Any]:
    """The control API: what a fault matches exists, and the first number of a delay is not more than the last."""
    if "match" in body:
        body = body | {"match": {"operation_id": "updateCustomConnector"}}
    spread = body.get("milliseconds")
    if isinstance(spread, dict):
        names = ("from", "to") if "from" in spread else ("median", "p95")
        body = body | {"milliseconds": dict(zip(names, sorted(spread.values()), strict=True))}
    return body


def verify_what_there_is(body: dict[str, Any]) -> dict[str, Any]:
    """The control API: an API, an operation and a JSONPath of a match exist, and a count does not contradict itself."""
    known = {"api": "adapter", "operation_id": "updateCustomConnector", "jsonpath": ["$.name"]}
    match = {name: known.get(name, value) for name, value in body["match"].items()}
    count = body.get("count", {"at_least": 1})
    return {"match": match, "count": dict([min(count.items())])}


def name_rows(body: dict[str, Any], mark: int) -> dict[str, Any]:
    """The control API: rows need identifiers, and a seed names resources, or APIs and theirs."""
    if isinstance(body.get("rows"), list):
        return body | {"rows": _identified(body["rows"], mark)}
    values = list(body.values())
    if values and all(isinstance(rows, list) for rows in values):
        return {"administrator": _identified(values[0], mark)}
    if values and all(
        isinstance(seed, dict) and all(isinstance(rows, list) for rows in seed.values()) for seed in values
    ):
        return {"idun": {"administrator": _identified(next(iter(values[0].values()), []), mark)}}
    return body


def _identified(rows: list[Any], mark: int) -> list[Any]:
    """Rows with identifiers of their own."""
    return [row | {"id": f"{mark:x}-{at}"} if isinstance(row, dict) else row for at, row in enumerate(rows)]


def except_forms_that_are_valid_when_sent(
    context: HookContext, failure: Failure, case: Case[Any], response: Response
) -> bool:
    """Adapter's upload has a file and text fields; in a form, `true` is text as well (RFC 7578 §4.4).

    Schemathesis 4.32 considers that in forms, but not in forms with a file.
    """
    if isinstance(failure, AcceptedNegativeData) and case.media_type == "multipart/form-data":
        return b'name="file"' not in _bytes(response.request.body)
    return True


def except_what_is_cleared(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """The control API: its descriptions say that these deletions empty a list, which is still there."""
    return not (isinstance(failure, UseAfterFree) and case.operation.path in _CLEARED)


def except_unknown_methods(context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:
    """Intercom (E: an unsupported method is 404) and Idun (G: unmapped paths and methods are 404) have no 405."""
    return not (isinstance(failure, UnsupportedMethodResponse) and response.status_code == 404)


def _freshen(fresh: Callable[[dict[str, Any], int], dict[str, Any]], body: Any) -> Any:
    if not isinstance(body, dict):
        return body
    # a number that depends on the body alone, so that a replay sends the same bytes
    mark = zlib.crc32(json.dumps(body, sort_keys=True, default=repr).encode("utf-8", "surrogatepass"))
    return fresh(body, mark) if mark % KEEP else body


def _bytes(body: str | bytes | None) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


_FRESH = {
    "adapter": fresh_source_name,
    "control": known_names,
    "idun": name_with_a_slug,
    "siro": free_platform,
}
_EXCEPTIONS = {
    "adapter": except_forms_that_are_valid_when_sent,
    "control": except_what_is_cleared,
    "idun": except_unknown_methods,
    "intercom": except_unknown_methods,
}
