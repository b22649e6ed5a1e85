"""Media types and ranges, and the choice by an Accept header (RFC 9110 §8.3.1, §12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_MEDIA_TYPE = re.compile(rf"\s*({_TOKEN})/({_TOKEN})\s*")
_PARAMETER = re.compile(rf';\s*(?:({_TOKEN})=({_TOKEN}|"(?:[^"\\]|\\.)*"))?\s*')
_ITEM = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+(?:"|\Z|\\\Z))++')  # an open quote reaches to the end

_SEQUENCES = frozenset(
    (
        *("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonl"),
        *("application/jsonlines", "application/x-jsonlines", "application/json-seq", "text/event-stream"),
    )
)
_WRITTEN = frozenset(
    (
        *("application/x-www-form-urlencoded", "application/yaml", "application/x-yaml", "application/javascript"),
        *("application/toml", "application/graphql", "application/sql", "application/jwt", "application/x-pem-file"),
    )
)
_BINARY_TYPES = frozenset(("image", "audio", "video", "font"))
_BINARY = frozenset(
    (
        *("application/octet-stream", "application/pdf", "application/zip", "application/gzip", "application/x-tar"),
        *("application/x-gzip", "application/x-zip-compressed", "application/x-7z-compressed", "application/wasm"),
        *("application/x-protobuf", "application/protobuf", "application/vnd.ms-excel", "application/msword"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
)


@dataclass(frozen=True, slots=True)
class MediaType:
    """`text/html; charset=utf-8`, or a range such as `text/*`."""

    type: str  # "text", lower-case
    subtype: str  # "html", lower-case
    parameters: tuple[tuple[str, str], ...] = ()  # (("charset", "utf-8"),), names lower-case

    def __str__(self) -> str:
        return self.essence + "".join(f"; {name}={_quoted(value)}" for name, value in self.parameters)

    @property
    def essence(self) -> str:
        """Type and subtype without parameters: `text/html`."""
        return f"{self.type}/{self.subtype}"

    @property
    def is_json(self) -> bool:
        """`application/json` or anything with the `+json` suffix (RFC 6839 §3.1)."""
        return self.subtype == "json" or self.subtype.endswith("+json")

    @property
    def is_text(self) -> bool:
        return self.type == "text"

    @property
    def is_xml(self) -> bool:
        """`application/xml`, `text/xml` or anything with the `+xml` suffix (RFC 7303 §4.2)."""
        return self.subtype == "xml" or self.subtype.endswith("+xml")

    @property
    def is_sequence(self) -> bool:
        """Bodies are items one after the other: JSON Lines, JSON text sequences, server-sent events."""
        return self.essence in _SEQUENCES or self.subtype.endswith("+json-seq")

    @property
    def has_no_types(self) -> bool:
        """Values are texts whose types only a schema tells: forms, multipart and XML."""
        return self.is_xml or self.essence == "application/x-www-form-urlencoded" or self.type == "multipart"

    @property
    def is_written(self) -> bool:
        """Bodies are written in characters, not in bytes."""
        return self.is_text or self.is_json or self.is_xml or self.is_sequence or self.essence in _WRITTEN

    @property
    def is_binary(self) -> bool:
        """Bodies are bytes: a picture, an archive."""
        return (self.type in _BINARY_TYPES and not self.is_xml) or self.essence in _BINARY

    @property
    def specificity(self) -> int:
        """0 for `*/*`, 1 for `text/*`, 2 for `text/html`, one more for each parameter."""
        if self.type == "*":
            return 0
        return 1 if self.subtype == "*" else 2 + len(self.parameters)

    def parameter(self, name: str) -> str | None:
        """`charset` -> `utf-8`."""
        return next((value for key, value in self.parameters if key == name), None)

    def without(self, name: str) -> MediaType:
        """Return the media type without one parameter."""
        return MediaType(self.type, self.subtype, tuple(pair for pair in self.parameters if pair[0] != name))

    def having(self, name: str, value: str) -> MediaType:
        """Return the media type with one parameter set."""
        return MediaType(self.type, self.subtype, (*self.without(name).parameters, (name, value)))

    def includes(self, other: MediaType) -> bool:
        """Whether `other` is in this range; it must have the same values of the parameters that the range has."""
        if self.type not in ("*", other.type) or self.subtype not in ("*", other.subtype):
            return False
        return all((other.parameter(name) or "").lower() == value.lower() for name, value in self.parameters)


@lru_cache(maxsize=1024)
def parse_media_type(text: str) -> MediaType | None:
    """Read one media type or range; `None` if the text is not one.

    >>> str(parse_media_type('Application/JSON;charset="utf-8"'))
    'application/json; charset=utf-8'
    """
    head = _MEDIA_TYPE.match(text)
    if head is None:
        return None
    parameters, at = [], head.end()
    while at < len(text):
        parameter = _PARAMETER.match(text, at)
        if parameter is None:
            return None
        if parameter[1]:
            parameters.append((parameter[1].lower(), _unquoted(parameter[2])))
        at = parameter.end()
    return MediaType(head[1].lower(), head[2].lower(), tuple(parameters))


@lru_cache(maxsize=1024)
def make_concrete(text: str) -> str:
    """Return the media type that is sent for a range: JSON, `text/plain` for `text/*`, PNG for `image/*`."""
    media_type = parse_media_type(text)
    if media_type is None or "*" not in (media_type.type, media_type.subtype):
        return text
    return {"text": "text/plain", "image": "image/png"}.get(media_type.type, "application/json")


def find_range(media_type: MediaType, ranges: Iterable[str]) -> str | None:
    """Return the most specific of a document's `content` keys that includes `media_type`, or `None`.

    A key with a charset also includes messages without one: many documents declare `text/plain; charset=utf-8`.
    """
    best, best_specificity = None, -1
    for text in ranges:
        candidate = parse_media_type(text)
        if candidate is None or candidate.specificity <= best_specificity:
            continue
        if candidate.includes(media_type) or (
            media_type.parameter("charset") is None and candidate.without("charset").includes(media_type)
        ):
            best, best_specificity = text, candidate.specificity
    return best


@lru_cache(maxsize=1024)
def parse_accept(text: str) -> tuple[tuple[MediaType, float], ...]:
    """Return the ranges of an Accept header with their weights, without entries that cannot be read."""
    ranges = []
    for item in _ITEM.findall(text):
        media_type = parse_media_type(item)
        if media_type is None:
            continue
        weight = _weight(media_type.parameter("q"))
        kept = tuple(pair for pair in media_type.parameters if pair[0] != "q")
        ranges.append((MediaType(media_type.type, media_type.subtype, kept), weight))
    return tuple(ranges)


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that an Accept header prefers, or `None` if it accepts none of them.

    1. Without a header, or with one that cannot be read, the first offer.
    2. Each offer gets the weight of the most specific range that includes it (RFC 9110 §12.5.1).
    3. The heaviest wins; between equals, the earlier one in `offers`.
    """
    ranges = parse_accept(accept) if accept is not None else ()
    if not ranges:
        return offers[0] if offers else None
    best, best_weight = None, 0.0
    for offer in offers:
        weight = _weight_of(offer, ranges)
        if weight > best_weight:
            best, best_weight = offer, weight
    return best


def choose_nearest(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the offer that is sent for an Accept header; `None` only if there are no offers.

    1. The one that it prefers: `choose`.
    2. The first one that is kin to what it names, the heaviest range first.
    3. The first one: a server may answer as if there were no header (RFC 9110 §12.5.1).
    """
    return choose(accept, offers) or find_kin(accept, offers) or (offers[0] if offers else None)


def find_kin(accept: str | None, offers: Sequence[str]) -> str | None:
    """Return the first offer that has the syntax of what an Accept header names, the heaviest range first.

    >>> find_kin("application/vnd.shop.v3+json", ["text/csv", "application/json"])
    'application/json'
    """
    for wanted, weight in sorted(parse_accept(accept or ""), key=lambda pair: -pair[1]):
        for offer in offers if weight > 0 else ():
            offered = parse_media_type(offer)
            if offered is not None and _are_kin(wanted, offered):
                return offer
    return None


def _are_kin(one: MediaType, other: MediaType) -> bool:
    """Whether two media types have one syntax (RFC 6838 §4.2.8)."""
    return (one.is_json and other.is_json) or (one.is_xml and other.is_xml)


def _weight_of(offer: str, ranges: Iterable[tuple[MediaType, float]]) -> float:
    media_type = parse_media_type(offer)
    if media_type is None:
        return 0.0
    # a document may offer a range (`image/*`); an Accept range inside it fits as well
    fitting = [(r.specificity, w) for r, w in ranges if r.includes(media_type) or media_type.includes(r)]
    # RFC 9110 §12.5.1: the most specific range wins
    return max(fitting)[1] if fitting else 0.0


def _weight(text: str | None) -> float:
    if text is None:
        return 1.0
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0.0 <= weight <= 1.0 else 0.0


def _quoted(text: str) -> str:
    return text if re.fullmatch(_TOKEN, text) else '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


def _unquoted(text: str) -> str:
    return re.sub(r"(?s)\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
