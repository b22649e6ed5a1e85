"""Values written as XML by the `xml` objects of a schema (OpenAPI 3.2.0 §4.26). `xml_reader` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..json_text import scalar_text
from ..media_types import MediaType
from ..rules import quote
from .charsets import encode_text
from .codec import find_bytes, label_text
from .content import Content, Written
from .errors import Unwritable
from .xml_schema import XSI, XmlNode, read_root

_NAME = re.compile(r"[A-Za-z_\u00c0-\ufffd][\w.\-\u00b7]*")  # XML Names §2.3, near enough for names people give
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2
_TEXT = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_ATTRIBUTE = _TEXT | {'"': "&quot;", "\t": "&#9;", "\n": "&#10;"}

Scope = Mapping[str, str]  # prefix -> namespace, as the elements around declare them


class XmlWriter:
    """Writes XML by the `xml` objects of a schema.

    1. The root is named by its schema, else after its component, else `xml`.
    2. Properties are elements of their names, or attributes, or the element's own text (`nodeType`).
    3. The items of an array are elements side by side, inside an element of the array's own if it is `wrapped`.
    4. A string is the text of the root. Markup is sent as it is, and so is a string in the place of a structure.
    5. null is `xsi:nil="true"`; a namespace is declared where it begins.
    """

    def __init__(self, content: Content) -> None:
        schema = content.declared.schema
        self._root = read_root(content.document, schema) if schema is not None else None
        self._wraps_text = schema is not None and not content.is_structure and not content.shape.binary

    def write(self, value: Any, media_type: MediaType) -> Written:
        """Write a value. Raises `Unwritable` if XML cannot represent it."""
        is_text = self._wraps_text and isinstance(value, str) and not value.lstrip("\ufeff \t\r\n").startswith("<")
        raw = None if is_text else find_bytes(value, media_type)
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
