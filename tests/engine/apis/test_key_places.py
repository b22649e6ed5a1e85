"""Where API keys are sent."""

from __future__ import annotations

from mockserver.engine.apis.key_places import find_key_places
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import read_operations

DOCUMENT = """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      security: [{header: [], query: []}, {cookie: []}, {bearer: []}, {odd: []}]
      responses: {'200': {description: Pets.}}
components:
  securitySchemes:
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: apiKey}
    cookie: {type: apiKey, in: cookie, name: Session}
    odd: {type: apiKey, in: header, name: Authorization}
    unused: {type: apiKey, in: header, name: X-Unused}
    bearer: {type: http, scheme: bearer}
"""


def test_places_of_operations() -> None:
    operations = read_operations(Document.parse(DOCUMENT, name="pets.yaml"))
    assert find_key_places(operations) == {("header", "x-key"), ("query", "apiKey"), ("cookie", "Session")}
