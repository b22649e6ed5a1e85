"""JSON, read strictly by RFC 8259: what only Python's reader accepts is refused."""

from __future__ import annotations

from typing import Any

from ..json_text import write_json
from ..media_types import MediaType
from .charsets import require_utf_8
from .codec import Codec, Maker, Read, make_text_writer
from .content import Content, ReadBody
from .json_pieces import PIECE, parse_in_pieces
from .strict_json import parse_quickly, parse_strictly

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse_json(raw: bytes) -> Any:
    """Return the value of a JSON text. Raises `BodyError` if it is not JSON.

    Python would also read these, which are refused: duplicate keys, NaN and Infinity, numbers too large for a float,
    halves of surrogate pairs (validators and encoders fail on them), and more than `MAX_DEPTH` levels. A byte order
    mark is skipped (RFC 8259 §8.1). Integers beyond 64 bits stay integers.
    """
    raw = raw.removeprefix(_BYTE_ORDER_MARK)
    if len(raw) > PIECE:
        return parse_in_pieces(raw)
    try:
        return parse_quickly(raw)
    except ValueError:
        return parse_strictly(raw)


# the family


def _make_reader(content: Content) -> Read | None:
    """Return a reader; `None` where a range such as `*/*` takes files: a JSON file is read as bytes."""
    declared = content.declared
    if "*" in declared.media_type and content.shape.binary:
        return None

    def read(raw: bytes, media_type: MediaType) -> ReadBody:
        if media_type.parameters:
            require_utf_8(media_type.parameter("charset"))
        value = parse_json(raw)
        return ReadBody(value, value, declared)

    return read


def _invent(content: Content, _: MediaType, maker: Maker) -> Any:
    return maker.make(content.declared.schema)


CODEC = Codec(_make_reader, lambda _: make_text_writer(write_json), _invent, dump=write_json)
