"""Every kind of item, seen and missed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mockserver.coverage import Coverage, Kind
from mockserver.openapi.bodies import BodyReader
from mockserver.openapi.errors import DocumentError
from tests.coverage.shop import SHOP, api_of, names, send
from tests.support.small_sandbox import load_books, sandbox_of


@pytest.fixture
def coverage() -> Coverage:
    return Coverage(api_of(SHOP))


def test_nothing_is_seen_at_first(coverage: Coverage) -> None:
    for operation in coverage.api.operations:
        assert not any(count for _, _, count in coverage.iter_counts(operation))


PARAMETERS: list[Kind] = ["parameter", "value"]
FIELDS: list[Kind] = ["request", "response"]


def test_items_of_an_operation(coverage: Coverage) -> None:
    assert names(coverage, "listItems", "operation", "status", seen=False) == ["GET /items", "200", "4XX"]
    assert names(coverage, "listItems", *PARAMETERS, seen=False) == [
        "query sort",
        'query sort="name"',
        'query sort="price"',
        "query all",
        "query all=true",
        "query all=false",
        "query limit",
        "query tags",
        'query tags="new"',
        'query tags="old"',
    ]
    assert names(coverage, "deleteItem", *PARAMETERS, *FIELDS, seen=False) == ["path id"]


def test_fields_of_the_other_direction_are_left_out_and_circles_are_entered_once(coverage: Coverage) -> None:
    assert names(coverage, "createItem", "request", seen=False) == [
        "name",
        "secret",
        "parts",
        "price",
        "price.amount",
        "price.free",
    ]
    assert names(coverage, "listItems", "response", seen=False) == [
        "200 items",
        "200 next",
        "200 items[].id",
        "200 items[].name",
        "200 items[].parts",
        "200 items[].price",
        "200 items[].price.amount",
        "200 items[].price.free",
        "4XX title",
    ]


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", []),
        ("limit=3", ["query limit"]),
        ("limit=many", ["query limit"]),
        ("sort=name", ["query sort", 'query sort="name"']),
        ("sort=size", ["query sort"]),
        ("all=true", ["query all", "query all=true"]),
        ("all=false", ["query all", "query all=false"]),
        ("tags=old&tags=older", ["query tags", 'query tags="old"']),
        ("unknown=1", []),
    ],
)
def test_parameters(coverage: Coverage, query: str, seen: list[str]) -> None:
    send(coverage, f"GET /items?{query}", 200, {})
    assert names(coverage, "listItems", *PARAMETERS, seen=True) == seen


@pytest.mark.parametrize(
    ("line", "status", "operation_id", "seen"),
    [
        ("GET /items", 200, "listItems", ["GET /items", "200"]),
        ("GET /items", 404, "listItems", ["GET /items", "4XX"]),
        ("GET /items", 500, "listItems", ["GET /items"]),
        ("POST /items", 500, "createItem", ["POST /items", "default"]),
        ("DELETE /items/7", 204, "deleteItem", ["DELETE /items/{id}", "204"]),
    ],
)
def test_statuses(coverage: Coverage, line: str, status: int, operation_id: str, seen: list[str]) -> None:
    send(coverage, line, status)
    assert names(coverage, operation_id, "operation", "status", seen=True) == seen


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ({}, []),
        ({"name": "a"}, ["name"]),
        ({"other": {"name": 1}}, []),
        ({"price": {"amount": 1}}, ["price", "price.amount"]),
        ({"price": {"free": True}}, ["price", "price.free"]),
        ({"price": {"neither": 1}}, ["price"]),
        ({"parts": [{"parts": [{"secret": "x"}]}]}, ["secret", "parts"]),
        ([{"name": "a"}], []),
        ("name", []),
    ],
)
def test_fields_of_request_bodies(coverage: Coverage, body: Any, seen: list[str]) -> None:
    send(coverage, "POST /items", 201, body=body)
    assert names(coverage, "createItem", "request", seen=True) == seen


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ({"items": []}, ["200 items"]),
        ({"items": [{}, {"name": "a"}], "next": "b"}, ["200 items", "200 next", "200 items[].name"]),
        ({"items": [{"secret": "shown by mistake"}]}, ["200 items"]),
        ({"items": [{"parts": [{"id": "1"}]}]}, ["200 items", "200 items[].id", "200 items[].parts"]),
    ],
)
def test_fields_of_responses(coverage: Coverage, value: Any, seen: list[str]) -> None:
    send(coverage, "GET /items", 200, value)
    assert names(coverage, "listItems", "response", seen=True) == seen


def test_a_component_counts_separately_for_each_operation(coverage: Coverage) -> None:
    send(coverage, "POST /items", 201, {"name": "a"})
    assert names(coverage, "createItem", "response", seen=True) == ["201 name"]
    assert names(coverage, "listItems", "response", seen=True) == []


def test_requests_without_an_operation_do_not_count(coverage: Coverage) -> None:
    send(coverage, "GET /elsewhere", 404)
    assert coverage.dump() == []


def test_an_item_counts_once_in_each_exchange(coverage: Coverage) -> None:
    for _ in range(3):
        send(coverage, "GET /items", 200, {"items": [{"name": "a"}, {"name": "b"}]})
    assert {count for *_, count in coverage.dump()} == {3}


def test_counts_of_another_process_are_added(coverage: Coverage) -> None:
    other, both = Coverage(api_of(SHOP)), Coverage(api_of(SHOP))
    for each, line in ((coverage, "GET /items?limit=1"), (other, "GET /items?all=true")):
        send(each, line, 200, {"next": "b"})
        send(both, line, 200, {"next": "b"})
    coverage.merge(json.loads(json.dumps(other.dump())))
    assert coverage.dump() == both.dump()


def test_exchanges_with_a_mock_behind_a_prefix(tmp_path: Path) -> None:
    sandbox = sandbox_of(load_books(tmp_path))
    coverage = Coverage(sandbox.api)
    coverage.record(sandbox.ask("GET", "/books/1"))
    coverage.record(sandbox.ask("POST", "/books", {"title": "Persuasion", "pages": 3}))
    coverage.record(sandbox.ask("GET", "/nothing"))
    assert names(coverage, "readBook", "operation", "status", "parameter", seen=True) == [
        "GET /books/{id}",
        "200",
        "path id",
    ]
    assert names(coverage, "createBook", "request", seen=True) == ["title", "pages"]
    assert names(coverage, "listBooks", "operation", seen=False) == ["GET /books"]


def test_exchanges_of_another_api_do_not_count(tmp_path: Path) -> None:
    sandbox = sandbox_of(load_books(tmp_path))
    coverage = Coverage(sandbox.api)
    coverage.record(sandbox.ask("GET", "/books/1")._replace(api="magazines"))
    assert coverage.dump() == []


def test_a_response_that_cannot_be_read_still_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise DocumentError("is not a valid JSON Schema")

    sandbox = sandbox_of(load_books(tmp_path))
    exchange = sandbox.ask("GET", "/books/1")
    monkeypatch.setattr(BodyReader, "read", refuse)
    coverage = Coverage(sandbox.api)
    coverage.record(exchange)
    assert names(coverage, "readBook", "status", "response", seen=True) == ["200"]
