"""What is sent, as the rows of a resource have it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.shapes import Intake
from mockserver.openapi.bodies.files import UploadedFile
from mockserver.openapi.documents import Document
from mockserver.openapi.resources.schema_views import SchemaView
from tests.support.small_sandbox import write_folder

ENTITY = """
    openapi: 3.1.0
    info: {title: One, version: '1'}
    paths: {}
    components:
      schemas:
        Closed:
          type: object
          properties:
            first_name: {type: string}
            age: {type: integer}
            is_new: {type: boolean}
            price: {type: [number, 'null']}
            tags: {type: array, items: {type: integer}}
            home: {type: object, properties: {zip_code: {type: string}}}
            created: {type: string, readOnly: true}
            any: {}
        Open: {type: object, additionalProperties: true, properties: {age: {type: integer}}}
"""


DECLARED = ("firstname", "isnew", "age", "price", "tags", "home", "any", "photo", "raw")


def intake(folder: Path, name: str = "Closed", settable: tuple[str, ...] = DECLARED) -> Intake:
    file = write_folder(folder, one_yaml=ENTITY) / "one.yaml"
    return Intake(SchemaView(Document.load(file), [f"#/components/schemas/{name}"]), settable)


@pytest.mark.parametrize(
    ("sent", "taken"),
    [
        ({"firstName": "Ida", "IsNew": True}, {"first_name": "Ida", "is_new": True}),
        ({"first_name": "Ida", "firstName": "Eva"}, {"first_name": "Ida"}),
        ({"age": "7", "price": "1.5", "is_new": "true"}, {"age": 7, "price": 1.5, "is_new": True}),
        ({"age": "seven", "is_new": "maybe"}, {"age": "seven", "is_new": "maybe"}),
        ({"first_name": 7, "home": {"ZipCode": 10115}}, {"first_name": "7", "home": {"zip_code": "10115"}}),
        ({"tags": ["1", 2]}, {"tags": [1, 2]}),
        ({"any": "7"}, {"any": "7"}),
        ({"created": "now", "other": 1}, {}),
        ({"photo": UploadedFile("a.png", "image/png", b""), "raw": b""}, {}),
        ({"price": None}, {"price": None}),
    ],
)
def test_members(tmp_path: Path, sent: dict[str, Any], taken: dict[str, Any]) -> None:
    assert intake(tmp_path).take(sent) == taken


def test_what_only_requests_declare_is_kept(tmp_path: Path) -> None:
    assert intake(tmp_path, settable=("secret",)).take({"secret": 1, "other": 2}) == {"secret": 1}


def test_what_only_the_server_sets_is_left_out(tmp_path: Path) -> None:
    assert intake(tmp_path, settable=("age",)).take({"age": 1, "firstName": "Ida"}) == {"age": 1}


def test_an_open_entity_takes_everything(tmp_path: Path) -> None:
    assert intake(tmp_path, "Open", ("age",)).take({"age": "7", "other": 2}) == {"age": 7, "other": 2}


@pytest.mark.parametrize(("name", "can_be_null"), [("price", True), ("any", True), ("age", False), ("unknown", True)])
def test_null(tmp_path: Path, name: str, can_be_null: bool) -> None:
    assert intake(tmp_path).can_be_null(name) is can_be_null
