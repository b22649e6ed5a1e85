"""One clear sentence for each way in which a request to the control API may fail."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from mockserver.client import (
    AsyncControl,
    Control,
    ControlError,
    NotFound,
    NotMockserver,
    Refused,
    RemoteWorld,
    ServerTooOld,
    TokenNeeded,
    Unreachable,
    WrongValue,
    errors,
)
from mockserver.control import build_shell
from mockserver.control.documents import control_document
from mockserver.engine.apis.apis import Apis
from mockserver.engine.engine import Engine
from mockserver.engine.worlds.worlds import Worlds
from mockserver.server.app import MockApp
from mockserver.server.asgi import Receive, Scope, Send
from mockserver.server.guard import Guard
from mockserver.server.listening import ServerThread, listen

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve an ASGI application, and return its address."""
    threads: list[ServerThread] = []

    def start(app: Any) -> str:
        threads.append(ServerThread(app))
        return threads[-1].address

    yield start
    for thread in threads:
        thread.close()


def answering(status: int, content_type: str, body: str, document: Any = None) -> Any:
    """An application with one response for everything, except, maybe, the document of the control API."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        is_document = document is not None and scope["path"] == "/_mock/openapi.json"
        found = (200, "application/json", json.dumps(document)) if is_document else (status, content_type, body)
        headers = [(b"content-type", found[1].encode())]
        await send({"type": "http.response.start", "status": found[0], "headers": headers})
        await send({"type": "http.response.body", "body": found[2].encode()})

    return app


def test_the_tree_is_the_one_that_is_drawn() -> None:
    drawn = str(errors.__doc__)
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, ControlError)]
    assert [kind.__name__ for kind in kinds if f"── {kind.__name__} " not in drawn] == []
    assert drawn.count("──") == len(kinds)


# a refusal


def test_a_refusal_carries_the_sentence_and_the_violations(world: RemoteWorld) -> None:
    with pytest.raises(Refused) as caught:
        world.clock.advance(-1)
    refusal = caught.value
    assert (refusal.status, str(refusal)) == (400, "body /advance_seconds: -1.0 is less than 0")
    assert [(each.rule, each.pointer, each.keyword) for each in refusal.violations] == [
        ("body.schema", "/advance_seconds", "minimum")
    ]


def test_what_is_not_there_is_a_key_error_with_a_plain_sentence(control: Control) -> None:
    with pytest.raises(KeyError) as caught:
        control.api("adaptor")
    assert isinstance(caught.value, NotFound)
    assert str(caught.value) == 'there is no API "adaptor"; there are: adapter, idun, intercom, siro'


def test_a_row_with_a_date_is_refused_before_it_is_sent(world: RemoteWorld) -> None:
    with pytest.raises(WrongValue, match=r"cannot be sent as JSON: it holds datetime; allowed: dict, list"):
        world.switch("idun.reload", datetime.now(UTC))  # type: ignore[arg-type]  # what a test may do by mistake


@pytest.mark.parametrize("moment", [datetime(2026, 1, 20, 15)])  # noqa: DTZ001 - without an offset, which is the point
def test_a_moment_needs_an_offset(world: RemoteWorld, moment: datetime) -> None:
    with pytest.raises(WrongValue, match="2026-01-20T15:00:00 has no offset; write it like"):
        world.clock.freeze(moment)


# the wrong server


def test_no_server() -> None:
    with listen("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=f"there is no server at http://127.0.0.1:{port}: .*refused"):
        Control(f"http://127.0.0.1:{port}").health()


def test_a_server_that_does_not_answer() -> None:
    with (
        listen("127.0.0.1", 0) as silent,
        pytest.raises(Unreachable, match=r"did not answer in time; Control.*timeout=SECONDS"),
    ):
        Control(f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.05).health()


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "ftp://localhost", "http://", "http://[::1", "http://a:b"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(WrongValue, match=r"is not the address of a server; write it like http://127\.0\.0\.1:8000"):
        Control(address)


@pytest.mark.parametrize(
    ("status", "content_type", "body"),
    [
        pytest.param(200, "text/html", "<p>a page for every path</p>", id="page"),
        pytest.param(404, "text/html", "<p>no such page</p>", id="no-page"),
        pytest.param(404, "application/problem+json", '{"status": 404, "detail": "No such path"}', id="other-problem"),
        pytest.param(200, "application/json", "{}", id="other-json"),
        pytest.param(502, "text/plain", "bad gateway", id="gateway"),
    ],
)
def test_a_server_that_is_no_mockserver(serve: Serve, status: int, content_type: str, body: str) -> None:
    address = serve(answering(status, content_type, body))
    with Control(address) as control, pytest.raises(NotMockserver, match="give the address that `mockserver serve`"):
        control.apis()


def test_a_mockserver_without_control_api(serve: Serve) -> None:
    address = serve(MockApp(Engine(Apis([]), Worlds({}))))
    with Control(address) as control, pytest.raises(NotMockserver, match="this server has no control API"):
        control.apis()


def test_a_server_that_does_not_know_the_operation(serve: Serve) -> None:
    content = control_document().content
    older = {**content, "paths": {path: item for path, item in content["paths"].items() if "clock" not in path}}
    address = serve(answering(404, "application/problem+json", '{"status": 404, "detail": "nothing"}', older))
    with (
        Control(address) as control,
        pytest.raises(ServerTooOld, match=r"does not know GET /_mock/worlds/\{world\}/cl"),
    ):
        control.world("anna").clock.now()


def test_a_server_that_says_less(serve: Serve) -> None:
    address = serve(answering(200, "application/json", '{"status": "ok"}', control_document().content))
    with Control(address) as control, pytest.raises(ServerTooOld, match="its answer to GET /_mock/health has no 'ver"):
        control.health()


@pytest.mark.parametrize("token", [None, "wrong"])
def test_a_server_that_wants_its_token(serve: Serve, token: str | None) -> None:
    app = MockApp(Engine(Apis([]), Worlds({})), build_shell=build_shell, guard=Guard(token="right"))
    address = serve(app)
    with Control(address, token) as control, pytest.raises(TokenNeeded, match=r"give it as Control\(…, token="):
        control.health()


def test_the_right_token(serve: Serve) -> None:
    app = MockApp(Engine(Apis([]), Worlds({})), build_shell=build_shell, guard=Guard(token="right"))
    with Control(serve(app), "right") as control:
        assert control.health().status == "ok"


def test_errors_of_the_asynchronous_client(address: str) -> None:
    async def ask() -> None:
        async with AsyncControl(address) as control:
            await control.api("adaptor")

    with pytest.raises(NotFound, match='there is no API "adaptor"'):
        asyncio.run(ask())
