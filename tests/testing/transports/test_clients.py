"""Clients of one API, in process and over HTTP, share its state."""

from __future__ import annotations

import asyncio
import importlib
import sys
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import requests
import urllib3
from requests.adapters import HTTPAdapter
from werkzeug.exceptions import BadRequest
from werkzeug.test import Client

from mockserver.engine.faults import SIMPLE
from mockserver.engine.faults.slow import Slow
from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxError, SandboxSession

Ask = Callable[[SandboxApi, str, str, Any], tuple[int, Any]]


def by_httpx(api: SandboxApi, method: str, path: str, body: Any) -> tuple[int, Any]:
    with api.httpx() as client:
        response = client.request(method, path, json=body)
    return response.status_code, response.json() if response.content else None


def by_httpx_async(api: SandboxApi, method: str, path: str, body: Any) -> tuple[int, Any]:
    async def ask() -> httpx.Response:
        async with api.httpx_async() as client:
            return await client.request(method, path, json=body)

    response = asyncio.run(ask())
    return response.status_code, response.json() if response.content else None


def by_requests(api: SandboxApi, method: str, path: str, body: Any) -> tuple[int, Any]:
    with api.requests() as session:
        response = session.request(method, path, json=body)
    return response.status_code, response.json() if response.content else None


def by_wsgi(api: SandboxApi, method: str, path: str, body: Any) -> tuple[int, Any]:
    response = Client(api.wsgi()).open(path, method=method, json=body)
    return response.status_code, response.json


def over_http(api: SandboxApi, method: str, path: str, body: Any) -> tuple[int, Any]:
    response = httpx.request(method, api.url + path, json=body, trust_env=False)
    return response.status_code, response.json() if response.content else None


WAYS = [by_httpx, by_httpx_async, by_requests, by_wsgi, over_http]


@pytest.mark.parametrize("ask", WAYS, ids=lambda way: way.__name__)
def test_a_client_writes_and_reads(books: SandboxApi, ask: Ask) -> None:
    status, made = ask(books, "POST", "/books", {"title": "Persuasion"})
    assert (status, made["title"]) == (201, "Persuasion")
    assert ask(books, "GET", f"/books/{made['id']}", None) == (200, made)
    assert ask(books, "DELETE", f"/books/{made['id']}", None) == (204, None)
    assert ask(books, "GET", f"/books/{made['id']}", None)[0] == 404


@pytest.mark.parametrize("ask", [by_wsgi, over_http], ids=lambda way: way.__name__)
def test_the_published_base_path_is_optional(books: SandboxApi, ask: Ask) -> None:
    assert ask(books, "GET", "/v1/books/1", None)[0] == 200


def test_all_clients_use_one_world(books_sandbox: Sandbox, books: SandboxApi) -> None:
    for way in WAYS:
        assert way(books, "PATCH", "/books/1", {"author": way.__name__})[0] == 200
        assert books.state["book"]["1"]["author"] == way.__name__
    assert [call.number for call in books_sandbox.journal] == [1, 2, 3, 4, 5]
    assert {call.path for call in books.journal} == {"/books/1", "/v1/books/1"}  # httpx and requests add the base


def test_two_sandboxes_never_see_each_other(
    books: SandboxApi, sandbox_session: SandboxSession, books_folder: Any
) -> None:
    with Sandbox(folders=[books_folder], session=sandbox_session) as other:
        twin = other.serve("books.yaml", fixtures="mocks")
        assert twin.loaded is books.loaded  # the document was read once
        del twin.state["book"]["1"]
        assert over_http(twin, "GET", "/books/1", None)[0] == 404
        assert over_http(books, "GET", "/books/1", None)[0] == 200
        assert twin.url.rpartition("/_w/")[0] == books.url.rpartition("/_w/")[0]  # one server


def test_the_header_names_the_same_world(books_sandbox: Sandbox, books: SandboxApi) -> None:
    del books.state["book"]["1"]
    address = books.url.partition("/_w/")[0] + "/books/books/1"
    assert httpx.get(address, headers={"Mock-World": books_sandbox.name}, trust_env=False).status_code == 404


def test_a_closed_sandbox_no_longer_responds(sandbox_session: SandboxSession, books_folder: Any) -> None:
    with Sandbox(folders=[books_folder], session=sandbox_session) as ended:
        url = ended.serve("books.yaml").url
    response = httpx.get(url + "/books", trust_env=False)
    assert response.status_code == 404
    assert "no running test has the world" in response.json()["detail"]


def test_an_api_added_later_keeps_the_state_of_the_first(books_sandbox: Sandbox, books: SandboxApi) -> None:
    assert over_http(books, "DELETE", "/books/1", None)[0] == 204
    adapter = books_sandbox.api("adapter")
    assert over_http(books, "GET", "/books/1", None)[0] == 404
    headers = {"Authorization": "Bearer pk_live_sandbox"}
    assert httpx.get(adapter.url + "/v1/custom-connectors", headers=headers, trust_env=False).status_code == 200


def test_responses_have_the_members_of_real_ones(books: SandboxApi) -> None:
    with books.httpx() as client, books.requests() as session:
        found, same = client.get("/books"), session.get("/books")
    assert str(found.url) == same.url == "https://api.books.example/v1/books"
    assert found.elapsed.total_seconds() > 0
    assert found.http_version == "HTTP/1.1"
    assert same.reason == "OK"
    assert found.headers["content-length"] == same.headers["Content-Length"] == str(len(same.content))
    assert found.headers["mock-source"] == same.headers["mock-source"] == "resource; name=book"


def test_head_has_no_body(books: SandboxApi) -> None:
    for head in (books.httpx().head("/books"), books.requests().head("/books")):
        assert (head.status_code, head.content) == (200, b"")
        assert int(head.headers["content-length"]) > 0


def test_a_client_is_bound_to_its_api(books: SandboxApi) -> None:
    sentence = r"bound to books \(api.books.example\) and was sent to other.example"
    with books.httpx() as client, pytest.raises(httpx.ConnectError, match=sentence):
        client.get("https://other.example/books")
    with books.requests() as session, pytest.raises(requests.ConnectionError, match=sentence):
        session.get("https://other.example/books")


def test_paths_and_queries_arrive_unchanged(books: SandboxApi) -> None:
    title = "a%b ü/?&="
    for identifier in ("50%25", "caf%C3%A9", "a+b", "a%20b"):
        assert by_wsgi(books, "GET", f"/books/{identifier}?x=1%26", None)[0] == 404
        assert by_httpx(books, "GET", f"/books/{identifier}?x=1%26", None)[0] == 404
        assert by_requests(books, "GET", f"/books/{identifier}?x=1%26", None)[0] == 404
        last = books.calls("readBook")[-3:]
        assert {call.path.rpartition("/")[2] for call in last} == {identifier}
        assert [call.query for call in last] == [{"x": ["1&"]}] * 3
    assert by_wsgi(books, "POST", "/books", {"title": title})[1]["title"] == title


def test_bodies_of_all_kinds_arrive(books: SandboxApi) -> None:
    headers = {"Content-Type": "application/json"}
    with books.requests() as session:
        session.post("/books", data=iter([b'{"title":', b' "A"}']), headers=headers)
        session.post("/books", data='{"title": "B"}', headers=headers)
    with books.httpx() as client:
        client.post("/books", content=iter([b'{"title": ', b'"C"}']), headers=headers)
    assert [call.json for call in books.calls("createBook").times(3)] == [{"title": each} for each in "ABC"]


def test_a_document_without_hosts_has_an_address(books_sandbox: Sandbox) -> None:
    adapter = books_sandbox.api("idun")
    assert adapter.base_url.startswith("http")
    assert books_sandbox.name in adapter.url


def test_threads_share_a_sandbox(books: SandboxApi) -> None:
    threads = [threading.Thread(target=by_httpx, args=(books, "POST", "/books", {"title": f"{n}"})) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(books.state["book"]) == 18


@pytest.mark.parametrize("client", ["httpx", "requests"])
def test_a_missing_library_is_named(books: SandboxApi, monkeypatch: pytest.MonkeyPatch, client: str) -> None:
    monkeypatch.setattr("mockserver.testing.sandbox.api.find_spec", lambda _: None)
    with pytest.raises(SandboxError, match=f"^{client} is not installed; `pip install {client}`$"):
        getattr(books, client)()


def test_an_old_urllib3_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(urllib3, "BaseHTTPResponse")
    monkeypatch.delitem(sys.modules, "mockserver.testing.transports.with_urllib3", raising=False)
    with pytest.raises(SandboxError, match="urllib3 is older than version 2"):
        importlib.import_module("mockserver.testing.transports.with_urllib3")


def test_cookies_reach_the_session(books: SandboxApi) -> None:
    books.respond("listBooks", headers={"Set-Cookie": "seen=1; Path=/"})
    with books.requests() as session, books.httpx() as client:
        session.get("/books")
        client.get("/books")
        assert session.cookies.get("seen") == client.cookies.get("seen") == "1"


# faults


def test_a_delay_longer_than_the_clients_timeout_raises_at_once(books: SandboxApi) -> None:
    books.delay(3600)
    with books.httpx(timeout=5) as client, pytest.raises(httpx.ReadTimeout):
        client.get("/books")
    with books.requests() as session, pytest.raises(requests.ReadTimeout):
        session.get("/books", timeout=5)


def test_a_delay_applies_to_one_operation(books: SandboxApi) -> None:
    books.delay(3600, "readBook")
    books.delay(0.01, "listBooks")
    with books.httpx(timeout=1) as client:
        assert client.get("/books").status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            client.get("/books/1")


def test_a_connection_breaks_as_often_as_times_says(books: SandboxApi) -> None:
    books.fail("listBooks", "reset", times=3)
    with books.httpx() as client, pytest.raises(httpx.ReadError):
        client.get("/books")
    with books.requests() as session, pytest.raises(requests.ConnectionError):
        session.get("/books")
    with pytest.raises(httpx.ReadError):
        httpx.get(books.url + "/books", trust_env=False)
    assert by_wsgi(books, "GET", "/books", None)[0] == 200


def test_a_timeout_raises_the_clients_own_exception(books: SandboxApi) -> None:
    books.fail("listBooks", "timeout", times=3)
    with books.httpx() as client, pytest.raises(httpx.ReadTimeout):
        client.get("/books")
    with books.requests() as session, pytest.raises(requests.ReadTimeout):
        session.get("/books")
    assert by_wsgi(books, "GET", "/books", None)[0] == 504
    assert books.httpx().get("/books").status_code == 200


def test_a_timeout_over_http(books: SandboxApi) -> None:
    books.fail("listBooks", "timeout")
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(books.url + "/books", timeout=httpx.Timeout(30, read=0.1), trust_env=False)


def test_an_empty_response_raises_the_clients_own_exception(books: SandboxApi) -> None:
    books.fail("listBooks", "empty", times=4)
    with books.httpx() as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/books")
    with books.requests() as session, pytest.raises(requests.ConnectionError):
        session.get("/books")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(books.url + "/books", trust_env=False)
    assert by_wsgi(books, "GET", "/books", None)[0] == 503


def test_a_truncated_response_raises_the_clients_own_exception(books: SandboxApi) -> None:
    books.fail("listBooks", "truncated")
    with books.httpx() as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/books")
    with pytest.raises(httpx.RemoteProtocolError):
        asyncio.run(get_async(books))
    with books.requests() as session, pytest.raises(requests.exceptions.ChunkedEncodingError):
        session.get("/books")
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(books.url + "/books", trust_env=False)
    response = Client(books.wsgi()).get("/books")
    assert len(response.data) == int(response.headers["content-length"]) // 2


async def get_async(api: SandboxApi) -> bytes:
    async with api.httpx_async() as client:
        return (await client.get("/books")).content


@pytest.mark.parametrize("ask", WAYS, ids=lambda way: way.__name__)
def test_a_garbled_response_cannot_be_read(books: SandboxApi, ask: Ask) -> None:
    books.fail("listBooks", "garbled")
    with pytest.raises((ValueError, BadRequest)):
        ask(books, "GET", "/books", None)


@pytest.mark.parametrize("ask", WAYS, ids=lambda way: way.__name__)
def test_a_slow_response_is_whole(books: SandboxApi, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ask(books, "GET", "/books", None)
    monkeypatch.setitem(SIMPLE, "slow", Slow(100_000))
    books.fail("listBooks", "slow")
    assert ask(books, "GET", "/books", None) == expected
    assert books.journal[-1].exchange.pace == 100_000


def test_a_byte_that_comes_later_than_the_clients_timeout(books: SandboxApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIMPLE, "slow", Slow(1))
    books.fail("listBooks", "slow")
    with books.httpx(timeout=0.5) as client, pytest.raises(httpx.ReadTimeout):
        client.get("/books")


def test_retries_of_urllib3_work(books: SandboxApi) -> None:
    books.fail("listBooks", 503, times=2)
    with books.requests() as session:
        adapter = session.get_adapter("https://")
        assert isinstance(adapter, HTTPAdapter)
        adapter.max_retries = urllib3.Retry(3, status_forcelist=[503])
        assert session.get("/books").status_code == 200
    assert [call.status for call in books.calls("listBooks")] == [503, 503, 200]
