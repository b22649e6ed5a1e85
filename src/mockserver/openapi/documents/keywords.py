"""Which keys of a document are keywords, which are names that an author chose, and which values are data."""

from __future__ import annotations

from typing import Any

_NAMED = frozenset(
    (
        *("paths", "webhooks", "responses", "headers", "content", "encoding", "callbacks", "additionalOperations"),
        *("schemas", "parameters", "examples", "requestBodies", "securitySchemes", "links", "pathItems", "mediaTypes"),
        *("definitions", "securityDefinitions", "$defs", "properties", "patternProperties", "dependentSchemas"),
    )
)
_SHOWN = frozenset(("example", "default", "const", "enum", "value", "dataValue"))


def has_names(keyword: str) -> bool:
    """Whether the keys in the value of a keyword are names: `properties: {example: …}`."""
    return keyword in _NAMED


def is_data(keyword: str, value: Any) -> bool:
    """Whether the value of a keyword is data, which has no keywords: `example: {$ref: not a reference}`."""
    return keyword in _SHOWN or (keyword == "examples" and isinstance(value, list))
