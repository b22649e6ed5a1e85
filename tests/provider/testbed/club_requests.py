"""What the reading club reads of requests: pages, filters, bodies; all that is wrong is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError
from starlette.datastructures import QueryParams

from .club_bodies import Body

_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
_B = TypeVar("_B", bound=Body)


@dataclass(frozen=True)
class Call:
    """One request."""

    item: str  # the identifier in the path: "7"; "" without one
    query: QueryParams
    cookies: Mapping[str, str]
    if_match: str | None
    media_type: str  # "application/json", without parameters
    body: bytes


class RefusalError(Exception):
    """Raised to respond with a problem."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        self.status = status
        self.detail = detail
        self.headers = headers
        super().__init__(detail)


def read_number(call: Call, name: str, smallest: int, largest: int, default: int) -> int:
    text = read_one(call, name)
    if text is None:
        return default
    if not _NUMBER.fullmatch(text) or not smallest <= int(text) <= largest:
        raise RefusalError(400, f"{name} is a number from {smallest} to {largest}")
    return int(text)


def read_choice(call: Call, name: str, choices: Sequence[str]) -> str | None:
    text = read_one(call, name)
    if text is not None and text not in choices:
        raise RefusalError(400, f"{name} is one of {', '.join(choices)}")
    return text


def read_one(call: Call, name: str) -> str | None:
    values = call.query.getlist(name)
    if len(values) > 1:
        raise RefusalError(400, f"{name} was given {len(values)} times")
    return values[0] if values else None


def read_body(call: Call, model: type[_B], media_type: str) -> _B:
    """Return the body if it satisfies its model; refuse others."""
    if call.media_type != media_type:
        raise RefusalError(415, f"send {media_type}")
    try:
        value: Any = json.loads(call.body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise RefusalError(400, "the body is not JSON") from None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise RefusalError(422, f"{'/'.join(map(str, first['loc']))}: {first['msg']}"[:200]) from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"JSON has no {name}")
