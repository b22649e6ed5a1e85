"""Bodies in YAML, read as a `seed.yaml` is: strictly, and with the types of JSON."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import Any

from ..openapi.bodies import BodyError
from ..openapi.documents import parse_fixture
from ..openapi.errors import FixtureError
from ..openapi.rules import quote


def parse_yaml(raw: bytes) -> Any:
    """Return the value of a YAML text. Raises `BodyError` if it is not YAML, or JSON cannot hold it."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise BodyError(f"is not UTF-8: byte {reason.start}", allowed="YAML 1.2 in UTF-8") from None
    try:
        value = parse_fixture(text, Path("body"))
    except FixtureError as reason:
        place = f" at line {reason.line} column {reason.column}" if reason.line is not None else ""
        message = f"is {reason.message}" if reason.message.startswith("not ") else reason.message
        raise BodyError(f"{message}{place}", seen=quote(text[:200]), allowed="YAML 1.2") from None
    foreign = next((number for number in _iter_numbers(value) if not isfinite(number)), None)
    if foreign is not None:
        raise BodyError(f"holds {foreign}, which JSON cannot hold", seen=str(foreign), allowed="finite numbers")
    return value


def _iter_numbers(value: Any) -> Any:
    waiting, seen = [value], set[int]()  # aliases stand for the same list or mapping
    while waiting:
        one = waiting.pop()
        if isinstance(one, float):
            yield one
        elif isinstance(one, (dict, list)) and id(one) not in seen:
            seen.add(id(one))
            waiting.extend(one.values() if isinstance(one, dict) else one)
