"""Ordinary-looking texts for a format, a pattern or the name of a property."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator
from itertools import chain, count, islice, product

from . import formats, patterns, property_names
from .constraints import Constraints
from .sample_files import sample_text

LENGTH_LIMIT = 100_000  # characters; a longer `minLength` is refused
SPREAD = 12_000  # texts that are proposed at most
MISFITS = 200  # ordinary texts of a format in a row that have a wrong length or do not match
OF_ONE_SHAPE = 60  # texts of a shape before the next one is tried
_PADDING = "The quick brown fox jumps over the lazy dog. "


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


def _proposals(wanted: Constraints, name: str, spend: Callable[[int], None]) -> Iterator[str]:
    if wanted.media_type or wanted.encoding:
        yield sample_text(wanted.media_type or "application/octet-stream", wanted.encoding)
    for known in filter(formats.is_known, wanted.formats):
        yield from _suiting((formats.ordinary(known, index, name) for index in range(SPREAD)), wanted)
    if wanted.patterns or wanted.excluded_patterns:
        yield from _suiting(iter(_variants(property_names.text_of(name))), wanted)
    yield from shaped(wanted, spend)
    if formats.is_free(wanted.formats):
        yield from (hint for hint in wanted.hints if isinstance(hint, str))
        yield from _by_name(wanted, name)


def shaped(wanted: Constraints, spend: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """Yield texts of allowed lengths that have the known formats and match all patterns, if any of these matters."""
    is_bounded = wanted.min_length or wanted.max_length is not None
    if not (wanted.patterns or wanted.excluded_patterns or (is_bounded and any(map(formats.is_known, wanted.formats)))):
        return
    sources = [
        patterns.propose(
            [*wanted.patterns, *shapes],
            wanted.excluded_patterns,
            at_least=wanted.min_length,
            at_most=wanted.max_length,
            spend=spend,
        )
        for shapes in formats.shapes(wanted.formats)
    ]
    for source in sources:
        yield from islice(source, OF_ONE_SHAPE)
    if sources:
        yield from islice(sources[-1], SPREAD)
    if wanted.patterns or wanted.excluded_patterns:  # no format, or one with texts of another shape
        yield from islice(
            patterns.propose(
                wanted.patterns,
                wanted.excluded_patterns,
                at_least=wanted.min_length,
                at_most=wanted.max_length,
                spend=spend,
            ),
            SPREAD,
        )


def _suiting(proposed: Iterator[str], wanted: Constraints) -> Iterator[str]:
    """Yield the texts that have an allowed length and match all patterns, until `MISFITS` in a row do not."""
    misfits = 0
    for text in proposed:
        if (
            len(text) >= wanted.min_length
            and (wanted.max_length is None or len(text) <= wanted.max_length)
            and all(patterns.matches(pattern, text) for pattern in wanted.patterns)
        ):
            yield text
            misfits = 0
        else:
            misfits += 1
            if misfits > MISFITS:
                return


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
        yield from (_fit("", least, most, formats.word(index)) for index in count())
    elif most:
        yield from ("".join(chars) for size in range(max(least, 1), most + 1) for chars in _short(size))
    if not least:
        yield ""


def _short(size: int) -> Iterator[tuple[str, ...]]:
    return chain(product(string.ascii_lowercase + string.digits, repeat=size), product(string.printable, repeat=size))


def _fit(text: str, least: int, most: int | None, ending: str = "") -> str:
    """Return a text padded, up to `LENGTH_LIMIT`, or cut to an allowed length, with its ending kept."""
    missing = min(least, LENGTH_LIMIT) - len(text) - len(ending)
    if missing > 0:
        padding = _PADDING * (missing // len(_PADDING) + 1)
        text = f"{text} {padding}"[: len(text) + missing] if text else padding[:missing]
    if most is not None:
        text = text[: max(most - len(ending), 0)]
    return (text + ending)[: most if most is not None else None]
