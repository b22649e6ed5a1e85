"""Finds which members of an operation's messages hold secrets, by what the document declares and by their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..documents import Document
from ..errors import DocumentError
from ..pointers import escape, name_at
from .records import MediaTypeObject, Operation, Parameter, SecurityScheme

# names that mean a secret wherever they stand: RFC 6749 and 6750 (OAuth 2.0), RFC 7521 and 7636, and common usage
_STEMS = (
    r"pass(?:word|wd|phrase)|secret|authorization|client[_-]?assertion|code[_-]?verifier"
    r"|(?:api|private|subscription|access|signing|encryption)[_-]?key"
    r"|(?:access|refresh|id|auth|session|csrf|xsrf|security|bearer|private)[_-]?token"
)
SECRET_WORDS = rf"{_STEMS}|token"
"""A pattern, without case, of which some part is in the text of every name that means a secret."""

_SECRET = re.compile(rf"(?:{_STEMS}|(?<![a-z0-9_.-])token)$", re.IGNORECASE)
_CHOICES = ("allOf", "oneOf", "anyOf")
_BRANCHES = ("if", "then", "else")
# keywords that hold schemas: by name, in a list, or one
_MAPS = ("properties", "patternProperties", "dependentSchemas")
_LISTS = (*_CHOICES, "prefixItems", "items")
_ONES = ("items", "additionalItems", "additionalProperties", "unevaluatedProperties", "contains", "contentSchema")
_SHAPES = frozenset(("$ref", "properties", "enum", "const", *_CHOICES))


def is_secret_name(name: str) -> bool:
    """Return whether a name says that its value is a secret: `client_secret`, `X-Api-Key`, `newPassword`, `token`."""
    return _SECRET.search(name) is not None


@dataclass(frozen=True, slots=True)
class SecretMembers:
    """Which members of a body hold secrets."""

    names: frozenset[str] = frozenset()  # {"password"}, lower-case, wherever they stand in the body
    is_whole: bool = False  # the body itself is one secret
    is_open: bool = False  # a part of the body may have any members

    @property
    def are_none(self) -> bool:
        """Whether the body has no secret as far as the document says."""
        return not (self.names or self.is_whole or self.is_open)


def find_in_request(operation: Operation) -> SecretMembers:
    """Return the members of an operation's request bodies that hold secrets."""
    return _find(operation.document, operation.body.content.values() if operation.body is not None else ())


def find_in_responses(operation: Operation) -> SecretMembers:
    """Return the members of an operation's response bodies, of all statuses, that hold secrets."""
    contents = (content for response in operation.responses.values() for content in response.content.values())
    return _find(operation.document, contents)


def find_in_schema(document: Document, pointer: str) -> SecretMembers:
    """Return the members of the values of a schema that hold secrets."""
    return _Search(document).run([pointer])


def is_secret_parameter(document: Document, parameter: Parameter) -> bool:
    """Return whether a parameter holds a secret: by its schema, or by its name."""
    pointer = parameter.content.schema if parameter.content is not None else parameter.schema
    return is_secret_name(parameter.name) or (pointer is not None and _Search(document).is_secret(pointer))


def iter_api_keys(document: Document) -> Iterator[SecurityScheme]:
    """Yield the apiKey schemes of a document, those included that no operation requires."""
    components = document.content.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    for name in schemes if isinstance(schemes, dict) else ():
        try:
            pointer, scheme = document.resolve(f"/components/securitySchemes/{escape(name)}")
        except DocumentError:  # then every operation that requires it is broken
            continue
        if isinstance(scheme, dict) and scheme.get("type") == "apiKey":
            location, key = str(scheme.get("in", "")), str(scheme.get("name", ""))
            yield SecurityScheme(name, "apiKey", "", location, key, pointer)


def _find(document: Document, contents: Iterable[MediaTypeObject]) -> SecretMembers:
    pointers, is_open = list[str](), False
    for content in contents:
        found = [pointer for pointer in (content.schema, content.item_schema) if pointer is not None]
        pointers += found
        is_open |= not found
    members = _Search(document).run(pointers)
    return SecretMembers(members.names, members.is_whole, members.is_open or is_open)


class _Search:
    """Walks through schemas, each once, along `$ref`s and every keyword that holds schemas."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._secret: dict[str, bool] = {}  # by pointer
        self._names: set[str] = set()
        self._is_open = False

    def run(self, pointers: Iterable[str]) -> SecretMembers:
        pending = list(pointers)
        is_whole = any(map(self.is_secret, pending))
        seen = set[str]()
        while pending:
            for pointer, schema in self._iter_chain(pending.pop()):
                if pointer in seen:
                    break
                seen.add(pointer)
                self._is_open |= _admits_anything(schema)
                for at in _iter_under(pointer, schema, ("properties",)):
                    self._judge(name_at(at), at)
                pending += _iter_parts(pointer, schema)
        return SecretMembers(frozenset(self._names), is_whole, self._is_open)

    def is_secret(self, pointer: str) -> bool:
        """Return whether the values of a schema, or all items or entries of them, are secrets."""
        known = self._secret
        if pointer in known:
            return known[pointer]
        path = [(pointer, self._iter_reasons(pointer))]  # of any length, so that no recursion may follow it
        visited = {pointer}
        while path:
            for reason in path[-1][1]:
                if reason is None or known.get(reason):
                    known.update((above, True) for above, _ in path)
                    return True
                if reason not in visited and reason not in known:
                    visited.add(reason)
                    path.append((reason, self._iter_reasons(reason)))
                    break
            else:
                path.pop()
        known.update((each, False) for each in visited)
        return False

    def _iter_reasons(self, pointer: str) -> Iterator[str | None]:
        """Yield the schemas that make this one a secret if they are; `None` if it says so itself."""
        for at, schema in self._iter_chain(pointer):
            if schema.get("writeOnly") is True or schema.get("format") == "password":
                yield None
            yield from _iter_same(at, schema)

    def _judge(self, name: str, pointer: str) -> None:
        if is_secret_name(name) or self.is_secret(pointer):
            self._names.add(name.lower())
            self._names |= {alias.lower() for alias in self._iter_aliases(pointer)}

    def _iter_aliases(self, pointer: str) -> Iterator[str]:
        """Yield the names that XML has for a property."""
        for _, schema in self._iter_chain(pointer):
            xml = schema.get("xml")
            if isinstance(xml, dict) and isinstance(xml.get("name"), str):
                yield xml["name"]

    def _iter_chain(self, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the schema, then those that its `$ref`s lead to: keywords beside a `$ref` count."""
        seen = set[str]()
        while pointer not in seen:
            seen.add(pointer)
            try:
                schema = self._document.lookup(pointer)
                if not isinstance(schema, dict):
                    return
                yield pointer, schema
                if not isinstance(schema.get("$ref"), str):
                    return
                pointer = self._document.follow(schema["$ref"], pointer)
            except DocumentError:
                return


def _iter_same(pointer: str, schema: dict[str, Any]) -> Iterator[str]:
    """Yield the schemas that describe the same value, or all that it consists of."""
    return _iter_under(pointer, schema, ("patternProperties",), _LISTS, (*_BRANCHES, "items", "additionalProperties"))


def _iter_parts(pointer: str, schema: dict[str, Any]) -> Iterator[str]:
    """Yield every schema right below this one."""
    return _iter_under(pointer, schema, _MAPS, _LISTS, (*_BRANCHES, *_ONES))


def _iter_under(
    pointer: str, schema: dict[str, Any], maps: Iterable[str], lists: Iterable[str] = (), ones: Iterable[str] = ()
) -> Iterator[str]:
    """Yield the pointers of the schemas that these keywords hold."""
    for keyword in maps:
        if isinstance(held := schema.get(keyword), dict):
            yield from (f"{pointer}/{keyword}/{escape(str(name))}" for name in held)
    for keyword in lists:
        if isinstance(held := schema.get(keyword), list):
            yield from (f"{pointer}/{keyword}/{index}" for index in range(len(held)))
    for keyword in ones:
        if isinstance(schema.get(keyword), dict):
            yield f"{pointer}/{keyword}"


def _admits_anything(schema: dict[str, Any]) -> bool:
    """Return whether a schema admits objects without saying which members they have."""
    kinds = schema.get("type", "object")
    return "object" in (kinds if isinstance(kinds, list) else [kinds]) and _SHAPES.isdisjoint(schema)
