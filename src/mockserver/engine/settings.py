"""How one server answers, for all its APIs and worlds; chosen when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypedDict

Validation = Literal["on", "warn", "off"]


class SomeSettings(TypedDict, total=False):
    """What may be said of `Settings`; the rest stays as it is."""

    dynamic: bool
    seed: int | None
    locale: str | None
    validate_requests: Validation
    strict_query: bool
    auth: bool


@dataclass(frozen=True, slots=True)
class Settings:
    """What the options of `mockserver serve` say about answers."""

    dynamic: bool = False  # invented values differ, and stand before examples
    seed: int | None = None  # of dynamic values; None: others each time
    locale: str | None = None  # of dynamic values: "de_DE"; None: as the document says
    validate_requests: Validation = "on"  # warn: answer as if valid, and say what was wrong; off: not even that
    strict_query: bool = False  # a query parameter nobody declared breaks the contract
    auth: bool = True  # False: no credential is asked for
