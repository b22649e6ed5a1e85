"""Rewrite what a client sent to what the document says, as lax frameworks do before they validate.

The rules are those of Pydantic's lax mode, which FastAPI uses for bodies and parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, unquote, unquote_plus

from ...openapi.bodies import ReadBody
from ...openapi.documents import Document
from ...openapi.media_types import parse_media_type
from ...openapi.messages import Request
from ...openapi.operations import Operation, Parameter
from ...openapi.pointers import escape
from ...openapi.validation import CheckedRequest, Contract

_TRUE, _FALSE = ("1", "on", "t", "true", "y", "yes"), ("0", "off", "f", "false", "n", "no")
_BOOLEANS = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False)
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,300}(?:\.[0-9]{1,300})?\s*")
_HYPHENATED = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_UUID = re.compile(rf"[0-9a-fA-F]{{32}}|{_HYPHENATED}|\{{{_HYPHENATED}\}}|urn:uuid:{_HYPHENATED}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BRANCHES = ("allOf", "oneOf", "anyOf")
_DEPTH = 20  # of schemas that only lead to others


@dataclass(frozen=True, slots=True)
class Coercion:
    """What an API accepts beside what its document says."""

    when: Mapping[str, str]  # {"input": "observed"}: switch -> value; empty: always
    operations: tuple[str, ...] = ("*",)  # globs of operationIds
    names: bool = False  # members in snake_case for camelCase, and the other way round
    booleans: bool = False  # "yes", "off", 1, 0
    numbers: bool = False  # "5", "0.5"
    uuids: bool = False  # without hyphens, in braces, as urn:uuid:

    def covers(self, operation: Operation) -> bool:
        return any(fnmatchcase(operation.operation_id, glob) for glob in self.operations)


def read_boolean(value: Any) -> Any:
    """The boolean that a text or a number stands for; any other value as it is.

    >>> read_boolean("Yes"), read_boolean(0), read_boolean("maybe")
    (True, False, 'maybe')
    """
    if isinstance(value, str):
        return _BOOLEANS.get(value.lower(), value)
    if isinstance(value, (int, float)) and value in (0, 1):
        return value == 1
    return value


def read_number(value: Any) -> Any:
    """The number that a text stands for; any other value as it is."""
    if not isinstance(value, str) or _NUMBER.fullmatch(value) is None:
        return value
    return float(value) if "." in value else int(value)


def read_uuid(value: Any) -> Any:
    """A UUID in any of its forms in the usual one; any other value as it is.

    >>> read_uuid("{3C90C3CC-0D44-4B50-8888-8DD25736052A}")
    '3c90c3cc-0d44-4b50-8888-8dd25736052a'
    """
    if not isinstance(value, str) or _UUID.fullmatch(value) is None:
        return value
    digits = value.removeprefix("urn:uuid:").strip("{}").replace("-", "").lower()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@lru_cache(maxsize=4096)
def respell(name: str) -> tuple[str, ...]:
    """The names that mean the same in snake_case and camelCase.

    >>> respell("verifyToken"), respell("verify_token"), respell("name")
    (('verify_token',), ('verifyToken',), ())
    """
    snake = _HUMP.sub("_", name).lower()
    first, *rest = snake.split("_")
    camel = first + "".join(word[:1].upper() + word[1:] for word in rest)
    return tuple(other for other in dict.fromkeys((snake, camel)) if other != name)


class Coercer:
    """Coerces the requests of one operation."""

    def __init__(self, rules: Coercion, operation: Operation, api: str) -> None:
        self._rules = rules
        self._document: Document = operation.document
        self._when = {f"{api}.{name}": value for name, value in rules.when.items()}
        self._path = dict(self._iter_readers(operation, "path"))
        self._query = dict(self._iter_readers(operation, "query"))

    def check(
        self, contract: Contract, texts: dict[str, str], request: Request, switches: Mapping[str, str]
    ) -> CheckedRequest:
        """Check the coerced request, or the request as it is if the switches of its world do not ask for more."""
        for name, value in self._when.items():
            if switches.get(name) != value:
                return contract.check_request(texts, request)
        return contract.check_request(self._coerce_texts(texts), self._coerce_query(request), self.coerce_body)

    # parameters

    def _coerce_texts(self, texts: dict[str, str]) -> dict[str, str]:
        """The texts of path parameters, percent-encoded before and after."""
        changed = {name: read(unquote(texts[name])) for name, read in self._path.items() if name in texts}
        return {**texts, **{name: str(value) for name, value in changed.items() if value != unquote(texts[name])}}

    def _coerce_query(self, request: Request) -> Request:
        """The request with its query coerced."""
        if not self._query or not request.query:
            return request
        return request._replace(query="&".join(self._coerce_pair(pair) for pair in request.query.split("&")))

    def _coerce_pair(self, pair: str) -> str:
        name, equals, text = pair.partition("=")
        read = self._query.get(unquote_plus(name))
        before = unquote_plus(text)
        after = read(before) if read is not None and equals else before
        return pair if after == before else f"{name}={quote_plus(_write(after))}"

    def _iter_readers(self, operation: Operation, location: str) -> Iterator[tuple[str, Callable[[Any], Any]]]:
        for parameter in operation.parameters:
            read = self._reader_of(parameter) if parameter.location == location else None
            if read is not None:
                yield parameter.name, read

    def _reader_of(self, parameter: Parameter) -> Callable[[Any], Any] | None:
        """What reads a parameter of one value, if it is a boolean or a UUID; `None` for the others."""
        schemas = list(self._expand([parameter.schema], None)) if parameter.schema is not None else []
        if self._rules.booleans and any("boolean" in _types(schema) for _, schema in schemas):
            return read_boolean
        if self._rules.uuids and any(schema.get("format") == "uuid" for _, schema in schemas):
            return read_uuid
        return None

    # bodies

    def coerce_body(self, body: ReadBody) -> ReadBody:
        """A JSON body coerced by its schema; any other as it is."""
        media_type = parse_media_type(body.media_type.media_type)
        if media_type is None or not media_type.is_json or body.media_type.schema is None:
            return body
        value = self._coerce([body.media_type.schema], body.value)
        return body._replace(value=value, instance=value)

    def _coerce(self, pointers: Sequence[str], value: Any) -> Any:
        """The value, coerced by the schemas that may be meant for it."""
        schemas = list(self._expand(pointers, value))
        if isinstance(value, dict):
            return self._coerce_members(schemas, value)
        if isinstance(value, list):
            items = [f"{pointer}/items" for pointer, schema in schemas if isinstance(schema.get("items"), dict)]
            return [self._coerce(items, item) for item in value] if items else value
        return self._coerce_scalar([schema for _, schema in schemas], value)

    def _coerce_members(self, schemas: Sequence[tuple[str, Any]], value: dict[str, Any]) -> dict[str, Any]:
        known: dict[str, list[str]] = {}
        for pointer, schema in schemas:
            for name in schema.get("properties") or ():
                known.setdefault(name, []).append(f"{pointer}/properties/{escape(name)}")
        meant = {other: name for name in known for other in respell(name)} if self._rules.names else {}
        coerced: dict[str, Any] = {}
        for name, item in value.items():
            own = meant.get(name, name) if name not in known else name
            if own != name and (own in value or own in coerced):  # both are given: the documented one counts
                own = name
            coerced[own] = self._coerce(known[own], item) if own in known else item
        return coerced

    def _coerce_scalar(self, schemas: Sequence[Any], value: Any) -> Any:
        if any(_takes(schema, value) for schema in schemas):
            return value
        for schema in schemas:
            types, coerced = _types(schema), value
            if self._rules.booleans and "boolean" in types:
                coerced = read_boolean(value)
            elif self._rules.numbers and ("number" in types or "integer" in types):
                coerced = read_number(value)
            elif self._rules.uuids and schema.get("format") == "uuid":
                coerced = read_uuid(value)
            if coerced is not value:
                return coerced
        return value

    def _expand(self, pointers: Sequence[str], value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
        """The schemas and all that they are made of, without the branches that a discriminator rules out."""
        for start in pointers:
            pointer, schema = self._document.resolve(start)
            if not isinstance(schema, dict) or depth > _DEPTH:
                continue
            yield pointer, schema
            chosen = self._choose(schema, value)
            if chosen is not None:
                yield from self._expand([chosen], value, depth + 1)
                continue
            for keyword in _BRANCHES:
                branches = [f"{pointer}/{keyword}/{index}" for index in range(len(schema.get(keyword) or ()))]
                yield from self._expand(branches, value, depth + 1)

    def _choose(self, schema: Mapping[str, Any], value: Any) -> str | None:
        """The branch that a discriminator names."""
        tag = schema.get("discriminator")
        if not isinstance(tag, dict) or not isinstance(value, dict):
            return None
        named = value.get(tag.get("propertyName"))
        target = (tag.get("mapping") or {}).get(named) if isinstance(named, str) else None
        return target[1:] if isinstance(target, str) and target.startswith("#/") else None


def _types(schema: Mapping[str, Any]) -> tuple[str, ...]:
    types = schema.get("type")
    return (types,) if isinstance(types, str) else tuple(types or ())


def _takes(schema: Mapping[str, Any], value: Any) -> bool:
    """Whether a schema names the type of a value, which then stays as it is."""
    types = _types(schema)
    if value is None:
        return "null" in types or bool(schema.get("nullable"))
    if isinstance(value, bool):
        return "boolean" in types
    if isinstance(value, str):
        return "string" in types and schema.get("format") != "uuid"
    return "number" in types or "integer" in types


def _write(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
