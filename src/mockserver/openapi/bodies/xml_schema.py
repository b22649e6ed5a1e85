"""Where the values of a schema stand in XML, by its `xml` objects (OpenAPI 3.2.0 §4.26)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, cast, get_args

from ..documents import Document
from ..pointers import escape, name_at, parent_of
from ..styles import Shape, read_shape

Kind = Literal["element", "attribute", "text", "cdata", "none"]
XSI = "http://www.w3.org/2001/XMLSchema-instance"

_DEPTH = 8  # levels of parts: allOf in allOf
_NO_NAME = "xml"  # the root of a schema that has no name


class XmlNode:
    """One schema as an element, an attribute or text; `name` is its name if the schema does not say."""

    def __init__(self, document: Document, pointer: str, name: str, *, is_root: bool = False) -> None:
        self._document = document
        self._pointer = pointer
        self._is_root = is_root
        self._parts = list(_iter_parts(document, pointer, _DEPTH))
        stated: dict[str, Any] = {}
        for _, schema, is_own in reversed(self._parts):  # the nearer part wins
            if is_own and isinstance(schema.get("xml"), dict):
                stated |= schema["xml"]
        self.is_named = isinstance(stated.get("name"), str)
        self.may_have_any_name = False  # a root without a name of its own or of a component, and its items
        prefix, _, local = (stated["name"] if self.is_named else name).rpartition(":")
        self.name = local  # "pet"
        self.prefix = str(stated.get("prefix") or prefix)  # "smp"; empty for none
        self.namespace = str(stated.get("namespace") or "")
        self.kind = _kind(stated)
        self.is_wrapped = stated.get("wrapped") is True or stated.get("nodeType") == "element"

    @cached_property
    def shape(self) -> Shape:
        return read_shape(self._document, self._pointer)

    @property
    def is_array(self) -> bool:
        return self.shape.has_array

    @property
    def is_object(self) -> bool:
        return self.shape.has_object or bool(self.properties)

    @cached_property
    def properties(self) -> dict[str, XmlNode]:
        found: dict[str, XmlNode] = {}
        for pointer, schema, _ in self._parts:
            declared = schema.get("properties")
            for name in declared if isinstance(declared, dict) else ():
                if name not in found:
                    found[name] = XmlNode(self._document, f"{pointer}/properties/{escape(name)}", name)
        return found

    @cached_property
    def namespaced(self) -> dict[str, XmlNode]:
        """Return the elements of properties that must have a namespace, by their names."""
        parts = (part for part in self.properties.values() if part.kind == "element")
        spread = (part.item if part.is_array and not part.is_wrapped and part.item else part for part in parts)
        return {part.name: part for part in spread if part.namespace}

    @cached_property
    def item(self) -> XmlNode | None:
        """Return the node of the items: named by their schema, by their component in a root, else as the array."""
        for pointer, schema, _ in self._parts:
            if isinstance(schema.get("items"), dict):
                at = f"{pointer}/items"
                name = _component(self._document, at) if self._is_root else ""
                node = XmlNode(self._document, at, name or self.name)
                node.may_have_any_name = self.may_have_any_name and not (name or node.is_named)
                return node
        return None

    @cached_property
    def additional(self) -> XmlNode | None:
        """Return the node of undeclared properties, without a name."""
        return self._additional("")

    def find(self, name: str) -> XmlNode | None:
        """Return the node of a property, declared or not; `None` if the schema does not describe it."""
        return self.properties.get(name) or self._additional(name)

    def _additional(self, name: str) -> XmlNode | None:
        for pointer, schema, _ in self._parts:
            if isinstance(schema.get("additionalProperties"), dict):
                return XmlNode(self._document, f"{pointer}/additionalProperties", name)
        return None


def read_root(document: Document, pointer: str) -> XmlNode:
    """Return the root element of a body: named by its schema, else after its component, else `xml`.

    In the last case a request may have any root: the document says nothing about it (OpenAPI 3.2.0 §4.26.2).
    """
    component = _component(document, pointer)
    root = XmlNode(document, pointer, component or _NO_NAME, is_root=True)
    root.may_have_any_name = not (component or root.is_named)
    return root


def _kind(stated: dict[str, Any]) -> Kind:
    if stated.get("nodeType") in get_args(Kind):
        return cast(Kind, stated["nodeType"])
    return "attribute" if stated.get("attribute") is True else "element"


def _iter_parts(document: Document, pointer: str, depth: int) -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield a schema and its parts, nearest first, and whether each applies to all alternatives."""
    schema = document.schema(pointer)
    if not isinstance(schema, dict) or depth == 0:
        return
    yield pointer, schema, True
    if isinstance(schema.get("$ref"), str):
        yield from _iter_parts(document, document.follow(schema["$ref"], pointer), depth - 1)
    for keyword in ("allOf", "oneOf", "anyOf"):
        branches = schema.get(keyword)
        for index in range(len(branches) if isinstance(branches, list) else 0):
            for at, part, is_own in _iter_parts(document, f"{pointer}/{keyword}/{index}", depth - 1):
                yield at, part, is_own and keyword == "allOf"


def _component(document: Document, pointer: str) -> str:
    """Return `Pet` for a reference to `#/components/schemas/Pet`; empty if the schema has no name."""
    schema = document.lookup(pointer)
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        pointer = document.follow(schema["$ref"], pointer)
    return name_at(pointer) if parent_of(pointer).endswith(("/schemas", "/$defs", "/definitions")) else ""
