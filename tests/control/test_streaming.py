"""The stream of a journal and lists that wait, of a real server; each test awaits what it asserts."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx
import pytest

from mockserver.control import build_shell, streaming
from mockserver.engine.engine import Engine
from mockserver.server.app import MockApp
from mockserver.server.listening import ServerThread
from tests.control.small_sandbox import make_engine
from tests.support.waiting import wait_for

KEY = {"x-key": "k1"}
LONG = 60.0  # seconds that no test waits
FLASK_THREADS = 10  # a2wsgi's default


class Event(NamedTuple):
    """One Server-Sent Event."""

    name: str
    id: str | None
    data: Any


class Server:
    """A server, and what the tests do with it."""

    def __init__(self) -> None:
        self.engine: Engine = make_engine()
        self.thread = ServerThread(MockApp(self.engine, build_shell=build_shell))
        self.journal = f"{self.thread.address}/_mock/worlds/default/journal"
        self.client = httpx.Client(base_url=self.thread.address, timeout=LONG)

    @property
    def followers(self) -> int:
        return self.engine.worlds.journals.followers

    def ask(self, path: str = "/pets/pets") -> None:
        self.client.get(path, headers=KEY)

    def close(self) -> None:
        self.client.close()
        self.thread.close()


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def server(shared: Server) -> Server:
    shared.engine.worlds.get().reset()
    wait_for(lambda: shared.followers == 0)
    return shared


@asynccontextmanager
async def stream(address: str, **headers: str) -> AsyncIterator[AsyncIterator[Event]]:
    async with httpx.AsyncClient(timeout=LONG) as client, client.stream("GET", address, headers=headers) as response:
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"] == "text/event-stream"
        yield read_events(response.aiter_lines())


async def read_events(lines: AsyncIterator[str]) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in lines:
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif fields.keys() & {"event", "data"}:
            yield Event(fields["event"], fields.get("id"), json.loads(fields["data"]))
            fields = {}
        else:
            fields = {}


def test_a_stream_has_what_is_recorded_from_now_on(server: Server) -> None:
    server.ask()

    async def read() -> None:
        async with stream(f"{server.journal}/stream") as events:
            await asyncio.to_thread(server.ask, "/hats/hats")
            event = await anext(events)
            assert (event.name, event.id, event.data["operation_id"]) == ("exchange", "2", "listHats")
            listed = (await asyncio.to_thread(server.client.get, server.journal)).json()["exchanges"]
            assert event.data == listed[0]

    asyncio.run(read())


@pytest.mark.parametrize(
    ("query", "headers", "numbers"),
    [
        pytest.param("", {"Last-Event-ID": "2"}, ["3"], id="1-last-event-id"),
        pytest.param("&after=1", {"Last-Event-ID": "2"}, ["3"], id="1-beats-2"),
        pytest.param("&after=1", {"Last-Event-ID": ""}, ["2", "3"], id="2-after"),
        pytest.param("&after=0", {}, ["1", "2", "3"], id="2-from-the-beginning"),
        pytest.param("", {}, [], id="3-from-now-on"),
        pytest.param("&after=0&operation_id=listHats", {}, ["2"], id="filtered"),
    ],
)
def test_where_a_stream_begins(server: Server, query: str, headers: dict[str, str], numbers: list[str]) -> None:
    for path in ("/pets/pets", "/hats/hats", "/pets/pets"):
        server.ask(path)

    async def read() -> list[str | None]:
        async with stream(f"{server.journal}/stream?wait=0{query}", **headers) as events:
            return [event.id async for event in events]

    assert asyncio.run(read()) == numbers


def test_a_stream_tells_of_a_reset_and_of_the_end(server: Server) -> None:
    worlds = server.engine.worlds
    address = server.journal.replace("default", "anna")

    async def read() -> list[str]:
        worlds.get("anna")
        async with stream(f"{address}/stream") as events:
            worlds.get("anna").reset()
            names = [(await anext(events)).name]
            worlds.forget("anna")
            return [*names, *[event.name async for event in events]]

    assert asyncio.run(read()) == ["cleared", "ended"]


def test_a_client_that_reads_slowly_is_told_what_it_missed(server: Server) -> None:
    """The journal is the only buffer: what does not fit into the connection is dropped with it."""
    large = b'{"name": "' + b"x" * 60_000 + b'"}'

    async def read() -> None:
        async with stream(f"{server.journal}/stream") as events:
            await asyncio.to_thread(
                lambda: [server.client.post("/pets/pets", headers=KEY, content=large) for _ in range(3)]
            )
            assert (await anext(events)).id == "1"
            journal = server.engine.worlds.get().journal
            (kept,) = journal.read().exchanges[-1:]
            for _ in range(2_500):  # many times what the connection takes, and more than the journal keeps
                journal.record(kept.exchange)
            ids = [1]
            async for event in events:
                if event.name == "lagged":
                    assert event.data["missed"] > 0
                    following = await anext(events)
                    assert int(following.id or 0) == ids[-1] + event.data["missed"] + 1
                    return
                ids.append(int(event.id or 0))

    asyncio.run(read())


def test_a_silent_stream_sends_comments(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "HEARTBEAT_SECONDS", 0.01)

    async def read() -> None:
        async with (
            httpx.AsyncClient(timeout=LONG) as client,
            client.stream("GET", f"{server.journal}/stream") as response,
        ):
            lines = response.aiter_lines()
            assert [await anext(lines) for _ in range(4)] == ["retry: 1000", "", ":", ""]

    asyncio.run(read())


def test_a_stream_ends_when_nothing_matches_for_a_while(server: Server) -> None:
    async def read() -> list[Event]:
        async with stream(f"{server.journal}/stream?wait=1&text=never") as events:
            await asyncio.to_thread(server.ask)
            return [event async for event in events]

    assert asyncio.run(read()) == []


def test_a_client_that_leaves_is_noticed(server: Server) -> None:
    async def leave() -> None:
        async with stream(f"{server.journal}/stream"):
            wait_for(lambda: server.followers == 1)

    asyncio.run(leave())
    wait_for(lambda: server.followers == 0)


def test_neither_streams_nor_waits_hold_a_thread_of_flask(server: Server) -> None:
    async def fill() -> None:
        async with httpx.AsyncClient(timeout=LONG, limits=httpx.Limits()) as client:
            waits = [asyncio.ensure_future(client.get(f"{server.journal}?wait=60")) for _ in range(FLASK_THREADS)]
            streams = [client.stream("GET", f"{server.journal}/stream") for _ in range(FLASK_THREADS)]
            for each in streams:
                await each.__aenter__()
            await asyncio.to_thread(wait_for, lambda: server.followers == 2 * FLASK_THREADS)
            listed = await client.get(server.journal)
            assert listed.json()["total"] == 0
            await asyncio.to_thread(server.ask)
            for response in await asyncio.gather(*waits):
                assert [each["number"] for each in response.json()["exchanges"]] == [1]
            for each in streams:
                await each.__aexit__(None, None, None)

    asyncio.run(fill())


def wait_in_a_thread(server: Server, query: str, then: Callable[[], object]) -> httpx.Response:
    """Ask for a list, do something once the server waits, and return the list."""
    with ThreadPoolExecutor(1) as pool:
        listed = pool.submit(httpx.get, f"{server.journal}?{query}", timeout=LONG)
        wait_for(lambda: server.followers == 1)
        then()
        return listed.result()


def test_a_list_waits_for_an_exchange_that_matches(server: Server) -> None:
    def act() -> None:
        server.ask()
        server.ask("/hats/hats")

    body = wait_in_a_thread(server, "wait=60&operation_id=listHats&after=0", act).json()
    assert [(each["number"], each["operation_id"]) for each in body["exchanges"]] == [(2, "listHats")]
    assert server.followers == 0


def test_a_wait_ends_when_the_journal_is_cleared(server: Server) -> None:
    server.ask()
    body = wait_in_a_thread(server, "wait=60&after=1", lambda: server.client.delete(server.journal)).json()
    assert body == {"total": 0, "exchanges": []}


def test_a_wait_ends_with_its_world(server: Server) -> None:
    server.engine.worlds.get("anna")
    address = server.journal.replace("default", "anna")
    with ThreadPoolExecutor(1) as pool:
        listed = pool.submit(httpx.get, f"{address}?wait=60", timeout=LONG)
        wait_for(lambda: server.followers == 1)
        server.engine.worlds.forget("anna")
        assert listed.result().status_code == 404


def test_a_wait_is_over_at_once_if_something_matches_already(server: Server) -> None:
    server.ask()
    assert server.client.get(f"{server.journal}?wait=60").json()["total"] == 1


def test_a_wait_ends_empty(server: Server) -> None:
    assert server.client.get(f"{server.journal}?wait=1").json() == {"total": 0, "exchanges": []}


def test_a_client_that_no_longer_waits_is_noticed(server: Server) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{server.journal}?wait=60", timeout=0.5)
    wait_for(lambda: server.followers == 0)


def test_a_stopping_server_ends_its_streams() -> None:
    server = Server()

    async def read() -> list[Event]:
        async with stream(f"{server.journal}/stream") as events:
            threading.Thread(target=server.close).start()
            return [event async for event in events]

    assert asyncio.run(read()) == []


def test_a_world_that_does_not_exist_is_neither_made_nor_followed(server: Server) -> None:
    for query in ("/stream", "?wait=60"):
        response = server.client.get(server.journal.replace("default", "nobody") + query)
        assert response.status_code == 404
        assert response.json()["detail"] == 'there is no world "nobody"; there are: default'
    assert server.engine.worlds.names() == ("default",)


@pytest.mark.parametrize("value", ["x", "-1", "1" * 16, "1.5"])
def test_a_wrong_last_event_id_is_refused(server: Server, value: str) -> None:
    response = server.client.get(f"{server.journal}/stream", headers={"Last-Event-ID": value})
    assert response.status_code == 400
    assert response.json()["violations"][0]["name"] == "Last-Event-ID"
