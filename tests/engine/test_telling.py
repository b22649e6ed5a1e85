"""What a list tells in header fields, and addresses of this server's own paths."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import load_api
from mockserver.engine.exchanges import Exchange
from mockserver.engine.settings import Settings
from mockserver.openapi.messages import Headers, Request
from tests.support.remembering import write_document
from tests.support.small_sandbox import Sandbox, sandbox_of

NUMBERED = [
    {"name": name, "in": "query", "schema": {"type": "integer", **more}}
    for name, more in (("page", {}), ("limit", {"default": 2}))
]
URI = {"type": "string", "format": "uri"}
BOOK = {"properties": {"id": {"type": "integer"}, "title": {"type": "string"}}}
LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Book"}}


def open_books(
    folder: Path, headers: Any = None, *, servers: tuple[str, ...] = (), response: Any = LIST, **settings: Any
) -> Sandbox:
    """A server with `GET /books` below `/shop`, and five books."""
    content = {"application/json": {"schema": response}}
    document = write_document(
        {
            "POST /books": {"body": "Book", "201": "Book"},
            "GET /books/{id}": {"200": "Book"},
            "GET /books": {
                "parameters": NUMBERED,
                "200": {"description": "ok", "headers": headers or {}, "content": content},
            },
        },
        {"Book": BOOK},
    )
    document["servers"] = [{"url": url} for url in servers]
    file = folder / "api.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    sandbox = sandbox_of(load_api("api", file, prefix="/shop"), settings=Settings(**settings))
    for number in range(5):
        sandbox.ask("POST", "/books", {"title": str(number)})
    return sandbox


def fields(sandbox: Sandbox, target: str, *names: str) -> list[str | None]:
    exchange = sandbox.ask("GET", target, headers=[("Host", "mock.example:8080")])
    assert (exchange.source, exchange.violations) == ("resource", ())
    return [exchange.response.header(name) for name in names]


def test_numbers(tmp_path: Path) -> None:
    names = ("X-Total-Count", "X-Total-Pages", "X-Page", "X-Next-Page", "X-Has-More")
    headers = {name: {"schema": {"type": "boolean" if name == "X-Has-More" else "integer"}} for name in names}
    books = open_books(tmp_path, headers)
    assert fields(books, "/books", *names) == ["5", "3", "1", "2", "true"]
    assert fields(books, "/books?page=3", *names) == ["5", "3", "3", None, "false"]


LINK = {"Link": {"schema": {"type": "string"}, "example": '<https://api.example/books?page=2>; rel="next"'}}
HERE = "http://mock.example:8080/shop/books"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("/books", f'<{HERE}?page=2>; rel="next", <{HERE}?page=3>; rel="last"', id="first-page"),
        pytest.param(
            "/books?page=2",
            f'<{HERE}?page=1>; rel="prev", <{HERE}?page=3>; rel="next", <{HERE}?page=3>; rel="last", '
            f'<{HERE}?page=1>; rel="first"',
            id="in-the-middle",
        ),
        pytest.param("/books?page=3", f'<{HERE}?page=2>; rel="prev", <{HERE}?page=1>; rel="first"', id="last-page"),
        pytest.param("/books?limit=9", None, id="only-page"),
    ],
)
def test_links(tmp_path: Path, target: str, expected: str | None) -> None:
    assert fields(open_books(tmp_path, LINK), target, "Link") == [expected]


def test_a_required_field_without_links_leads_to_the_page_itself(tmp_path: Path) -> None:
    books = open_books(tmp_path, {"Link": {**LINK["Link"], "required": True}})
    assert fields(books, "/books?limit=9", "Link") == ['<>; rel="self"']


@pytest.mark.parametrize(
    ("servers", "settings", "expected"),
    [
        pytest.param((), {}, f"{HERE}?page=2", id="none"),
        pytest.param(("/v1",), {}, f"{HERE}?page=2", id="a-path"),
        pytest.param(("https://api.example",), {}, "https://api.example/books?page=2", id="a-host"),
        pytest.param(("https://api.example/v1/",), {}, "https://api.example/v1/books?page=2", id="a-host-and-a-path"),
        pytest.param(("https://{region}.example",), {}, f"{HERE}?page=2", id="a-variable"),
        pytest.param(("https://api.example",), {"keep_links": True}, f"{HERE}?page=2", id="links-are-kept"),
    ],
)
def test_addresses(tmp_path: Path, servers: tuple[str, ...], settings: dict[str, Any], expected: str) -> None:
    books = open_books(tmp_path, LINK, servers=servers, **settings)
    (link,) = fields(books, "/books", "Link")
    assert link is not None and link.partition(">")[0] == f"<{expected}"


@pytest.mark.parametrize(
    ("schema", "servers", "expected"),
    [
        pytest.param(URI, (), "https://mock.example/_w/anna/shop/books?page=2", id="whole"),
        pytest.param(URI, ("https://api.example",), "https://mock.example/_w/anna/shop/books?page=2", id="of-a-server"),
        pytest.param({"type": "string", "format": "uri-reference"}, (), "/_w/anna/shop/books?page=2", id="a-path"),
    ],
)
def test_links_stay_in_a_world_that_the_path_names(
    tmp_path: Path, schema: Any, servers: tuple[str, ...], expected: str
) -> None:
    response = {"type": "object", "properties": {"items": LIST, "next": schema}}
    books = open_books(tmp_path, servers=servers, response=response)
    for number in range(3):
        books.ask("POST", "/books", {"title": str(number)}, world="anna")
    request = Request("GET", "/_w/anna/shop/books", "", Headers([("Host", "mock.example")]), b"")
    exchange = books.engine.begin(request, scheme="https")
    assert isinstance(exchange, Exchange)
    assert json.loads(exchange.response.body)["next"] == expected
