"""Which documented response belongs to a request: parameter, body and response examples of one name form a pair.

A request meets a pair if its parameters are equal to the examples and its body has at least what the example has. The
pair of an error wants an equal body: a client that shares a value with an example of an error did nothing wrong.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ...openapi.bodies import ReadBody
from ...openapi.errors import DocumentError
from ...openapi.operations import Operation, ParameterLocation
from ...openapi.parameters import ParameterValues

_ABSENT = object()
_SAID = 20  # places that are listed
_TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+\-.^_`|~:/0-9A-Za-z]*")
_LONGEST = 1024  # bits of an integer that is written out to be compared


@dataclass(frozen=True, slots=True)
class Met:
    """The pair that a request met."""

    name: str  # "alice"
    places: tuple[str, ...]  # ("path.id", "body.kind"), every value of the request that agreed

    def __str__(self) -> str:
        """As parameters of a structured field (RFC 9651 §3.1.2): `name=alice; matched="path.id,body.kind"`."""
        places = ",".join(self.places[:_SAID]) + ",…" * (len(self.places) > _SAID)
        return f"name={write_parameter(self.name)}; matched={write_parameter(places, is_token=False)}"


@dataclass(frozen=True, slots=True)
class Pair:
    """The request examples of one name."""

    name: str  # "alice", as response examples are named
    parameters: tuple[tuple[ParameterLocation, str, Any], ...]  # (("path", "id", "7"),)
    bodies: tuple[Any, ...]  # one for each media type that has it; one of them must agree
    is_error: bool = False  # whether only 4XX and 5XX responses have an example of that name

    def meet(self, values: ParameterValues, body: ReadBody | None, *, is_equal: bool = False) -> Met | None:
        """The places of a request that agreed; `None` unless all did. With `is_equal` the body has no other members."""
        places: list[str] = []
        for location, name, shown in self.parameters:
            if not _agrees(shown, values.at(location).get(name, _ABSENT), f"{location}.{name}", places):
                return None
        if self.bodies:
            found = None if body is None else _first_agreement(self.bodies, body.instance, is_equal)
            if found is None:
                return None
            places += found
        return Met(self.name, tuple(places))


class Pairing:
    """The pairs of one operation; false if there are none."""

    def __init__(self, operation: Operation) -> None:
        pairs = (_read_pair(operation, name) for name in _response_names(operation))
        self._pairs = tuple(pair for pair in pairs if pair.parameters or pair.bodies)

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def find(self, values: ParameterValues, body: ReadBody | None, names: Collection[str] | None = None) -> Met | None:
        """The pair a request meets, among those of certain names where they are given.

        1. The most specific: the one with which most values agree.
        2. Of equals, one of a success before one of an error.
        3. Of equals, the one whose response comes first in the document.
        """
        if names is not None:
            return _most_specific(pair.meet(values, body) for pair in self._pairs if pair.name in names)
        success = _most_specific(pair.meet(values, body) for pair in self._pairs if not pair.is_error)
        error = self.find_error(values, body)
        return error if success is None or (error and len(error.places) > len(success.places)) else success

    def find_error(self, values: ParameterValues, body: ReadBody | None) -> Met | None:
        """The most specific pair of an error that a request is equal to."""
        return _most_specific(pair.meet(values, body, is_equal=True) for pair in self._pairs if pair.is_error)


def _most_specific(found: Iterable[Met | None]) -> Met | None:
    return max((met for met in found if met is not None), key=lambda met: len(met.places), default=None)


def _response_names(operation: Operation) -> Iterable[str]:
    """The names of response examples in the document's order, each once."""
    examples = (example for response in operation.responses.values() for _, example in response.iter_examples())
    return dict.fromkeys(example.name for example in examples if example.name)


def _read_pair(operation: Operation, name: str) -> Pair:
    """The request examples of one name; an empty pair if the file with a value cannot be read."""
    shown = ((p, example) for p in operation.parameters for example in p.examples if example.name == name)
    contents = operation.body.content.values() if operation.body else ()
    bodies = (content.example(name) for content in contents)
    try:
        return Pair(
            name=name,
            parameters=tuple((parameter.location, parameter.name, example.value) for parameter, example in shown),
            bodies=tuple(example.value for example in bodies if example is not None),
            is_error=all(status[0] in "45" for status in _statuses_with(operation, name)),
        )
    except DocumentError:
        return Pair(name, (), ())


def _statuses_with(operation: Operation, name: str) -> list[str]:
    """The keys of `responses` that have an example of that name."""
    responses = operation.responses.items()
    return [key for key, one in responses if any(example.name == name for _, example in one.iter_examples())]


def _first_agreement(bodies: Iterable[Any], seen: Any, is_equal: bool) -> list[str] | None:
    for shown in bodies:
        places: list[str] = []
        if _agrees(shown, seen, "body", places, is_equal):
            return places
    return None


def _agrees(shown: Any, seen: Any, place: str, places: list[str], is_equal: bool = False) -> bool:
    """Whether a value holds what is shown: every member of an object, every item of a list; an empty one is empty.

    With `is_equal` an object has no other members.
    """
    if isinstance(shown, dict) and shown:
        return (
            isinstance(seen, dict)
            and not (is_equal and len(seen) != len(shown))
            and all(
                name in seen and _agrees(member, seen[name], f"{place}.{name}", places, is_equal)
                for name, member in shown.items()
            )
        )
    if isinstance(shown, list) and shown:
        return (
            isinstance(seen, list)
            and len(seen) == len(shown)
            and all(
                _agrees(*pair, f"{place}.{at}", places, is_equal)
                for at, pair in enumerate(zip(shown, seen, strict=True))
            )
        )
    places.append(place)
    return bool(_literal(shown) == _literal(seen))


def _literal(value: Any) -> Any:
    """Scalars as their text: whether an author writes 7 or '7' for a parameter is a matter of taste."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value) if isinstance(value, int) and value.bit_length() <= _LONGEST else value


def write_parameter(text: str, *, is_token: bool = True) -> str:
    """A token, a string or, beyond ASCII, a display string (RFC 9651 §3.3)."""
    if is_token and _TOKEN.fullmatch(text):
        return text
    if text.isascii() and text.isprintable():
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    octets = (chr(octet) if 32 <= octet < 127 and octet not in b'%"' else f"%{octet:02x}" for octet in text.encode())
    return f'%"{"".join(octets)}"'
