"""Bodies of about ten megabytes, valid and invalid, for `documents/parcels.yaml`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any, NamedTuple

SIZE = 10 * 1000 * 1000  # bytes, just below the limit of the server
JSON, FORM, XML = "application/json", "application/x-www-form-urlencoded", "application/xml"
BOUNDARY = "parcels"


class LargeBody(NamedTuple):
    """One body, and what the server must say to it."""

    name: str  # "JSON, many objects, refused"
    content_type: str
    make: Callable[[], bytes]
    status: int
    encoding: str | None = None  # of the content


def _fill(piece: Any, before: int = 200) -> list[Any]:
    return [piece] * ((SIZE - before) // (len(json.dumps(piece)) + 2))


def _objects(last: Any) -> bytes:
    return json.dumps({"parcels": [*_fill({"id": "4711", "weight": 12}), last]}).encode()


def _tree(last: Any) -> bytes:
    branch = {"kind": "branch", "children": [{"id": "4711", "weight": 12}] * 50}
    return json.dumps({"tree": {"kind": "branch", "children": [*_fill(branch), last]}}).encode()


def _multipart(*parts: tuple[str, bytes]) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    pieces = [head.encode() + name.encode() + b"\r\n\r\n" + content + b"\r\n" for name, content in parts]
    return b"".join(pieces) + f"--{BOUNDARY}--\r\n".encode()


def _parcels(count: int) -> list[tuple[str, bytes]]:
    return [('"parcels"\r\nContent-Type: application/json', b'{"id": "4711", "weight": 12}')] * count


def _xml(weight: str) -> bytes:
    parcel = "<parcel><id>4711</id><weight>12</weight></parcel>"
    last = f"<parcel><id>1</id><weight>{weight}</weight></parcel>"
    return f"<list>{parcel * 20_000}{last}</list>".encode()


_GOOD, _WRONG = {"id": "1", "weight": 1}, {"id": "", "weight": "heavy"}
_NUMBERS = _fill(12345)
_FORM_DATA = f"multipart/form-data; boundary={BOUNDARY}"
BODIES = (
    LargeBody("JSON, one text", JSON, lambda: json.dumps({"note": "x" * SIZE}).encode(), 200),
    LargeBody("JSON, numbers", JSON, lambda: json.dumps({"numbers": _NUMBERS}).encode(), 200),
    LargeBody("JSON, numbers, refused", JSON, lambda: json.dumps({"numbers": [*_NUMBERS, "x"]}).encode(), 422),
    LargeBody("JSON, objects", JSON, lambda: _objects(_GOOD), 200),
    LargeBody("JSON, objects, refused", JSON, lambda: _objects(_WRONG), 422),
    LargeBody("JSON, tree of oneOf", JSON, lambda: _tree(_GOOD), 200),
    LargeBody("JSON, tree of oneOf, refused", JSON, lambda: _tree(_WRONG), 422),
    LargeBody("JSON, not JSON at the end", JSON, lambda: _objects(_GOOD)[:-1], 422),
    LargeBody("JSON, gzip", JSON, lambda: gzip.compress(_objects(_GOOD)), 200, "gzip"),
    LargeBody("form, one text", FORM, lambda: b"note=" + b"x" * SIZE, 200),
    LargeBody("form, 10,000 numbers", FORM, lambda: b"&".join([b"ids=12345"] * 10_000), 200),
    LargeBody("form, percent-encoded, refused", FORM, lambda: b"ids=" + b"%41" * (SIZE // 3), 422),
    LargeBody("multipart, one file", _FORM_DATA, lambda: _multipart(('"file"; filename="x"', b"x" * SIZE)), 200),
    LargeBody("multipart, 900 parts", _FORM_DATA, lambda: _multipart(*_parcels(900)), 200),
    LargeBody("XML, 60,000 elements", XML, lambda: _xml("1"), 200),
    LargeBody("XML, 60,000 elements, refused", XML, lambda: _xml("heavy"), 422),
)
