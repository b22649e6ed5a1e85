"""OpenAPI's schemas as JSON Schema: `nullable`, `readOnly` and `writeOnly` made ready for a validator.

The tree is copied, never changed. Every keyword keeps its JSON pointer, so that each report of a validator can be
found in the author's text.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import unquote

from ...pointers import walk
from .dialects import Dialect

Direction = Literal["request", "response"]

_HIDDEN: dict[Direction, str] = {"request": "readOnly", "response": "writeOnly"}


def adapt_schemas(content: dict[str, Any], dialect: Dialect, direction: Direction) -> dict[str, Any]:
    """Return a copy of the document in which each schema is one of plain JSON Schema.

    1. `nullable: true` adds "null" to the type, in a dialect that has it.
    2. A property that the direction may not carry (readOnly in requests, writeOnly in responses) accepts no value and
       is not required (OpenAPI 3.0.3 §4.7.24.2).
    """
    adapted: dict[str, Any] = adapt_piece(content, content, dialect, direction)
    return adapted


def adapt_piece(content: dict[str, Any], piece: Any, dialect: Dialect, direction: Direction) -> Any:
    """Do the same for one piece of the document, such as a component."""
    return _Copier(content, dialect, _HIDDEN[direction]).copy(piece)


class _Copier:
    def __init__(self, content: dict[str, Any], dialect: Dialect, hidden: str) -> None:
        self.content = content
        self.dialect = dialect
        self.hidden = hidden  # "readOnly" or "writeOnly"

    def copy(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.copy(item) for item in value]
        if not isinstance(value, dict):
            return value
        copied = {key: self.copy(item) for key, item in value.items()}
        if self.dialect.is_nullable(value):
            copied["type"] = [value["type"], "null"]
        if value.get("additionalProperties") is False and "properties" not in value:
            # jsonschema-rs 0.60 names the undeclared properties only if some are declared
            copied["properties"] = {}
        hidden = self._hidden_names(value)
        if hidden:
            self._hide(copied, value, hidden)
        return copied

    def _hide(self, copied: dict[str, Any], original: dict[str, Any], hidden: set[str]) -> None:
        if isinstance(copied.get("required"), list):
            required = _shown(copied["required"], hidden)
            copied["required"] = required
            if not required:  # Draft 4 needs at least one name
                del copied["required"]
        properties = original.get("properties")
        if isinstance(properties, dict):
            for name in hidden & properties.keys():
                copied["properties"][name] = {**_annotations(properties[name]), "not": {}}
        for part in copied.get("allOf") or ():
            if isinstance(part, dict) and isinstance(part.get("required"), list):
                part["required"] = _shown(part["required"], hidden)
                if not part["required"]:
                    del part["required"]

    def _hidden_names(self, schema: dict[str, Any], depth: int = 5) -> set[str]:
        """Return the hidden properties of a schema and of its `allOf` parts, at most `depth` levels down."""
        names: set[str] = set()
        if isinstance(schema.get("properties"), dict):
            names |= {name for name, part in schema["properties"].items() if self._is_hidden(part)}
        if isinstance(schema.get("allOf"), list) and depth:
            for part in map(self._resolved, schema["allOf"]):
                names |= self._hidden_names(part, depth - 1) if isinstance(part, dict) else set()
        return names

    def _is_hidden(self, schema: Any) -> bool:
        schema = self._resolved(schema)
        return isinstance(schema, dict) and schema.get(self.hidden) is True

    def _resolved(self, schema: Any) -> Any:
        """Return the schema itself, or the target of its `$ref`; `readOnly` beside a `$ref` counts."""
        for _ in range(20):
            if not isinstance(schema, dict) or self.hidden in schema or not isinstance(schema.get("$ref"), str):
                return schema
            try:
                schema = walk(self.content, unquote(schema["$ref"]))
            except LookupError:
                return None
        return schema


def _shown(required: list[Any], hidden: set[str]) -> list[Any]:
    """Return the required names that are not hidden. The meta-schema reports entries that are not names."""
    return [name for name in required if not (isinstance(name, str) and name in hidden)]


def _annotations(schema: Any) -> dict[str, Any]:
    if not isinstance(schema, dict):
        return {}
    return {key: schema[key] for key in ("description", "readOnly", "writeOnly") if key in schema}
