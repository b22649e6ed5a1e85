"""What is written is read as the same behaviour, and is pleasant to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from mockserver.engine.apis.apis import bundled_folder, bundled_names, load_api
from mockserver.engine.behaviour import Behaviour, OperationBehaviour, Resource, read_behaviour
from mockserver.engine.behaviour.overlay import Inferred
from mockserver.engine.behaviour.records import Filter, Page, Parent, Sort
from mockserver.engine.behaviour.vocabulary.resources import read_resource
from mockserver.engine.behaviour.writing import write_behaviour
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import read_operations
from tests.engine.behaviour.random_behaviours import behaviours, document_for
from tests.engine.behaviour.shop import SHOP, SHOP_RULES
from tests.engine.behaviour.test_reading import DOCUMENT, EVERYTHING, read

NO_DOCUMENT = Document.parse('{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}', name="a")


def read_again(behaviour: Behaviour, text: str) -> Behaviour:
    document = Document.parse(json.dumps(document_for(behaviour)), name="a.yaml")
    with TemporaryDirectory() as folder:
        file = Path(folder) / "behaviour.yaml"
        file.write_text(text, encoding="utf-8")
        return read_behaviour(file, document, read_operations(document))


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(behaviours())
def test_what_is_written_is_read(behaviour: Behaviour) -> None:
    text = write_behaviour(behaviour, {name: f"because of {name}" for name in behaviour.operations})
    assert read_again(behaviour, text) == behaviour


@pytest.mark.parametrize(
    ("document", "text"), [pytest.param(DOCUMENT, EVERYTHING, id="books"), pytest.param(SHOP, SHOP_RULES, id="shop")]
)
def test_a_file_by_hand_is_written_and_read(tmp_path: Path, document: str, text: str) -> None:
    parsed = Document.parse(document, name="a.yaml")
    behaviour = read(tmp_path, text, parsed)
    assert read(tmp_path, write_behaviour(behaviour, {}), parsed) == behaviour


@pytest.mark.parametrize("kind", [Resource, OperationBehaviour, Parent, Filter, Sort, Page])
def test_every_field_has_a_key(tmp_path: Path, kind: type) -> None:
    files = read(tmp_path, EVERYTHING), read(tmp_path, SHOP_RULES, Document.parse(SHOP, name="shop.yaml"))
    values: dict[str, list[Any]] = {field.name: [] for field in fields(kind)}
    for record in _iter_records(files):
        if isinstance(record, kind):
            for name, seen in values.items():
                seen.append(getattr(record, name))
    silent = {name for name, seen in values.items() if all(value == seen[0] for value in seen)}
    assert silent - {"is_uuid"} == set()  # the schema of the identifier tells it


def _iter_records(value: Any) -> Iterator[Any]:
    """Yield the records in a value, however deep."""
    if is_dataclass(value):
        yield value
        yield from _iter_records([getattr(value, field.name) for field in fields(value)])
    elif isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _iter_records(item)


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_file_is_written_and_read(tmp_path: Path, name: str) -> None:
    api = load_api(name, bundled_folder("specs") / f"{name}.yaml", bundled_folder("fixtures") / name)
    assert api.inference is not None
    inferred = Inferred(api.inference.resources, api.inference.operations)
    file = tmp_path / "behaviour.yaml"
    file.write_text(write_behaviour(api.written, {}), encoding="utf-8")
    assert read_behaviour(file, api.document, api.operations, inferred) == api.written


SHORT = """\
resources:
  category: # of createCategory (certain)
    schema: Category
    identifier: id
    ids: number:1
  product:
    schema: Product
    identifier: id
    parent: {resource: category, member: category_id}
    complete: true
    created: created_at
    created_by: [owner_id]
    updated_by: [editor_id]
    hidden: [secret]

operations:
  listProducts: # GET /categories/{id}/products is the collection of /products/{id} (certain)
    action: list
    resource: product
    scope: {id: category_id}
    entity: /data
    tells: {/meta/total: total, header Link: links}
    filter: {min_price: {member: price, compare: min}}
    sort: sort
    page: {size: limit, number: page, default: 20}
  # POST /products/{id}/archive is an act on /products/{id}, because `archived` is a value of `status` in its
  # schema and the verb's participle (likely)
  archiveProduct:
    action: act
    resource: product
    set: {status: archived, archived_at: "{now}"}
    unknown: example
"""


def test_what_is_written_is_short_and_says_why() -> None:
    category = read_resource("category", {"identifier": "id", "ids": "number:1"}, NO_DOCUMENT)
    product = read_resource("product", {"identifier": "id", "created": "created_at", "complete": True}, NO_DOCUMENT)
    rules = OperationBehaviour(
        action="list",
        resource="product",
        scope={"id": "category_id"},
        entity="/data",
        tells={"/meta/total": "total", "header Link": "links"},
        filters=(Filter("min_price", "price", "min"),),
        sort=Sort("sort"),
        page=Page(size="limit", number="page", default=20),
    )
    act = OperationBehaviour(
        action="act", resource="product", set={"status": "archived", "archived_at": "{now}"}, unknown="example"
    )
    behaviour = Behaviour(
        resources={
            "category": replace(category, schema="/components/schemas/Category"),
            "product": replace(
                product,
                schema="/components/schemas/Product",
                parents=(Parent("category_id", "category"),),
                hidden=("secret",),
                created_by=("owner_id",),
                updated_by=("editor_id",),
            ),
        },
        operations={"listProducts": rules, "archiveProduct": act},
    )
    reasons = {
        "resource category": "of createCategory (certain)",
        "listProducts": "GET /categories/{id}/products is the collection of /products/{id} (certain)",
        "archiveProduct": "POST /products/{id}/archive is an act on /products/{id}, because `archived` is a value"
        " of `status` in its schema and the verb's participle (likely)",
        "readProduct": "of an operation that is not written",
    }
    assert write_behaviour(behaviour, reasons) == SHORT


def test_nothing_is_written_of_nothing() -> None:
    assert write_behaviour(Behaviour(), {"a": "b"}) == ""
