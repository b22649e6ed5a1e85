"""A small service for the tests of probes: parcels lie on shelves, and are checked against a schema of choice."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from openapi_schema_validator import OAS31Validator

from mockserver.engine.apis.apis import Api
from mockserver.openapi.pointers import split
from mockserver.provider import Outcome, Plan
from tests.engine.test_drafts import make_api
from tests.provider.bed import examine_app

JSON = "application/json"
OURS = Plan(phases=("documented", "probes"))
PARCEL: dict[str, Any] = {
    "type": "object",
    "required": ["label", "kind"],
    "additionalProperties": False,
    "properties": {
        "label": {"type": "string", "minLength": 2, "maxLength": 20},
        "kind": {"enum": ["box", "tube", "roll"]},
        "grams": {"type": "integer", "minimum": 10, "maximum": 500, "multipleOf": 10},
        "price": {"type": "number", "exclusiveMinimum": 0, "maximum": 99.5},
        "due": {"type": "string", "format": "date"},
        "code": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3}$"},
        "marks": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": True, "items": {"type": "string"}},
        "to": {
            "type": "object",
            "required": ["city"],
            "properties": {
                "city": {"type": "string", "maxLength": 30},
                "lines": {"type": "array", "maxItems": 4, "items": {"type": "string", "maxLength": 40}},
            },
        },
    },
}
EXAMPLES = {
    "plain": {"value": {"label": "Tea set", "kind": "box"}},
    "heavy": {"value": {"label": "Kettle", "kind": "tube", "grams": 480}},
}
LIMIT = {"type": "integer", "minimum": 1, "maximum": 40}


def changed(schema: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """Return a copy of a schema with another value at a pointer; `None` removes the keyword."""
    twin = copy.deepcopy(schema)
    *above, last = split(pointer)
    holder: Any = twin
    for word in above:
        holder = holder[int(word)] if isinstance(holder, list) else holder[word]
    if value is None:
        del holder[last]
    else:
        holder[last] = value
    return twin


def make_document(
    parcel: dict[str, Any] = PARCEL, examples: dict[str, Any] = EXAMPLES, *, paths: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Parcels are created below a shelf that the service has, and lie at `/parcels/{id}`."""
    item = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    body = {"required": True, "content": {JSON: {"schema": parcel, "examples": examples}}}
    change = {key: value for key, value in parcel.items() if key != "required"}
    identifier = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    shown = {"content": {JSON: {"schema": item}}}
    responses = {status: {"description": "…"} for status in ("204", "400", "404", "409", "422")}
    ok = {"200": {"description": "…", **shown}}
    listed = {"200": {"description": "…", "content": {JSON: {"schema": {"type": "array", "items": item}}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shelf", "version": "1"},
        "paths": {
            "/parcels": {
                "get": {
                    "parameters": [{"name": "limit", "in": "query", "schema": LIMIT}],
                    "responses": {**responses, **listed},
                },
                "post": {"requestBody": body, "responses": {**responses, "201": {"description": "…", **shown}}},
            },
            "/parcels/{id}": {
                "parameters": [identifier],
                "get": {"responses": {**responses, **ok}},
                "patch": {
                    "requestBody": {"required": True, "content": {JSON: {"schema": change}}},
                    "responses": {**responses, **ok},
                },
                "delete": {"responses": responses},
            },
            **(paths or {}),
        },
    }


@dataclass
class Shelf:
    """The service. It keeps the document if its schemas are those of the document."""

    new: dict[str, Any] = field(default_factory=lambda: PARCEL)  # what a new parcel must be
    change: dict[str, Any] | None = None  # what a change must be; None: as the document says
    limit: dict[str, Any] = field(default_factory=lambda: LIMIT)
    unique: tuple[str, ...] = ()  # members that no two parcels may share together
    capacity: int = 1_000  # parcels at the same time
    references: tuple[str, ...] = ()  # members whose value must be the one that examples show
    parcels: dict[str, dict[str, Any]] = field(default_factory=dict)
    count: int = 0
    bodies: list[Any] = field(default_factory=list)  # those received by POST

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        is_json = not raw or environ.get("CONTENT_TYPE") == JSON
        answer = self.respond(environ["REQUEST_METHOD"], environ["PATH_INFO"], raw, query) if is_json else (415, None)
        status, value = answer
        body = b"" if value is None else json.dumps(value).encode()
        fields = [("Content-Type", JSON)] if body else []
        start(f"{status} …", [*fields, ("Content-Length", str(len(body)))])
        return [body]

    def respond(self, method: str, path: str, raw: bytes, query: dict[str, list[str]]) -> tuple[int, Any]:
        name = path.removeprefix("/parcels").strip("/")
        if name and name not in self.parcels:
            return 404, None
        if method == "GET" and not name:
            return self.list(query)
        if method == "GET":
            return 200, self.parcels[name]
        if method == "DELETE" and name:
            del self.parcels[name]
            return 204, None
        if method not in ("POST", "PATCH") or (method == "PATCH") != bool(name):
            return 405, None
        try:
            value = json.loads(raw)
        except ValueError:
            return 400, None
        return self.store(value) if method == "POST" else self.alter(name, value)

    def list(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        for text in query.get("limit", []):
            if not text.isdecimal() or not is_valid(self.limit, int(text)):
                return 400, None
        most = int(next(iter(query.get("limit", [])), 40))
        return 200, [*self.parcels.values()][:most]

    def store(self, value: Any) -> tuple[int, Any]:
        self.bodies.append(value)
        key = [value.get(name) for name in self.unique] if isinstance(value, dict) else []
        if self.unique and any([parcel.get(name) for name in self.unique] == key for parcel in self.parcels.values()):
            return 409, None  # before anything else, so that a conflict hides what is wrong
        if len(self.parcels) >= self.capacity:
            return 409, None
        if not is_valid(self.new, value):
            return 422, None
        if any(value.get(name) not in (None, "Tea set", "Kettle") for name in self.references):
            return 404, None
        self.count += 1
        self.parcels[f"p{self.count}"] = {"id": f"p{self.count}", **value}
        return 201, self.parcels[f"p{self.count}"]

    def alter(self, name: str, value: Any) -> tuple[int, Any]:
        own = {key: item for key, item in PARCEL.items() if key != "required"}
        if not is_valid(self.change or own, value):
            return 422, None
        self.parcels[name] |= value
        return 200, self.parcels[name]


def is_valid(schema: dict[str, Any], value: Any) -> bool:
    checker = OAS31Validator(schema, format_checker=OAS31Validator.FORMAT_CHECKER)
    return bool(checker.is_valid(value))


def examine_shelf(shelf: Shelf | None = None, api: Api | None = None, plan: Plan = OURS) -> Outcome:
    return examine_app(shelf or Shelf(), api or make_api(make_document()), plan)


def cookies_of(environ: dict[str, Any]) -> dict[str, str]:
    return {name: morsel.value for name, morsel in SimpleCookie(environ.get("HTTP_COOKIE", "")).items()}
