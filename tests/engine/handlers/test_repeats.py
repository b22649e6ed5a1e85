"""Requests that are safe to repeat: Idempotency-Key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.handlers import repeats
from mockserver.engine.handlers.repeats import REPEATS
from tests.support.remembering import remember
from tests.support.small_sandbox import Sandbox, body_of, rules_of

BOOK = {"properties": {"id": {"type": "integer"}, "title": {"type": "string"}}, "required": ["id", "title"]}
NEW_BOOK = {"properties": {"title": {"type": "string"}}, "required": ["title"]}
KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
SECRET: list[dict[str, list[str]]] = [{"bearer": []}]


def shelf(folder: Path, **more: Any) -> Sandbox:
    """A server of books; `more` is what else the creation documents."""
    create = {"body": "NewBook", "201": "Book", "parameters": [KEY], **more}
    return remember(
        folder,
        {
            "POST /books": create,
            "GET /books": {"200": ["Book"]},
            "POST /books/{id}/notes": {"body": "NewBook", "201": "Book", "parameters": [KEY]},
            "GET /books/{id}/notes": {"200": ["Book"]},
            "GET /books/{id}/notes/{note_id}": {"200": "Book"},
            "DELETE /books/{id}": {"204": None, "404": None, "parameters": [KEY]},
            "GET /books/{id}": {"200": "Book", "404": None},
        },
        Book=BOOK,
        NewBook=NEW_BOOK,
    )


def create(server: Sandbox, title: str = "Emma", key: str = "a", **fields: str) -> Any:
    headers = [("Idempotency-Key", key), *((name.replace("_", "-"), value) for name, value in fields.items())]
    return server.ask("POST", "/books", {"title": title}, headers)


def count(server: Sandbox) -> int:
    return len(body_of(server.ask("GET", "/books")))


def test_the_same_key_gets_the_same_response_and_no_other_row(tmp_path: Path) -> None:
    server = shelf(tmp_path)
    first, second = create(server), create(server)
    assert second.response == first.response
    assert (first.response.status, second.source) == (201, "resource")
    assert count(server) == 1


def test_the_response_is_that_of_the_first_request_even_if_the_row_has_gone(tmp_path: Path) -> None:
    server = shelf(tmp_path)
    first = create(server)
    assert server.ask("DELETE", "/books/1").response.status == 204
    assert create(server).response == first.response
    assert count(server) == 0


@pytest.mark.parametrize("key", ["b", "A", ""])
def test_another_key_or_none_gets_another_row(tmp_path: Path, key: str) -> None:
    server = shelf(tmp_path)
    create(server)
    assert body_of(create(server, key=key))["id"] == 2
    assert count(server) == 2


@pytest.mark.parametrize(
    ("documented", "status"), [({}, 409), ({"409": None}, 409), ({"422": None}, 422), ({"400": None}, 400)]
)
def test_another_request_with_the_same_key_is_refused(tmp_path: Path, documented: dict[str, Any], status: int) -> None:
    server = shelf(tmp_path, **documented)
    create(server)
    refused = create(server, "Ulysses")
    assert refused.response.status == status
    assert rules_of(refused) == ["state.conflict"]
    assert count(server) == 1


def test_the_order_of_members_makes_no_other_request(tmp_path: Path) -> None:
    server = shelf(tmp_path)
    key = [("Idempotency-Key", "a")]
    first = server.ask("POST", "/books", b'{"title": "a", "year": 1}', [*key, ("Content-Type", "application/json")])
    second = server.ask("POST", "/books", b'{"year":1,"title":"a"}', [*key, ("Content-Type", "application/json")])
    assert first.response == second.response


def test_a_key_belongs_to_one_operation(tmp_path: Path) -> None:
    server = shelf(tmp_path)
    create(server)
    deletion = server.ask("DELETE", "/books/1", headers=[("Idempotency-Key", "a")])
    again = server.ask("DELETE", "/books/1", headers=[("Idempotency-Key", "a")])
    assert (deletion.response.status, again.response.status) == (204, 204)
    assert server.ask("DELETE", "/books/1").response.status == 404


def test_a_key_belongs_to_one_caller(tmp_path: Path) -> None:
    server = shelf(tmp_path, security=SECRET)
    assert body_of(create(server, Authorization="Bearer anna"))["id"] == 1
    assert body_of(create(server, Authorization="Bearer ben"))["id"] == 2
    assert body_of(create(server, Authorization="Bearer anna"))["id"] == 1


def test_a_refused_request_may_be_sent_again(tmp_path: Path) -> None:
    server = shelf(tmp_path)
    assert server.ask("DELETE", "/books/1", headers=[("Idempotency-Key", "a")]).response.status == 404
    create(server)
    assert server.ask("DELETE", "/books/1", headers=[("Idempotency-Key", "a")]).response.status == 204


def test_only_so_many_responses_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeats, "LIMIT", 3)
    server = shelf(tmp_path)
    for key in "abcd":
        create(server, key=key)
    assert body_of(create(server, key="b"))["id"] == 2
    assert body_of(create(server, key="a"))["id"] == 5
    assert server.engine.worlds.get("default").state("api").count(REPEATS) == 3


def test_keys_belong_to_a_world_and_are_rolled_back_and_not_shown(tmp_path: Path) -> None:
    server = shelf(tmp_path)
    world = server.engine.worlds.get("default")
    before = world.snapshot()
    first = create(server)
    assert count(server) == 1
    assert set(server.state()) == {"book", "note"} & set(server.state())
    other = server.ask("POST", "/books", {"title": "Emma"}, [("Idempotency-Key", "a")], world="other")
    assert other.response.status == 201
    world.rollback(before)
    assert count(server) == 0
    assert create(server).response == first.response
    assert count(server) == 1
