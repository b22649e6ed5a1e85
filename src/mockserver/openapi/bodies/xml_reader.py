"""XML read into values by the `xml` objects of a schema (OpenAPI 3.2.0 §4.26). `xml_writer` writes them."""

from __future__ import annotations

from typing import Any

from ..media_types import MediaType
from ..rules import quote
from ..styles import ANYTHING, Shape, read_scalar
from .charsets import decode_text
from .content import Content, ReadBody
from .errors import BodyError
from .xml_schema import XSI, XmlNode, read_root
from .xml_tree import XmlElement, parse_xml

_NIL = (XSI, "nil")


class XmlReader:
    """Reads XML by the `xml` objects of a schema.

    1. `xsi:nil="true"` is null.
    2. Elements and attributes are the properties of their names. If a property declares a namespace, they must have it.
    3. The items of an array are the elements of their name, inside an element of the array's own if it is `wrapped`.
    4. What the schema does not describe is text, or an object if it has elements or attributes.
    """

    def __init__(self, content: Content, schema: str) -> None:
        self._content = content
        self._root = read_root(content.document, schema)

    def read(self, raw: bytes, media_type: MediaType) -> ReadBody:
        """Read a body. Raises `BodyError` if it is not XML, or has elements or text that the schema does not admit."""
        charset = media_type.parameter("charset")
        element = parse_xml(raw) if charset is None else parse_xml(decode_text(raw, charset).encode(), "utf-8")
        if not _is_named(element, self._root):
            raise _misnamed(f"has the root {quote(element.name)}", element, self._root)
        return self._content.body(self._value(element, self._root))

    def read_text(self, raw: bytes, media_type: MediaType) -> ReadBody:
        """Read a body whose schema admits strings: the text of its root element, else the XML itself.

        The root must have its documented name. If there is none, any root will do for a schema that wants particular
        strings, and `xml` for one to which the XML itself would be as good.

        Raises `BodyError` for text that is no XML.
        """
        text = decode_text(raw, media_type.parameter("charset"))
        is_markup = text.lstrip("\ufeff \t\r\n").startswith("<")
        try:
            element = parse_xml(text.encode(), "utf-8")
        except BodyError:
            if is_markup:  # with a DTD, for example: the string is what was sent
                return self._content.body(text)
            raise
        is_plain = not element.children and not element.attributes
        is_value = is_plain and (element.name == self._root.name or self._content.is_particular)
        is_value = is_value and _is_named(element, self._root)
        return self._content.body(_read_text(element.text, self._root.shape) if is_value else text)

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
            return _read_text(element.text, node.shape) if is_text else self._object(element, node)
        return _read_text(element.text, node.shape) if is_plain else self._object(element, None)

    def _items(self, element: XmlElement, node: XmlNode) -> Any:
        if element.text.strip():
            return element.text  # the validator says that it is not an array
        wanted = node.item if node.item is not None and node.item.name else None
        wrong = next((child for child in element.children if wanted and not _is_named(child, wanted)), None)
        if wrong is not None and wanted is not None:
            raise _misnamed(f"has the element {quote(wrong.name)} in {quote(element.name)}", wrong, wanted)
        return [self._value(child, node.item) for child in element.children]

    def _object(self, element: XmlElement, node: XmlNode | None) -> dict[str, Any]:
        value: dict[str, Any] = {}
        taken = self._take(element, node, value) if node is not None else frozenset[int]()
        for (namespace, name), text in element.attributes.items():
            if (namespace, name) != _NIL and not _is_declared(namespace, name, node):
                value.setdefault(name, _read_text(text, _additional_shape(node)))
        for child in element.children:
            if id(child) not in taken:
                _refuse_namespace(child, element, node)
                self._add_undeclared(value, child, node.additional if node is not None else None)
        if element.text.strip() and (node is None or not _has_text(node)):
            message = f"has text beside the elements and attributes of {quote(element.name)}"
            raise BodyError(message, seen=quote(element.text.strip()), allowed="elements and attributes")
        return value

    def _take(self, element: XmlElement, node: XmlNode, value: dict[str, Any]) -> frozenset[int]:
        """Read the declared properties into `value`, and return the ids of the children that held them."""
        taken: set[int] = set()
        for name, part in node.properties.items():
            if part.kind == "attribute":
                text = element.attributes.get((part.namespace if part.prefix else "", part.name))
                if text is not None:
                    value[name] = _read_attribute(text, part)
            elif part.kind in ("text", "cdata"):
                value[name] = _read_text(element.text, part.shape)
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
    return (element.name == node.name or node.may_have_any_name) and (
        not node.namespace or element.namespace == node.namespace
    )


def _refuse_namespace(child: XmlElement, element: XmlElement, node: XmlNode | None) -> None:
    """Raise `BodyError` for an element that has the name of a property, but not its namespace."""
    wanted = node.namespaced.get(child.name) if node is not None else None
    if wanted is not None and not _is_named(child, wanted):
        raise _misnamed(f"has the element {quote(child.name)} in {quote(element.name)}", child, wanted)


def _misnamed(message: str, element: XmlElement, wanted: XmlNode) -> BodyError:
    """Return the error of an element that is not the one expected: its name, or else its namespace, is another."""
    expected = f"the namespace {quote(wanted.namespace)}" if wanted.namespace else ""
    if element.name == wanted.name:
        seen = f"the namespace {quote(element.namespace)}" if element.namespace else "no namespace"
        return BodyError(f"{message} in {seen}, where {expected} is expected", seen=seen, allowed=expected)
    name = f"{quote(wanted.name)} in {expected}" if expected else quote(wanted.name)
    return BodyError(f"{message}, where {name} is expected", seen=quote(element.name), allowed=name)


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


def _read_attribute(text: str, node: XmlNode) -> Any:
    """Read an attribute; a list has spaces between its items (XML Schema 1.0 §2.5.1.2)."""
    if node.is_array:
        return [_read_text(part, node.shape.item) for part in text.split()]
    return _read_text(text, node.shape)


def _read_text(text: str, shape: Shape) -> Any:
    """White space around a scalar is ignored unless it is text (XML Schema 1.0 §4.3.6)."""
    return read_scalar(text if shape.has_text else text.strip(), shape)


def _add(value: dict[str, Any], name: str, item: Any) -> None:
    """Add an item; elements of one name become a list, for the validator to judge."""
    if name not in value:
        value[name] = item
    elif isinstance(value[name], list):
        value[name].append(item)
    else:
        value[name] = [value[name], item]
