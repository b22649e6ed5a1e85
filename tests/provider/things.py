"""A small API whose operations need every kind of credential."""

from __future__ import annotations

from typing import Any

from mockserver.provider.failures import Failure, FailureId
from tests.engine.test_drafts import make_api

OK = {"200": {"description": "ok"}}
API = make_api(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "inHeader": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "inQuery": {"type": "apiKey", "in": "query", "name": "key"},
                "inCookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            }
        },
        "paths": {
            "/things": {
                "get": {"tags": ["read"], "operationId": "listThings", "responses": OK, "security": [{"bearer": []}]},
                "post": {
                    "operationId": "createThing",
                    "security": [{"basic": []}, {}],
                    "responses": {
                        "201": {
                            "description": "made",
                            "links": {
                                "Read": {"operationId": "readThing", "parameters": {"thing_id": "$response.body#/a/b"}}
                            },
                        },
                        "200": {"description": "made, and nothing linked"},
                    },
                },
            },
            "/things/{thing_id}": {
                "parameters": [{"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {"operationId": "readThing", "responses": OK, "security": [{"inQuery": [], "inHeader": []}]},
                "delete": {"operationId": "deleteThing", "responses": OK, "security": [{"inCookie": []}]},
            },
        },
    }
)
LIST, CREATE, READ, DELETE = API.operations


def make_failure(check: FailureId = "state.update-lost", curl: str = "curl x", **fields: Any) -> Failure:
    return Failure(check, "GET /things", "broken", fields.pop("phase", "documented"), None, None, curl, **fields)
