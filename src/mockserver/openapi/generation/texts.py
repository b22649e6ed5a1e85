"""Ordinary-looking texts for a format, a pattern or the name of a property."""

from __future__ import annotations

import base64
import string
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain, count, islice, product

from . import patterns, property_names
from .constraints import Constraints
from .sample_files import sample_text

LENGTH_LIMIT = 100_000  # characters; a longer `minLength` is refused
SPREAD = 12_000  # texts that are proposed at most
_PADDING = "The quick brown fox jumps over the lazy dog. "
_START = datetime(2026, 1, 20, 15, tzinfo=UTC)


def _moment(index: int, name: str) -> datetime:
    days = index + (1 if property_names.is_later(name) else 0)
    return _START + timedelta(days=days)


def _uuid(index: int) -> str:
    return f"3fa85f64-5717-4562-b3fc-2c963f66{0xAFA6 + index:04x}"


def _word(index: int) -> str:
    """a, b, … z, aa, ab, …"""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = string.ascii_lowercase[rest] + text
    return text


def _path(index: int) -> str:
    return _word(index) if index else ""


# format -> its text number `index`, each different
_FORMATS: dict[str, Callable[[int], str]] = {
    "time": lambda index: (_START + timedelta(minutes=index)).strftime("%H:%M:%SZ"),
    "duration": lambda index: f"PT{index + 1}H",
    "email": lambda index: f"ada{index or ''}@example.com",
    "idn-email": lambda index: f"ada{index or ''}@example.com",
    "hostname": lambda index: f"{_word(index) if index else 'api'}.example.com",
    "idn-hostname": lambda index: f"{_word(index) if index else 'api'}.example.com",
    "ipv4": lambda index: f"192.0.{2 + index // 250}.{index % 250 + 1}",  # RFC 5737: for documentation
    "ipv6": lambda index: f"2001:db8::{index + 1:x}",  # RFC 3849
    "uri-reference": lambda index: f"/{_word(index)}",
    "iri": lambda index: f"https://example.com/{_path(index)}",
    "iri-reference": lambda index: f"/{_word(index)}",
    "uri-template": lambda index: f"https://example.com/{_path(index)}{{id}}",
    "uuid": _uuid,
    "json-pointer": lambda index: f"/{_word(index)}",
    "relative-json-pointer": str,
    "regex": lambda index: f"^[a-z]{{{index + 1}}}$",
    "byte": lambda index: base64.b64encode(f"example{index or ''}".encode()).decode(),
    "password": lambda index: f"correct-horse-battery{index or ''}",
    "binary": lambda index: sample_text("application/octet-stream") + str(index or ""),
    "int32": lambda index: str(index + 1),  # numbers as text, as protocol buffers write them
    "int64": lambda index: str(index + 1),
    "decimal": lambda index: f"{index + 10}.00",
}
_FORMATS |= {"base64": _FORMATS["byte"]}
_NAMED_FORMATS: dict[str, Callable[[int, str], str]] = {  # formats whose text also depends on the name
    "date-time": lambda index, name: _moment(index, name).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda index, name: _moment(index, name).strftime("%Y-%m-%d"),
    "uri": lambda index, name: (
        (property_names.text_of(name) if _is_address(name) else "https://example.com/") + _path(index)
    ),
}
_NAMED_FORMATS |= {"url": _NAMED_FORMATS["uri"], "datetime": _NAMED_FORMATS["date-time"]}
# formats whose texts cannot be padded or cut to a length
_STRICT = (_FORMATS.keys() | _NAMED_FORMATS.keys()) - {
    "password",
    "binary",
    "byte",
    "int32",
    "int64",
    "decimal",
    "base64",
    "datetime",
    "url",
}


def _is_address(name: str) -> bool:
    return property_names.text_of(name).startswith("https:")


def propose(wanted: Constraints, name: str, spend: Callable[[int], None]) -> Iterator[str]:
    """Yield texts by format, by pattern and by name, then longer, shorter and numbered ones.

    `spend` is called with the work of finding texts for patterns.
    """
    if wanted.min_length > LENGTH_LIMIT:
        return
    seen: set[str] = set()
    for text in islice(_proposals(wanted, name, spend), SPREAD):
        if text not in seen:
            seen.add(text)
            yield text


def plain(name: str) -> str:
    """Return an ordinary text for a name."""
    return property_names.text_of(name)


def fit(text: str, wanted: Constraints) -> str:
    """Return the text, padded or cut to an allowed length."""
    return _fit(text, wanted.min_length, wanted.max_length)


def is_free(formats: list[str]) -> bool:
    """Return whether any text is valid for these formats."""
    return not any(known in _STRICT for known in formats)


def _proposals(wanted: Constraints, name: str, spend: Callable[[int], None]) -> Iterator[str]:
    known = [one for one in wanted.formats if one in _FORMATS or one in _NAMED_FORMATS]
    if wanted.media_type or wanted.encoding:
        yield sample_text(wanted.media_type or "application/octet-stream", wanted.encoding)
    if known:
        formatted = (_formatted(one, index, name) for one in known for index in range(SPREAD))
        yield from _suiting(formatted, wanted, 200 if wanted.patterns else SPREAD)
    if wanted.patterns or wanted.excluded_patterns:
        yield from _suiting(iter(_variants(property_names.text_of(name))), wanted, 20)
        found = patterns.propose(
            wanted.patterns,
            wanted.excluded_patterns,
            at_least=wanted.min_length,
            at_most=wanted.max_length,
            spend=spend,
        )
        yield from islice(found, SPREAD)
    if is_free(wanted.formats):
        yield from (hint for hint in wanted.hints if isinstance(hint, str))
        yield from _by_name(wanted, name)


def _formatted(format: str, index: int, name: str) -> str:
    make = _NAMED_FORMATS.get(format)
    return make(index, name) if make else _FORMATS[format](index)


def _suiting(proposed: Iterator[str], wanted: Constraints, tries: int) -> Iterator[str]:
    """Yield the texts that have an allowed length and match all patterns."""
    for text in islice(proposed, tries):
        if (
            len(text) >= wanted.min_length
            and (wanted.max_length is None or len(text) <= wanted.max_length)
            and all(patterns.matches(pattern, text) for pattern in wanted.patterns)
        ):
            yield text


def _variants(text: str) -> list[str]:
    """Return a text in spellings that match common patterns: `An example`, `an-example`, `an_example`, `EXAMPLE`…"""
    low = text.lower()
    words = low.replace("-", " ").replace("_", " ").split() or [""]
    joined = ["-".join(words), "_".join(words), "".join(words), words[-1]]
    return list(dict.fromkeys([text, *joined, low, *(one.upper() for one in joined), text.title()]))


def _by_name(wanted: Constraints, name: str) -> Iterator[str]:
    text = property_names.text_of(name)
    if text == "text":  # an unknown name; an unknown format may help: `format: currency`
        text = next(
            (property_names.text_of(known) for known in wanted.formats if property_names.text_of(known) != "text"), text
        )
    least, most = wanted.min_length, wanted.max_length
    yield _fit(text, least, most)
    lengths = [hint + 1 for hint in wanted.hints if isinstance(hint, int) and 0 <= hint < LENGTH_LIMIT]
    yield from (_fit(text, max(length, least), most) for length in [*lengths, 0])
    yield from (_fit(text, least, most, f" {number}") for number in range(2, 200))
    if most is None or most > 3:
        yield from (_fit("", least, most, _word(index)) for index in count())
    elif most:
        yield from ("".join(chars) for size in range(max(least, 1), most + 1) for chars in _short(size))
    if not least:
        yield ""


def _short(size: int) -> Iterator[tuple[str, ...]]:
    return chain(product(string.ascii_lowercase + string.digits, repeat=size), product(string.printable, repeat=size))


def _fit(text: str, least: int, most: int | None, ending: str = "") -> str:
    """Return a text padded or cut to an allowed length, with its ending kept."""
    missing = least - len(text) - len(ending)
    if missing > 0:
        padding = _PADDING * (missing // len(_PADDING) + 1)
        text = f"{text} {padding}"[: len(text) + missing] if text else padding[:missing]
    if most is not None:
        text = text[: max(most - len(ending), 0)]
    return (text + ending)[: most if most is not None else None]
