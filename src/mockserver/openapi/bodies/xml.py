"""XML, read and written by the `xml` objects of a schema (OpenAPI 3.2.0 §4.26)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..json_text import scalar_text
from ..media_types import MediaType
from ..rules import quote
from ..styles import ANYTHING, Shape, read_scalar
from .charsets import decode_text, encode_text
from .codec import Codec, Read, find_bytes, label_text
from .content import Content, ReadBody, Written
from .errors import BodyError, Unwritable
from .xml_schema import XSI, XmlNode, read_root
from .xml_tree import XmlElement, parse_xml

_NIL = (XSI, "nil")

_NAME = re.compile(r"[A-Za-z_\u00c0-\ufffd][\w.\-\u00b7]*")  # XML Names §2.3, near enough for names people give
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = _TEXT | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"}

Scope = Mapping[str, str]  # prefix -> namespace, as the elements around declare them


# reading


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
            message = f"has the root {quote(element.name)}, where {quote(self._root.name)} is expected"
            raise BodyError(message, seen=quote(element.name), allowed=quote(self._root.name))
        return self._content.body(self._value(element, self._root))

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
        if wrong is not None and node.item is not None:
            message = f"has the element {quote(wrong.name)} in {quote(element.name)}, where {quote(node.item.name)} is"
            raise BodyError(f"{message} expected", seen=quote(wrong.name), allowed=quote(node.item.name))
        return [self._value(child, node.item) for child in element.children]

    def _object(self, element: XmlElement, node: XmlNode | None) -> dict[str, Any]:
        value: dict[str, Any] = {}
        taken = self._take(element, node, value) if node is not None else frozenset[int]()
        for (namespace, name), text in element.attributes.items():
            if (namespace, name) != _NIL and not _is_declared(namespace, name, node):
                value.setdefault(name, _read_text(text, _additional_shape(node)))
        for child in element.children:
            if id(child) not in taken:
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


# writing


class XmlWriter:
    """Writes XML by the `xml` objects of a schema.

    1. The root is named by its schema, else after its component, else `xml`.
    2. Properties are elements of their names, or attributes, or the element's own text (`nodeType`).
    3. The items of an array are elements side by side, inside an element of the array's own if it is `wrapped`.
    4. null is `xsi:nil="true"`; a namespace is declared where it begins.
    """

    def __init__(self, content: Content) -> None:
        schema = content.declared.schema
        self._root = read_root(content.document, schema) if schema is not None else None

    def write(self, value: Any, media_type: MediaType) -> Written:
        """Write a value; a string is sent as it is. Raises `Unwritable` if XML cannot represent the value."""
        raw = find_bytes(value, media_type)
        if raw is None:
            charset = media_type.parameter("charset")
            raw = encode_text(self._document(value, charset or "UTF-8"), charset)
        return Written(label_text(media_type), raw)

    def _document(self, value: Any, encoding: str) -> str:
        name = self._root.name if self._root is not None else "xml"
        root = "".join(_element(name, value, self._root, {}))
        return f'<?xml version="1.0" encoding="{encoding}"?>\n{root}'


def _element(name: str, value: Any, node: XmlNode | None, scope: Scope) -> Iterator[str]:
    tag, declared = _tag(name, node, scope)
    scope = {**scope, **declared}
    attributes = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in declared.items()}
    if value is None:
        attributes |= {"xmlns:xsi": XSI, "xsi:nil": "true"}
    elif isinstance(value, dict):
        attributes |= _attributes(value, node, scope)
    head = "".join(f' {key}="{_escaped(text, _ATTRIBUTE)}"' for key, text in attributes.items())
    content = "".join(_content(name, value, node, {**scope, **_declared(attributes)}))
    yield f"<{tag}{head}>{content}</{tag}>" if content else f"<{tag}{head}/>"


def _tag(name: str, node: XmlNode | None, scope: Scope) -> tuple[str, dict[str, str]]:
    """Return a name with its prefix, and the namespace to declare with it, by its prefix."""
    prefix, namespace = (node.prefix, node.namespace) if node is not None else ("", "")
    for part in (name, prefix) if prefix else (name,):
        if not _NAME.fullmatch(part):
            raise Unwritable(f"{quote(part)} cannot be the name of an XML element or attribute")
    if prefix and not namespace:
        namespace = scope.get(prefix) or f"urn:{prefix}"  # a prefix without a declaration is not well-formed
    declared = {prefix: namespace} if namespace and scope.get(prefix) != namespace else {}
    return f"{prefix}:{name}" if prefix else name, declared


def _attributes(value: dict[str, Any], node: XmlNode | None, scope: Scope) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, item in value.items():
        part = node.find(name) if node is not None else None
        if part is not None and part.kind == "attribute" and item is not None:
            if not part.prefix:  # a default namespace does not apply to attributes (XML Names §6.2)
                tag, declared = _tag(part.name, None, scope)
            else:
                tag, declared = _tag(part.name, part, scope)
            found |= {f"xmlns:{prefix}": uri for prefix, uri in declared.items()}
            found[tag] = " ".join(map(_text, item)) if isinstance(item, list) else _text(item)
        elif part is not None and part.kind == "none" and isinstance(item, dict):
            found |= _attributes(item, part, scope)
    return found


def _declared(attributes: Mapping[str, str]) -> dict[str, str]:
    return {name[6:]: uri for name, uri in attributes.items() if name.startswith("xmlns:")}


def _content(name: str, value: Any, node: XmlNode | None, scope: Scope) -> Iterator[str]:
    if isinstance(value, list):
        item = node.item if node is not None else None
        for single in value:
            yield from _element(item.name if item is not None else name, single, item, scope)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _property(key, inner, node.find(key) if node is not None else None, scope)
    elif node is not None and node.kind == "cdata":
        yield _cdata(_text(value))
    elif value is not None:
        yield _escaped(_text(value), _TEXT)


def _property(name: str, value: Any, node: XmlNode | None, scope: Scope) -> Iterator[str]:
    kind = node.kind if node is not None else "element"
    if kind == "attribute":
        return
    if kind in ("text", "cdata"):
        text = _text(value)
        yield _cdata(text) if kind == "cdata" else _escaped(text, _TEXT)
    elif kind == "none" and isinstance(value, dict):
        yield from _content(name, value, node, scope)
    elif isinstance(value, list) and not (node is not None and node.is_wrapped):
        item = node.item if node is not None and node.item is not None else node
        for single in value:
            yield from _element(item.name if item is not None else name, single, item, scope)
    else:
        yield from _element(node.name if node is not None else name, value, node, scope)


def _text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise Unwritable(f"{quote(value)} cannot stand in an attribute or in text of XML")
    return scalar_text(value)


def _escaped(text: str, replaced: Mapping[str, str]) -> str:
    return "".join(replaced.get(char, char) for char in _checked(text))


def _cdata(text: str) -> str:
    return "<![CDATA[" + _checked(text).replace("]]>", "]]]]><![CDATA[>") + "]]>" if text else ""


def _checked(text: str) -> str:
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        raise Unwritable(f"the character U+{ord(forbidden[0]):04X} cannot stand in XML")
    return text


# the family


def _make_reader(content: Content) -> Read | None:
    schema = content.declared.schema
    return XmlReader(content, schema).read if schema is not None and content.is_structure else None


CODEC = Codec(_make_reader, lambda content: XmlWriter(content).write)
