"""XML text as a tree with namespaces; a DTD is refused, so the only entities are XML's own five."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from ..collector import collection_paused
from .errors import BodyError
from .strict_json import MAX_DEPTH

MAX_ELEMENTS = 100_000  # each takes a hundred times the memory of its text

MAX_ATTRIBUTES = 10_000  # of one element, which the parser reads in one call

_ALLOWED = "well-formed XML without a DTD"
_SEPARATOR = " "  # a namespace cannot contain one
# no tag has a < inside; a name, = and two quotes are 5 bytes with the space before them
_LONG_TAG = re.compile(rb"<[^<]{%d}" % (5 * MAX_ATTRIBUTES))
_ATTRIBUTE = rb"""\s++[^<>=\s"']++\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+')"""
_MANY_ATTRIBUTES = re.compile(rb"""<[^!?/<>\s"'][^<>\s"']*+(?:%b){%d}""" % (_ATTRIBUTE, MAX_ATTRIBUTES + 1))


@dataclass(slots=True)
class XmlElement:
    """One element."""

    name: str  # "pet", without its prefix
    namespace: str  # empty for none
    attributes: dict[tuple[str, str], str]  # (namespace, name) -> text
    children: list[XmlElement] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # in order, before, between and after the children

    @property
    def text(self) -> str:
        return "".join(self.texts)


def parse_xml(raw: bytes, encoding: str | None = None) -> XmlElement:
    """Return the root. Raises `BodyError` with line and column if it is not well-formed, has a DTD, or is too deep.

    `encoding` overrides the encoding that the text declares.
    """
    _refuse_attributes(raw)
    builder = _Builder(encoding)
    try:
        with collection_paused():  # elements have no cycles
            builder.parser.Parse(raw, True)
    except expat.ExpatError as reason:
        builder.refuse(f"is not XML: {expat.ErrorString(reason.code)}", reason.lineno, reason.offset)
    except BodyError:
        raise
    except (LookupError, ValueError):  # from the codec of a declared encoding
        builder.refuse("is in an encoding that is not understood")
    assert builder.root is not None  # expat refuses text without an element
    return builder.root


def _refuse_attributes(raw: bytes) -> None:
    """Raise `BodyError` for an element with too many attributes, before the parser holds Python's lock for them all."""
    text = raw.replace(b"\0", b"") if b"\0" in raw[:4] else raw  # UTF-16: names and quotes are enough here
    for match in _LONG_TAG.finditer(text):
        if _MANY_ATTRIBUTES.match(text, match.start()):
            line = text.count(b"\n", 0, match.start()) + 1
            message = f"has an element with more than {MAX_ATTRIBUTES:,} attributes at line {line}"
            raise BodyError(message, allowed=_ALLOWED)


class _Builder:
    def __init__(self, encoding: str | None) -> None:
        self.root: XmlElement | None = None
        self._open: list[XmlElement] = []
        self._count = 0
        self.parser = expat.ParserCreate(encoding, _SEPARATOR)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def refuse(self, message: str, line: int | None = None, column: int | None = None) -> NoReturn:
        line = self.parser.CurrentLineNumber if line is None else line
        column = self.parser.CurrentColumnNumber if column is None else column
        raise BodyError(f"{message} at line {line} column {column + 1}", allowed=_ALLOWED) from None

    def _doctype(self, *_: object) -> None:
        self.refuse("has a DTD, which is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) == MAX_DEPTH:
            self.refuse(f"is nested deeper than {MAX_DEPTH} levels")
        self._count += 1
        if self._count > MAX_ELEMENTS:
            self.refuse(f"has more than {MAX_ELEMENTS:,} elements")
        namespace, _, local = name.rpartition(_SEPARATOR)
        element = XmlElement(local, namespace, {_split(key): text for key, text in attributes.items()})
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].texts.append(text)


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(_SEPARATOR)
    return namespace, local
