"""Documents as large as published ones, and slow to load for the same reasons.

Four shapes, after well-known APIs: many operations with long examples (GitHub), schemas that refer to each other
(Stripe), unions and long texts (OpenAI), and long parameter lists in Swagger 2.0 (Kubernetes). Everything is invented,
and the same bytes are written each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Literal

import yaml

from .tools import WORK

Json = dict[str, Any]

GROUP = 2  # schemas of one circle
TIERS = 3  # depth of references that are not circles

_WORDS = (
    *("account", "amount", "approval", "balance", "batch", "branch", "card", "channel", "charge", "client", "cluster"),
    *("comment", "commit", "contact", "credit", "customer", "delivery", "device", "digest", "discount", "event"),
    *(
        "export",
        "filter",
        "gateway",
        "group",
        "image",
        "invoice",
        "issue",
        "item",
        "label",
        "ledger",
        "limit",
        "member",
    ),
    *("message", "metric", "model", "network", "order", "owner", "payment", "policy", "product", "project", "quota"),
    *("region", "release", "report", "request", "review", "role", "schedule", "service", "session", "team", "version"),
)
_WITH_ID = ("read", "update", "follow")  # operations whose path has an id
_STRINGS: tuple[Json, ...] = (
    {"type": "string", "format": "date-time", "example": "2026-01-20T14:22:15Z"},
    {"type": "string", "format": "uri", "example": "https://api.example.com/items/1"},
    {"type": "string", "maxLength": 255, "example": "Quarterly report"},
    {"type": "string", "pattern": "^[a-z]{2}_[0-9a-f]{8}$", "example": "id_0a1b2c3d"},
)


@dataclass(frozen=True)
class LargeDocument:
    """A file, and a path whose response to GET is 200."""

    name: str  # "github-4000.yaml"
    file: Path
    path: str  # "/record-17/0a1b2c3d"


@dataclass(frozen=True)
class Part:
    """The part of a document that belongs to one resource."""

    paths: Json
    schemas: Json


def write_large(shape: str, kilobytes: int, suffix: str = "yaml") -> LargeDocument:
    """Write a document of one of `SHAPES`, of about this size; `suffix` is "yaml" or "json"."""
    name = f"{shape}-{kilobytes}.{suffix}"
    count, document = _grow(shape, kilobytes * 1000, suffix)
    file = WORK / name
    if not file.exists():
        file.write_text(_dump(document, suffix))
    return LargeDocument(name, file, f"/{_name(count - 1)}/id_0a1b2c3d")


def write_models(shape: Literal["chain", "ring"], count: int) -> LargeDocument:
    """Write this number of models, each with a reference to the next; in a ring, the last refers to the first."""
    schemas: Json = {}
    for number in range(count):
        following = {"next": _ref(_title((number + 1) % count))} if shape == "ring" or number + 1 < count else {}
        schemas[_title(number)] = {"type": "object", "properties": {"id": {"type": "string"}, **following}}
    content = {"application/json": {"schema": _ref(_title(0)), "example": {"id": "a", "next": {"id": "b"}}}}
    paths = {"/first": {"get": {"responses": {"200": {"description": "Done", "content": content}}}}}
    document = {"openapi": "3.0.3", "info": {"title": shape, "version": "1"}, "paths": paths}
    file = WORK / f"{shape}-{count}.json"
    file.write_text(json.dumps({**document, "components": {"schemas": schemas}}))
    return LargeDocument(file.name, file, "/first")


def _grow(shape: str, size: int, suffix: str) -> tuple[int, Json]:
    """Return the number of resources for a size, estimated from the size of a few, and the document."""
    few = 4
    each = (len(_dump(_assemble(shape, 2 * few), suffix)) - len(_dump(_assemble(shape, few), suffix))) / few
    count = max(few, round(size / each))
    return count, _assemble(shape, count)


def _dump(document: Json, suffix: str) -> str:
    if suffix == "json":
        return json.dumps(document, indent=1)
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return str(yaml.dump(document, Dumper=dumper, sort_keys=False, width=100))


def _assemble(shape: str, count: int) -> Json:
    random = Random(shape)
    parts = [SHAPES[shape](number, count, random) for number in range(count)]
    paths = {path: item for part in parts for path, item in part.paths.items()}
    schemas = {name: schema for part in parts for name, schema in part.schemas.items()}
    head: Json = {"info": {"title": f"Large, like {shape}", "version": "1.0.0", "description": _text(random, 80)}}
    if shape == "kubernetes":
        return _written_out({"swagger": "2.0", **head, "paths": paths, "definitions": schemas})
    version = "3.1.0" if shape == "openai" else "3.0.3"
    error = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
    components = {"schemas": {**schemas, "Error": error}}
    return _written_out({"openapi": version, **head, "paths": paths, "components": components})


def _written_out(document: Json) -> Json:
    """Return a copy without shared values: YAML would write aliases, which published documents do not have."""
    copied: Json = json.loads(json.dumps(document))
    return copied


# the four shapes


def _github(number: int, _count: int, random: Random) -> Part:
    """Flat schemas with many properties, each with a long example; few schemas are shared."""
    name, title = _name(number), _title(number)
    properties = _properties(random, 24)
    related = {f"{_word(random)}_{at}": _ref(_title(other)) for at, other in enumerate(_lower(random, number))}
    full = {
        "type": "object",
        "title": title,
        "required": list(properties)[:12],
        "properties": {**properties, **related},
    }
    summary = {"type": "object", "required": ["id"], "properties": {"id": _STRINGS[3], **_properties(random, 6)}}
    shown = {key: schema["example"] for key, schema in properties.items()}
    paths = {
        f"/{name}": {
            "get": _operation(random, "list", number, _shown(_array(_ref(title)), [shown, shown]), queries=4),
            "post": _operation(random, "create", number, _shown(_ref(title), shown), body=_ref(title + "Summary")),
        },
        f"/{name}/{{id}}": {
            "get": _operation(random, "read", number, _shown(_ref(title), shown)),
            "patch": _operation(random, "update", number, _shown(_ref(title), shown), body=_ref(title + "Summary")),
        },
        f"/{name}/{{id}}/history": {
            "get": _operation(random, "follow", number, {"schema": _array(_ref(title + "Summary"))}, queries=2)
        },
    }
    return Part(paths, {title: full, title + "Summary": summary})


def _stripe(number: int, count: int, random: Random) -> Part:
    """Schemas in circles: a property holds either the id of another schema's object, or the object."""
    name, title = _name(number), _title(number)
    expandable = {
        f"{_word(random)}_{at}": {
            "anyOf": [{"type": "string", "maxLength": 5000}, _ref(_title(random.randrange(count)))]
        }
        for at in range(3)
    }
    full = {
        "type": "object",
        "description": _text(random, 40),
        "required": ["id"],
        "properties": {"id": _STRINGS[3], **_properties(random, 30), **expandable},
    }
    form = {"type": "object", "properties": {f"set_{key}": part for key, part in _properties(random, 40).items()}}
    paths = {
        f"/{name}": {
            "get": _operation(random, "list", number, {"schema": _page(_ref(title))}, queries=6),
            "post": _operation(random, "create", number, {"schema": _ref(title)}, body=form),
        },
        f"/{name}/{{id}}": {"get": _operation(random, "read", number, {"schema": _ref(title)})},
    }
    return Part(paths, {title: full})


def _openai(number: int, _count: int, random: Random) -> Part:
    """Unions with a discriminator, parts combined by allOf, and long texts."""
    name, title = _name(number), _title(number)
    kinds = [f"{title}Kind{letter}" for letter in "ABC"]
    base = {"type": "object", "required": ["id"], "properties": {"id": _STRINGS[3], **_properties(random, 8)}}
    schemas: Json = {f"{title}Base": {**base, "description": _text(random, 60)}}
    for kind in kinds:
        own = {"type": {"type": "string", "const": kind}, **_properties(random, 8)}
        below = {f"{_word(random)}_of_{other}": _ref(_title(other)) for other in _lower(random, number)[:1]}
        schemas[kind] = {
            "description": _text(random, 60),
            "allOf": [_ref(f"{title}Base"), {"type": "object", "required": ["type"], "properties": {**own, **below}}],
        }
    mapping = {kind: f"#/components/schemas/{kind}" for kind in kinds}
    discriminator = {"propertyName": "type", "mapping": mapping}
    schemas[title] = {"oneOf": [_ref(kind) for kind in kinds], "discriminator": discriminator}
    paths = {
        f"/{name}": {"post": _operation(random, "create", number, {"schema": _ref(title)}, body=_ref(title))},
        f"/{name}/{{id}}": {"get": _operation(random, "read", number, {"schema": _ref(title)})},
    }
    for item in paths.values():
        for operation in item.values():
            operation["description"] = _text(random, 300)
    return Part(paths, schemas)


def _kubernetes(number: int, _count: int, random: Random) -> Part:
    """Swagger 2.0: the same long parameters in every operation, and definitions that refer to common ones."""
    name, title = _name(number), _title(number)

    def local(target: str) -> Json:
        return {"$ref": f"#/definitions/{target}"}

    def operation(verb: str, response: Json, *, has_id: bool = False, body: Json | None = None) -> Json:
        queries: list[Json] = [
            {"name": f"{word}Selector", "in": "query", "type": "string", "uniqueItems": True, "description": text}
            for word, text in ((_WORDS[at], _LONG_TEXT) for at in range(10))
        ]
        own: list[Json] = [{"name": "id", "in": "path", "required": True, "type": "string"}] if has_id else []
        own += [{"name": "body", "in": "body", "required": True, "schema": body}] if body else []
        return {
            "operationId": f"{verb}{title}",
            "tags": [title],
            "description": f"{verb} {name}",
            "produces": ["application/json"],
            "consumes": ["application/json"],
            "parameters": own + queries,
            "responses": {"200": {"description": "OK", "schema": response}, "401": {"description": "Unauthorized"}},
        }

    properties = _plain_properties(random, 20)
    for other in _lower(random, number):
        properties[f"templateOf{other}"] = local(f"{_title(other)}Spec")
    spec = {"type": "object", "properties": properties}
    full = {"type": "object", "properties": {"kind": {"type": "string"}, "spec": local(f"{title}Spec")}}
    listed = {"type": "object", "required": ["items"], "properties": {"items": _array(local(title))}}
    paths = {
        f"/{name}": {
            "get": operation("list", local(f"{title}List")),
            "post": operation("create", local(title), body=local(title)),
        },
        f"/{name}/{{id}}": {
            "get": operation("read", local(title), has_id=True),
            "put": operation("replace", local(title), has_id=True, body=local(title)),
        },
    }
    return Part(paths, {title: full, f"{title}Spec": spec, f"{title}List": listed})


SHAPES: dict[str, Callable[[int, int, Random], Part]] = {
    "github": _github,
    "stripe": _stripe,
    "openai": _openai,
    "kubernetes": _kubernetes,
}


# parts of documents


def _operation(
    random: Random,
    verb: str,
    number: int,
    content: Json,
    *,
    body: Json | None = None,
    queries: int = 0,
) -> Json:
    """Return an operation whose response 200 has `content`."""
    parameters: list[Json] = [
        {"name": _WORDS[at], "in": "query", "description": _text(random, 12), "schema": _STRINGS[at % 2 + 2]}
        for at in range(queries)
    ]
    if verb in _WITH_ID:
        parameters.insert(0, {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}})
    error = {"description": "Refused", "content": {"application/json": {"schema": _ref("Error")}}}
    operation: Json = {
        "operationId": f"{verb}{_title(number)}",
        "summary": _text(random, 6),
        "description": _text(random, 40),
        "tags": [_title(number)],
        "parameters": parameters,
        "responses": {
            "200": {"description": "Done", "content": {"application/json": content}},
            **dict.fromkeys(("401", "404", "422"), error),
        },
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return operation


def _shown(schema: Json, example: Any) -> Json:
    """Return the content of a response with an example."""
    return {"schema": schema, "examples": {"default": {"value": example}}}


def _properties(random: Random, count: int) -> Json:
    """Return ordinary properties: texts, numbers, choices, lists and a few objects."""
    made: Json = {}
    for at in range(count):
        name = f"{_word(random)}_{_word(random)}_{at}"
        described = {"description": _text(random, 10)}
        match random.randrange(8):
            case 0 | 1 | 2 | 3 as which:
                made[name] = {**_STRINGS[which], **described}
            case 4:
                made[name] = {"type": "integer", "minimum": 0, "example": random.randrange(1000), **described}
            case 5:
                made[name] = {"type": "string", "enum": ["open", "closed", "merged"], "example": "open", **described}
            case 6:
                made[name] = {"type": "array", "items": {"type": "string"}, "example": ["bug", "docs"], **described}
            case _:
                inner = {"type": "object", "properties": {"count": {"type": "integer"}, "url": _STRINGS[1]}}
                made[name] = {**inner, "example": {"count": 3, "url": "https://api.example.com/3"}}
    return made


def _plain_properties(random: Random, count: int) -> Json:
    """Return the same properties for Swagger 2.0, without examples."""
    return {
        name: {key: part for key, part in schema.items() if key != "example"}
        for name, schema in _properties(random, count).items()
    }


def _lower(random: Random, number: int) -> list[int]:
    """Return up to three earlier resources of the tier below; the lowest tier has none."""
    below = range(number % TIERS - 1, number, TIERS) if number % TIERS else range(0)
    return sorted(random.sample(below, min(3, len(below))))


def _page(items: Json) -> Json:
    properties = {"data": _array(items), "has_more": {"type": "boolean"}, "url": _STRINGS[1]}
    return {"type": "object", "required": ["data", "has_more"], "properties": properties}


def _array(items: Json) -> Json:
    return {"type": "array", "items": items}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _name(number: int) -> str:
    return f"{_WORDS[number % len(_WORDS)]}-{number}"


def _title(number: int) -> str:
    return f"{_WORDS[number % len(_WORDS)].title()}{number}"


def _word(random: Random) -> str:
    return random.choice(_WORDS)


def _text(random: Random, words: int) -> str:
    return " ".join(random.choices(_WORDS, k=words)).capitalize() + "."


_LONG_TEXT = _text(Random(0), 60)
