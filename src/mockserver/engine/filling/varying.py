"""Variants of a valid value: the same with other texts, numbers and times, which look as ordinary as its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from ...openapi.resources.schema_views import SchemaView
from ...openapi.resources.words import words_of
from .alike import write_alike
from .laying import Choice, Path

_DEPTH = 4  # of objects and arrays inside objects
OWN = frozenset(("id", "uuid", "guid"))
_LONG = 80  # characters of a text that is left as it is
_KINDS = re.compile(
    "type|kind|object|class|category|currency|country|locale|language|lang|timezone|tz|units?|version|status|state|role"
    "|format|scheme|protocol|mime|ids?|uuid|guid|gender"
)  # last words of the names of members whose texts mean something to programs
_FLAGS = re.compile("deleted|archived|removed|cancell?ed|blocked|errors?|success|ok")
_DEGREES = frozenset(["lat", "latitude", "lng", "lon", "long", "longitude"])
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?=T|$)")
_NUMBERED = re.compile(r"(.*?)([0-9]{1,9})([^0-9]*)", re.DOTALL)
_FILE = re.compile(r"(.*/[^/]+)(\.[a-z0-9]{2,4})")


def iter_variants(
    value: Any,
    view: SchemaView,
    number: int,
    path: Path = (),
    *,
    kept: frozenset[str] = frozenset(),
    own: frozenset[str] = OWN,
) -> Iterator[Choice]:
    """Yield what makes the variant `number`, from 1, of an object: the leaves that differ, with their new values.

    Members of it that are `kept`, identifiers of other things, and words that programs read stay as they are; `own` are
    members with its own identifiers.
    """
    if isinstance(value, dict) and len(path) < _DEPTH:
        for name, member in value.items():
            if name not in kept:
                yield from iter_variants(member, view.at([name]), number, (*path, name), own=own)
    elif isinstance(value, list) and len(path) < _DEPTH:
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield from iter_variants(item, view.items, number, (*path, index))
    elif path:
        name = next((word for word in reversed(path) if isinstance(word, str)), "")
        words = () if len(path) == 1 and name in own else words_of(name)
        varied = tuple(each for each in vary_leaf(value, view, number, words) if each != value)
        if varied:
            yield Choice(path, varied)


def vary_leaf(value: Any, view: SchemaView, number: int, words: tuple[str, ...] = ()) -> tuple[Any, ...]:
    """What the variant `number` of a text, a number or a boolean may be, the best first; `words` are those of its name.

    1. The next value of those that the schema lists.
    2. A boolean is true and false by turns.
    3. A number is greater, or begins again at its minimum.
    4. A text is varied as its format wants it.
    """
    choices = view.choices
    if choices:
        return (choices[(choices.index(value) + number) % len(choices)],) if value in choices else ()
    if isinstance(value, bool):
        return () if any(map(_FLAGS.fullmatch, words)) else (value ^ (number % 2 == 1),)
    if words and _KINDS.fullmatch(words[-1]):
        return ()
    if isinstance(value, (int, float)):
        return (_vary_number(value, view, number, is_degree=bool(words) and words[-1] in _DEGREES),)
    return tuple(dict.fromkeys(_vary_text(value, view, number))) if isinstance(value, str) else ()


def _vary_number(value: float, view: SchemaView, number: int, *, is_degree: bool) -> float:
    step = view.first("multipleOf")
    if not isinstance(step, (int, float)) or isinstance(step, bool) or step <= 0:
        step = 0.01 if is_degree and isinstance(value, float) else 1
    varied = value + number * step
    low, high = view.first("minimum"), view.first("maximum")
    if isinstance(high, (int, float)) and varied > high:
        if not isinstance(low, (int, float)):
            return value
        count = int((high - low) // step) + 1
        varied = low + (int((value - low) // step) + number) % count * step
    return varied if isinstance(value, int) and isinstance(varied, int) else round(varied, 6)


def _vary_text(text: str, view: SchemaView, number: int) -> tuple[str, ...]:
    shape = view.first("format")
    vary = _FORMATS.get(shape) if isinstance(shape, str) else None
    if vary is not None:
        return (vary(text, number),)
    if _DATE.match(text):
        return (_vary_date(text, number),)
    if "://" in text:
        return (_vary_address(text, number),)
    if view.has("pattern"):
        return (_count_on(text, number), f"{text}-{number + 1}", f"{text}{number + 1}", write_alike(text, str(number)))
    if isinstance(shape, str):
        return (_count_on(text, number),)
    longest = view.first("maxLength")
    return (_vary_words(text, number, longest if isinstance(longest, int) else None),)


def _vary_words(text: str, number: int, longest: int | None) -> str:
    """`Tea 2` for `Tea`, `tea-2` for `tea`, `A-18` for `A-17`, `Fresh tea 2.` for `Fresh tea.`"""
    if not text or len(text) > _LONG:
        return text
    counted = _count_on(text, number)
    if counted != text:
        return counted
    end = text[len(text.rstrip(".!?")) :]
    ending = f"{'-' if text.islower() and ' ' not in text else ' '}{number + 1}{end}"
    if longest is not None and len(ending) >= longest:
        return text
    return text.removesuffix(end)[: longest and longest - len(ending)] + ending


def _count_on(text: str, number: int) -> str:
    """The text with a greater number at its end, `A-18` for `A-17`; the same text if it has none there."""
    found = _NUMBERED.fullmatch(text)
    if found is None or len(found[3]) > 1:
        return text
    counted = str(int(found[2]) + number).zfill(len(found[2]))
    return f"{found[1]}{counted}{found[3]}"


def _vary_date(text: str, number: int) -> str:
    """A date, or a date and a time, as many days later; the same text where the calendar ends."""
    try:
        moved = date.fromisoformat(text[:10]) + timedelta(days=number)
    except (ValueError, OverflowError):
        return text
    return moved.isoformat() + text[10:]


def _vary_address(text: str, number: int) -> str:
    """`https://a.test/2` for `https://a.test`, `https://a.test/b-2.png` for `https://a.test/b.png`."""
    if "?" in text or "#" in text or "{" in text:
        return text
    scheme, _, rest = text.partition("://")
    host, _, path = rest.partition("/")
    last = path.rpartition("/")[2]
    if _count_on(last, number) != last:
        return text[: len(text) - len(last)] + _count_on(last, number)
    file = _FILE.fullmatch(text) if path else None
    if file is not None:
        return f"{file[1]}-{number + 1}{file[2]}"
    return f"{text}-{number + 1}" if last else f"{scheme}://{host}/{path}{number + 1}"


def _vary_email(text: str, number: int) -> str:
    """`ada2@example.com` for `ada@example.com`."""
    name, at, domain = text.partition("@")
    return f"{name}{number + 1}{at}{domain}"


def _vary_uuid(text: str, number: int) -> str:
    return str(uuid5(_namespace(text), str(number)))


def _namespace(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return NAMESPACE_OID


def _leave(text: str, _: int) -> str:
    return text


_FORMATS: dict[str, Callable[[str, int], str]] = {
    "date": _vary_date,
    "date-time": _vary_date,
    "email": _vary_email,
    "idn-email": _vary_email,
    "uuid": _vary_uuid,
    "uri": _vary_address,
    "url": _vary_address,
    "iri": _vary_address,
    "hostname": lambda text, number: f"host{number + 1}.{text.partition('.')[2] or text}",
    "byte": _leave,
    "binary": _leave,
    "password": _leave,
    "time": _leave,
    "duration": _leave,
    "regex": _leave,
    "json-pointer": _leave,
}
