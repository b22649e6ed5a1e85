"""What texts of a known format look like: ordinary ones, and shapes for those that must have a length or a pattern.

A shape is a regular expression (ECMA-262) whose texts have the format. Walked together with a schema's own patterns
(`patterns.propose`), it finds a text that satisfies both. Each format has several shapes, the prettiest first, the most
general last. A shape may be a little wider than its format, because the validator checks what is found.
"""

from __future__ import annotations

import base64
import string
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, product

from . import property_names
from .sample_files import sample_text

COMBINATIONS = 64  # of the shapes of several formats
_START = datetime(2026, 1, 20, 15, tzinfo=UTC)


def is_known(format: str) -> bool:
    """Return whether texts of this format can be made."""
    return format in _ORDINARY or format in _NAMED


def is_free(formats: Iterable[str]) -> bool:
    """Return whether any text is valid for these formats."""
    return not any(is_known(each) and each not in _UNCHECKED for each in formats)


def ordinary(format: str, index: int, name: str) -> str:
    """Return the ordinary text number `index` of a known format, each different, for a property of a name."""
    make = _NAMED.get(format)
    return make(index, name) if make else _ORDINARY[format](index)


def shapes(formats: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield sets of shapes, one for each of the known formats; a text that matches all of a set has all formats.

    >>> next(shapes(["date"]))
    ('^2026-01-[0-3][0-9]$',)
    """
    known = [_SHAPES[each] for each in formats if each in _SHAPES]
    yield from islice(product(*known), COMBINATIONS) if known else ()


def word(index: int) -> str:
    """a, b, … z, aa, ab, …"""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = string.ascii_lowercase[rest] + text
    return text


def _path(index: int) -> str:
    return word(index) if index else ""


def _moment(index: int, name: str) -> datetime:
    days = index + (1 if property_names.is_later(name) else 0)
    return _START + timedelta(days=days)


def _is_address(name: str) -> bool:
    return property_names.text_of(name).startswith("https:")


_ORDINARY: dict[str, Callable[[int], str]] = {
    "time": lambda index: (_START + timedelta(minutes=index)).strftime("%H:%M:%SZ"),
    "duration": lambda index: f"PT{index + 1}H",
    "email": lambda index: f"ada{index or ''}@example.com",
    "hostname": lambda index: f"{word(index) if index else 'api'}.example.com",
    "ipv4": lambda index: f"192.0.{2 + index // 250}.{index % 250 + 1}",  # RFC 5737: for documentation
    "ipv6": lambda index: f"2001:db8::{index + 1:x}",  # RFC 3849
    "uri-reference": lambda index: f"/{word(index)}",
    "iri": lambda index: f"https://example.com/{_path(index)}",
    "uri-template": lambda index: f"https://example.com/{_path(index)}{{id}}",
    "uuid": lambda index: f"3fa85f64-5717-4562-b3fc-2c963f66{0xAFA6 + index:04x}",
    "json-pointer": lambda index: f"/{word(index)}",
    "relative-json-pointer": str,
    "regex": lambda index: f"^[a-z]{{{index + 1}}}$",
    "byte": lambda index: base64.b64encode(f"example{index or ''}".encode()).decode(),
    "password": lambda index: f"correct-horse-battery{index or ''}",
    "binary": lambda index: sample_text("application/octet-stream") + str(index or ""),
    "int32": lambda index: str(index + 1),  # numbers as text, as protocol buffers write them
    "int64": lambda index: str(index + 1),
    "decimal": lambda index: f"{index + 10}.00",
}
_NAMED: dict[str, Callable[[int, str], str]] = {  # formats whose text also depends on the name
    "date-time": lambda index, name: _moment(index, name).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda index, name: _moment(index, name).strftime("%Y-%m-%d"),
    "uri": lambda index, name: (
        (property_names.text_of(name) if _is_address(name) else "https://example.com/") + _path(index)
    ),
}

_DAY = "(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
_LAST_DAYS = "(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_ANY_CLOCK = "[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]+)?([Zz]|[+-][0-2][0-9]:[0-5][0-9])"
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_LOCAL = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_CALENDAR = "([0-9]+Y([0-9]+M([0-9]+D)?)?|[0-9]+M([0-9]+D)?|[0-9]+D)"
_HOURS = "T([0-9]+H([0-9]+M([0-9]+S)?)?|[0-9]+M([0-9]+S)?|[0-9]+S)"
_ADDRESS = (
    "^https://example\\.com/[a-z]*$",
    "^https://([a-z0-9-]{1,20}\\.){0,3}[a-z]{1,10}\\.[a-z]{2,3}(/[a-z0-9/]*)?$",
    "^[a-z]+://[A-Za-z0-9.-]+(:[0-9]{1,4})?(/[A-Za-z0-9._~/-]*)?(\\?[A-Za-z0-9=&_.-]*)?(#[A-Za-z0-9=&_-]*)?$",
    "^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9:@/?&=._~!$'()*+,;-]+$",
)
_REFERENCE = ("^/[a-z]*$", "^[A-Za-z0-9/]*$", "^[A-Za-z0-9._~/-]*(\\?[A-Za-z0-9=&_.-]*)?(#[A-Za-z0-9]*)?$", *_ADDRESS)
_SHAPES: dict[str, tuple[str, ...]] = {
    "date-time": (
        "^2026-01-20T15:00:00(Z|\\.000Z|\\.000000Z|\\+00:00)$",
        "^2026-01-20T15:00:00(\\.0+)?(Z|\\+00:00)$",
        "^20[0-9]{2}-01-20T15:00:00(\\.0+)?(Z|[+-](0[0-9]|1[0-2]):00)$",
        f"^20[0-9]{{2}}-{_DAY}T{_CLOCK}$",
        f"^[0-9]{{4}}-({_LAST_DAYS})[Tt]{_ANY_CLOCK}$",
        f"^[0-9]{{4}}-{_DAY}[Tt]{_ANY_CLOCK}$",
    ),
    "date": (
        "^2026-01-[0-3][0-9]$",
        "^20[0-9]{2}-01-20$",
        f"^([0-9]{{4}}-({_LAST_DAYS})|20[0-9][048]-02-29)$",
        f"^[0-9]{{4}}-{_DAY}$",
    ),
    "time": ("^15:00:00(\\.0+)?(Z|\\+00:00)$", f"^{_CLOCK}$", f"^{_ANY_CLOCK}$"),
    "duration": (
        "^PT[1-9][0-9]{0,5}H$",
        "^PT[1-9][0-9]{0,4}H[1-9][0-9]{0,4}M[1-9][0-9]{0,4}S$",
        f"^P({_CALENDAR}({_HOURS})?|{_HOURS}|[0-9]+W)$",
    ),
    "email": (
        "^ada[a-z]{0,50}@([a-z]{3,40}\\.){0,4}example\\.(com|org)$",
        "^[a-z]{1,20}@[a-z]{1,10}\\.[a-z]{2,3}$",
        f"^{_LOCAL}(\\.{_LOCAL})*@({_LABEL}\\.)*[A-Za-z]{{2,20}}$",
        f"^{_LOCAL}(\\.{_LOCAL})*@{_LABEL}$",
    ),
    "hostname": (
        "^api(\\.[a-z]{3,40}){0,5}\\.example\\.com$",
        "^[a-z]{1,20}\\.[a-z]{2,3}$",
        f"^{_LABEL}(\\.{_LABEL}){{0,9}}$",
    ),
    "ipv4": (
        "^(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.(25[0-4]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]?)$",
        f"^({_OCTET}\\.){{3}}{_OCTET}$",
    ),
    "ipv6": (
        "^2001:db8:(:[0-9a-f]{1,4}){1,5}$",
        "^2001:db8(:[0-9a-f]{1,4}){6}$",
        "^([0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}$",
        "^([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4}){0,2})?::([0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4}){0,2})?$",
    ),
    "uri": _ADDRESS,
    "iri": _ADDRESS,
    "uri-reference": _REFERENCE,
    "iri-reference": _REFERENCE,
    "uri-template": (
        "^https://example\\.com/[a-z]*\\{id\\}$",
        "^(https://[a-z.]+)?(/[A-Za-z0-9-]*|/\\{[A-Za-z_]+\\})*$",
        *_REFERENCE,
    ),
    "uuid": (
        "^3fa85f64-5717-4562-b3fc-[0-9a-f]{12}$",
        "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
    ),
    "json-pointer": ("^(/[a-z]+)*$", "^(/([^~/]|~[01])*)*$"),
    "relative-json-pointer": ("^[1-9]?[0-9](/[a-z]+)*$", "^(0|[1-9][0-9]*)(#|(/([^~/]|~[01])*)*)$"),
    "regex": ("^\\^[a-z]*\\$$", "^[a-z]*$", "^[A-Za-z0-9^$.@/_-]*$"),
    "byte": (
        "^ZXhhbXBs([A-Za-z0-9+/]{4})*$",
        "^([A-Za-z0-9+/]{4})+$",
        "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    ),
    "int32": ("^[1-9][0-9]*$", "^-?[0-9]+$"),
    "decimal": ("^[0-9]+\\.[0-9]{2}$", "^-?[0-9]+(\\.[0-9]+)?$"),
}  # the last of each format is the widest

for _same, _as in (("idn-email", "email"), ("idn-hostname", "hostname"), ("iri-reference", "uri-reference")):
    _ORDINARY[_same] = _ORDINARY[_as]
_ORDINARY["base64"] = _ORDINARY["byte"]
_NAMED |= {"url": _NAMED["uri"], "datetime": _NAMED["date-time"]}
_SHAPES |= {"idn-email": _SHAPES["email"], "idn-hostname": _SHAPES["hostname"], "base64": _SHAPES["byte"]}
_SHAPES |= {"url": _SHAPES["uri"], "datetime": _SHAPES["date-time"], "int64": _SHAPES["int32"]}
# the validator does not check these
_UNCHECKED = frozenset(["password", "binary", "int32", "int64", "decimal", "base64", "datetime", "url"])
