"""The HTTP door, in process: a tiny ASGI driver asks, chunk by chunk."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.control import build_shell
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.server.app import MockApp
from mockserver.server.asgi import Application, Receive, Scope, Send
from mockserver.server.cors import Cors
from mockserver.server.reading import DEFAULT_MAX_BODY, MAX_HEADERS
from tests.support.asgi import Answer, ask, drive, get
from tests.support.small_sandbox import BOOK_RULES, load_books, sandbox_of

JSON = ("Content-Type", "application/json")
NEW = b'{"title": "It"}'
DISCONNECT = {"type": "http.disconnect"}


class Door:
    """An app whose exchanges and rows can be looked at."""

    def __init__(self, folder: Path, *, prefix: str | None = None, **options: Any) -> None:
        self.sandbox = sandbox_of(load_books(folder, prefix=prefix))
        self.seen: list[Exchange] = []
        self.app = MockApp(self.sandbox.engine, observers=[self._see], **options)

    def _see(self, exchange: Exchange) -> None:
        self.seen.append(exchange)

    def titles(self) -> list[str]:
        return [row["title"] for row in self.sandbox.state()["book"]]


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(tmp_path)


class TestBodies:
    @pytest.mark.parametrize(
        "pieces",
        [
            pytest.param([NEW], id="whole"),
            pytest.param([NEW[:3], NEW[3:]], id="halves"),
            pytest.param([bytes([byte]) for byte in NEW], id="byte-by-byte"),
            pytest.param([b"", NEW, b""], id="with-empty-pieces"),
        ],
    )
    def test_in_pieces(self, door: Door, pieces: list[bytes]) -> None:
        assert get(door.app, "POST", "/books/books", pieces, [JSON]).status == 201
        assert door.titles() == ["Emma", "Ulysses", "It"]

    @pytest.mark.parametrize(
        ("coding", "encoded"),
        [
            ("gzip", gzip.compress(NEW)),
            ("GZIP", gzip.compress(NEW)),
            ("deflate", zlib.compress(NEW)),
            ("deflate", zlib.compress(NEW)[2:-4]),
            ("identity", NEW),
            ("deflate, gzip", gzip.compress(zlib.compress(NEW))),
        ],
        ids=["gzip", "upper-case", "zlib", "raw-deflate", "identity", "two-codings"],
    )
    def test_encoded(self, door: Door, coding: str, encoded: bytes) -> None:
        assert get(door.app, "POST", "/books/books", encoded, [JSON, ("Content-Encoding", coding)]).status == 201
        assert door.titles()[-1] == "It"

    @pytest.mark.parametrize(
        ("coding", "encoded", "status", "rule"),
        [
            pytest.param("br", NEW, 415, "body.encoding", id="unknown"),
            pytest.param("gzip", NEW, 415, "body.encoding", id="not-gzip"),
            pytest.param("gzip", gzip.compress(NEW)[:-4], 415, "body.encoding", id="cut-off"),
            pytest.param("gzip", gzip.compress(bytes(20_000_000)), 413, "body.too-large", id="bomb"),
            pytest.param(
                "gzip, gzip",
                gzip.compress(gzip.compress(bytes(20_000_000))),
                413,
                "body.too-large",
                id="bomb-in-a-bomb",
            ),
        ],
    )
    def test_encoded_badly(self, door: Door, coding: str, encoded: bytes, status: int, rule: str) -> None:
        answer = get(door.app, "POST", "/books/books", encoded, [JSON, ("Content-Encoding", coding)])
        assert (answer.status, [row["rule"] for row in answer.json()["violations"]]) == (status, [rule])
        assert door.titles() == ["Emma", "Ulysses"]

    @pytest.mark.parametrize(("size", "status"), [(len(NEW), 201), (len(NEW) - 1, 413), (0, 413)])
    def test_max_body(self, tmp_path: Path, size: int, status: int) -> None:
        door = Door(tmp_path, max_body=size)
        assert get(door.app, "POST", "/books/books", NEW, [JSON]).status == status
        assert get(door.app, "POST", "/books/books", [NEW[:5], NEW[5:-1], b' "}'], [JSON]).status in (413, 400, 409)
        assert len(door.titles()) == (3 if status == 201 else 2)

    def test_an_endless_body_is_read_no_further_than_the_limit(self, tmp_path: Path) -> None:
        app = Door(tmp_path, max_body=100).app
        assert get(app, "POST", "/books/books", [bytes(60)] * 2, [JSON], ending=DISCONNECT).status == 413

    def test_the_limit_without_an_option(self) -> None:
        assert DEFAULT_MAX_BODY == 10 * 1024 * 1024

    @pytest.mark.parametrize("pieces", [[NEW[:5]], [NEW]], ids=["half", "all-but-the-end"])
    def test_a_client_that_leaves_early_changes_nothing(self, door: Door, pieces: list[bytes]) -> None:
        assert ask(door.app, "POST", "/books/books", pieces, [JSON], ending=DISCONNECT) is None
        assert (door.titles(), door.seen) == (["Emma", "Ulysses"], [])

    def test_a_client_that_leaves_at_once(self, door: Door) -> None:
        scope = {"type": "http", "method": "GET", "path": "/books/books", "headers": []}
        assert drive(door.app, scope, [DISCONNECT]) == []


class TestAnswers:
    def test_head_has_the_length_and_no_content(self, door: Door) -> None:
        whole, head = get(door.app, "GET", "/books/shelf"), get(door.app, "HEAD", "/books/shelf")
        assert whole.body == b'{"shelf":1}' and whole.all("content-length") == ["11"]
        assert (head.status, head.body, head.headers) == (200, b"", whole.headers)

    def test_head_of_what_is_not_there(self, door: Door) -> None:
        for path in ("/books/books/9", "/nobody"):
            answer = get(door.app, "HEAD", path)
            assert (answer.status, answer.body) == (404, b"")
            assert int(answer.all("content-length")[0]) > 0

    def test_no_content_has_no_length(self, door: Door) -> None:
        answer = get(door.app, "DELETE", "/books/books/1")
        assert (answer.status, answer.body, answer.all("content-length")) == (204, b"", [])

    @pytest.mark.parametrize("path", ["/nobody/x", "/book", "//", "/%00", "/_mocks"])
    def test_an_api_nobody_serves(self, door: Door, path: str) -> None:
        answer = get(door.app, "GET", path)
        assert answer.status == 404
        assert answer.json()["detail"].endswith("there are: /books, /_mock")
        assert [exchange.api for exchange in door.seen] == [None]

    def test_paths_stay_encoded_until_they_are_split(self, door: Door) -> None:
        answer = get(door.app, "GET", "/books/books/a%2Fb")
        assert (answer.status, answer.json()["text"]) == (404, "No a/b.")

    def test_a_server_that_gives_no_raw_path(self, door: Door) -> None:
        scope = {"type": "http", "method": "GET", "path": "/books/shelf", "headers": []}
        start, _ = drive(door.app, scope, [{"type": "http.request"}])
        assert start["status"] == 200

    def test_observers_are_told_after_the_answer(self, door: Door) -> None:
        get(door.app, "GET", "/books/shelf?a=1")
        assert [(each.operation_id, each.request.query) for each in door.seen] == [("readShelf", "a=1")]

    def test_line_ends_in_a_fixtures_header_are_harmless(self, tmp_path: Path) -> None:
        rules = BOOK_RULES.replace("code: missing,", "code: missing, headers: {X-Id: 'no {id}'},")
        app = MockApp(sandbox_of(load_books(tmp_path, behaviour=rules)).engine)
        answer = get(app, "GET", "/books/books/a%0D%0ASet-Cookie:%20b")
        assert answer.status == 404
        assert answer.all("x-id") == ["no a  Set-Cookie: b"]
        assert answer.all("set-cookie") == []

    def test_through_a_client(self, door: Door) -> None:
        async def post() -> httpx.Response:
            transport = httpx.ASGITransport(app=door.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.post("/books/books", json={"title": "It"}, headers={"Mock-World": "anna"})

        response = asyncio.run(post())
        assert (response.status_code, response.json()["id"]) == (201, "10")
        assert door.titles() == ["Emma", "Ulysses"], "it went to another world"


class TestLimits:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            pytest.param([("X-Big", "x" * (MAX_HEADERS - 5))], 200, id="at-the-limit"),
            pytest.param([("X-Big", "x" * (MAX_HEADERS - 4))], 431, id="one-byte-more"),
            pytest.param([(f"x-{number:04}", "x" * 10) for number in range(5000)], 431, id="many"),
        ],
    )
    def test_header_fields(self, door: Door, headers: list[tuple[str, str]], status: int) -> None:
        answer = get(door.app, "GET", "/books/shelf", headers=headers)
        assert answer.status == status
        assert [exchange.response.status for exchange in door.seen] == [status]
        if status == 431:
            assert answer.json()["detail"].endswith(f"allowed: up to {MAX_HEADERS}")


class TestMistakes:
    """Whatever is wrong inside is told in a sentence."""

    def test_an_exception_nobody_expected(self, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*arguments: object) -> None:
            raise RuntimeError("out of ink")

        monkeypatch.setattr(door.sandbox.engine, "respond", fail)
        answer = get(door.app, "GET", "/books/shelf")
        assert (answer.status, answer.all("content-type")) == (500, ["application/problem+json"])
        assert answer.json()["detail"] == "The server failed with RuntimeError: out of ink"
        monkeypatch.undo()
        assert get(door.app, "GET", "/books/shelf").status == 200, "the server is still up"

    def test_an_exception_after_the_answer_began_is_the_servers_to_report(self, tmp_path: Path) -> None:
        def fail(exchange: Exchange) -> None:
            raise RuntimeError("out of ink")

        app = MockApp(sandbox_of(load_books(tmp_path)).engine, observers=[fail])
        with pytest.raises(RuntimeError, match="out of ink"):
            ask(app, "GET", "/books/shelf")


ORIGIN = ("Origin", "http://localhost:3000")


class TestCors:
    @pytest.mark.parametrize(
        ("cors", "origin", "expected"),
        [
            pytest.param(None, "http://a.test", {}, id="off"),
            pytest.param(Cors(), "http://a.test", {"access-control-allow-origin": "*"}, id="all"),
            pytest.param(Cors(), None, {}, id="not-asked"),
            pytest.param(
                Cors(frozenset({"http://a.test"})),
                "http://a.test",
                {
                    "access-control-allow-origin": "http://a.test",
                    "access-control-allow-credentials": "true",
                    "vary": "Origin",
                },
                id="named",
            ),
            pytest.param(Cors(frozenset({"http://a.test"})), "http://b.test", {"vary": "Origin"}, id="another"),
            pytest.param(Cors(frozenset({"http://a.test"})), "http://a.test.evil", {"vary": "Origin"}, id="longer"),
            pytest.param(Cors(frozenset({"http://a.test"})), "null", {"vary": "Origin"}, id="null"),
        ],
    )
    @pytest.mark.parametrize("path", ["/books/shelf", "/books/books/9", "/nobody"])
    def test_who_may_read(
        self, tmp_path: Path, cors: Cors | None, origin: str | None, expected: dict[str, str], path: str
    ) -> None:
        answer = get(Door(tmp_path, cors=cors).app, "GET", path, headers=[("Origin", origin)] if origin else [])
        names = ("access-control-allow-origin", "access-control-allow-credentials", "vary")
        assert {name: answer.all(name)[0] for name in names if answer.all(name)} == expected

    def test_what_they_may_read(self, tmp_path: Path) -> None:
        """For a named origin every field by name: with cookies allowed, `*` stands for nothing (Fetch §3.2.5)."""
        door = Door(tmp_path, cors=Cors(frozenset({ORIGIN[1]})))
        answer = get(door.app, "GET", "/books/shelf", headers=[ORIGIN])
        assert answer.all("access-control-expose-headers") == ["Content-Type, Mock-Source"]
        assert get(Door(tmp_path, cors=Cors()).app, "GET", "/books/shelf", headers=[ORIGIN]).all(
            "access-control-expose-headers"
        ) == ["*"]

    def preflight(self, folder: Path, path: str, *headers: tuple[str, str], cors: Cors | None) -> Answer:
        door = Door(folder, cors=cors)
        answer = get(door.app, "OPTIONS", path, headers=[ORIGIN, *headers])
        assert [(exchange.request.method, exchange.response.status) for exchange in door.seen] == [("OPTIONS", 204)]
        is_preflight = cors is not None and len(headers) > 0
        assert len(door.sandbox.engine.worlds.get().journal) == (0 if is_preflight else 1), (
            "a preflight is in no journal"
        )
        return answer

    def test_a_preflight_names_every_method(self, tmp_path: Path) -> None:
        asked = [("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "x-key, content-type")]
        answer = self.preflight(tmp_path, "/books/books/1", *asked, cors=Cors())
        assert (answer.status, answer.body) == (204, b"")
        assert answer.all("access-control-allow-origin") == ["*"]
        assert answer.all("access-control-allow-methods") == ["DELETE, GET, HEAD, OPTIONS, PATCH"]
        assert answer.all("access-control-allow-headers") == ["x-key, content-type"]
        assert answer.all("access-control-max-age") == ["600"]

    def test_a_preflight_for_a_path_nobody_has(self, tmp_path: Path) -> None:
        """The browser must be let through to see the 404."""
        answer = self.preflight(tmp_path, "/books/nowhere", ("Access-Control-Request-Method", "PUT"), cors=Cors())
        assert answer.all("access-control-allow-methods") == ["PUT"]

    @pytest.mark.parametrize("path", ["/_mock/health", "/_w/anna/_mock/nowhere"])
    def test_the_second_floor(self, tmp_path: Path, path: str) -> None:
        app = Door(tmp_path, build_shell=build_shell, cors=Cors(frozenset({ORIGIN[1]}))).app
        answer = get(app, "GET", path, headers=[ORIGIN])
        assert answer.all("access-control-allow-origin") == [ORIGIN[1]]
        assert "content-type" in answer.all("access-control-expose-headers")[0].lower()
        assert get(app, "GET", path).all("access-control-allow-origin") == []
        asked = get(app, "OPTIONS", path, headers=[ORIGIN, ("Access-Control-Request-Method", "DELETE")])
        assert (asked.status, asked.all("access-control-allow-methods")) == (204, ["DELETE"])

    def test_the_second_floor_without(self, tmp_path: Path) -> None:
        app = Door(tmp_path, build_shell=build_shell).app
        assert get(app, "GET", "/_mock/health", headers=[ORIGIN]).all("access-control-allow-origin") == []

    def test_a_preflight_from_elsewhere(self, tmp_path: Path) -> None:
        cors = Cors(frozenset({"http://other.test"}))
        answer = self.preflight(tmp_path, "/books/shelf", ("Access-Control-Request-Method", "GET"), cors=cors)
        assert answer.status == 204
        assert answer.all("access-control-allow-origin") == answer.all("access-control-allow-methods") == []

    def test_options_without_the_question_is_an_ordinary_request(self, tmp_path: Path) -> None:
        answer = self.preflight(tmp_path, "/books/shelf", cors=Cors())
        assert (answer.status, answer.all("allow")) == (204, ["GET, HEAD, OPTIONS"])
        assert answer.all("access-control-allow-methods") == []

    def test_no_preflight_where_cors_is_off(self, tmp_path: Path) -> None:
        answer = self.preflight(tmp_path, "/books/shelf", ("Access-Control-Request-Method", "GET"), cors=None)
        assert (answer.status, answer.all("allow")) == (204, ["GET, HEAD, OPTIONS"])


class TestOtherProtocols:
    def test_lifespan(self, door: Door) -> None:
        asked = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
        sent = drive(door.app, {"type": "lifespan"}, asked)
        assert [message["type"] for message in sent] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]

    def test_websocket(self, door: Door) -> None:
        sent = drive(door.app, {"type": "websocket"}, [{"type": "websocket.connect"}])
        assert [message["type"] for message in sent] == ["websocket.close"]

    def test_anything_else(self, door: Door) -> None:
        assert drive(door.app, {"type": "carrier-pigeon"}, []) == []


class TestShell:
    """`/_mock` and the start page are served by the shell, which is built for the first request."""

    @pytest.mark.parametrize("path", ["/", "/_mock", "/_mock/health"])
    def test_is_built_once_for_its_paths(self, tmp_path: Path, path: str) -> None:
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
            answer = get(door.app, "GET", path)
            assert (answer.status, answer.body) == (299, path.encode())
        assert built == 1
        assert door.seen == []

    def test_is_not_built_for_the_path_of_an_api(self, tmp_path: Path) -> None:
        app = Door(tmp_path, prefix="", build_shell=lambda _: pytest.fail("it was built")).app
        assert get(app, "GET", "/shelf").status == 200

    def test_without_it_the_control_api_is_off(self, door: Door) -> None:
        answer = get(door.app, "GET", "/_mock/health")
        assert (answer.status, answer.json()["detail"]) == (404, "/_mock/health: this server has no control API")

    def test_without_it_no_start_page_is_served(self, door: Door) -> None:
        answer = get(door.app, "GET", "/")
        assert (answer.status, [row["rule"] for row in answer.json()["violations"]]) == (404, ["routing.no-path"])
