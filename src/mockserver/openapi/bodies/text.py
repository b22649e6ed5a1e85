"""Text: read as the type that its schema declares, and written as it is, or as JSON text if it is not a string."""

from __future__ import annotations

from ..json_text import write_json
from ..media_types import MediaType
from ..styles import read_scalar
from .charsets import decode_text
from .codec import Codec, Read, make_text_writer
from .content import Content, ReadBody


def _make_reader(content: Content) -> Read:
    shape, declared = content.shape, content.declared

    def read(raw: bytes, media_type: MediaType) -> ReadBody:
        value = read_scalar(decode_text(raw, media_type.parameter("charset")), shape)
        return ReadBody(value, value, declared, media_type.subtype != "plain" and not shape.has_text)

    return read


CODEC = Codec(_make_reader, lambda _: make_text_writer(write_json))
