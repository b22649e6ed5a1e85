"""A strategy for documents of every version: parameters in all styles, bodies, responses, examples, security.

They are valid, except that some examples are wrong. All their schemas can be satisfied.
"""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from mockserver.openapi.documents import Document

from .random_schemas import Dialect, Schema, objects, scalars, schemas

VERSIONS = ("2.0", "3.0.3", "3.1.0", "3.2.0")
STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
COLLECTIONS = {"path": ("csv",), "query": ("csv", "multi", "pipes", "ssv", "tsv"), "header": ("csv",)}
SCHEMES: dict[str, Schema] = {
    "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "secret": {"type": "apiKey", "in": "query", "name": "secret"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "session": {"type": "apiKey", "in": "cookie", "name": "SID"},
}
WORD: Schema = {"type": "string", "pattern": "^[a-z]{1,6}$"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
SIMPLE = st.sampled_from([WORD, NUMBER, {"type": "string", "enum": ["on", "off"]}, {"type": "boolean"}])
WRONG: st.SearchStrategy[Any] = st.sampled_from([None, "wrong", -1, [], {}, {"kind": 7}, [None], [[]]])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    version = draw(st.sampled_from(VERSIONS))
    content = draw(_swagger() if version == "2.0" else _openapi(version))
    return Document.parse(json.dumps(content, ensure_ascii=False, indent=1), name="random.json")


# OpenAPI 3


@st.composite
def _openapi(draw: st.DrawFn, version: str) -> Schema:
    dialect = Dialect(version)
    count = draw(st.integers(1, 3))
    models = {f"Model{number}": draw(schemas(dialect, number, count)) for number in range(count)}
    content: Schema = {
        "openapi": version,
        "info": {"title": "Random", "version": "1"},
        "paths": {},
        "components": {"schemas": models, "securitySchemes": SCHEMES},
    }
    for number in range(draw(st.integers(1, 2))):
        parameters = draw(_parameters())
        path = f"/things{number}" + "".join(f"/{{{one['name']}}}" for one in parameters if one["in"] == "path")
        methods = draw(st.lists(st.sampled_from(["get", "post", "put", "delete", "patch"]), min_size=1, unique=True))
        content["paths"][path] = {method: draw(_operation(dialect, method, count)) for method in methods}
        content["paths"][path]["parameters"] = parameters
    return content


@st.composite
def _operation(draw: st.DrawFn, dialect: Dialect, method: str, models: int) -> Schema:
    operation: Schema = {"responses": draw(_responses(dialect, models))}
    if method in ("post", "put", "patch") and draw(st.booleans()):
        content = draw(_contents(dialect, models, st.sampled_from(["application/json", "text/plain", FORM, PARTS])))
        operation["requestBody"] = {"required": draw(st.booleans()), "content": content}
    if draw(st.booleans()):
        names = st.lists(st.sampled_from(sorted(SCHEMES)), max_size=2, unique=True)
        needed = draw(st.lists(names, min_size=1, max_size=2))
        # basic, bearer and digest would share one header field
        operation["security"] = [{name: [] for name in _apart(names)} for names in needed]
    return operation


FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"


def _apart(names: list[str]) -> list[str]:
    shared = [name for name in names if SCHEMES[name]["type"] == "http"]
    return [name for name in names if name not in shared[1:]]


@st.composite
def _responses(draw: st.DrawFn, dialect: Dialect, models: int) -> Schema:
    first = draw(st.sampled_from(["200", "201", "2XX", "default"]))
    others = draw(st.lists(st.sampled_from(["404", "4XX", "5XX", "204"]), max_size=2, unique=True))
    media_types = st.sampled_from(["application/json", "application/problem+json", "text/plain"])
    responses: Schema = {}
    for status in dict.fromkeys([first, *others]):
        responses[status] = {"description": "an answer"}
        if status != "204" and draw(st.integers(0, 4)):
            responses[status]["content"] = draw(_contents(dialect, models, media_types))
        if draw(st.booleans()):
            schema = draw(st.one_of(SIMPLE, SIMPLE.map(lambda items: {"type": "array", "minItems": 1, "items": items})))
            responses[status]["headers"] = {"X-Some": {"required": draw(st.booleans()), "schema": schema}}
    return responses


@st.composite
def _contents(draw: st.DrawFn, dialect: Dialect, models: int, media_types: st.SearchStrategy[str]) -> Schema:
    """A `content` map; text has string schemas, forms have objects of scalars."""
    content: Schema = {}
    for name in draw(st.lists(media_types, min_size=1, max_size=2, unique=True)):
        if name == "text/plain":
            content[name] = {"schema": {"type": "string", "minLength": 1}}
        elif name in (FORM, PARTS):
            content[name] = {"schema": draw(_flat_objects())}
        else:
            content[name] = {"schema": draw(st.one_of(schemas(dialect, 0, models), st.just(dialect.ref(0))))}
            examples = draw(st.sampled_from(["", "", "example", "examples"]))
            if examples == "example":
                content[name]["example"] = draw(WRONG)
            elif examples:
                content[name]["examples"] = {key: {"value": draw(WRONG)} for key in ("one", "two")}
    return content


@st.composite
def _flat_objects(draw: st.DrawFn) -> Schema:
    properties: Schema = {name: draw(SIMPLE) for name in ("a", "b")}
    properties["list"] = {"type": "array", "minItems": 1, "items": draw(SIMPLE)}
    required = draw(st.lists(st.sampled_from(["a", "b", "list"]), min_size=1, unique=True))
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


@st.composite
def _parameters(draw: st.DrawFn) -> list[Schema]:
    found: list[Schema] = []
    for number in range(draw(st.integers(0, 4))):
        place = draw(st.sampled_from(sorted(STYLES)))
        style = draw(st.sampled_from(STYLES[place]))
        name = f"{place}{number}"
        schema, explode = draw(_shapes(style, name)), draw(st.booleans())
        parameter = {"name": name, "in": place, "required": place == "path" or draw(st.booleans())}
        if place in ("query", "cookie") and draw(st.integers(0, 5)) == 0:
            found.append({**parameter, "content": {"application/json": {"schema": NUMBER}}})
        elif style in ("deepObject", "spaceDelimited", "pipeDelimited"):
            found.append({**parameter, "style": style, "explode": style == "deepObject", "schema": schema})
        else:
            found.append({**parameter, "style": style, "explode": explode, "schema": schema})
    return found


@st.composite
def _shapes(draw: st.DrawFn, style: str, name: str) -> Schema:
    """A schema for values that a style can write and read."""
    point = {
        "type": "object",
        "required": [f"{name}x"],
        "properties": {f"{name}x": draw(SIMPLE), f"{name}y": NUMBER},
        "additionalProperties": False,
    }
    if style == "deepObject":
        return point
    words = {"type": "array", "minItems": 2, "items": draw(SIMPLE)}
    if style in ("spaceDelimited", "pipeDelimited"):
        return words
    return draw(st.sampled_from([draw(SIMPLE), words, point]))


# Swagger 2.0


@st.composite
def _swagger(draw: st.DrawFn) -> Schema:
    dialect = Dialect("2.0")
    count = draw(st.integers(1, 3))
    content: Schema = {
        "swagger": "2.0",
        "info": {"title": "Random", "version": "1"},
        "basePath": "/v1",
        "consumes": ["application/json"],
        "produces": draw(st.sampled_from([["application/json"], ["application/vnd.it+json", "application/json"]])),
        "securityDefinitions": {"basic": {"type": "basic"}, "key": {"type": "apiKey", "in": "query", "name": "key"}},
        "definitions": {f"Model{number}": draw(schemas(dialect, number, count)) for number in range(count)},
        "paths": {},
    }
    parameters = draw(st.lists(_old_parameters(), max_size=3, unique_by=lambda one: one["name"]))
    path = "/things" + "".join(f"/{{{one['name']}}}" for one in parameters if one["in"] == "path")
    body = draw(st.sampled_from(["none", "body", "form"]))
    if body == "body":
        parameters.append({"name": "body", "in": "body", "required": True, "schema": dialect.ref(0)})
    elif body == "form":
        parameters += [{"name": name, "in": "formData", "required": True, **draw(SIMPLE)} for name in ("f", "g")]
    operation: Schema = {"parameters": parameters, "responses": {}}
    if body == "form":
        operation["consumes"] = [draw(st.sampled_from([FORM, PARTS]))]
    if draw(st.booleans()):
        operation["security"] = [{draw(st.sampled_from(["basic", "key"])): []}]
    for status in draw(st.sampled_from([["200"], ["201", "404"], ["default"]])):
        schema = draw(st.one_of(objects(dialect, 0, count, 2), scalars(dialect), st.just(dialect.ref(0))))
        operation["responses"][status] = {"description": "an answer", "schema": schema}
        if draw(st.booleans()):
            operation["responses"][status]["examples"] = {"application/json": draw(WRONG)}
    content["paths"][path] = {"post": operation}
    return content


@st.composite
def _old_parameters(draw: st.DrawFn) -> Schema:
    place = draw(st.sampled_from(sorted(COLLECTIONS)))
    parameter: Schema = {"name": f"{place}{draw(st.integers(0, 9))}", "in": place, "required": place == "path"}
    if draw(st.booleans()):
        return {**parameter, **draw(SIMPLE)}
    collection = draw(st.sampled_from(COLLECTIONS[place]))
    return {**parameter, "type": "array", "minItems": 2, "items": draw(SIMPLE), "collectionFormat": collection}
