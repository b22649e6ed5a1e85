"""JSON, read strictly by RFC 8259: what only Python's reader accepts is refused."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from itertools import accumulate
from typing import Any, NoReturn

import orjson

from ..json_text import write_json
from ..media_types import MediaType
from ..rules import quote
from ..styles import MAX_DIGITS
from .charsets import require_utf_8
from .codec import Codec, Maker, Read, make_text_writer
from .content import Content, ReadBody
from .errors import BodyError

MAX_DEPTH = 256  # levels of arrays and objects

_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_STRING = re.compile(rb'"[^"]*"')
_NO_BRACKET = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_ALL_ZEROES = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else byte for byte in range(256))
_LONG_NUMBER = b"0" * 19  # digits from which on an integer may need more than 64 bits
_NOT_PLAIN = object()
_QUOTED = 200  # bytes of a broken body worth decoding for the record


def parse_json(raw: bytes) -> Any:
    """Return the value of a JSON text. Raises `BodyError` if it is not JSON.

    Python would also read these, which are refused: duplicate keys, NaN and Infinity, numbers too large for a float,
    halves of surrogate pairs (validators and encoders fail on them), and more than `MAX_DEPTH` levels. A byte order
    mark is skipped (RFC 8259 §8.1). Integers beyond 64 bits stay integers.
    """
    value = _parse_plain(raw)
    return value if value is not _NOT_PLAIN else _parse_strictly(raw)


def _parse_plain(raw: bytes) -> Any:
    """Return the value of a plain body, read by orjson in a third of the time; `_NOT_PLAIN` for any other.

    Most bodies are plain: orjson accepts them, and they have no escapes, no run of digits too long for 64 bits, few
    levels and no duplicate keys, each of which would lose a colon.
    """
    if b"\\" in raw or raw.count(b"[") + raw.count(b"{") > MAX_DEPTH or _LONG_NUMBER in raw.translate(_ALL_ZEROES):
        return _NOT_PLAIN
    try:
        value = orjson.loads(raw)
        return value if orjson.dumps(value).count(b":") == raw.count(b":") else _NOT_PLAIN
    except (ValueError, TypeError):  # TypeError: too deep for orjson's writer
        return _NOT_PLAIN


def _parse_strictly(raw: bytes) -> Any:
    try:
        text = raw.decode()
    except UnicodeDecodeError as reason:
        raise _error(f"is not UTF-8: byte {reason.start} is 0x{raw[reason.start]:02x}", raw) from None
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _depth(raw) > MAX_DEPTH:
        raise _error(f"is nested deeper than {MAX_DEPTH} levels", raw, f"up to {MAX_DEPTH} levels")
    try:
        value = _DECODER.decode(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as reason:
        raise _syntax_error(reason, raw) from None
    except BodyError as reason:
        raise _error(reason.message, raw, reason.allowed) from None
    except ValueError:  # from int(), the only conversion in the decoder
        raise _error(f"holds an integer of more than {MAX_DIGITS} digits", raw) from None
    if b"\\ud" in raw or b"\\uD" in raw:
        _refuse_surrogates(value, raw)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise BodyError(f"has the key {quote(twice)} twice in one object", allowed="every key once")
    return value


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise BodyError(f"holds the number {quote(text)[1:-1]}, which is too large", allowed="numbers below 1.8e308")
    return number


def _no_constant(text: str) -> NoReturn:
    raise BodyError(f"holds {text}, which JSON does not have", allowed="finite numbers")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=_finite, parse_constant=_no_constant)


def _depth(raw: bytes) -> int:
    """Return the number of levels without parsing, from quotes and brackets alone."""
    bare = _ESCAPED.sub(b"", raw) if b"\\" in raw else raw
    brackets = _STRING.sub(b"", bare.translate(None, _NO_BRACKET))
    return max(accumulate(_STEPS.get(byte, 0) for byte in brackets), default=0)


def _refuse_surrogates(value: Any, raw: bytes) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as reason:
        half = ord(reason.object[reason.start])
        raise _error(f"holds \\u{half:04x}, half of a surrogate pair", raw, "surrogates in pairs") from None


def _syntax_error(reason: json.JSONDecodeError, raw: bytes) -> BodyError:
    if not raw.strip():
        return _error("is empty, which is not JSON", raw, "a JSON value")
    saying = reason.msg[0].lower() + reason.msg[1:].removesuffix(" at")
    return _error(f"is not JSON: {saying} at line {reason.lineno} column {reason.colno}", raw, "a JSON value")


def _error(message: str, raw: bytes, allowed: str = "JSON (RFC 8259)") -> BodyError:
    return BodyError(message, seen=quote(raw[:_QUOTED].decode(errors="replace")), allowed=allowed)


# the family


def _make_reader(content: Content) -> Read:
    declared = content.declared

    def read(raw: bytes, media_type: MediaType) -> ReadBody:
        if media_type.parameters:
            require_utf_8(media_type.parameter("charset"))
        value = parse_json(raw)
        return ReadBody(value, value, declared)

    return read


def _invent(content: Content, _: MediaType, maker: Maker) -> Any:
    return maker.make(content.declared.schema)


CODEC = Codec(_make_reader, lambda _: make_text_writer(write_json), _invent, dump=write_json)
