"""Bytes: pictures, archives, and every media type that no other family serves, such as YAML."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ..json_text import write_json
from ..media_types import MediaType
from .codec import Codec, Maker, Read, Write, find_bytes, invent_value, make_text_writer
from .content import Content, ReadBody, Written
from .errors import Unwritable
from .files import as_instance


def make_reader(content: Content) -> Read:
    """Return a reader of bodies as bytes."""

    def read(raw: bytes, _: MediaType) -> ReadBody:
        instance = _encode(raw) if content.is_base64 else as_instance(raw)
        return ReadBody(raw, instance, content.declared, not content.shape.has_text)

    return read


def _encode(raw: bytes) -> str:
    """Return the base64 that a schema describes: the body itself, or that of its bytes if it is not base64."""
    try:
        base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):
        raw = base64.b64encode(raw)
    return raw.decode("ascii")


def _make_writer(content: Content) -> Write:
    """Return a writer of files and strings; media types that are written in characters admit any value.

    A string is its own bytes, or base64 that is decoded if the schema says so.
    """
    write_text = make_text_writer(write_json)

    def write(value: Any, media_type: MediaType) -> Written:
        if not media_type.is_binary:
            return write_text(value, media_type)
        raw = find_bytes(value, media_type)
        if raw is None:
            raise Unwritable(f"{media_type} cannot be made from a value that is not a string")
        if isinstance(value, str) and content.is_base64:
            raw = _decode(raw)
        return Written(str(media_type), raw)

    return write


def _decode(raw: bytes) -> bytes:
    try:
        return base64.b64decode(raw, validate=True)
    except (binascii.Error, ValueError):
        raise Unwritable("the value is not base64, which its schema asks for") from None


def _invent(content: Content, media_type: MediaType, maker: Maker) -> Any:
    """Return a small file of the media type, unless the schema asks for a particular string."""
    if media_type.is_binary and content.sequence is None:
        if content.declared.schema is None:
            return maker.sample(media_type.essence)
        if content.is_base64 and not content.is_particular:
            return base64.b64encode(maker.sample(media_type.essence)).decode()
    return invent_value(content, media_type, maker)


CODEC = Codec(make_reader, _make_writer, _invent, admits_empty=True)
