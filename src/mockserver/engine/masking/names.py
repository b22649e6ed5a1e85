"""The names of secrets, and the values that were masked under them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import unquote_plus

import jsonschema_rs

from ...openapi.operations.secrets import SECRET_WORDS, is_secret_name

MASK = "***"
_WORDS = re.compile(r"[\[\].]+")
_ENDS = ("password", "passwd", "passphrase", "secret", "authorization", "assertion", "verifier", "key", "token")
_AFTER_NAME = r"\"?\s*[:;\r\n]|[=>\]%&/'\s]"  # in JSON and multipart, and in forms and XML
_ESCAPES = (b"\\u", b"%", b"\0")
_NAME = re.compile(r"[\w.-]+")


class SecretNames:
    """Names of header fields, parameters and members that hold secrets: known ones, and those that are given.

    >>> "X-Api-Key" in SecretNames(), "card" in SecretNames(["card"])
    (True, True)
    """

    def __init__(self, named: Iterable[str] = ()) -> None:
        self.named = frozenset(name.lower() for name in named)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.named or is_secret_name(name)

    def __or__(self, named: Iterable[str]) -> SecretNames:
        named = frozenset(named)
        return self if named <= self.named else SecretNames(self.named | named)

    def has_key(self, key: str) -> bool:
        """Return whether a key of a query or form names a secret: `user%5Bpassword%5D`."""
        name = unquote_plus(key)
        return name in self or any(word in self for word in _WORDS.split(name) if word)

    def find_mention(self, text: str) -> int:
        """Return where the first name that may be one of a secret begins; -1 if there is none."""
        found = self._mention.search(text)
        return found.start() if found is not None else -1

    def cut_value(self, text: str) -> str:
        """Return a text up to the first name that may be one of a secret and has a value: `password***`."""
        found = self._valued.search(text)
        return text if found is None else text[: found.end(1)] + MASK

    def may_be_in(self, body: bytes) -> bool:
        """Return whether a body may have the name of a secret, or an escape, which can hide one; a quick search."""
        return self._finder.is_valid(body.decode("latin-1"))

    def cut(self, body: bytes) -> bytes:
        """Return a body up to the end of the first name that may be one of a secret; in linear time.

        Nothing is left if an escape can hide a name.
        """
        lower = body.lower()
        ends = [
            match.start() + len(literal)
            for literal, named in self._quick
            if literal in lower and (match := named.search(lower)) is not None
        ]
        if any(escape in lower for escape in _ESCAPES):
            return MASK.encode()
        return body[: min(ends)] + MASK.encode() if ends else body

    @cached_property
    def _finder(self) -> jsonschema_rs.Validator:
        """What finds all of `_quick` at once: Rust's search for many words takes a sixth of the time of ours."""
        words = "|".join(f"(?:{named.pattern.decode()})" for _, named in self._quick)
        return jsonschema_rs.validator_for({"pattern": f"(?i){words}"}, pattern_options=jsonschema_rs.RegexOptions())

    @cached_property
    def _quick(self) -> tuple[tuple[bytes, re.Pattern[bytes]], ...]:
        """What to look for, and how it goes on where it is the end of a name."""
        if not all(name.isascii() for name in self.named):
            return ((b"", re.compile(b"")),)  # bytes have no case beyond ASCII
        ends = [*_ENDS, *sorted(self.named)]
        named = [(end.encode(), re.compile(rf"{re.escape(end)}(?:{_AFTER_NAME})".encode())) for end in ends]
        return *named, *((escape, re.compile(re.escape(escape))) for escape in _ESCAPES)

    @cached_property
    def _words(self) -> str:
        return "|".join([SECRET_WORDS, *map(re.escape, sorted(self.named))])

    @cached_property
    def _valued(self) -> re.Pattern[str]:
        return re.compile(rf"((?:{self._words})[\w.-]{{0,40}}+)\\?[\"']?\s*+[:=]", re.IGNORECASE)

    @cached_property
    def _mention(self) -> re.Pattern[str]:
        return re.compile(self._words, re.IGNORECASE)


class Hidden(set[str]):
    """The secrets that were masked in one exchange, while it is masked."""

    def hide(self, value: str) -> str:
        """Remember a value, and return the mask."""
        if value and value != MASK:
            self.add(value)
        return MASK


def cut(text: str, names: SecretNames) -> str:
    """Return a text up to the end of the first name that may be one of a secret, and the mask for the rest.

    >>> cut('{"user": "ann", "password": "hunt', SecretNames())
    '{"user": "ann", "password***'
    """
    if "\\u" in text:  # a name may be escaped
        return MASK
    place = names.find_mention(text)
    if place < 0:
        return text
    named = _NAME.match(text, place)
    return text[: named.end() if named is not None else place] + MASK
