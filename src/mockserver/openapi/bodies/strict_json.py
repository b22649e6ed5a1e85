"""Reads one JSON text strictly, and says what is wrong with it.

The sentence for a text with several faults is that of the first of these:

1. It is not UTF-8.
2. It is nested too deep.
3. Its syntax is wrong.
4. The first, in the text, of: a constant that JSON does not have, a number that is too large, a key that stands twice
   in its object, half of a surrogate pair.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Container, Iterator, Sequence
from functools import partial
from itertools import accumulate
from typing import Any, NamedTuple

import jiter

from ..rules import quote
from ..styles import MAX_DIGITS
from .errors import BodyError

MAX_DEPTH = 256  # levels of arrays and objects

_WINDOW = 65_536  # bytes that one call looks at
_QUOTED = 200  # bytes of a broken body worth decoding for the record
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_ALL_ZEROES = bytes(ord("0") if chr(byte).isdigit() and byte < 128 else byte for byte in range(256))
_LONG_NUMBER = b"0" * 309  # digits from which on a number may be too large for a float
_EXPONENT = re.compile(rb"[eE]\+?[0-9]{3}")  # in strings, too: a closer look follows
_HUGE = re.compile(rb"(?:^|[\[,:\s])-?[0-9][0-9.]*(?:[eE]\+?[0-9]{3}|(?<=[0-9]{309}))")
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}:,]|NaN|-?(?:Infinity|[0-9][0-9.eE+-]*)', re.DOTALL)

_parse = partial(jiter.from_json, allow_inf_nan=False, catch_duplicate_keys=True)
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)
_SYNTAX = json.JSONDecoder(parse_constant=lambda _: None, parse_int=lambda _: 0)  # converts no long integers


class Fault(NamedTuple):
    """What is wrong with a text whose syntax is right."""

    message: str
    allowed: str = "JSON (RFC 8259)"


def parse_quickly(raw: bytes) -> Any:
    """Return the value of a JSON text. Raises `ValueError` for a text that jiter refuses, or that may have a fault."""
    value = _parse(raw)
    # jiter 0.19 reads numbers beyond those of a float as infinity
    if (_EXPONENT.search(raw) is not None or _has_long_number(raw)) and _HUGE.search(raw) is not None:
        raise ValueError(raw)
    return value


def _has_long_number(raw: bytes) -> bool:
    return len(raw) > len(_LONG_NUMBER) and _LONG_NUMBER in raw.translate(_ALL_ZEROES)


def parse_strictly(raw: bytes) -> Any:
    """Return the value of a JSON text. Raises `BodyError` if it has a fault."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as reason:
        raise not_utf_8(reason, raw) from None
    if is_too_deep(raw):
        raise too_deep(raw)
    try:
        value = decode(text)
    except json.JSONDecodeError as reason:
        raise syntax_error(reason.msg, reason.pos, text, raw) from None
    fault = find_fault(text)
    if fault is not None:
        raise error(fault.message, raw, fault.allowed)
    return value


def decode(text: str) -> Any:
    """Return the value of a text with right syntax; it may have any `Fault`. Raises `json.JSONDecodeError`."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError:
        raise
    except ValueError:  # from int(), the only conversion in the decoder
        return _SYNTAX.decode(text)


# faults


def find_fault(text: str, opened: Sequence[Container[str] | None] = ()) -> Fault | None:
    """Return the first fault of a text with right syntax.

    `opened` are the arrays (`None`) and objects (their keys so far) around a text that is a piece of a longer one.
    """
    levels: list[tuple[Container[str], set[str]] | None]
    levels = [None if keys is None else (keys, set()) for keys in opened]
    is_key = False
    for match in _TOKEN.finditer(text):
        token = match.group()
        fault: Fault | None = None
        if token in "{[":
            levels.append(((), set()) if token == "{" else None)
            is_key = token == "{"
        elif token in "}]":
            levels.pop()
            is_key = False
        elif token == ",":
            is_key = levels[-1] is not None
        elif token[0] == '"':
            fault = _find_string_fault(token, levels[-1] if is_key else None)
            is_key = False
        elif token != ":":
            fault = _find_number_fault(token)
        if fault is not None:
            return fault
    return None


def _find_string_fault(token: str, keys: tuple[Container[str], set[str]] | None) -> Fault | None:
    text = json.loads(token, strict=False) if "\\" in token else token[1:-1]
    if "\\u" in token:
        half = next((ord(char) for char in text if 0xD800 <= ord(char) < 0xE000), None)
        if half is not None:
            return Fault(f"holds \\u{half:04x}, half of a surrogate pair", "surrogates in pairs")
    if keys is not None:
        before, here = keys
        if text in here or text in before:
            return Fault(f"has the key {quote(text)} twice in one object", "every key once")
        here.add(text)
    return None


def _find_number_fault(token: str) -> Fault | None:
    if token.endswith(("N", "y")):
        return Fault(f"holds {token}, which JSON does not have", "finite numbers")
    if token.removeprefix("-").isdecimal():
        return None if _is_convertible(token) else Fault(f"holds an integer of more than {MAX_DIGITS} digits")
    if math.isinf(float(token)):
        digits = quote(token).strip('"')
        return Fault(f"holds the number {digits}, which is too large", "numbers below 1.8e308")
    return None


def _is_convertible(digits: str) -> bool:
    try:
        int(digits)
    except ValueError:  # the interpreter's limit, which is `MAX_DIGITS` unless it was started with another
        return False
    return True


# depth


def mask_escapes(raw: bytes) -> bytes:
    """Return the text with every escaped quote and backslash replaced: the quotes that stay delimit strings."""
    return raw.replace(b"\\\\", b"__").replace(b'\\"', b"__") if b"\\" in raw else raw


def iter_brackets(masked: bytes) -> Iterator[bytes]:
    """Yield the brackets outside of strings."""
    is_inside = 0
    for start in range(0, len(masked), _WINDOW):
        parts = masked[start : start + _WINDOW].split(b'"')
        yield b"".join(parts[is_inside::2]).translate(None, _NO_BRACKET)
        is_inside ^= (len(parts) - 1) & 1


def is_too_deep(raw: bytes) -> bool:
    """Return whether arrays and objects are nested deeper than `MAX_DEPTH`, found without parsing."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return False
    level = 0
    for brackets in iter_brackets(mask_escapes(raw)):
        levels = list(accumulate(map(_STEPS.__getitem__, brackets), initial=level))
        if max(levels) > MAX_DEPTH:
            return True
        level = levels[-1]
    return False


# errors


def not_utf_8(reason: UnicodeDecodeError, raw: bytes) -> BodyError:
    return error(f"is not UTF-8: byte {reason.start} is 0x{raw[reason.start]:02x}", raw)


def too_deep(raw: bytes) -> BodyError:
    return error(f"is nested deeper than {MAX_DEPTH} levels", raw, f"up to {MAX_DEPTH} levels")


def syntax_error(saying: str, at: int, text: str, raw: bytes) -> BodyError:
    """Return the error for a text with wrong syntax; `at` counts characters of `text`, which ends as `raw` does."""
    if not raw.strip():
        return error("is empty, which is not JSON", raw, "a JSON value")
    position = len(raw) - len(text[at:].encode())
    line = raw.count(b"\n", 0, position) + 1
    column = len(raw[raw.rfind(b"\n", 0, position) + 1 : position].decode()) + 1
    saying = saying[0].lower() + saying[1:].removesuffix(" at")
    return error(f"is not JSON: {saying} at line {line} column {column}", raw, "a JSON value")


def error(message: str, raw: bytes, allowed: str = Fault._field_defaults["allowed"]) -> BodyError:
    return BodyError(message, seen=quote(raw[:_QUOTED].decode(errors="replace")), allowed=allowed)
