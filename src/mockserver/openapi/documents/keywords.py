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
OURS = "x-mockserver-"  # prefix of the keys below which other files and copies of schemas are


def has_names(keyword: str) -> bool:
    """Whether the keys in the value of a keyword are names: `properties: {example: …}`."""
    return keyword in _NAMED


def is_data(keyword: str, value: Any) -> bool:
    """Whether the value of a keyword is data, which has no keywords: `example: {$ref: not a reference}`.

    What an extension holds is its owner's business (OpenAPI 3.1.1 §4.9).
    """
    if keyword in _SHOWN or (keyword == "examples" and isinstance(value, list)):
        return True
    return keyword.startswith("x-") and not keyword.startswith(OURS)
