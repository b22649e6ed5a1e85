"""The operations of a document as a table for people or as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..engine.apis.apis import Api
from ..engine.apis.origins import Origin, find_origin
from ..openapi.operations import Operation
from ..openapi.printable import to_line

Json = dict[str, object]


def list_as_text(operations: Iterable[tuple[Operation, Api]]) -> str:
    """Return a line for each operation with what responds to it, and one for each of its statuses."""
    lines = []
    for operation, api in operations:
        notes = _tell_origin(find_origin(api, operation))
        notes += [
            note for note, is_set in (("deprecated", operation.deprecated), ("broken", operation.broken)) if is_set
        ]
        security = " or ".join(_requirements(operation))
        notes += [f"security: {security}"] if security else []
        lines.append(f"{operation.method:<7} {operation.path}  {operation.operation_id}  {'; '.join(notes)}".rstrip())
        if operation.broken is not None:
            lines.append(f"          {operation.broken}")
        if operation.body is not None:
            lines.append(f"          body  {', '.join(operation.body.content)}".rstrip())
        for status, response in operation.responses.items():
            names = [example.name or "example" for _, example in response.iter_examples()]
            shown = f"  [{', '.join(dict.fromkeys(names))}]" if names else ""
            lines.append(f"          {status:<4}  {', '.join(response.content)}{shown}".rstrip())
    return "\n".join(map(to_line, lines))


def list_as_json(operations: Iterable[tuple[Operation, Api]]) -> str:
    return json.dumps([_describe(operation, find_origin(api, operation)) for operation, api in operations], indent=2)


def _tell_origin(origin: Origin) -> list[str]:
    """Return `["resource book (list)"]`, or `["example, because it belongs to no resource"]`."""
    if origin.kind == "broken":
        return []
    return [f"{origin}, because {origin.reason}" if origin.reason else str(origin)]


def _describe(operation: Operation, origin: Origin) -> Json:
    contents = operation.body.content.values() if operation.body else ()
    return {
        "method": operation.method,
        "path": operation.path,
        "operation_id": operation.operation_id,
        "deprecated": operation.deprecated,
        "security": [[scheme.name for scheme, _ in each.schemes] for each in operation.security],
        "request": {
            "media_types": [content.media_type for content in contents],
            "examples": [example.name for content in contents for example in content.examples],
        },
        "responses": [
            {
                "status": status,
                "media_types": list(response.content),
                "examples": [example.name for _, example in response.iter_examples()],
            }
            for status, response in operation.responses.items()
        ],
        "origin": {
            "source": origin.kind if origin.kind != "broken" else "engine",
            "resource": origin.resource,
            "action": origin.action,
            "reason": origin.reason or None,
        },
        "broken": str(operation.broken) if operation.broken is not None else None,
        "document": operation.document.position(operation.pointer).file,
        "line": operation.document.line_of(operation.pointer),
    }


def _requirements(operation: Operation) -> list[str]:
    """Return the alternatives: `["bearer", "key and cookie", "nothing"]`."""
    return [" and ".join(scheme.name for scheme, _ in each.schemes) or "nothing" for each in operation.security]
