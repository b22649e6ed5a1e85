"""Schemas seen as one: what several pointers, and all that they are made of, say together about a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

from ..documents import Document
from ..documents.discriminators import Discriminators
from ..errors import DocumentError
from ..pointers import escape

_PARTS = ("allOf", "oneOf", "anyOf")
_DEPTH = 20  # of schemas inside `allOf`, `oneOf` and `anyOf`


class SchemaView:
    """What the schemas at some pointers say about one value; what cannot be read is left out."""

    def __init__(self, document: Document, pointers: Iterable[str], *, has_heirs: bool = True) -> None:
        self.document = document
        self._has_heirs = has_heirs  # whether it stands for the schemas that inherit from it, too
        self.pointers = tuple(dict.fromkeys(pointers))

    def __bool__(self) -> bool:
        return bool(self.pointers)

    @cached_property
    def parts(self) -> tuple[tuple[str, Mapping[str, Any]], ...]:
        """The schemas with the parts of their `allOf`, `oneOf` and `anyOf`, each with its pointer."""
        found = (part for pointer in self.pointers for part in self._iter_parts(pointer))
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
    def alternatives(self) -> tuple[tuple[SchemaView, ...], ...]:
        """The schemas of which a value has one, if they are of objects: of each `oneOf` and `anyOf`, and the heirs of a
        schema with a discriminator.
        """
        found = []
        for pointer, schema in self.parts:
            groups = [[f"{pointer}/{key}/{at}" for at in range(len(_list(schema.get(key))))] for key in _PARTS[1:]]
            sets = [tuple(SchemaView(self.document, [one]) for one in group) for group in groups]
            heirs = self._find_heirs(pointer, schema)
            sets.append(tuple(SchemaView(self.document, [one], has_heirs=False) for one in heirs))
            found += [views for views in sets if len(views) > 1 and all(view.members for view in views)]
        return tuple(found)

    def _find_heirs(self, pointer: str, schema: Mapping[str, Any]) -> list[str]:
        return _find_heirs(self.document, pointer, schema) if self._has_heirs else []

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

    def _iter_parts(
        self, pointer: str, depth: int = 0, above: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, Mapping[str, Any]]]:
        try:
            pointer, schema = self.document.resolve(pointer)
        except DocumentError:
            return
        if not isinstance(schema, dict) or depth > _DEPTH or pointer in above:
            return
        yield pointer, schema
        above = above | {pointer}
        for keyword in _PARTS:
            for index in range(len(_list(schema.get(keyword)))):
                yield from self._iter_parts(f"{pointer}/{keyword}/{index}", depth + 1, above)
        for heir in self._find_heirs(pointer, schema):
            yield from self._iter_parts(heir, depth + 1, above)

    def _iter_certain(self) -> Iterator[Mapping[str, Any]]:
        chosen = {at for group in self.alternatives for view in group for at, _ in view.parts}
        for pointer in self.pointers:
            for at, schema in self._iter_parts(pointer):
                if at not in chosen:
                    yield schema


_discriminators: WeakKeyDictionary[Document, Discriminators] = WeakKeyDictionary()


def _find_heirs(document: Document, pointer: str, schema: Mapping[str, Any]) -> list[str]:
    """The schemas that inherit from one with a discriminator by `allOf`; none if the discriminator has branches."""
    if not isinstance(schema.get("discriminator"), dict):
        return []
    known = _discriminators.get(document)
    if known is None:
        known = _discriminators[document] = Discriminators(document)
    found = known.at(pointer)
    return [] if found is None or found.keyword else [heir for heir in found.schemas if heir != pointer]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
