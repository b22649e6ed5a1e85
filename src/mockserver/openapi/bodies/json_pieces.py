"""Reads a long JSON text in pieces, so that no call holds Python's lock for long.

A text is cut before commas that stand outside of strings. Each piece is completed to a JSON text of its own with the
brackets that are open where it starts and where it ends:

    [{"a": [1, 2          [{"a": [1, 2]}]
    , 3], "b": 4          [{"…": [0, 3], "b": 4}]
    }, 5]                 [{"…": 0}, 5]

Its value is then added to the arrays and objects that the pieces before it left open.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from ..collector import collection_paused
from . import strict_json
from .strict_json import Fault

PIECE = 131_072  # bytes; jiter reads them in 2 to 8 ms

_OPENING = {ord("]"): ord("["), ord("}"): ord("{")}
_CLOSING = {ord("["): b"]", ord("{"): b"}"}
_LEAVES = 3  # levels that are removed at once before brackets are looked at one by one
_NO_BRACKET = bytes(set(range(256)) - set(b"[]{}"))


def parse_in_pieces(raw: bytes) -> Any:
    """Return the same value, or raise the same `BodyError`, as `parse_strictly`."""
    try:
        raw.decode()
    except UnicodeDecodeError as reason:
        raise strict_json.not_utf_8(reason, raw) from None
    with collection_paused():
        return _Reading(raw).read()


class _WrongSyntaxError(Exception):
    """Raised for a piece that no JSON text can have."""


class _Piece(NamedTuple):
    start: int  # where it begins: at a comma, or at 0
    end: int  # where it ends: before a comma, or at the end of the text
    before: bytes  # the brackets that are open at its start: b"[{"
    after: bytes  # and at its end
    shared: int  # of these, how many are open all the time


class _Reading:
    """One text, its value so far, and the arrays and objects that are still open."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._masked = strict_json.mask_escapes(raw)
        self._key = secrets.token_hex(8)  # of a member that completes a piece; no text can know it
        self._value: Any = None
        self._opened: list[Any] = []  # from the outermost to the innermost
        self._fault: Fault | None = None

    def read(self) -> Any:
        piece = _Piece(0, 0, b"", b"", 0)
        while piece.end < len(self._raw):
            try:
                piece = self._cut(piece)
                self._read_piece(piece)
            except (_WrongSyntaxError, json.JSONDecodeError):
                raise self._explain(piece) from None
        if self._fault is not None:
            raise strict_json.error(self._fault.message, self._raw, self._fault.allowed)
        return self._value

    def _read_piece(self, piece: _Piece) -> None:
        text = self._prefix(piece.before) + self._raw[piece.start : piece.end] + _suffix(piece.after)
        if self._fault is None:
            try:
                value = strict_json.parse_quickly(text)
            except ValueError:
                value, self._fault = self._read_strictly(text, piece)
            if self._fault is None:
                self._add(value, piece)
        elif strict_json.is_too_deep(text):
            raise strict_json.too_deep(self._raw)
        else:
            strict_json.decode(text.decode())

    def _read_strictly(self, text: bytes, piece: _Piece) -> tuple[Any, Fault | None]:
        if strict_json.is_too_deep(text):
            raise strict_json.too_deep(self._raw)
        return strict_json.decode(text.decode()), self._find_fault(piece)

    def _find_fault(self, piece: _Piece) -> Fault | None:
        opened = [each if isinstance(each, dict) else None for each in self._opened]
        return strict_json.find_fault(self._raw[piece.start : piece.end].decode(), opened)

    # cutting

    def _cut(self, last: _Piece) -> _Piece:
        """Return the piece after `last`. Raises `_WrongSyntaxError` if none can follow."""
        start, before = last.end, last.after
        end, brackets = self._find_end(start)
        after, shared = self._follow(before, brackets)
        # what stands before the comma is complete; the last piece closes everything
        if (end < len(self._raw)) != bool(after) or self._raw[start:end].rstrip()[-1:] in (b"[", b"{", b",", b":"):
            raise _WrongSyntaxError
        return _Piece(start, end, before, after, shared)

    def _find_end(self, start: int) -> tuple[int, bytes]:
        """Return where the piece that starts at `start` ends, and its brackets outside of strings."""
        found = [b""]
        is_inside = 0  # 1: the window starts inside a string
        for low in range(start + bool(start), len(self._raw), PIECE):
            high = min(low + PIECE, len(self._raw))
            parts = self._masked[low:high].split(b'"')
            if high < len(self._raw):
                end = high
                for index in range(len(parts) - 1, -1, -1):
                    end -= len(parts[index])
                    comma = parts[index].rfind(b",") if index % 2 == is_inside else -1
                    if comma >= 0:
                        found += [*parts[is_inside:index:2], parts[index][:comma]]
                        return end + comma, b"".join(found).translate(None, _NO_BRACKET)
                    end -= 1  # the quote
            found.append(b"".join(parts[is_inside::2]).translate(None, _NO_BRACKET))
            is_inside ^= (len(parts) - 1) & 1
        return len(self._raw), b"".join(found).translate(None, _NO_BRACKET)

    def _follow(self, before: bytes, brackets: bytes) -> tuple[bytes, int]:
        """Return the brackets that are open after a piece, and how many of those before it were never closed."""
        for _ in range(_LEAVES):
            brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        opened, shared = bytearray(before), len(before)
        for bracket in brackets:
            if bracket not in _OPENING:
                opened.append(bracket)
                if len(opened) > strict_json.MAX_DEPTH:
                    raise strict_json.too_deep(self._raw)
            elif not opened or opened.pop() != _OPENING[bracket]:
                raise _WrongSyntaxError
            else:
                shared = min(shared, len(opened))
        return bytes(opened), shared

    def _prefix(self, before: bytes) -> bytes:
        """Return what completes the start of a piece: each open array or object, with one member."""
        if not before:
            return b""
        member = b'{"%s":' % self._key.encode()
        return b"".join(b"[" if bracket == ord("[") else member for bracket in before) + b"0"

    # putting together

    def _add(self, value: Any, piece: _Piece) -> None:
        """Add the value of a completed piece to what is open, or note that it repeats a key."""
        if not piece.before:
            self._value = value
        else:
            added = list(_iter_first(value, len(piece.before), self._key))
            if any(isinstance(one, dict) and not one.keys().isdisjoint(new) for one, new in _pair(self._opened, added)):
                self._fault = self._find_fault(piece)
                return
            for one, new in _pair(self._opened, added):
                one.update(new) if isinstance(one, dict) else one.extend(new)
        del self._opened[piece.shared :]
        last = _last(self._opened[-1]) if self._opened else self._value
        for _ in range(len(piece.after) - piece.shared):
            self._opened.append(last)
            last = _last(last)

    # explaining

    def _explain(self, last: _Piece) -> Exception:
        """Return the error for a text whose syntax is wrong; `last` is the piece that is, or the one before it."""
        if strict_json.is_too_deep(self._raw):
            return strict_json.too_deep(self._raw)
        text = (self._prefix(last.before) + self._raw[last.start :]).decode()
        try:
            strict_json.decode(text)
        except json.JSONDecodeError as reason:
            return strict_json.syntax_error(reason.msg, reason.pos, text, self._raw)
        raise AssertionError("a piece is wrong, but not the text")  # pragma: no cover


def _suffix(after: bytes) -> bytes:
    return b"".join(_CLOSING[bracket] for bracket in reversed(after))


def _iter_first(value: Any, levels: int, key: str) -> Any:
    """Yield the arrays and objects that complete the start of a piece, without the members that do."""
    for _ in range(levels):
        yield value
        value = value.pop(key) if isinstance(value, dict) else value.pop(0)


def _pair(opened: Sequence[Any], added: Sequence[Any]) -> list[tuple[Any, Any]]:
    return list(zip(opened, added, strict=True))


def _last(value: Any) -> Any:
    """Return the last member of an array or object; None if it has none."""
    return next(reversed(value.values() if isinstance(value, dict) else value), None)
