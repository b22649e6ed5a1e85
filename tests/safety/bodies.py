"""Hostile bodies, each made when it is needed. `SIZE` is near the largest body that a server reads by default."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable
from typing import Any

from .length import IS_LONG

SIZE = 10_000_000 if IS_LONG else 1_000_000  # bytes

Make = Callable[[], bytes]


def fill(piece: bytes, start: bytes = b"[", end: bytes = b"]", between: bytes = b",") -> bytes:
    """Return a body of about `SIZE` that repeats a piece, such as an array of one item."""
    times = SIZE // (len(piece) + len(between))
    return start + between.join([piece] * times) + end


def number(make: Callable[[int], bytes], start: bytes = b"{", end: bytes = b"}") -> bytes:
    """Return a body of about `SIZE` whose pieces differ, such as an object with many names."""
    times = SIZE // (len(make(1_000_000)) + 1)
    return start + b",".join(make(n) for n in range(times)) + end


def nest(start: bytes, middle: bytes, end: bytes) -> bytes:
    """Return a body of about `SIZE` that is nested as deep as that allows."""
    times = SIZE // (len(start) + len(end))
    return start * times + middle + end * times


def colliding_keys() -> bytes:
    """Names whose Python hashes would collide, if hashes of strings were not randomized: multiples of 2**61 - 1."""
    return number(lambda n: b'"%d": 1' % (n * (2**61 - 1)))


def tree(levels: int, leaf: dict[str, Any], seed: int = 1) -> Any:
    """Return a full binary expression whose last leaf is `leaf`."""
    chance = random.Random(seed)

    def grow(level: int, is_last: bool) -> Any:
        if level == 0:
            return leaf if is_last else {"op": "Number", "value": level}
        op = chance.choice(["Add", "Subtract", "Multiply", "Divide"])
        return {"op": op, "left": grow(level - 1, False), "right": grow(level - 1, is_last)}

    return grow(levels, True)


def chain_of(levels: int, end: Any) -> Any:
    value = end
    for _ in range(levels):
        value = {"next": value}
    return value


def dump(value: Any) -> bytes:
    return json.dumps(value).encode()


def compress_zeros(megabytes: int, times: int = 1) -> bytes:
    """Return so many megabytes of spaces, compressed so often."""
    packer = zlib.compressobj(9, wbits=31)
    body = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(megabytes)), packer.flush()])
    for _ in range(times - 1):
        body = gzip.compress(body)
    return body


def multipart(*parts: bytes, boundary: bytes = b"b", end: bytes = b"--") -> bytes:
    return b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + end + b"\r\n"


def field(name: bytes, value: bytes, *more: bytes) -> bytes:
    lines = (b'Content-Disposition: form-data; name="' + name + b'"', *more)
    return b"\r\n".join(lines) + b"\r\n\r\n" + value


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><Thing><name>&a11;</name></Thing>"
)
SECRET = b'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY x SYSTEM "%s">]><Thing><name>&x;</name></Thing>'


def quadratic_entities() -> bytes:
    half = SIZE // 2
    declared = b'<!DOCTYPE t [<!ENTITY a "' + b"a" * half + b'">]>'
    return declared + b"<Thing><name>" + b"&a;" * (half // 3) + b"</name></Thing>"
