"""Valid requests: a service that accepts each only once still shows whether it looks at wrong ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.engine.test_drafts import make_api
from tests.provider.bed import examine_app
from tests.provider.probes.shelf import JSON, OURS

KINDS = ["regatta", "training"]


def make_document(*, has_delete: bool) -> dict[str, Any]:
    """Crews, and the boats that they book: no crew may book a boat twice, and only one boat exists."""
    named = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    made = {"201": {"description": "made", "content": {JSON: {"schema": named}}}, "404": {"description": "no"}}
    refused = {status: {"description": "no"} for status in ("400", "409", "422")}
    crew = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    booking = {
        "type": "object",
        "required": ["boat", "kind"],
        "properties": {"boat": {"type": "string"}, "kind": {"enum": KINDS}},
    }
    parameter = {"name": "crew", "in": "path", "required": True, "schema": {"type": "string"}}

    def post(schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
        body = {"required": True, "content": {JSON: {"schema": schema, "example": example}}}
        return {"requestBody": body, "responses": {**made, **refused}}

    gone = {"responses": {"204": {"description": "gone"}, "404": {"description": "no"}}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Rowing", "version": "1"},
        "paths": {
            "/crews": {"post": post(crew, {"name": "Eight"})},
            "/crews/{crew}": {"parameters": [parameter], "delete": gone},
            "/crews/{crew}/bookings": {
                "parameters": [parameter],
                "post": post(booking, {"boat": "Swift", "kind": "training"}),
            },
        },
    }
    if has_delete:
        number = {"name": "number", "in": "path", "required": True, "schema": {"type": "string"}}
        document["paths"]["/crews/{crew}/bookings/{number}"] = {"parameters": [parameter, number], "delete": gone}
    return document


@dataclass
class Rowing:
    """The service. With `is_lax` it accepts any kind of booking."""

    is_lax: bool = False
    crews: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    count: int = 0

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        parts = environ["PATH_INFO"].strip("/").split("/")
        if raw and environ.get("CONTENT_TYPE") != JSON:
            start("415 …", [])
            return []
        try:
            status, value = self.respond(environ["REQUEST_METHOD"], parts, raw)
        except (ValueError, TypeError, KeyError):
            status, value = 422, None
        body = b"" if value is None else json.dumps(value).encode()
        start(f"{status} …", [("Content-Type", JSON)] if body else [])
        return [body]

    def respond(self, method: str, parts: list[str], raw: bytes) -> tuple[int, Any]:
        if len(parts) > 1 and parts[1] not in self.crews:
            return 404, None
        if method == "POST" and len(parts) == 1:
            return self.found(json.loads(raw))
        if method == "POST" and len(parts) == 3:
            return self.book(self.crews[parts[1]], json.loads(raw))
        if method != "DELETE":
            return 405, None
        if len(parts) == 4:
            self.crews[parts[1]] = [one for one in self.crews[parts[1]] if one["id"] != parts[3]]
        else:
            del self.crews[parts[1]]
        return 204, None

    def found(self, new: dict[str, Any]) -> tuple[int, Any]:
        if not isinstance(new["name"], str):
            return 422, None
        self.count += 1
        self.crews[f"c{self.count}"] = []
        return 201, {"id": f"c{self.count}"}

    def book(self, bookings: list[dict[str, Any]], new: dict[str, Any]) -> tuple[int, Any]:
        if any(booking["boat"] == new.get("boat") for booking in bookings):
            return 409, None
        if not isinstance(new["boat"], str):
            return 422, None
        if new["boat"] != "Swift":
            return 404, None
        if new["kind"] not in KINDS and not self.is_lax:
            return 422, None
        self.count += 1
        bookings.append({"id": f"k{self.count}", **new})
        return 201, {"id": f"k{self.count}"}


@pytest.mark.parametrize("has_delete", [False, True])
@pytest.mark.parametrize("is_lax", [False, True])
def test_what_is_unique_below_its_parent_is_probed_below_new_ones(is_lax: bool, has_delete: bool) -> None:
    service = Rowing(is_lax)
    outcome = examine_app(service, make_api(make_document(has_delete=has_delete)), OURS)
    clauses = ("that is too long or unknown", "of another type", "null") if is_lax else ()
    assert {failure.key for failure in outcome.failures} == {f"with kind {clause}" for clause in clauses}
    assert outcome.notices == ()
    assert not service.crews, "what was created is deleted"
