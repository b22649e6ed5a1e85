"""Schemas seen as one: what several pointers, and all that they are made of, say together about a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from ..documents import Document
from ..errors import DocumentError
from ..pointers import escape

_PARTS = ("allOf", "oneOf", "anyOf")
_DEPTH = 20  # of schemas inside `allOf`, `oneOf` and `anyOf`


class SchemaView:
    """What the schemas at some pointers say about one value; what cannot be read is left out."""

    def __init__(self, document: Document, pointers: Iterable[str]) -> None:
        self.document = document
        self.pointers = tuple(dict.fromkeys(pointers))

    def __bool__(self) -> bool:
        return bool(self.pointers)

    @cached_property
    def parts(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The schemas with the parts of their `allOf`, `oneOf` and `anyOf`, each with its pointer."""
        found = (part for pointer in self.pointers for part in self._iter_parts(pointer, 0))
        return tuple({pointer: (pointer, schema) for pointer, schema in found}.values())

    @property
    def key(self) -> tuple[str, ...]:
        """The same for views of equal schemas: their pointers, with every `$ref` followed."""
        return tuple(pointer for pointer, _ in self.parts)

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that the schemas name, with `null` if it is allowed."""
        found: set[str] = set()
        for _, schema in self.parts:
            types = schema.get("type")
            found.update([types] if isinstance(types, str) else types if isinstance(types, list) else ())
            found.update(["null"] if schema.get("nullable") is True else ())
            found.update(["object"] if "type" not in schema and "properties" in schema else ())
            found.update(["array"] if "type" not in schema and "items" in schema else ())
        return frozenset(found)

    @cached_property
    def members(self) -> Mapping[str, SchemaView]:
        """The properties by name, in the order of the document."""
        found: dict[str, list[str]] = {}
        for pointer, schema in self.parts:
            properties = schema.get("properties")
            for name in properties if isinstance(properties, dict) else ():
                found.setdefault(str(name), []).append(f"{pointer}/properties/{escape(str(name))}")
        return {name: SchemaView(self.document, pointers) for name, pointers in found.items()}

    @cached_property
    def items(self) -> SchemaView:
        """The schema of the items of an array; false if it has none."""
        found = (pointer for pointer, schema in self.parts if isinstance(schema.get("items"), dict))
        return SchemaView(self.document, [f"{pointer}/items" for pointer in found])

    @cached_property
    def required(self) -> frozenset[str]:
        """The members that every value has; those of one branch of a `oneOf` do not count."""
        return frozenset(name for schema in self._iter_certain() for name in _list(schema.get("required")))

    @cached_property
    def is_open(self) -> bool:
        """Whether it takes members of any name: it declares none, or says so with `additionalProperties`."""
        extra = [schema["additionalProperties"] for _, schema in self.parts if "additionalProperties" in schema]
        return any(one is not False for one in extra) if extra else not self.members

    def first(self, keyword: str) -> Any:
        """The value of a keyword in the first schema that has it, else `None`."""
        return next((schema[keyword] for _, schema in self.parts if keyword in schema), None)

    def has(self, keyword: str) -> bool:
        """Whether a schema has a keyword."""
        return any(keyword in schema for _, schema in self.parts)

    def says(self, keyword: str) -> bool:
        """Whether a schema has a keyword with the value true: `readOnly`."""
        return any(schema.get(keyword) is True for _, schema in self.parts)

    @cached_property
    def choices(self) -> tuple[Any, ...]:
        """The values of `enum` or `const`; empty if the schema does not list them."""
        listed = self.first("enum")
        found = listed if isinstance(listed, list) else [self.first("const")] if self.has("const") else []
        return tuple(found)

    @property
    def is_secret(self) -> bool:
        """Whether a client sends it and no response may show it."""
        return self.says("writeOnly") or self.first("format") == "password"

    def at(self, path: Iterable[str]) -> SchemaView:
        """The schema of the member at a path of names; false if there is none."""
        view = self
        for name in path:
            view = view.members.get(name) or SchemaView(self.document, ())
        return view

    def _iter_parts(self, pointer: str, depth: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
        try:
            pointer, schema = self.document.resolve(pointer)
        except DocumentError:
            return
        if not isinstance(schema, dict) or depth > _DEPTH:
            return
        yield pointer, schema
        for keyword in _PARTS:
            for index in range(len(_list(schema.get(keyword)))):
                yield from self._iter_parts(f"{pointer}/{keyword}/{index}", depth + 1)

    def _iter_certain(self) -> Iterator[Mapping[str, Any]]:
        for pointer in self.pointers:
            for at, schema in self._iter_parts(pointer, 0):
                if "/oneOf/" not in at.removeprefix(pointer) and "/anyOf/" not in at.removeprefix(pointer):
                    yield schema


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
