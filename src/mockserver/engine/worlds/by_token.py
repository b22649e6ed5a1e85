"""Worlds by credential: `--world-by-token`. What is secret is neither shown nor part of a world's name."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from urllib.parse import parse_qsl

from ...openapi.messages import Request
from ...openapi.operations.credentials import find_cookie
from ...openapi.rules import Location
from .ways import WorldName

KeyPlaces = frozenset[tuple[Location, str]]
"""Where API keys are sent: `{("header", "x-api-key"), ("query", "api_key")}`."""
DERIVED = "token-"  # begins the names of worlds that are made from credentials
_NEED_MORE = ("", "basic", "bearer")  # without more they are no credential; a lone key is one


class WorldsByToken:
    """Which credential belongs to which world.

    The name of a derived world is a keyed hash, so that it cannot be guessed from it what the credential is.
    """

    def __init__(self, worlds: Mapping[str, str], *, derives: bool, key: bytes | None = None) -> None:
        self._worlds = worlds  # {"secret-of-anna": "anna"}
        self._derives = derives  # whether each other credential has a world of its own
        self.key = key or secrets.token_bytes(16)  # of the hash
        self.places: KeyPlaces = frozenset()  # of the APIs that are served

    def find(self, request: Request) -> WorldName | None:
        """The world of a request's credentials, or `None`.

        1. The world that was named for one of them.
        2. One of its own for the first, if that is wanted.
        """
        found = list(iter_credentials(request, self.places))
        for credential, location, field in found:
            if credential in self._worlds:
                return WorldName(self._worlds[credential], location, field)
        if not found or not self._derives:
            return None
        credential, location, field = found[0]
        return WorldName(self.derive(credential), location, field)

    def derive(self, credential: str) -> str:
        """The name of the world of a credential: `token-5f0c3c1fb5a0c9e2`."""
        content = credential.encode("utf-8", "surrogatepass")
        return DERIVED + blake2b(content, key=self.key, digest_size=8).hexdigest()


def iter_credentials(request: Request, places: KeyPlaces) -> Iterator[tuple[str, Location, str]]:
    """Yield the credentials of a request, each with its place: that of Authorization without its scheme, then API keys.

    `("secret-of-anna", "header", "Authorization")`.
    """
    scheme, _, value = (request.headers.get("authorization") or "").strip().partition(" ")
    credential = _decode_basic(value.strip()) if scheme.lower() == "basic" else value.strip()
    if credential or scheme.lower() not in _NEED_MORE:
        yield credential or scheme, "header", "Authorization"
    for location, name in sorted(places):
        credential = _find_key(request, location, name) or ""
        if credential:
            yield credential, location, name


def _find_key(request: Request, location: Location, name: str) -> str | None:
    if location == "header":
        return request.headers.get(name)
    if location == "cookie":
        return find_cookie(request.headers.get("cookie") or "", name)
    return next((value for key, value in parse_qsl(request.query) if key == name), None)


def _decode_basic(value: str) -> str:
    """`user:password` (RFC 7617 §2), or the text itself if it is not of that form."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:  # not base64, not UTF-8
        return value
