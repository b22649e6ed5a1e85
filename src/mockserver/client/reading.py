"""JSON made into records: frozen dataclasses whose fields have the names of the members.

Members that no field names are left out, because a newer server may say more. A member that a field names may only be
absent if the field has a default.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


class UnexpectedJson(Exception):
    """JSON is not what a record needs. The message continues a sentence: `has no 'number'`."""


def read_json(body: bytes) -> Any:
    """Decode JSON. Raises `UnexpectedJson` if it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise UnexpectedJson("is not JSON") from None


def read_record(kind: type[T], value: Any) -> T:
    """Return a JSON value as `kind`: a record, a tuple of them, a mapping, a moment or a plain value.

    >>> read_record(tuple[int, ...], [1, 2])
    (1, 2)
    """
    return cast("T", _read(kind, value))


def _read(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if kind is Any:
        return value
    if origin in (Union, UnionType):
        return _read_optional(get_args(kind), value)
    if is_dataclass(kind):
        return _read_members(kind, value)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], item) for item in _require(list, value))
    if origin in (dict, Mapping):
        return {name: _read(get_args(kind)[1], item) for name, item in _require(dict, value).items()}
    if kind is datetime:
        return _read_moment(_require(str, value))
    if origin is Literal:  # a newer server may know more words
        return value
    return float(_require((int, float), value)) if kind is float else _require(kind, value)


def _read_optional(kinds: tuple[Any, ...], value: Any) -> Any:
    """The value of `X | None`, or of plain types such as `int | str`."""
    if value is None and NoneType in kinds:
        return None
    first, *others = (get_origin(kind) or kind for kind in kinds if kind is not NoneType)
    if not others:
        return _read(next(kind for kind in kinds if kind is not NoneType), value)
    return _require((int, first, *others) if float in (first, *others) else (first, *others), value)


def _read_members(kind: Any, value: Any) -> Any:
    members, hints = _require(dict, value), _get_hints(kind)
    read = {}
    for each in fields(kind):
        name = each.metadata.get("member", each.name)
        if name in members:
            read[each.name] = _read(hints[each.name], members[name])
        elif each.default is MISSING and each.default_factory is MISSING:
            raise UnexpectedJson(f"has no {name!r}")
    return kind(**read)


def _read_moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise UnexpectedJson(f"has {text!r} for a time") from None


def _require(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind):
        raise UnexpectedJson(f"has {type(value).__name__} where another type was expected")
    return value


@cache
def _get_hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
