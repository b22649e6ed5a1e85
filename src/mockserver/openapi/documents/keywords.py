"""Which keys of a document are keywords, which are names their author chose, and where data begins."""

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
    """Whether the value of a keyword is a map whose keys are names: `properties: {example: …}`."""
    return keyword in _NAMED


def is_data(keyword: str, value: Any) -> bool:
    """Whether the value of a keyword is data, in which nothing is a keyword: `example: {$ref: not a reference}`."""
    return keyword in _SHOWN or (keyword == "examples" and isinstance(value, list))
