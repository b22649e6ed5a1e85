"""XML, by the `xml` objects of a schema (OpenAPI 3.2.0 §4.26)."""

from __future__ import annotations

from .codec import Codec, Read
from .content import Content
from .xml_reader import XmlReader
from .xml_writer import XmlWriter


def _make_reader(content: Content) -> Read | None:
    """Return a reader; `None` where there is no schema to read by, or the body is a file: then it is read as text."""
    schema = content.declared.schema
    if schema is None or content.shape.binary:
        return None
    reader = XmlReader(content, schema)
    return reader.read if content.is_structure else reader.read_text


CODEC = Codec(_make_reader, lambda content: XmlWriter(content).write)
