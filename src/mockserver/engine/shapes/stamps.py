"""Times that a server sets, in the form that their schema has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ...openapi.resources.schema_views import SchemaView

_MILLISECONDS = 10**11  # an example above it counts milliseconds


def write_time(view: SchemaView, moment: datetime) -> Any:
    """A time as a schema wants it: seconds or milliseconds since 1970, a date, or RFC 3339 in whole seconds."""
    if view.types & {"integer", "number"}:
        shown = view.first("example")
        is_fine = isinstance(shown, (int, float)) and shown > _MILLISECONDS
        return int(moment.timestamp() * 1000) if is_fine else int(moment.timestamp())
    if view.first("format") == "date":
        return moment.date().isoformat()
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
