"""A small document, and functions that count exchanges with it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from mockserver.coverage import Coverage, Kind
from mockserver.engine.apis.apis import Api
from mockserver.engine.apis.judging import judge
from mockserver.engine.behaviour import Behaviour
from mockserver.engine.handlers import Functions
from mockserver.engine.worlds.store import State
from mockserver.openapi.documents import Document
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.operations import read_operations

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /items:
    get:
      operationId: listItems
      parameters:
        - {name: sort, in: query, schema: {enum: [name, price]}}
        - {name: all, in: query, schema: {type: boolean}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: tags, in: query, schema: {type: array, items: {enum: [new, old]}}}
      responses:
        200:
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  items:
                    type: array
                    items: {$ref: '#/components/schemas/Item'}
                  next: {type: string}
        4XX: {$ref: '#/components/responses/Error'}
    post:
      operationId: createItem
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Item'}
      responses:
        201:
          description: made
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Item'}
        default: {$ref: '#/components/responses/Error'}
  /items/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
    delete:
      operationId: deleteItem
      responses:
        204: {description: gone}
components:
  responses:
    Error:
      description: no
      content:
        application/problem+json:
          schema:
            type: object
            properties:
              title: {type: string}
  schemas:
    Item:
      type: object
      required: [name]
      properties:
        id:
          type: string
          readOnly: true
        name:
          type: string
        secret:
          type: string
          writeOnly: true
        parts:
          type: array
          items: {$ref: '#/components/schemas/Item'}
        price:
          oneOf:
            - type: object
              required: [amount]
              properties:
                amount: {type: integer}
            - type: object
              required: [free]
              properties:
                free: {const: true}
"""


def api_of(text: str, name: str = "shop.yaml") -> Api:
    document = Document.parse(text, name=name)
    return Api("shop", "", document, read_operations(document), Behaviour(), Functions(), State())


def send(coverage: Coverage, line: str, status: int, value: Any = None, *, body: Any = None) -> None:
    """Count one exchange with a service: `send(coverage, "GET /items?limit=1", 200, {"items": []})`."""
    method, target = line.split(" ")
    url = urlsplit(target)
    headers = Headers([("Content-Type", "application/json")] if body is not None else [])
    request = Request(method, url.path, url.query, headers, json.dumps(body).encode() if body is not None else b"")
    media_type = "application/json" if status < 300 else "application/problem+json"
    fields = (("Content-Type", media_type),) if value is not None else ()
    response = Response(status, fields, json.dumps(value).encode() if value is not None else b"")
    coverage.record_response(request, status, judge(coverage.api, request, response))


def names(coverage: Coverage, operation_id: str, *kinds: Kind, seen: bool) -> list[str]:
    """Return the items of an operation that were seen, or those that were missed."""
    operation = coverage.api.operation(operation_id)
    assert operation is not None
    return [name for item, name, count in coverage.iter_counts(operation) if item.kind in kinds and bool(count) == seen]
