"""The document, its Swagger UI and an icon at their usual addresses, beside the paths of an API."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from mockserver.control import build_shell
from mockserver.engine.apis.apis import load_api
from mockserver.engine.apis.usual_pages import list_usual_pages
from mockserver.server.app import MockApp
from mockserver.server.guard import Guard
from tests.support.small_sandbox import load_books, sandbox_of, write_folder

OTHER = """
openapi: 3.1.0
info: {title: Papers, version: '1'}
servers: [{url: https://papers.test}]
paths:
  /docs: {get: {responses: {'200': {description: ok, content: {text/plain: {example: a paper}}}}}}
  /openapi.yaml: {post: {responses: {'204': {description: ok}}}}
"""
BROWSER = {"Accept": "text/html,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def app(tmp_path: Path) -> MockApp:
    """Books at /books and, with paths of those names, papers at /papers."""
    write_folder(tmp_path, papers_yaml=OTHER)
    papers = load_api("papers", tmp_path / "papers.yaml")
    return MockApp(sandbox_of(load_books(tmp_path), papers).engine, build_shell=build_shell)


def ask(app: MockApp, target: str, method: str = "GET", **fields: str) -> httpx.Response:
    """What a browser gets; Flask needs a whole scope, as httpx makes it."""

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:4010") as client:
            return await client.request(method, target, headers={**BROWSER, **fields})

    return asyncio.run(send())


def requests_of(app: MockApp) -> int:
    return app.engine.worlds.get().requests


def test_the_document_as_json_has_the_mock_as_its_server(app: MockApp) -> None:
    response = ask(app, "/books/openapi.json")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/json")
    assert response.json()["servers"] == [{"url": "http://localhost:4010/books", "description": "This mock"}]


def test_the_document_as_yaml_is_the_authors_text(app: MockApp) -> None:
    response = ask(app, "/books/openapi.yaml")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/yaml")
    assert yaml.safe_load(response.content)["info"]["title"] == "Books"


@pytest.mark.parametrize(
    ("target", "content_type", "shown"),
    [
        pytest.param("/books/docs", "text/html; charset=utf-8", b"swagger-ui", id="swagger-ui"),
        pytest.param("/_w/anna/books/docs", "text/html; charset=utf-8", b"swagger-ui", id="in-a-world"),
        pytest.param("/docs", "text/html; charset=utf-8", b"Served APIs", id="the-start-page-above-several"),
        pytest.param("/favicon.ico", "image/svg+xml", b"<svg", id="icon"),
        pytest.param("/books/favicon.ico", "image/svg+xml", b"<svg", id="icon-of-an-api"),
    ],
)
def test_pages(app: MockApp, target: str, content_type: str, shown: bytes) -> None:
    response = ask(app, target)
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)
    assert shown in response.content
    assert requests_of(app) == 0, "the journal has no violation for it"


def test_above_several_documents_their_addresses_are_named(app: MockApp) -> None:
    response = ask(app, "/openapi.json")
    assert response.status_code == 404
    assert response.json()["detail"].endswith("read /books/openapi.json or /papers/openapi.json")


@pytest.mark.parametrize(
    ("target", "method", "fields", "status"),
    [
        pytest.param("/papers/docs", "GET", {}, 200, id="a-path-of-the-api"),
        pytest.param("/papers/openapi.yaml", "GET", {}, 405, id="a-path-with-another-method"),
        pytest.param("/books/docs", "POST", {}, 404, id="another-method"),
        pytest.param("/books/a/docs", "GET", {}, 404, id="deeper"),
        pytest.param("/docs", "GET", {"Host": "papers.test"}, 200, id="a-published-host"),
        pytest.param("/openapi.json", "GET", {"Host": "papers.test"}, 404, id="nothing-for-foreign-hosts"),
    ],
)
def test_what_an_api_has_comes_first(app: MockApp, target: str, method: str, fields: Any, status: int) -> None:
    assert ask(app, target, method, **fields).status_code == status
    assert requests_of(app) == 1


def test_the_pages_need_the_token_of_the_control_api(app: MockApp) -> None:
    app.guard = Guard(token="s3cret")
    assert ask(app, "/books/openapi.json").status_code == 401
    assert ask(app, "/books/openapi.json", Authorization="Bearer s3cret").status_code == 200


def test_without_a_control_api_there_are_no_pages(tmp_path: Path) -> None:
    app = MockApp(sandbox_of(load_books(tmp_path)).engine)
    assert ask(app, "/books/docs").status_code == 404
    assert requests_of(app) == 1


def test_the_start_page_names_what_the_api_lacks(app: MockApp) -> None:
    _, papers = app.engine.apis
    assert list_usual_pages(papers) == ["/openapi.json", "/favicon.ico"]
    shown = ask(app, "/_mock/").text
    assert "<code>/books/docs</code>" in shown and "<code>/papers/openapi.json</code>" in shown
    assert "<code>/papers/docs</code>" not in shown
