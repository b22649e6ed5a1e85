"""Names of members, parameters and path segments, and when two of them mean the same."""

from __future__ import annotations

import re
from functools import lru_cache

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_PAIRS = """
people person, children child, men man, women woman, mice mouse, feet foot, indices index, matrices matrix,
vertices vertex, analyses analysis, quizzes quiz, movies movie, cookies cookie, calories calorie, caches cache,
shelves shelf, loaves loaf, wolves wolf, leaves leaf, halves half, lives life, knives knife, statuses status,
aliases alias, bonuses bonus, campuses campus, viruses virus, buses bus, biases bias, canvases canvas, censuses census,
alias alias, bias bias, canvas canvas, gas gas, sms sms, dns dns, cms cms, crm crm, https https, gps gps
"""
_IRREGULAR: dict[str, str] = dict(pair.split() for pair in _PAIRS.split(","))
_SAME = ("ss", "us", "is", "news", "series", "species", "data", "media")
_HISSING = ("sses", "shes", "ches", "xes", "zzes")


@lru_cache(maxsize=8192)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in lower case.

    >>> words_of("petID"), words_of("min_price"), words_of("filter[created-at]")
    (('pet', 'id'), ('min', 'price'), ('filter', 'created', 'at'))
    """
    return tuple(word for word in _SEPARATORS.split(_HUMP.sub("_", name).lower()) if word)


@lru_cache(maxsize=8192)
def plain_name(name: str) -> str:
    """A name without case and separators: `pageSize`, `page_size` and `page[size]` are `pagesize`."""
    return "".join(_SEPARATORS.split(name.lower()))


@lru_cache(maxsize=4096)
def singular(word: str) -> str:
    """The singular of an English plural in lower case; any other word as it is.

    >>> singular("boxes"), singular("categories"), singular("houses"), singular("status")
    ('box', 'category', 'house', 'status')
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(_SAME):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_HISSING):
        return word[:-2]
    return word[:-1] if word.endswith("s") and len(word) > 2 else word


def entity_name(segment: str) -> str:
    """What one item of a collection is called, in snake case.

    >>> entity_name("orderItems"), entity_name("custom-connectors")
    ('order_item', 'custom_connector')
    """
    words = words_of(segment)
    return "_".join((*words[:-1], singular(words[-1]))) if words else segment
