"""What a document cannot tell Schemathesis, for each API.

- Members that must be unique get a value of their own in most bodies, else creation would starve.
- Cases address resources with which the operation can succeed.
- A failure that the API's own documentation forces is dropped, and nothing else is: the source stands beside it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from schemathesis import Case
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response
from schemathesis.hooks import HookContext
from schemathesis.openapi.checks import UnsupportedMethodResponse
from schemathesis.specs.openapi.schemas import OpenApiSchema

KEEP = 8  # one body in so many stays as it was drawn
OURS = ("mock-world", "prefer")  # header fields that speak to the sandbox, of which no API knows anything


def register(api: str, schema: OpenApiSchema) -> None:
    """Give `schema` the hooks of one API."""
    schema.hooks.register_hook_with_name(leave_out_our_headers, "map_headers")
    for name, hook in _HOOKS.get(api, {}).items():
        schema.hooks.register_hook_with_name(hook, name)


def redirect(api: str, case: Case) -> None:
    """Send a case that belongs to no scenario to a resource with which its operation can succeed."""
    if api == "intercom" and case.method in ("DELETE", "PATCH") and case.path_parameters.get("id") == "12345":
        case.path_parameters["id"] = "125"  # the document's example is live and in use; this draft is neither


def leave_out_our_headers(context: HookContext, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    return headers and {name: value for name, value in headers.items() if name.lower() not in OURS}


def fresh_source_name(context: HookContext, body: Any) -> Any:
    """Adapter: a source_name may be taken once."""
    if isinstance(body, dict) and isinstance(body.get("source_name"), str):
        mark = _digest(body)
        if mark % KEEP:
            return body | {"source_name": f"{body['source_name']}{mark:x}"}
    return body


def except_forms_that_are_valid_when_sent(
    context: HookContext, failure: Failure, case: Case, response: Response
) -> bool:
    """Adapter's upload asks for a file, and else for text only: in a form `true` is text as well (RFC 7578 §4.4).

    Schemathesis 4.32 knows that of forms, but not of those that hold a file.
    """
    if isinstance(failure, AcceptedNegativeData) and case.media_type == "multipart/form-data":
        return b'name="file"' not in _bytes(response.request.body)
    return True


def except_unknown_methods(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """Intercom (E: an unsupported method is 404) and Idun (G: unmapped paths and methods are 404) have no 405."""
    return not (isinstance(failure, UnsupportedMethodResponse) and response.status_code == 404)


def _digest(body: Any) -> int:
    """A number that depends on the body alone, so that a replay sends the same bytes."""
    return zlib.crc32(json.dumps(body, sort_keys=True, default=repr).encode("utf-8", "surrogatepass"))


def _bytes(body: str | bytes | None) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


_HOOKS: dict[str, dict[str, Callable[..., Any]]] = {
    "adapter": {"map_body": fresh_source_name, "filter_failure": except_forms_that_are_valid_when_sent},
    "idun": {"filter_failure": except_unknown_methods},
    "intercom": {"filter_failure": except_unknown_methods},
}
