"""Relations: which items that exist belong to a parent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.behaviour import Parent
from mockserver.engine.inference.relations import find_pairs, infer_relating, infer_relation
from mockserver.engine.inference.subjects import Subject
from mockserver.openapi.description import Description
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.resources import DocumentedResource, IdentifierSource, ResourceOperation, Role
from tests.support.remembering import write_document

TEXT = {"type": "string"}
USER = {"properties": {"id": TEXT, "name": TEXT}}
TEAM = {"properties": {"id": TEXT, "title": TEXT, "size": TEXT}}
SHOWN = {"type": "array", "items": {"$ref": "#/components/schemas/User"}}
EXAMPLE = {"application/json": {"schema": SHOWN, "example": [{"id": "a", "name": "Ada"}, {"name": "nobody"}]}}
OPERATIONS: dict[str, Any] = {
    "GET /users/{id}": {"200": "User"},
    "GET /teams/{team}/members": {"200": {"description": "ok", "content": EXAMPLE}},
    "PUT /teams/{team}/members/{user}": {"200": "Team", "404": None},
    "POST /teams/{team}/members": {"body": {"type": "object"}, "200": "User"},
}
PATH = IdentifierSource("path", "user")


class Both:
    """The members of a team, and the users that they are."""

    def __init__(self, folder: Path) -> None:
        file = folder / "api.json"
        file.write_text(json.dumps(write_document(OPERATIONS, {"User": USER, "Team": TEAM})))
        document = Document.load(file)
        self.operations = {str(one): one for one in read_operations(document)}
        self.description = Description(document, tuple(self.operations.values()))
        read = self.claim("GET /users/{id}", "read", IdentifierSource("path", "id"), {})
        self.users = Subject(DocumentedResource("user", "/users/{}", (read,)))
        claims = (
            self.claim("GET /teams/{team}/members", "list", None),
            self.claim("PUT /teams/{team}/members/{user}", "add", PATH),
            self.claim("POST /teams/{team}/members", "add", IdentifierSource("body", "/id")),
        )
        self.members = Subject(
            DocumentedResource("member", "/teams/{}/members/{}", claims, ("/teams/{}",), related="user")
        )

    def claim(
        self, name: str, role: Role, source: IdentifierSource | None, parents: dict[str, str] | None = None
    ) -> ResourceOperation:
        operation: Operation = self.operations[name]
        above = {"team": "/teams/{}"} if parents is None else parents
        return ResourceOperation(operation, role, source, above, "certain", "")


@pytest.fixture
def both(tmp_path: Path) -> Both:
    return Both(tmp_path)


def test_the_resource_holds_pairs(both: Both) -> None:
    found = infer_relation(both.members, {"/teams/{}": "team"})
    assert (found.name, found.identifier, found.schema, found.is_complete) == ("member", "id", None, False)
    assert found.parents == (Parent("team_id", "team"), Parent("member_id", "user"))


def test_operations_are_about_the_items(both: Both) -> None:
    found = [infer_relating(both.members, both.users, one) for one in both.members.documented.operations]
    assert [(one.action, one.resource, one.relation) for one in found] == [
        ("list", "user", "member"),
        ("add", "user", "member"),
        ("add", "user", "member"),
    ]
    assert [(one.identifier, one.identifier_in) for one in found] == [(None, "path"), ("user", "path"), ("/id", "body")]
    assert {tuple(one.scope.items()) for one in found} == {(("team", "team_id"),)}
    assert [one.unknown for one in found] == ["example", "404", "example"]


def test_a_response_may_show_the_items_or_something_else(both: Both) -> None:
    found = [infer_relating(both.members, both.users, one).entity for one in both.members.documented.operations]
    assert found == ["", None, ""], "the list, the team, the user"


def test_examples_belong_to_every_parent(both: Both) -> None:
    assert find_pairs(both.members, both.users, both.description) == {"a": {"id": "a", "member_id": "a"}}
