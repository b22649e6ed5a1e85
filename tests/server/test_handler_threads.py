"""Handlers that may block, as clients and the log see them."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.engine.worlds import lanes
from mockserver.server import handler_threads
from mockserver.server.app import MockApp
from mockserver.server.listening import ServerThread
from tests.support.asgi import ask
from tests.support.held_handlers import HANDLERS, Hold, holding
from tests.support.server_process import ServerProcess, ServerResponse, read_response
from tests.support.small_sandbox import BOOK_RULES, BOOK_SEED, BOOKS, Sandbox, load_books, sandbox_of, write_folder
from tests.support.waiting import DEADLINE, wait_for

UPDATE, CREATE = ("PATCH", "/books/books/1", b'{"title": "Emma!"}'), ("POST", "/books/books", b'{"title": "Dune"}')
LIST, SHELF = ("GET", "/books/books", b""), ("GET", "/books/shelf", b"")


class Served:
    """A server in this process, whose handlers a test holds."""

    def __init__(self, sandbox: Sandbox, hold: Hold) -> None:
        self.world = sandbox.engine.worlds.get()
        self.hold = hold
        self.thread = ServerThread(MockApp(sandbox.engine))
        self._port = int(self.thread.address.rpartition(":")[2])

    def open(self, method: str, target: str, body: bytes) -> socket.socket:
        """Send a request, and do not wait for the response."""
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=DEADLINE)
        head = f"{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return connection

    def ask(self, method: str, target: str, body: bytes) -> ServerResponse:
        with self.open(method, target, body) as connection:
            return read_response(connection, method)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    sandbox = sandbox_of(load_books(tmp_path, handlers=HANDLERS))
    with holding() as hold:
        server = Served(sandbox, hold)
        yield server
        hold.release()
        server.thread.close()


def test_while_a_handler_runs_its_world_is_read_and_changes_wait(served: Served) -> None:
    with served.open(*UPDATE) as updating, served.open(*CREATE) as creating:
        served.hold.await_handler()
        assert served.ask(*LIST).body.count(b'"title":"Emma"') == 1
        assert served.ask(*SHELF).body == b'{"shelf":2}'
        assert served.ask("POST", "/books/books", b"{}").status == 422
        wait_for(lambda: served.world.changes._waiting)
        served.hold.release()
        assert (read_response(updating).status, read_response(creating).status) == (200, 201)
    assert served.ask(*LIST).body.count(b"Emma!") == 1


def test_a_reset_frees_the_world_at_once(served: Served) -> None:
    with served.open(*UPDATE) as updating:
        served.hold.await_handler()
        served.world.reset()
        assert served.ask(*CREATE).status == 201
        served.hold.release()
        response = read_response(updating)
    assert (response.status, b"nothing was changed" in response.body) == (503, True)


def test_a_request_whose_client_has_gone_is_not_performed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler_threads, "SHORT_WAIT", 0.01)
    with served.open(*UPDATE) as updating:
        served.hold.await_handler()
        with served.open(*CREATE):
            wait_for(lambda: served.world.changes._waiting)
        wait_for(lambda: not served.world.changes._waiting)
        served.hold.release()
        assert read_response(updating).status == 200
    assert b"Dune" not in served.ask(*LIST).body


def test_a_request_for_which_there_is_no_room_is_refused(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "LIMIT", 0)
    with served.open(*UPDATE):
        served.hold.await_handler()
        response = served.ask(*CREATE)
    assert response.status == 503
    assert b"0 requests wait for updateBook (PATCH /books/{id}), which has taken 0 s so far" in response.body
    assert b"POST /_mock/worlds/default/reset frees the world" in response.body


def test_a_request_for_which_there_is_no_thread_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handler_threads, "THREADS", 0)
    app = MockApp(sandbox_of(load_books(tmp_path, handlers=HANDLERS)).engine)
    response = ask(app, *SHELF)
    assert response is not None and response.status == 503
    detail = response.json()["detail"]
    assert detail.startswith("0 handlers run already; readShelf (GET /shelf) was not performed. Send it again when")
    assert "/reset" not in detail, "another world holds the threads"


def test_the_log_says_which_handler_is_still_running(
    served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(handler_threads, "PATIENCE", 0.05)
    monkeypatch.setattr(handler_threads, "SHORT_WAIT", 0.01)
    with served.open(*UPDATE) as updating:
        served.hold.await_handler()
        wait_for(lambda: caplog.messages)
        served.hold.release()
        assert read_response(updating).status == 200
    (message,) = caplog.messages
    assert message == (
        "the handler of updateBook (PATCH /books/{id}) has been running for 0 s in the world 'default'; until it "
        "returns, changes of this world wait; POST /_mock/worlds/default/reset frees the world; a server with "
        "--no-control has to be restarted"
    )


HANGING = """
    import sys
    import threading
    from mockserver.handlers import handles

    @handles("updateBook")
    def update(call):
        threading.Event().wait()

    @handles("readShelf")
    def read(call):
        return {"shelf": sys.getswitchinterval()}
"""


def test_a_server_stops_although_a_handler_never_returns(tmp_path: Path) -> None:
    write_folder(tmp_path, books_yaml=BOOKS)
    write_folder(tmp_path / "fixtures", behaviour_yaml=BOOK_RULES, seed_yaml=BOOK_SEED, handlers_py=HANGING).rename(
        tmp_path / "books"
    )
    options = (str(tmp_path / "books.yaml"), "--fixtures", str(tmp_path))
    json = [("Content-Type", "application/json")]
    with ServerProcess(*options) as server, server.connect() as hanging, server.connect() as waiting:
        for connection in (hanging, waiting):
            head = (
                b"PATCH /books/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
            )
            connection.sendall(head)
        assert server.ask("GET", "/books").status == 200
        shown = server.ask("GET", "/shelf").body
        assert shown == b'{"shelf":0.001}', "the event loop waits no longer for a busy thread"
        assert server.ask("POST", "/books", json, b"{}").status == 422
        server.process.send_signal(signal.SIGTERM)
        assert [read_response(connection).status for connection in (hanging, waiting)] == [503, 503]
        server.process.wait(DEADLINE)
