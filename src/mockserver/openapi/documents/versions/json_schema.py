"""OpenAPI's schemas as JSON Schema: `nullable`, `readOnly` and `writeOnly` made ready for a validator.

The tree is copied, never changed, and every keyword keeps its JSON pointer, so that whatever a validator reports
can be found in the author's text.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import unquote

from ...pointers import walk

Direction = Literal["request", "response"]

_HIDDEN: dict[Direction, str] = {"request": "readOnly", "response": "writeOnly"}


def adapt_schemas(content: dict[str, Any], version: str, direction: Direction) -> dict[str, Any]:
    """A copy of the document in which each schema says what its dialect's JSON Schema needs it to say.

    1. 3.0: `nullable: true` beside a `type` adds "null" to the type (OpenAPI 3.0.3 §4.7.24.1, as clarified there:
       without `type` it has no effect, and an `enum` must list null itself).
    2. A property the direction may not carry (readOnly in requests, writeOnly in responses) accepts no value and
       is required no more (OpenAPI 3.0.3 §4.7.24.2).
    """
    adapted: dict[str, Any] = adapt_piece(content, content, version, direction)
    return adapted


def adapt_piece(content: dict[str, Any], piece: Any, version: str, direction: Direction) -> Any:
    """The same for one piece of the document, such as a component."""
    adapter = _Adapter(content, nullable=version.startswith(("2.", "3.0")), hidden=_HIDDEN[direction])
    return adapter.copy(piece)


class _Adapter:
    def __init__(self, content: dict[str, Any], *, nullable: bool, hidden: str) -> None:
        self.content = content
        self.nullable = nullable
        self.hidden = hidden  # "readOnly" or "writeOnly"

    def copy(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.copy(item) for item in value]
        if not isinstance(value, dict):
            return value
        copied = {key: self.copy(item) for key, item in value.items()}
        if self.nullable and value.get("nullable") is True and isinstance(value.get("type"), str):
            copied["type"] = [value["type"], "null"]
        if value.get("additionalProperties") is False and "properties" not in value:
            # jsonschema-rs 0.60 names the properties too many only where some are declared
            copied["properties"] = {}
        hidden = self._hidden_names(value)
        if hidden:
            self._hide(copied, value, hidden)
        return copied

    def _hide(self, copied: dict[str, Any], original: dict[str, Any], hidden: set[str]) -> None:
        if isinstance(copied.get("required"), list):
            required = _shown(copied["required"], hidden)
            copied["required"] = required
            if not required:  # Draft 4 asks for at least one name
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
        """The hidden properties of a schema and of its `allOf` parts, `depth` of them inside each other."""
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
        """The schema itself, or what its local `$ref` names; 3.1 lets keywords stand beside a `$ref`."""
        for _ in range(20):
            if not isinstance(schema, dict) or self.hidden in schema or not isinstance(schema.get("$ref"), str):
                return schema
            try:
                schema = walk(self.content, unquote(schema["$ref"]))
            except LookupError:
                return None
        return schema


def _shown(required: list[Any], hidden: set[str]) -> list[Any]:
    """What is required and not hidden; names that are none are left to whoever judges the schema."""
    return [name for name in required if not (isinstance(name, str) and name in hidden)]


def _annotations(schema: Any) -> dict[str, Any]:
    if not isinstance(schema, dict):
        return {}
    return {key: schema[key] for key in ("description", "readOnly", "writeOnly") if key in schema}
