"""Which object of OpenAPI stands where, and where its authors allow a reference: one table for all versions.

What is in no field of the table is data: extensions (`x-…`), examples, defaults. A `$ref` in them is no reference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple, get_args

from ..pointers import escape

Kind = Literal[
    "document",
    "info",
    "path item",
    "operation",
    "parameter",
    "request body",
    "media type",
    "encoding",
    "response",
    "header",
    "example",
    "link",
    "callback",
    "components",
    "schema",
    "discriminator",
    "xml",
    "server",
    "server variable",
    "security scheme",
    "security requirement",
    "tag",
]
Form = Literal["one", "list", "names", "patterned"]


class Role(NamedTuple):
    """What a field holds."""

    kind: Kind
    form: Form = "one"  # "patterned": a mapping by name in which `x-…` is an extension, as in `paths`

    def __str__(self) -> str:
        return self.kind if self.form == "one" else f"{'list' if self.form == 'list' else 'map'} of {self.kind}s"


def _all(kind: Kind, *names: str, form: Form = "one") -> dict[str, Role]:
    return dict.fromkeys(names, Role(kind, form))


def _named(kind: Kind, *names: str) -> dict[str, Role]:
    return _all(kind, *names, form="names")


def _listed(kind: Kind, *names: str) -> dict[str, Role]:
    return _all(kind, *names, form="list")


_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_DESCRIBED = {  # what parameters and headers have in common
    **_all("schema", "schema"),
    **_named("media type", "content"),
    **_named("example", "examples"),
}
_FIELDS: dict[Kind, dict[str, Role]] = {
    "document": {
        **_all("info", "info"),
        **_all("path item", "paths", form="patterned"),
        **_named("path item", "webhooks"),
        **_all("components", "components"),
        **_listed("server", "servers"),
        **_listed("security requirement", "security"),
        **_listed("tag", "tags"),
        **_named("schema", "definitions"),  # from here on Swagger 2.0
        **_named("parameter", "parameters"),
        **_named("response", "responses"),
        **_named("security scheme", "securityDefinitions"),
    },
    "components": {
        **_named("schema", "schemas"),
        **_named("response", "responses"),
        **_named("parameter", "parameters"),
        **_named("example", "examples"),
        **_named("request body", "requestBodies"),
        **_named("header", "headers"),
        **_named("security scheme", "securitySchemes"),
        **_named("link", "links"),
        **_named("callback", "callbacks"),
        **_named("path item", "pathItems"),
        **_named("media type", "mediaTypes"),
    },
    "path item": {
        **_all("operation", *_METHODS),
        **_named("operation", "additionalOperations"),
        **_listed("parameter", "parameters"),
        **_listed("server", "servers"),
    },
    "operation": {
        **_listed("parameter", "parameters"),
        **_all("request body", "requestBody"),
        **_all("response", "responses", form="patterned"),
        **_named("callback", "callbacks"),
        **_listed("security requirement", "security"),
        **_listed("server", "servers"),
    },
    "parameter": _DESCRIBED,
    "header": _DESCRIBED,
    "request body": _named("media type", "content"),
    "media type": {
        **_all("schema", "schema", "itemSchema"),
        **_named("example", "examples"),
        **_named("encoding", "encoding"),
        **_listed("encoding", "prefixEncoding"),
        **_all("encoding", "itemEncoding"),
    },
    "encoding": {
        **_named("header", "headers"),
        **_named("encoding", "encoding"),
        **_listed("encoding", "prefixEncoding"),
        **_all("encoding", "itemEncoding"),
    },
    "response": {
        **_named("header", "headers"),
        **_named("media type", "content"),
        **_named("link", "links"),
        **_all("schema", "schema"),  # Swagger 2.0
    },
    "link": _all("server", "server"),
    "server": _named("server variable", "variables"),
    "schema": {
        **_named("schema", "properties", "patternProperties", "$defs", "definitions", "dependentSchemas"),
        **_listed("schema", "allOf", "anyOf", "oneOf", "prefixItems"),
        **_all("schema", "items", "additionalProperties", "additionalItems", "not", "if", "then", "else", "contains"),
        **_all("schema", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"),
        **_all("discriminator", "discriminator"),
        **_all("xml", "xml"),
    },
}
_REFERABLE: frozenset[Kind] = frozenset(
    (
        *("path item", "parameter", "request body", "response", "header", "example", "link", "callback", "schema"),
        "security scheme",
    )
)


def may_be_reference(place: Role, further: frozenset[Kind] = frozenset()) -> bool:
    """Whether a `$ref` may stand for the object (OpenAPI 3.1.1 §4.8.23), or for a `further` one."""
    return place.form == "one" and (place.kind in _REFERABLE or place.kind in further)


def iter_places(value: Any, place: Role) -> Iterator[tuple[str, Any, Role]]:
    """Yield the parts of a value in its place that have places of their own, by the token of each in a pointer."""
    kind, form = place
    if isinstance(value, list):
        if form == "list" or place == _SCHEMA:  # `items: […]` in drafts before 2020-12
            yield from ((str(index), part, _ONE[kind]) for index, part in enumerate(value))
    elif not isinstance(value, dict):
        return
    elif form == "names":
        yield from ((escape(name), part, _ONE[kind]) for name, part in value.items())
    elif form == "patterned":
        yield from ((escape(name), part, _ONE[kind]) for name, part in value.items() if not name.startswith("x-"))
    elif kind == "callback":
        item = _ONE["path item"]
        yield from ((escape(name), part, item) for name, part in value.items() if not name.startswith("x-"))
    elif form == "one" and (fields := _FIELDS.get(kind)) is not None:
        yield from ((name, value[name], fields[name]) for name in fields.keys() & value.keys())


def field_of(kind: Kind, name: str) -> Role | None:
    """Return what a field of an object holds; `None` for data."""
    return _FIELDS.get(kind, {}).get(name)


_SCHEMA = Role("schema")
_ONE: dict[Kind, Role] = {kind: Role(kind) for kind in get_args(Kind)}
DOCUMENT = Role("document")


def reference_in(value: Any) -> str | None:
    """Return the text of the `$ref` in a value: a property that has that name is a schema, not a text."""
    ref = value.get("$ref") if isinstance(value, dict) else None
    return ref if isinstance(ref, str) else None


class Node(NamedTuple):
    """An object, list or mapping of a document in its place."""

    pointer: str
    value: Any
    place: Role
    is_inner: bool  # a schema inside another one
    is_referred: bool = False  # only a reference says what it is


def walk_places(content: dict[str, Any], find: Callable[[str, str], tuple[str, Any] | None]) -> Iterator[Node]:
    """Yield everything in a document that has a place, and what its references lead to; each pointer once a place.

    `find` returns the pointer and the value that a `$ref`, in an object at a pointer, leads to; `None` for nothing.
    What is reachable by names is yielded before what is reachable by references only. A reference to an object of
    another kind, such as from a schema to the paths, does not say what is inside that object.
    """
    known: dict[str, Role] = {}
    mistaken: set[tuple[str, Role]] = set()
    pending = [Node("", content, DOCUMENT, is_inner=False)]
    referred: list[Node] = []
    while pending or referred:
        node = pending.pop() if pending else referred.pop()
        pointer, value, place, is_inner, _ = node
        first = known.get(pointer)
        if first is not None:
            if first != place and (pointer, place) not in mistaken:
                mistaken.add((pointer, place))
                yield node
            continue
        known[pointer] = place
        yield node
        if isinstance(value, dict):
            ref = value.get("$ref")
            if isinstance(ref, str) and (found := find(ref, pointer)) is not None:
                referred.append(Node(*found, place, is_inner=False, is_referred=True))
            if place.form == "one":
                fields = _FIELDS.get(place.kind)
                if fields is not None:
                    is_inner = place.kind == "schema"
                    for name in value:
                        inner = fields.get(name)
                        if inner is not None:
                            pending.append(Node(f"{pointer}/{name}", value[name], inner, is_inner))
                    continue
        elif not isinstance(value, list):
            continue
        for token, part, inner in iter_places(value, place):
            pending.append(Node(f"{pointer}/{token}", part, inner, is_inner))
