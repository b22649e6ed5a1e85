"""XML bodies as the values their schema speaks of; the reverse of `bodies.xml_writer`."""

from __future__ import annotations

from typing import Any

from ..documents import Document
from ..rules import quote
from ..styles.shapes import ANYTHING, Shape, read_scalar
from .charsets import decode_text
from .errors import BodyError
from .xml_schema import XSI, XmlNode, read_root
from .xml_tree import XmlElement, parse_xml

_NIL = (XSI, "nil")


class XmlReader:
    """Reads XML by the `xml` objects of a schema.

    1. `xsi:nil="true"` is null.
    2. Elements and attributes are the properties of their names; a namespace that is declared must be theirs.
    3. The items of an array are the elements of their name, inside an element of the array's own if it is `wrapped`.
    4. What the schema does not speak of is text, or an object where it has elements or attributes.
    """

    def __init__(self, document: Document, pointer: str) -> None:
        self._root = read_root(document, pointer)

    def read(self, raw: bytes, charset: str | None) -> Any:
        """`BodyError` for what is not XML, and for a root, items or text where the schema has no place for them."""
        element = parse_xml(raw) if charset is None else parse_xml(decode_text(raw, charset).encode(), "utf-8")
        if not _is_named(element, self._root):
            message = f"has the root {quote(element.name)}, where {quote(self._root.name)} is expected"
            raise BodyError(message, seen=quote(element.name), allowed=quote(self._root.name))
        return self._value(element, self._root)

    def _value(self, element: XmlElement, node: XmlNode | None) -> Any:
        if element.attributes.get(_NIL) in ("true", "1"):
            return None
        is_plain = not element.children and not element.attributes
        if node is None:
            return element.text if is_plain else self._object(element, None)
        if node.is_array and not (node.is_object and element.attributes):
            return self._items(element, node)
        if node.is_object:
            is_text = is_plain and bool(element.text.strip()) and not _has_text(node)
            return _scalar(element.text, node.shape) if is_text else self._object(element, node)
        return _scalar(element.text, node.shape) if is_plain else self._object(element, None)

    def _items(self, element: XmlElement, node: XmlNode) -> Any:
        if element.text.strip():
            return element.text  # for a validator to say that this is no array
        wanted = node.item if node.item is not None and node.item.name else None
        wrong = next((child for child in element.children if wanted and not _is_named(child, wanted)), None)
        if wrong is not None and node.item is not None:
            message = f"has the element {quote(wrong.name)} in {quote(element.name)}, where {quote(node.item.name)} is"
            raise BodyError(f"{message} expected", seen=quote(wrong.name), allowed=quote(node.item.name))
        return [self._value(child, node.item) for child in element.children]

    def _object(self, element: XmlElement, node: XmlNode | None) -> dict[str, Any]:
        value: dict[str, Any] = {}
        taken = self._take(element, node, value) if node is not None else frozenset[int]()
        for (namespace, name), text in element.attributes.items():
            if (namespace, name) != _NIL and not _is_declared(namespace, name, node):
                value.setdefault(name, _scalar(text, _additional_shape(node)))
        for child in element.children:
            if id(child) not in taken:
                self._add_undeclared(value, child, node.additional if node is not None else None)
        if element.text.strip() and (node is None or not _has_text(node)):
            message = f"has text beside the elements and attributes of {quote(element.name)}"
            raise BodyError(message, seen=quote(element.text.strip()), allowed="elements and attributes")
        return value

    def _take(self, element: XmlElement, node: XmlNode, value: dict[str, Any]) -> frozenset[int]:
        """Read the declared properties into `value`: which children they were."""
        taken: set[int] = set()
        for name, part in node.properties.items():
            if part.kind == "attribute":
                text = element.attributes.get((part.namespace if part.prefix else "", part.name))
                if text is not None:
                    value[name] = _attribute(text, part)
            elif part.kind in ("text", "cdata"):
                value[name] = _scalar(element.text, part.shape)
            elif part.kind == "none" and part.is_object:
                inner: dict[str, Any] = {}
                taken |= self._take(element, part, inner)
                if inner:
                    value[name] = inner
            else:
                taken |= self._take_elements(element, name, part, value)
        return frozenset(taken)

    def _take_elements(self, element: XmlElement, name: str, part: XmlNode, value: dict[str, Any]) -> set[int]:
        is_spread = part.is_array and not part.is_wrapped
        wanted = part.item if is_spread and part.item is not None else part
        found = [child for child in element.children if _is_named(child, wanted)]
        if is_spread and found:
            value[name] = [self._value(child, part.item) for child in found]
        else:
            for child in found:
                _add(value, name, self._value(child, part))
        return {id(child) for child in found}

    def _add_undeclared(self, value: dict[str, Any], child: XmlElement, place: XmlNode | None) -> None:
        if place is not None and place.is_array and not place.is_wrapped:
            items = value.setdefault(child.name, [])
            items.append(self._value(child, place.item))
        else:
            _add(value, child.name, self._value(child, place))


def _is_named(element: XmlElement, node: XmlNode) -> bool:
    return element.name == node.name and (not node.namespace or element.namespace == node.namespace)


def _is_declared(namespace: str, name: str, node: XmlNode | None) -> bool:
    declared = node.properties.values() if node is not None else ()
    return any(
        part.kind == "attribute" and part.name == name and namespace == (part.namespace if part.prefix else "")
        for part in declared
    )


def _additional_shape(node: XmlNode | None) -> Shape:
    return node.additional.shape if node is not None and node.additional is not None else ANYTHING


def _has_text(node: XmlNode) -> bool:
    return any(part.kind in ("text", "cdata") for part in node.properties.values())


def _attribute(text: str, node: XmlNode) -> Any:
    """A list in an attribute has spaces between its items (XML Schema 1.0 §2.5.1.2)."""
    if node.is_array:
        return [_scalar(part, node.shape.item) for part in text.split()]
    return _scalar(text, node.shape)


def _scalar(text: str, shape: Shape) -> Any:
    """Around anything but text white space means nothing (XML Schema 1.0 §4.3.6)."""
    return read_scalar(text if shape.has_text else text.strip(), shape)


def _add(value: dict[str, Any], name: str, item: Any) -> None:
    """What stands there again makes a list of both, for a validator to judge."""
    if name not in value:
        value[name] = item
    elif isinstance(value[name], list):
        value[name].append(item)
    else:
        value[name] = [value[name], item]
