"""A request's parameters, read from their texts as the document says they are written.

A parameter that is malformed, missing or repeated is a violation. `validation` checks values against schemas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from .bodies import BodyError, parse_json
from .media_types import parse_media_type
from .messages import Headers
from .operations import MediaTypeObject, Operation, Parameter, ParameterLocation
from .rules import RuleId, Violation
from .styles import (
    ABSENT,
    Decode,
    Field,
    Pairs,
    RepeatedError,
    StyleError,
    decode_cookie,
    decode_percent,
    decode_plain,
    decode_query,
    header_reader,
    label_reader,
    matrix_reader,
    read_cookie_octets,
    read_cookie_pairs,
    read_shape,
    simple_reader,
    split_pairs,
)
from .whole_query import make_query_reader

TextReader = Callable[[str], Any]
PairsReader = Callable[[Pairs], Any]

_LIMITS_OF_TEXTS = frozenset(("enum", "const", "minLength", "pattern", "format"))


@dataclass(slots=True)
class ParameterValues:
    """The values of the parameters that a request has, by the names in the document."""

    path: dict[str, Any] = field(default_factory=dict)  # {"id": "a/b"}
    query: dict[str, Any] = field(default_factory=dict)  # {"limit": 3, "tags": ["a", "b"]}
    header: dict[str, Any] = field(default_factory=dict)  # {"X-Request-Id": "…"}
    cookie: dict[str, Any] = field(default_factory=dict)

    def at(self, location: ParameterLocation) -> dict[str, Any]:
        values: dict[str, Any] = getattr(self, location)
        return values

    def copy(self) -> ParameterValues:
        return ParameterValues({**self.path}, {**self.query}, {**self.header}, {**self.cookie})


class ParameterReader:
    """Reads the parameters of one operation. What depends on the operation alone is worked out once."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self.defaults: tuple[tuple[ParameterLocation, str, Any], ...] = tuple(_iter_defaults(operation))
        in_query = list(_located(operation, "query"))
        self._fields = [_field(operation, p, decode_query) for p in in_query]
        self._fixed = _query_pairs(operation.fixed_query).keys()  # names in the path's key
        self._whole = [(p, make_query_reader(operation, p)) for p in operation.parameters if p.is_whole_query]
        self._path = [(p, _path_reader(operation, p)) for p in _located(operation, "path")]
        self._query = [
            (p, _query_reader(operation, p, own, self._fields)) for p, own in zip(in_query, self._fields, strict=True)
        ]
        self._header = [(p, _header_reader(operation, p)) for p in _located(operation, "header")]
        self._cookie = [(p, _cookie_reader(operation, p)) for p in _located(operation, "cookie")]

    def read(
        self, path_texts: Mapping[str, str], query: str, headers: Headers
    ) -> tuple[ParameterValues, list[Violation]]:
        """Return every value, and a violation for each text that cannot be read.

        `path_texts` are still percent-encoded, by name, with the `.` or `;` of styles label and matrix. `query` is
        still percent-encoded and has no question mark.
        """
        values = ParameterValues({}, {}, {}, {})
        violations: list[Violation] = []
        for parameter, read in self._path:
            try:
                values.path[parameter.name] = read(path_texts[parameter.name])
            except StyleError as reason:
                violations.append(self._unreadable(parameter, reason))
            except KeyError:
                violations.append(self._missing(parameter))
        for parameter, read in self._whole:
            try:
                if query:
                    values.query[parameter.name] = read(query)
                elif parameter.required:
                    violations.append(self._missing(parameter))
            except (StyleError, BodyError) as reason:
                violations.append(self._unreadable(parameter, reason))
        if self._query:
            self._read_pairs(self._query, _query_pairs(query), values.query, violations)
        if self._header:
            self._read_headers(headers, values.header, violations)
        if self._cookie:
            self._read_pairs(self._cookie, read_cookie_pairs(headers), values.cookie, violations)
        return values, violations

    def with_defaults(self, values: ParameterValues) -> ParameterValues:
        """Return the values with the schema's `default` for each that is absent, or the same object if none is."""
        if not self.defaults:
            return values
        absent = [(location, name, value) for location, name, value in self.defaults if name not in values.at(location)]
        if not absent:
            return values
        filled = values.copy()
        for location, name, value in absent:
            filled.at(location)[name] = deepcopy(value) if isinstance(value, (list, dict)) else value
        return filled

    def find_undeclared(self, query: str) -> list[str]:
        """Return the names in a query that belong to no parameter, each once, in order."""
        if self._whole or any(declared.takes_others for declared in self._fields):
            return []
        names = (name for name in _query_pairs(query) if name not in self._fixed)
        return [name for name in names if not any(declared.owns(name) for declared in self._fields)]

    def _read_pairs(
        self,
        readers: list[tuple[Parameter, PairsReader]],
        pairs: Pairs,
        values: dict[str, Any],
        violations: list[Violation],
    ) -> None:
        for parameter, read in readers:
            try:
                value = read(pairs)
            except StyleError as reason:
                violations.append(self._unreadable(parameter, reason))
                continue
            if value is not ABSENT:
                values[parameter.name] = value
            elif parameter.required and not (parameter.allow_empty and parameter.name in pairs):
                violations.append(self._missing(parameter))

    def _read_headers(self, headers: Headers, values: dict[str, Any], violations: list[Violation]) -> None:
        for parameter, read in self._header:
            lines = headers.all(parameter.name)
            if lines:
                try:
                    values[parameter.name] = read(lines)
                except StyleError as reason:
                    violations.append(self._unreadable(parameter, reason))
            elif parameter.required:
                violations.append(self._missing(parameter))

    def _missing(self, parameter: Parameter) -> Violation:
        message = "is required, but absent"
        return self._violation("parameter.required", parameter, message, "", f"a value for {parameter.name}")

    def _unreadable(self, parameter: Parameter, reason: StyleError | BodyError) -> Violation:
        rule: RuleId = "parameter.repeated" if isinstance(reason, RepeatedError) else "parameter.malformed"
        found = self._violation(rule, parameter, reason.message, reason.seen, reason.allowed)
        return replace(found, pointer=reason.pointer) if isinstance(reason, BodyError) else found

    def _violation(self, rule: RuleId, parameter: Parameter, message: str, seen: str, allowed: str) -> Violation:
        return Violation(
            rule=rule,
            location=parameter.location,
            message=message,
            name=parameter.name,
            seen=seen,
            allowed=allowed,
            position=self.operation.document.position(parameter.pointer),
        )


def _located(operation: Operation, location: ParameterLocation) -> list[Parameter]:
    return [p for p in operation.parameters if p.location == location and not p.is_whole_query]


def _iter_defaults(operation: Operation) -> Iterator[tuple[ParameterLocation, str, Any]]:
    for parameter in operation.parameters:
        pointer = parameter.schema or (parameter.content.schema if parameter.content else None)
        if pointer is not None:
            schemas = operation.document.lookup(pointer), operation.document.resolve(pointer)[1]
            # a default beside a $ref wins over that of its target
            default = next((s["default"] for s in schemas if isinstance(s, dict) and "default" in s), ABSENT)
            if default is not ABSENT:
                yield parameter.location, parameter.name, default


# the reader of one parameter


def _path_reader(operation: Operation, parameter: Parameter) -> TextReader:
    if parameter.content is not None:
        return _content_reader(parameter.content, decode_percent)
    shape = read_shape(operation.document, parameter.schema)
    if parameter.style == "label":
        return label_reader(shape, explode=parameter.explode, dots=parameter.has_dots)
    if parameter.style == "matrix":
        return matrix_reader(parameter.name, shape, explode=parameter.explode)
    return simple_reader(shape, decode_percent, explode=parameter.explode, list_styles=parameter.list_styles)


def _header_reader(operation: Operation, parameter: Parameter) -> Callable[[list[str]], Any]:
    shape = read_shape(operation.document, parameter.schema)
    if parameter.content is not None:
        read, listed = _content_reader(parameter.content, decode_plain), False
    else:
        read = header_reader(shape, explode=parameter.explode, list_styles=parameter.list_styles)
        listed = shape.has_array or shape.has_object

    def read_lines(lines: list[str]) -> Any:
        if len(lines) > 1 and not listed:  # RFC 9110 §5.3: only lists may be spread over several lines
            raise RepeatedError(lines)
        return read(", ".join(lines))

    return read_lines


def _query_reader(operation: Operation, parameter: Parameter, own: Field, fields: list[Field]) -> PairsReader:
    """Return the reader of the parameter whose field is `own`, one of `fields`."""
    if parameter.content is not None:
        return _content_pairs_reader(parameter.name, parameter.content, decode_query)
    read = _others_reader(own, fields) if own.takes_others else own.read
    if parameter.allow_empty and (not own.shape.has_text or _limits_texts(operation, parameter)):
        return _emptiable(parameter.name, read)
    return read


def _limits_texts(operation: Operation, parameter: Parameter) -> bool:
    """Whether the schema of a parameter has a keyword that an empty text may break."""
    schema = operation.document.resolve(parameter.schema)[1] if parameter.schema is not None else None
    return isinstance(schema, dict) and not _LIMITS_OF_TEXTS.isdisjoint(schema)


def _others_reader(own: Field, fields: list[Field]) -> PairsReader:
    """Return the reader of a field that takes every name that belongs to no other field."""
    others = [each for each in fields if each is not own]
    taken = frozenset[str]().union(*(each.names for each in others))
    deep = tuple(f"{each.name}[" for each in others if each.is_deep)
    if not deep:
        return partial(own.read, taken=taken)
    return lambda pairs: own.read(pairs, taken.union(name for name in pairs if name.startswith(deep)))


def _cookie_reader(operation: Operation, parameter: Parameter) -> PairsReader:
    """Read exploded arrays and objects from several cookies or, as many clients send them, from one with commas."""
    if parameter.content is not None:
        return _content_pairs_reader(parameter.name, parameter.content, decode_cookie)
    decode = read_cookie_octets if parameter.style == "cookie" else decode_cookie
    own = _field(operation, parameter, decode)
    if not (own.shape.has_array or own.shape.has_object):
        return own.read
    together = simple_reader(own.shape, decode, explode=parameter.explode)

    def read_listed(pairs: Pairs) -> Any:
        texts = pairs.get(parameter.name, [])
        alone = len(texts) == 1 and parameter.name not in own.shape.properties
        return together(texts[0]) if alone else own.read(pairs)

    return read_listed


def _field(operation: Operation, parameter: Parameter, decode: Decode) -> Field:
    shape = read_shape(operation.document, parameter.schema)
    styles = (parameter.style, *parameter.list_styles[1:])
    return Field(parameter.name, styles, shape, decode, explode=parameter.explode)


def _emptiable(name: str, read: PairsReader) -> PairsReader:
    """Treat an empty text as an absent value (OpenAPI 3.0.3 §4.7.12.1, `allowEmptyValue`)."""

    def read_unless_empty(pairs: Pairs) -> Any:
        return ABSENT if pairs.get(name) == [""] else read(pairs)

    return read_unless_empty


def _content_reader(content: MediaTypeObject, decode: Decode) -> TextReader:
    media_type = parse_media_type(content.media_type)
    if media_type is None or not media_type.is_json:
        return decode

    def read_json(text: str) -> Any:
        try:
            return parse_json(decode(text).encode())
        except BodyError as reason:
            raise StyleError(reason.message, text, reason.allowed) from None

    return read_json


def _content_pairs_reader(name: str, content: MediaTypeObject, decode: Decode) -> PairsReader:
    read = _content_reader(content, decode)

    def read_once(pairs: Pairs) -> Any:
        texts = pairs.get(name)
        if texts is None:
            return ABSENT
        if len(texts) > 1:
            raise RepeatedError(texts)
        return read(texts[0])

    return read_once


def _query_pairs(query: str) -> Pairs:
    pairs: Pairs = {}
    for name, text in split_pairs(query):
        try:
            pairs.setdefault(decode_query(name), []).append(text)
        except StyleError:
            continue  # no parameter can have such a name
    return pairs
