"""Likely values for the name of a property: about one person, one place and one week.

Names are read as words in every style: `createdAt`, `created_at` and `Created-At` are the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

BEFORE = "2026-01-20T15:00:00Z"
AFTER = "2026-01-21T09:30:00Z"
UNIX_BEFORE, UNIX_AFTER = 1_768_921_200, 1_768_987_800  # the same two moments

_TEXTS = {
    "id": "id_1", "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6", "guid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "email": "ada@example.com", "mail": "ada@example.com", "name": "Ada Lovelace", "full_name": "Ada Lovelace",
    "display_name": "Ada Lovelace", "first_name": "Ada", "given_name": "Ada", "middle_name": "King",
    "last_name": "Lovelace", "family_name": "Lovelace", "surname": "Lovelace", "firstname": "Ada",
    "lastname": "Lovelace", "nickname": "Ada", "username": "ada", "user_name": "ada", "login": "ada", "handle": "ada",
    "author": "Ada Lovelace", "owner": "Ada Lovelace", "initials": "AL", "salutation": "Ms", "gender": "female",
    "title": "An example", "headline": "An example", "subject": "An example", "label": "example",
    "description": "An example for reading.", "summary": "An example.", "comment": "An example.",
    "note": "An example.", "notes": "An example.", "bio": "An example.", "about": "An example.",
    "url": "https://example.com/", "uri": "https://example.com/", "href": "https://example.com/",
    "link": "https://example.com/", "website": "https://example.com/", "homepage": "https://example.com/",
    "endpoint": "https://example.com/", "webhook": "https://example.com/", "callback": "https://example.com/",
    "image": "https://example.com/image.png", "avatar": "https://example.com/avatar.png",
    "picture": "https://example.com/image.png", "photo": "https://example.com/image.png",
    "logo": "https://example.com/logo.png", "icon": "https://example.com/icon.png",
    "thumbnail": "https://example.com/image.png", "phone": "+4930901820", "phone_number": "+4930901820",
    "mobile": "+4915112345678", "fax": "+4930901821", "telephone": "+4930901820",
    "address": "Unter den Linden 1, 10117 Berlin", "street": "Unter den Linden 1",
    "street_address": "Unter den Linden 1", "address_line1": "Unter den Linden 1", "address1": "Unter den Linden 1",
    "line1": "Unter den Linden 1", "line2": "2nd floor", "address2": "2nd floor", "house_number": "1",
    "city": "Berlin", "town": "Berlin", "locality": "Berlin", "region": "Berlin", "province": "Berlin",
    "country": "Germany", "country_name": "Germany", "country_code": "DE", "iso_code": "DE", "nationality": "DE",
    "continent": "Europe", "zip": "10117", "zip_code": "10117", "zipcode": "10117", "postal_code": "10117",
    "postcode": "10117", "currency": "EUR", "currency_code": "EUR", "language": "en", "language_code": "en",
    "lang": "en", "locale": "en-GB", "timezone": "Europe/Berlin", "time_zone": "Europe/Berlin",
    "iban": "DE89370400440532013000", "bic": "COBADEFFXXX", "amount": "10.00", "price": "10.00", "total": "10.00",
    "balance": "10.00", "status": "active", "state": "active", "type": "example", "kind": "example",
    "category": "example", "color": "#2e8b57", "colour": "#2e8b57", "version": "1.0.0", "slug": "an-example",
    "message": "All is well.", "error": "Something is wrong.", "detail": "All is well.", "reason": "All is well.",
    "text": "Some text.", "content": "Some text.", "body": "Some text.", "token": "tok_example",
    "secret": "not-so-secret", "password": "correct-horse-battery", "hash": "9f86d081884c7d659a2feaa0c55ad015",
    "checksum": "9f86d081884c7d659a2feaa0c55ad015", "sha": "6dcb09b5b57875f334f61aebed695e2e4193db5e",
    "etag": '"1"', "signature": "9f86d081884c7d659a2feaa0c55ad015", "ip": "192.0.2.1", "ip_address": "192.0.2.1",
    "host": "api.example.com", "hostname": "api.example.com", "domain": "example.com", "mac": "00:00:5e:00:53:01",
    "user_agent": "Mozilla/5.0", "company": "Example Ltd", "organization": "Example Ltd",
    "organisation": "Example Ltd", "company_name": "Example Ltd", "employer": "Example Ltd", "department": "Research",
    "team": "Research", "job_title": "Mathematician", "role": "member", "brand": "Example", "product": "Notebook",
    "product_name": "Notebook", "sku": "NB-0001", "date": "2026-01-20", "time": "15:00:00", "timestamp": BEFORE,
    "birthday": "1990-12-10", "birth_date": "1990-12-10", "date_of_birth": "1990-12-10", "dob": "1990-12-10",
    "duration": "PT1H", "tag": "example", "key": "example", "value": "example", "code": "EXAMPLE",
    "cursor": "eyJuIjoxfQ", "next": "eyJuIjoyfQ", "path": "/example", "file": "example.txt",
    "filename": "example.txt", "file_name": "example.txt", "extension": "txt", "mime_type": "text/plain",
    "media_type": "text/plain", "content_type": "text/plain", "unit": "piece", "isbn": "9783161484100",
    "latitude": "52.5170", "longitude": "13.3889", "first": "Ada", "last": "Lovelace", "model": "Model 1",
    "reference": "REF-0001", "number": "0001", "search": "example", "query": "example", "method": "GET",
    "object": "example",
}  # fmt: skip  # a glossary: at one pair a line it would bury the code below it
_NUMBERS = {
    "id": 1, "port": 8080, "year": 2026, "month": 1, "day": 20, "hour": 15, "minute": 30, "second": 30, "age": 35,
    "quantity": 1, "count": 1, "total": 1, "page": 1, "limit": 20, "per_page": 20, "page_size": 20, "size": 20,
    "offset": 0, "status": 200, "status_code": 200, "code": 200, "rank": 1, "position": 1, "index": 0, "order": 1,
    "version": 1, "latitude": 52.517, "longitude": 13.3889, "lat": 52.517, "lng": 13.3889, "lon": 13.3889,
    "altitude": 34, "percent": 50, "percentage": 50, "progress": 50, "rating": 4, "score": 4, "price": 10,
    "amount": 10, "cost": 10, "balance": 10, "rate": 1, "weight": 70, "height": 180, "width": 320, "length": 10,
    "depth": 10, "duration": 60, "timeout": 30, "interval": 60, "min": 1, "max": 100, "minimum": 1, "maximum": 100,
    "from": 1, "to": 100, "lower": 1, "upper": 100, "low": 1, "high": 100, "start": 1, "end": 100, "temperature": 20,
    "x": 10, "y": 20, "z": 30, "timestamp": UNIX_BEFORE, "expires_in": 3600, "ttl": 3600, "bytes": 1024,
    "rank_order": 1, "probability": 0.5, "confidence": 0.9, "ratio": 0.5,
}  # fmt: skip  # a glossary: at one pair a line it would bury the code below it
_LATER = frozenset(
    [
        "updated",
        "modified",
        "changed",
        "edited",
        "ended",
        "finished",
        "completed",
        "expires",
        "expired",
        "expiry",
        "expiration",
        "until",
        "end",
        "to",
        "closed",
        "deleted",
        "archived",
        "due",
        "last",
        "canceled",
        "cancelled",
        "resolved",
        "upper",
        "latest",
        "revoked",
        "valid",
    ]
)
_LOWER, _UPPER = frozenset(("min", "minimum", "lower", "low")), frozenset(("max", "maximum", "upper", "high"))
_TIMES = frozenset(["at", "on", "date", "time", "timestamp", "datetime", "since", "until"])
_MOMENTS = frozenset(
    ["created", "updated", "modified", "expires", "published", "deleted", "timestamp", "since", "until"]
)


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name: `("created", "at")` for createdAt, created_at, created-at and CreatedAt."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return tuple(word for word in re.split(r"[^a-z0-9]+", spaced.lower()) if word)


def is_later(name: str) -> bool:
    """Return whether a name means the second of a pair of moments or bounds: `updated_at`, `endDate`."""
    return not _LATER.isdisjoint(words(name))


def is_moment(name: str) -> bool:
    """Return whether a name means a point in time: `createdAt`, `due_on`, `expires`."""
    parts = words(name)
    return bool(parts) and (parts[-1] in _TIMES if len(parts) > 1 else parts[0] in _MOMENTS)


def is_lower(name: str) -> bool:
    """Return whether a name means the lower end of a range: `min_price`."""
    return not _LOWER.isdisjoint(words(name))


def is_upper(name: str) -> bool:
    """Return whether a name means the upper end of a range: `maxPrice`."""
    return not _UPPER.isdisjoint(words(name))


@lru_cache(maxsize=4096)
def text_of(name: str) -> str:
    """Return an ordinary text for a name: `Ada Lovelace` for authorName, `text` for an unknown name."""
    parts = words(name)
    found = _by_ending(_TEXTS, parts)
    if parts and parts[-1] == "id" and len(parts) > 1:
        return "_".join(parts[:-1]) + "_1"
    if is_moment(name) and (found is None or parts[-1] in ("date", "time", "timestamp", "datetime")):
        moment = AFTER if is_later(name) else BEFORE
        return moment[:10] if parts[-1] == "date" else moment
    return str(found) if found is not None else "text"


@lru_cache(maxsize=4096)
def number_of(name: str) -> int | float:
    """Return an ordinary number for a name: 8080 for port, 1 for an unknown name."""
    if is_moment(name):
        return UNIX_AFTER if is_later(name) else UNIX_BEFORE
    parts = words(name)
    if len(parts) > 1 and parts[0] in ("min", "max", "minimum", "maximum"):
        return _NUMBERS[parts[0]]
    found = _by_ending(_NUMBERS, parts)
    return found if isinstance(found, (int, float)) else 1


def _by_ending(known: dict[str, str] | dict[str, int | float], parts: tuple[str, ...]) -> str | int | float | None:
    """Return the value of the longest known ending: that of `postal_code` for `billing_postal_code`."""
    for first in range(len(parts)):
        found = known.get("_".join(parts[first:]))
        if found is not None:
            return found
    if parts and parts[-1].endswith("s") and len(parts[-1]) > 3:
        return _by_ending(known, (*parts[:-1], parts[-1][:-1]))
    return None
