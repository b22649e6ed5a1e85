"""What a client prefers: `Prefer: code=409, example=in-use` (RFC 7240), or `?__code=409` if it cannot send that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ...openapi.messages import Headers, Request
from ...openapi.operations import Operation
from ...openapi.rules import Location, Violation, quote
from ...openapi.styles import StyleError, decode_query
from ..amounts import LONGEST_DELAY, MOST_ITEMS
from ..faults import SIMPLE
from ..faults.fault import FaultName

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
# RFC 7240 §2: a name, maybe a value, maybe parameters, separated by commas, maybe with nothing between two (RFC 9110
# §5.6.1.2). Possessive throughout: junk is found out in one pass.
_PREFERENCE = re.compile(
    rf'[\s,]*+(?:({_TOKEN})\s*+(?:=\s*+({_TOKEN}|{_QUOTED})?+\s*+)?+(?:;(?:[^,"]|{_QUOTED})*+)?+)?+(?:,|$)'
)
_STATUS = re.compile(r"[2-5][0-9][0-9]")  # RFC 9110 §15.2: 1xx is not a final response
_COUNT = re.compile(r"[0-9]{1,5}")
_MILLISECONDS = re.compile(r"[0-9]{1,7}")
_WORD = re.compile(_TOKEN)
_SWITCH = {"true": True, "false": False}
_Prefix = Literal["", "__"]
_FORM: _Prefix = "__"

NAMES = ("code", "example", "dynamic", "seed", "items", "delay", "fault")


@dataclass(frozen=True, slots=True)
class Preference:
    """What a client prefers; None: it has no preference."""

    code: int | None = None  # 409
    example: str | None = None  # "in-use"
    dynamic: bool | None = None  # whether generated values vary; wins over the server's option
    seed: str | None = None  # the same seed gives the same dynamic values
    items: int | None = None  # 25: rows that a list has
    delay: float = 0.0  # seconds that the response comes later
    fault: FaultName | None = None  # "reset": what happens instead of the response, or to it
    prefix: _Prefix = field(default="", compare=False)  # "__" for one in the query, which is the same preference

    @property
    def names_response(self) -> bool:
        """Whether it names a documented response, rather than how one is made."""
        return self.code is not None or self.example is not None

    @property
    def steers(self) -> bool:
        """Whether it wants something to happen to the response, rather than another one."""
        return self.delay > 0 or self.fault is not None

    @property
    def steering(self) -> str:
        """The value of Preference-Applied for what happens to the response."""
        shown = {"delay": f"{self.delay * 1000:.0f}" if self.delay else None, "fault": self.fault}
        return ", ".join(f"{name}={value}" for name, value in shown.items() if value is not None)

    @property
    def applied(self) -> str:
        """The value of Preference-Applied (RFC 7240 §3), for a response that was made as it is preferred."""
        shown = {
            "code": self.code,
            "example": self.example,
            "dynamic": None if self.dynamic is None else str(self.dynamic).lower(),
            "seed": self.seed,
            "items": self.items,
        }
        return ", ".join(f"{name}={_write(str(value))}" for name, value in shown.items() if value is not None)


NO_PREFERENCE = Preference()


def take_preference(operation: Operation, request: Request) -> tuple[Request, Preference | Violation]:
    """The request without preferences in its query, and what it prefers."""
    if _FORM not in request.query:
        return request, read_preference(request.headers)
    query, forms = split_forms(operation, request.query)
    return request._replace(query=query), read_preference(request.headers, forms)


def read_preference(headers: Headers, forms: Mapping[str, str] | None = None) -> Preference | Violation:
    """What is preferred, or the violation of a preference that cannot be read.

    1. The Prefer header; other preferences in it are ignored (RFC 7240 §2).
    2. Without that header: the `forms` of the query, by their names without underscores.
    """
    text = headers.get("prefer")
    if text is not None:
        wanted = _read_header(text)
        return _interpret(wanted, "") if isinstance(wanted, dict) else wanted
    return _interpret(forms, _FORM) if forms else NO_PREFERENCE


def split_forms(operation: Operation, query: str) -> tuple[str, dict[str, str]]:
    """A query without `__code`, `__delay` and the others of `NAMES`, and their first values.

    A parameter that the document declares under one of these names stays in the query.

    >>> split_forms(operation, "limit=3&__code=404")
    ('limit=3', {'code': '404'})
    """
    kept: list[str] = []
    forms: dict[str, str] = {}
    for piece in query.split("&"):
        name, _, text = piece.partition("=")
        if name.removeprefix(_FORM) in NAMES and name.startswith(_FORM) and not operation.parameter(name, "query"):
            forms.setdefault(name.removeprefix(_FORM), _decode(text))
        else:
            kept.append(piece)
    return "&".join(kept), forms


def _read_header(text: str) -> dict[str, str] | Violation:
    wanted: dict[str, str] = {}
    at = 0
    while at < len(text):
        found = _PREFERENCE.match(text, at)
        if found is None:
            return _malformed(text, "name=value pairs separated by commas, such as code=404", "")
        at = found.end()
        if found[1]:
            value = found[2] or ""
            value = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
            wanted.setdefault(found[1].lower(), value)
    return wanted


def _interpret(wanted: Mapping[str, str], prefix: _Prefix) -> Preference | Violation:
    code, example, dynamic, seed, items, delay, fault = (wanted.get(name) for name in NAMES)
    if code is not None and not _STATUS.fullmatch(code):
        return _malformed(f"code={code}", "a status from 200 to 599", prefix)
    if example == "":
        return _malformed("example=", "the name of a documented example", prefix)
    if dynamic is not None and dynamic.lower() not in _SWITCH:
        return _malformed(f"dynamic={dynamic}", "true or false", prefix)
    if seed == "":
        return _malformed("seed=", "a number or a word", prefix)
    if items is not None and not (_COUNT.fullmatch(items) and int(items) <= MOST_ITEMS):
        return _malformed(f"items={items}", f"a number from 0 to {MOST_ITEMS}", prefix)
    if delay is not None and not (_MILLISECONDS.fullmatch(delay) and int(delay) <= LONGEST_DELAY * 1000):
        return _malformed(f"delay={delay}", f"milliseconds from 0 to {LONGEST_DELAY * 1000}", prefix)
    if fault is not None and fault not in SIMPLE:
        return _malformed(f"fault={fault}", ", ".join(SIMPLE), prefix)
    if dynamic is not None and _SWITCH[dynamic.lower()] and (missing := _find_missing(prefix)):
        return missing
    return Preference(
        int(code) if code is not None else None,
        example,
        _SWITCH[dynamic.lower()] if dynamic is not None else None,
        seed,
        int(items) if items is not None else None,
        int(delay) / 1000 if delay is not None else 0.0,
        fault,  # type: ignore[arg-type]  # one of the names
        prefix,
    )


def _malformed(seen: str, allowed: str, prefix: _Prefix) -> Violation:
    location, name = locate(seen, prefix)
    seen = quote(prefix + seen)[1:-1]
    message = f"{seen} is not understood; allowed: {allowed}"
    return Violation("preference.malformed", location, message, name=name, seen=seen, allowed=allowed)


def _find_missing(prefix: _Prefix) -> Violation | None:
    """The violation of a preference for dynamic values on a server that cannot make them."""
    from ...openapi.generation import NEEDS_FAKER, has_faker

    if has_faker():
        return None
    seen = f"{prefix}dynamic=true"
    location, name = locate("dynamic=true", prefix)
    return Violation(
        "preference.unavailable", location, f"{seen} cannot be followed; {NEEDS_FAKER}", name=name, seen=seen
    )


def locate(seen: str, prefix: _Prefix) -> tuple[Location, str]:
    """The location and name of a preference such as `code=404`: the header, or a parameter of the query."""
    return ("query", prefix + seen.partition("=")[0]) if prefix else ("header", "Prefer")


def _write(text: str) -> str:
    if _WORD.fullmatch(text):
        return text
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return f'"{escaped}"'


def _decode(text: str) -> str:
    try:
        return decode_query(text)
    except StyleError:
        return text
