"""What schemas refer to."""

from __future__ import annotations

from mockserver.openapi import Description
from mockserver.openapi.resources.references import References

TEXT = """
openapi: 3.1.0
info: {title: Books, version: '1'}
paths: {}
components:
  schemas:
    Book: {type: object, properties: {id: {type: integer}, author: {$ref: '#/components/schemas/Author'}}}
    Author: {allOf: [{$ref: '#/components/schemas/Person'}], properties: {street: {type: string}}}
    Person: {type: object, properties: {friends: {items: {$ref: '#/components/schemas/Person'}}}}
    Page:
      properties:
        data: {type: array, items: {oneOf: [{$ref: '#/components/schemas/Book'}, {type: object}]}}
        broken: {$ref: '#/components/schemas/Nothing'}
    Circle: {$ref: '#/components/schemas/Circle'}
"""


def test_references() -> None:
    references = References(Description.parse(TEXT).document)
    found = {
        name: [pointer.rpartition("/")[2] for pointer in references.of(f"/components/schemas/{name}")]
        for name in ("Page", "Book", "Person", "Circle", "Nothing")
    }
    assert found == {
        "Page": ["Page", "Book", "Author"],  # what the author refers to is too far away
        "Book": ["Book", "Author", "Person"],
        "Person": ["Person"],
        "Circle": ["Circle"],
        "Nothing": [],
    }
