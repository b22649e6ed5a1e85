"""The rank of faults and prepared responses in the order of choice, and how servers send them."""

from __future__ import annotations

from typing import Literal

import httpx
import pytest

from mockserver.server.app import MockApp
from mockserver.server.asgi import RESET
from mockserver.testing.sandbox import Sandbox, SandboxApi
from tests.support.asgi import ask, drive


@pytest.mark.parametrize(
    ("method", "target", "headers", "source", "status"),
    [
        pytest.param("POST", "/books", {"Prefer": "code=409"}, "preference", 409, id="1-preference"),
        pytest.param("POST", "/books", {}, "contract", 422, id="3-contract"),
        pytest.param("GET", "/books", {}, "prepared", 400, id="4-prepared"),
        pytest.param("GET", "/books/1", {}, "resource", 200, id="5-resource"),
    ],
)
def test_prepared_responses_have_their_rank(
    books: SandboxApi, method: str, target: str, headers: dict[str, str], source: str, status: int
) -> None:
    books.respond("createBook", 409)
    books.respond("listBooks", 400)
    with books.httpx(headers=headers) as client:
        response = client.request(method, target, json={"title": ""})
    assert (response.headers["mock-source"].partition(";")[0], response.status_code) == (source, status)


def test_a_fault_comes_before_a_prepared_response(books: SandboxApi) -> None:
    books.respond("listBooks", 400)
    books.fail("listBooks", "reset", times=1)
    with books.httpx() as client:
        with pytest.raises(httpx.ReadError):
            client.get("/books")
        assert client.get("/books").status_code == 400
    assert [repr(call) for call in books.journal] == ["GET /v1/books → reset", "GET /v1/books → 400"]


def test_another_asgi_server_sends_503_for_a_broken_connection(books_sandbox: Sandbox, books: SandboxApi) -> None:
    books.fail("listBooks", "reset")
    response = ask(MockApp(books_sandbox._engine), "GET", f"/_w/{books_sandbox.name}/books/books")
    assert response is not None and response.status == 503
    assert "the connection breaks, as it was set for GET /books" in response.json()["detail"]


@pytest.mark.parametrize("fault", ["reset", "timeout"])
def test_our_server_sends_no_response_for_a_fault(
    books_sandbox: Sandbox, books: SandboxApi, fault: Literal["reset", "timeout"]
) -> None:
    books.fail("listBooks", fault)
    path = f"/_w/{books_sandbox.name}/books/books"
    broken: list[str] = []
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "headers": [],
        "extensions": {RESET: {"call": lambda: broken.append("reset")}},
    }
    sent = drive(MockApp(books_sandbox._engine), scope, [{"type": "http.request"}, {"type": "http.disconnect"}])
    assert (sent, broken) == ([], ["reset"] if fault == "reset" else [])


def test_every_world_has_the_control_api(books: SandboxApi) -> None:
    health = httpx.get(books.url.removesuffix("/books") + "/_mock/health", trust_env=False, timeout=30)
    assert health.json()["apis"] == 1


def test_a_preflight_lists_the_methods_of_a_world(books: SandboxApi) -> None:
    headers = {"Origin": "https://app.example", "Access-Control-Request-Method": "PATCH"}
    response = httpx.options(books.url + "/books/1", headers=headers, trust_env=False)
    assert "PATCH" in response.headers["access-control-allow-methods"]
