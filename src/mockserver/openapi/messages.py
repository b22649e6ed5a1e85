"""HTTP messages as plain data.

Bodies and parameters are decoded on the floors above. The records are named tuples: several are made for every request,
and a frozen dataclass takes three times as long to make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import NamedTuple

FRAMING_FIELDS = frozenset(
    ("content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "date")
)
"""Fields that say how a message is sent; only the server that sends it knows them (RFC 9112 §6, RFC 9110 §7.6)."""

WIRE_FIELDS = FRAMING_FIELDS | {"content-encoding"}
"""Fields that are true of a message on the wire alone, so that no document can decide them (RFC 9110 §8.4)."""

BODILESS = (204, 304)  # RFC 9110 §15.3.5, §15.4.5: responses with these statuses never have a body

_FIELD_SIZE = 110  # bytes of a name, a value and their place beside their characters, measured with tracemalloc
_LINE_SIZE = 60  # the same for one more line of a field


class Headers:
    """Header fields in order, names compared without case (RFC 9110 §5.1).

    >>> Headers([("Accept", "text/html"), ("accept", "application/json")]).get("ACCEPT")
    'text/html, application/json'
    """

    __slots__ = ("_fields", "_repeated")

    def __init__(self, fields: Iterable[tuple[str, str]] = ()) -> None:
        self._fields: dict[str, str | list[str]] = {}  # a list only if a field has several lines
        self._repeated = 0  # lines beside the first of each field
        for name, value in fields:
            self._add(name.lower(), value)

    @classmethod
    def from_asgi(cls, raw: Iterable[tuple[bytes, bytes]]) -> Headers:
        """Return the fields of an ASGI scope, whose names are already lower-case."""
        headers = cls()
        for name, value in raw:
            headers._add(name.decode("latin-1"), value.decode("latin-1"))
        return headers

    def _add(self, key: str, value: str) -> None:
        if key not in self._fields:
            self._fields[key] = value
            return
        self._repeated += 1
        known = self._fields[key]
        if isinstance(known, list):
            known.append(value)
        else:
            self._fields[key] = [known, value]

    def get(self, name: str) -> str | None:
        """Return the value of a field, several lines joined by a comma (RFC 9110 §5.3), or `None`."""
        value = self._fields.get(name.lower())
        return ", ".join(value) if isinstance(value, list) else value

    def __getitem__(self, name: str) -> str:
        """Return the value of a field. Raises `KeyError` with the names there are."""
        value = self.get(name)
        if value is None:
            raise KeyError(f"{name!r} is not among the fields: {', '.join(self._fields)}")
        return value

    def all(self, name: str) -> list[str]:
        """Return every line of one field, in order."""
        value = self._fields.get(name.lower(), [])
        return list(value) if isinstance(value, list) else [value]

    def estimate_size(self) -> int:
        """Return about how many bytes of memory the fields take, in a time that does not count them one by one."""
        return len(str(self._fields)) + _FIELD_SIZE * len(self._fields) + _LINE_SIZE * self._repeated

    def mask(self, plain: AbstractSet[str], mask: Callable[[str, str], str]) -> Headers:
        """Return the fields with `mask(name, value)` for every value, except under the lower-case names in `plain`."""
        others = self._fields.keys() - plain
        if not others:
            return self
        masked = Headers()
        masked._fields, masked._repeated = {**self._fields}, self._repeated
        for name in others:
            value = masked._fields[name]
            masked._fields[name] = mask(name, value) if type(value) is str else [mask(name, line) for line in value]
        return masked

    def has_any(self, names: AbstractSet[str]) -> bool:
        """Return whether there is a field of one of these lower-case names."""
        return not self._fields.keys().isdisjoint(names)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._fields

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((name, value) for name in self._fields for value in self.all(name))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self._fields == other._fields

    def __repr__(self) -> str:
        return f"Headers({list(self)!r})"


_NO_HEADERS = Headers()


class Request(NamedTuple):
    """One request as it arrived, with its whole body, whose Content-Encoding is undone."""

    method: str  # "PATCH", upper-case
    path: str  # "/v1/pets/a%2Fb", still percent-encoded, without the query
    query: str = ""  # "limit=3&tag=a", still percent-encoded, without the "?"
    headers: Headers = _NO_HEADERS
    body: bytes = b""

    @property
    def host(self) -> str:
        """Return the host name, lower-case, without a port: `api.intercom.io`; empty if there is none."""
        host = (self.headers.get("host") or "").strip().lower()
        if host.startswith("["):  # RFC 3986 §3.2.2: an IPv6 literal keeps its brackets
            return host.partition("]")[0] + "]"
        return host.partition(":")[0].removesuffix(".")  # a dot ends a full name


class Response(NamedTuple):
    """One response, ready to be sent."""

    status: int  # 200
    headers: tuple[tuple[str, str], ...] = ()  # (("Content-Type", "application/json"),)
    body: bytes = b""  # whole, even if it is sent in pieces
    ends: tuple[int, ...] = ()  # (12, 25): where the pieces of a streamed body end; (): it is sent at once

    def iter_pieces(self) -> Iterator[bytes]:
        """Yield the body in the pieces in which it is sent; together they are the whole body."""
        start = 0
        for end in self.ends:
            if end > start:
                yield self.body[start:end]
            start = end
        if start < len(self.body):
            yield self.body[start:]

    def header(self, name: str) -> str | None:
        """Return the first field of that name, or `None`."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    @property
    def media_type(self) -> str | None:
        """Return the Content-Type as sent, with parameters."""
        return self.header("content-type")
