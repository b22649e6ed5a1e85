"""The ASGI application, in process."""

from __future__ import annotations

import asyncio
import gzip
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.server.app import BODY_AT_ONCE, MockApp
from mockserver.server.asgi import Application, Receive, Scope, Send
from tests.server.door import Door
from tests.support.asgi import ask, drive, get
from tests.support.small_sandbox import load_books, sandbox_of
from tests.support.waiting import DEADLINE


@pytest.mark.parametrize("path", ["/nobody/x", "/book", "//", "/%00", "/_mocks"])
def test_a_path_of_no_api_is_404(door: Door, path: str) -> None:
    response = get(door.app, "GET", path)
    assert response.status == 404
    assert response.json()["detail"].endswith("there are: /books, /_mock")
    assert [exchange.api for exchange in door.seen] == [None]


def test_a_path_is_split_before_it_is_decoded(door: Door) -> None:
    response = get(door.app, "GET", "/books/books/a%2Fb")
    assert (response.status, response.json()["text"]) == (404, "No a/b.")


def test_a_scope_without_raw_path(door: Door) -> None:
    scope = {"type": "http", "method": "GET", "path": "/books/shelf", "headers": []}
    start, _ = drive(door.app, scope, [{"type": "http.request"}])
    assert start["status"] == 200


def test_observers_are_called_with_the_exchange(door: Door) -> None:
    get(door.app, "GET", "/books/shelf?a=1")
    assert [(each.operation_id, each.request.query) for each in door.seen] == [("readShelf", "a=1")]


def test_an_asgi_client(door: Door) -> None:
    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app=door.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post("/books/books", json={"title": "It"}, headers={"Mock-World": "anna"})

    response = asyncio.run(post())
    assert (response.status_code, response.json()["id"]) == (201, "10")
    assert door.titles() == ["Emma", "Ulysses"], "the row belongs to the world anna"


_LARGE = b'{"title": "' + b"x" * BODY_AT_ONCE + b'"}'


@pytest.mark.parametrize(
    ("body", "encoding", "options", "status", "in_thread"),
    [
        pytest.param(b'{"title": "It"}', None, {}, 201, False, id="small"),
        pytest.param(_LARGE, None, {}, 201, True, id="large"),
        pytest.param(_LARGE.replace(b"title", b"name"), None, {}, 422, True, id="large-and-refused"),
        pytest.param(gzip.compress(_LARGE), "gzip", {}, 201, True, id="compressed"),
        pytest.param(b"no gzip", "gzip", {}, 415, True, id="not-compressed"),
        pytest.param(b'{"title": "It"}', None, {"max_body": 10}, 413, True, id="beyond-the-limit"),
    ],
)
def test_where_a_body_is_judged(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: bytes,
    encoding: str | None,
    options: dict[str, Any],
    status: int,
    in_thread: bool,
) -> None:
    door, threads = Door(tmp_path, **options), list[int]()
    begin = door.sandbox.engine.begin

    def see_begin(*arguments: Any, **keywords: Any) -> Any:
        threads.append(threading.get_ident())
        return begin(*arguments, **keywords)

    monkeypatch.setattr(door.sandbox.engine, "begin", see_begin)
    headers = [("Content-Type", "application/json"), *([("Content-Encoding", encoding)] if encoding else [])]
    assert get(door.app, "POST", "/books/books", body, headers).status == status
    assert [thread != threading.get_ident() for thread in threads] == [in_thread]


def test_others_are_served_while_a_large_body_is_judged(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    judge, released = door.app._judge, threading.Event()

    def judge_slowly(*arguments: Any) -> Any:
        assert released.wait(DEADLINE)
        return judge(*arguments)

    async def ask_both() -> list[int]:
        transport = httpx.ASGITransport(app=door.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            headers = {"Content-Type": "application/json"}
            posting = asyncio.create_task(client.post("/books/books", content=_LARGE, headers=headers))
            shown = await client.get("/books/books")
            released.set()
            return [shown.status_code, (await posting).status_code]

    monkeypatch.setattr(door.app, "_judge", judge_slowly)
    assert asyncio.run(ask_both()) == [200, 201]


def test_an_unexpected_exception_is_a_500_with_one_sentence(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **keywords: object) -> None:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(door.sandbox.engine, "begin", fail)
    response = get(door.app, "GET", "/books/shelf")
    assert (response.status, response.all("content-type")) == (500, ["application/problem+json"])
    assert response.json()["detail"] == "The server failed with RuntimeError: out of ink"
    monkeypatch.undo()
    assert get(door.app, "GET", "/books/shelf").status == 200, "the server is still up"


def test_an_exception_of_an_observer_reaches_the_server(tmp_path: Path) -> None:
    def fail(exchange: Exchange) -> None:
        raise RuntimeError("out of ink")

    app = MockApp(sandbox_of(load_books(tmp_path)).engine)
    app.observe(fail)
    with pytest.raises(RuntimeError, match="out of ink"):
        ask(app, "GET", "/books/shelf")


def test_lifespan_is_completed(door: Door) -> None:
    asked = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = drive(door.app, {"type": "lifespan"}, asked)
    assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_websocket_is_closed(door: Door) -> None:
    sent = drive(door.app, {"type": "websocket"}, [{"type": "websocket.connect"}])
    assert [message["type"] for message in sent] == ["websocket.close"]


def test_another_protocol_is_ignored(door: Door) -> None:
    assert drive(door.app, {"type": "carrier-pigeon"}, []) == []


@pytest.mark.parametrize("path", ["/", "/_mock", "/_mock/health"])
def test_the_shell_is_built_once_and_serves_its_paths(tmp_path: Path, path: str) -> None:
    built = 0

    async def shell(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": scope["path"].encode()})

    def build(engine: Engine) -> Application:
        nonlocal built
        built += 1
        return shell

    door = Door(tmp_path, build_shell=build)
    for _ in range(2):
        response = get(door.app, "GET", path)
        assert (response.status, response.body) == (299, path.encode())
    assert built == 1
    assert door.seen == []


def test_the_shell_is_not_built_for_the_path_of_an_api(tmp_path: Path) -> None:
    app = Door(tmp_path, prefix="", build_shell=lambda _: pytest.fail("it was built")).app
    assert get(app, "GET", "/shelf").status == 200


def test_without_a_shell_the_control_api_is_off(door: Door) -> None:
    response = get(door.app, "GET", "/_mock/health")
    assert (response.status, response.json()["detail"]) == (404, "/_mock/health: this server has no control API")


def test_without_a_shell_there_is_no_start_page(door: Door) -> None:
    response = get(door.app, "GET", "/")
    assert (response.status, [row["rule"] for row in response.json()["violations"]]) == (404, ["routing.no-path"])
