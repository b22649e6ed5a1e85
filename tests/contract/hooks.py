"""What keeps creation from starving: members that must be unique get a value of their own in most bodies."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from typing import Any

from schemathesis.hooks import HookContext
from schemathesis.specs.openapi.schemas import OpenApiSchema

KEEP = 8  # one body in so many stays as it was drawn


def register(api: str, schema: OpenApiSchema) -> None:
    hook = _HOOKS.get(api)
    if hook is not None:
        schema.hooks.register_hook_with_name(hook, "map_body")


def fresh_source_name(context: HookContext, body: Any) -> Any:
    """Adapter: a source_name may be taken once."""
    if isinstance(body, dict) and isinstance(body.get("source_name"), str):
        mark = _digest(body)
        if mark % KEEP:
            return body | {"source_name": f"{body['source_name']}{mark:x}"}
    return body


def _digest(body: Any) -> int:
    """A number that depends on the body alone, so that a replay sends the same bytes."""
    return zlib.crc32(json.dumps(body, sort_keys=True, default=repr).encode("utf-8", "surrogatepass"))


_HOOKS: dict[str, Callable[[HookContext, Any], Any]] = {"adapter": fresh_source_name}
