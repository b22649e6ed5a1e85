"""Dynamic values: Faker with a seed and a locale, and a random choice of optional parts.

The values depend on the seed alone, not on the clock or on earlier calls. Faker comes with the extra `dynamic`, and is
imported at first use.
"""

from __future__ import annotations

import base64
import math
import random
import threading
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from ..documents import Document
from ..errors import OptionError
from ..pointers import escape
from ..rules import quote
from . import formats, numbers, property_names, texts
from .constraints import Constraints
from .faker_options import Options
from .fakers import BY_FORMAT, BY_NAME, call, is_known
from .manner import Manner
from .policy import Policy
from .sample_files import sample_text

if TYPE_CHECKING:
    from faker import Faker

_T = TypeVar("_T")
NEEDS_FAKER = "dynamic values need Faker: pip install 'openapi-mockserver[dynamic]'"
OPTIONAL = 0.8  # the probability of an optional member that is wanted sometimes, unless the document sets one
NULL = 0.1  # the probability of null among several types
LONGEST = 3  # items beyond the shortest length, unless the document sets a maximum
SAMPLE = 50  # values of an `enum` tried first, or texts of a pattern to choose from
_START, _TURN = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
_YEAR = 365 * 24 * 3600
_DECIMALS = {
    "price": 2,
    "amount": 2,
    "cost": 2,
    "total": 2,
    "balance": 2,
    "latitude": 5,
    "longitude": 5,
    "lat": 5,
    "lng": 5,
}
_RANGES = {
    "latitude": (-90, 90),
    "lat": (-90, 90),
    "longitude": (-180, 180),
    "lng": (-180, 180),
    "lon": (-180, 180),
    "year": (1990, 2026),
    "month": (1, 12),
    "day": (1, 28),
    "hour": (0, 23),
    "minute": (0, 59),
    "second": (0, 59),
    "age": (18, 90),
    "port": (1024, 65535),
    "percent": (0, 100),
    "percentage": (0, 100),
    "rating": (1, 5),
    "probability": (0, 1),
    "confidence": (0, 1),
    "ratio": (0, 1),
    "page": (1, 10),
    "quantity": (1, 20),
}
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Dynamic:
    """The seed and locale of dynamic values. Raises `OptionError` without Faker, or if Faker lacks the locale."""

    seed: int | str | None = None  # None: different values each time
    locale: str = ""  # "de_DE"; empty: the locale of the document, else "en_US"

    def __post_init__(self) -> None:
        if not has_faker():
            raise OptionError(NEEDS_FAKER)
        if self.locale:
            normalized_locale(self.locale)

    def policy_for(self, options: Options, pointer: str, manner: Manner) -> Policy:
        """Return the policy for one value."""
        seed = random.SystemRandom().getrandbits(64) if self.seed is None else self.seed
        locale = normalized_locale(self.locale or options.locale or "en_US")
        return _RandomPolicy(manner, locale, f"{seed} {pointer}", options)


def has_faker() -> bool:
    """Return whether Faker is installed; it comes with the extra `dynamic`."""
    return find_spec("faker") is not None


def normalized_locale(locale: str) -> str:
    """Return Faker's spelling of a locale: `de_DE` for de-DE, `de_DE` and de."""
    from faker.config import AVAILABLE_LOCALES

    wanted = locale.replace("-", "_").lower()
    ordered = sorted(AVAILABLE_LOCALES)
    exact = next((known for known in ordered if known.lower() == wanted), None)
    doubled = next((known for known in ordered if known.lower() == f"{wanted}_{wanted}"), None)
    found = exact or doubled or next((known for known in ordered if known.lower().startswith(f"{wanted}_")), None)
    if found is None:
        raise OptionError(f"locale {locale!r} is not known to Faker; it has {', '.join(ordered)}")
    return found


def _faker(locale: str) -> Faker:
    """Return one instance for each locale and thread: making one takes as long as a hundred values."""
    from faker import Faker

    known: dict[str, Faker] = _local.__dict__.setdefault("fakers", {})
    if locale not in known:
        known[locale] = Faker(locale)
    return known[locale]


class _RandomPolicy(Policy):
    """The dynamic policy: random types, items and branches, and values from Faker."""

    shows_examples = False
    is_exact = False

    def __init__(self, manner: Manner, locale: str, seed: str, options: Options) -> None:
        super().__init__(manner)
        self._random = random.Random(seed)
        self._faker = _faker(locale)
        self._faker.seed_instance(seed)
        self._options = options

    def branches(self, alternatives: Iterable[_T]) -> Iterable[_T]:
        known = alternatives if isinstance(alternatives, list) else list(alternatives)
        if len(known) < 2:
            return known
        return [*self._random.sample(known, min(len(known), SAMPLE)), *known]

    def kinds(self, likely: list[str], others: list[str]) -> list[str]:
        shuffled = [kind for kind in likely if kind != "null"]
        self._random.shuffle(shuffled)
        if "null" in likely:
            shuffled.insert(0 if self._random.random() < NULL else len(shuffled), "null")
        return shuffled + others

    def keeps(self, name: str) -> bool:
        wanted, probability = self.manner.optional, self._options.optionals_probability
        if wanted is None:
            wanted = "always" if probability is None else "sometimes"
        if wanted != "sometimes":
            return wanted == "always"
        return self._random.random() < (OPTIONAL if probability is None else probability)

    def length(self, least: int, most: int | None) -> int:
        if self.manner.is_last_page:
            return least
        options = self._options
        low = max(least, 1 if options.min_items is None else options.min_items)
        high = low + LONGEST if options.max_items is None else max(least, options.max_items)
        low = min(low, high)
        if most is not None:
            low, high = min(low, most), min(high, most)
        return self._random.randint(low, high)

    def extra_members(self, wanted: Constraints) -> int:
        if wanted.properties or self._options.fill_properties is False:
            return 0
        return self._random.randint(1, 3)

    def scalars(self, wanted: Constraints, kind: str, name: str) -> Iterator[Any]:
        if wanted.faker is not None:
            found = call(self._faker, wanted.faker)
            if found is not None:
                yield str(found) if kind == "string" else found
        if kind == "string":
            yield from self._texts(wanted, name)
        elif kind == "boolean":
            yield self._random.random() < 0.5
        else:
            yield from (self._number(wanted, name, kind == "integer") for _ in range(20))

    # texts

    def _texts(self, wanted: Constraints, name: str) -> Iterator[str]:
        if wanted.media_type or wanted.encoding:
            yield sample_text(wanted.media_type or "application/octet-stream", wanted.encoding)
        known = next((one for one in wanted.formats if one in BY_FORMAT or one in _MOMENTS), None)
        if known is not None:
            yield from (self._formatted(known, name) for _ in range(10))
            if known in _FRACTIONS:
                yield from (self._moment(name).strftime(form) for form in _FRACTIONS[known] for _ in range(5))
        elif not wanted.formats or formats.is_free(wanted.formats):
            yield from (texts.fit(self._named(name), wanted) for _ in range(0 if wanted.patterns else 5))
        if wanted.patterns:
            yield from (self._named(name) for _ in range(3))
        found = list(islice(texts.shaped(wanted), SAMPLE))
        self._random.shuffle(found)
        yield from found

    def _formatted(self, format: str, name: str) -> str:
        if format in _MOMENTS:
            return self._moment(name).strftime(_MOMENTS[format])
        if format == "uuid":
            return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        if format == "byte":
            return base64.b64encode(self._random.randbytes(12)).decode()
        if format == "duration":
            return f"P{self._random.randint(0, 9)}DT{self._random.randint(1, 23)}H"
        return str(call(self._faker, BY_FORMAT[format]))

    def _moment(self, name: str) -> datetime:
        """Return a moment; the second of a pair (`updated_at`) is in a later year than the first."""
        if {"birth", "birthday", "dob", "born"} & set(property_names.words(name)):
            return _START - timedelta(seconds=self._random.randrange(18 * _YEAR, 80 * _YEAR))
        start = _TURN if property_names.is_later(name) else _START
        return start + timedelta(seconds=self._random.randrange(_YEAR))

    def _named(self, name: str) -> str:
        words = property_names.words(name)
        for first in range(len(words)):
            wanted = BY_NAME.get("_".join(words[first:]))
            if wanted is not None:
                return str(call(self._faker, wanted))
        if words and words[-1] == "id":
            return "_".join([*words[:-1], f"{self._random.getrandbits(40):010x}"])
        if property_names.is_moment(name):
            return self._formatted("date" if words[-1] == "date" else "date-time", name)
        return str(call(self._faker, "word" if len(words) < 2 else {"words": {"nb": 2}}))

    # numbers

    def _number(self, wanted: Constraints, name: str, integer: bool) -> int | float:
        last = next(iter(property_names.words(name)[-1:]), "")
        first, end = self._range(wanted, name, integer)
        if property_names.is_lower(name):
            end = (first + end) / 2
        elif property_names.is_upper(name):
            first = (first + end) / 2
        number = first + (end - first) * Fraction(self._random.random())
        step = numbers.step(wanted.multiples, integer)
        if step is not None:
            return numbers.as_number(round(number / step) * step, integer)
        if integer or last in numbers.COUNTED:
            return self._random.randint(math.ceil(first), max(math.floor(end), math.ceil(first)))
        rounded = round(number, _DECIMALS.get(last, 2))
        return numbers.as_number(rounded if first <= rounded <= end else number, integer)

    def _range(self, wanted: Constraints, name: str, integer: bool) -> tuple[Fraction, Fraction]:
        """Return the bounds, narrowed to the likely range for the name if the two overlap."""
        low, high = numbers.bounds(wanted, integer=integer)
        usual = _RANGES.get(next(iter(property_names.words(name)[-1:]), ""), (1, 1000))
        if property_names.is_moment(name):
            moment = int(self._moment(name).timestamp())
            usual = (moment, moment)
        if low is None and high is None:
            return Fraction(usual[0]), Fraction(usual[1])
        first = low if low is not None else (high or 0) - Fraction(1000)
        end = high if high is not None else (low or 0) + Fraction(1000)
        limit = numbers.format_limit(wanted)
        if limit is not None and -limit <= end and first <= limit:
            first, end = max(first, -limit), min(end, limit)
        likely = max(first, Fraction(usual[0])), min(end, Fraction(usual[1]))
        return likely if likely[0] <= likely[1] else (first, end)


def iter_unknown_fakers(document: Document) -> Iterator[str]:
    """Yield a sentence for each `x-faker` that neither faker.js nor Faker has; nothing without Faker."""
    found = list(_iter_fakers(document.content, "")) if has_faker() else []
    faker = _faker("en_US") if found else None
    for pointer, wanted in found:
        if faker is not None and not is_known(faker, wanted):
            line = document.line_of(pointer)
            yield f"{document.name}:{line} {pointer}: {quote(wanted)} is ignored: neither faker.js nor Faker has it"


def _iter_fakers(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "x-faker":
                yield f"{pointer}/x-faker", part
            else:
                yield from _iter_fakers(part, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _iter_fakers(part, f"{pointer}/{index}")


_MOMENTS = {"date-time": "%Y-%m-%dT%H:%M:%SZ", "date": "%Y-%m-%d", "time": "%H:%M:%SZ"}
_FRACTIONS = {  # other spellings, for a pattern or a length that the usual one does not have
    "date-time": ("%Y-%m-%dT%H:%M:%S.000Z", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%S.000000Z"),
    "time": ("%H:%M:%S.000Z", "%H:%M:%S+00:00"),
}
