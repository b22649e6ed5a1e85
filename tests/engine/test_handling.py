"""Handlers that take their time: who waits for them, and what becomes of their changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import pytest

from mockserver.engine.apis.apis import Apis
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.engine.handling import Pending
from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.rules import Violation
from mockserver.openapi.validation import CheckedRequest
from tests.support.held_handlers import HANDLERS, Hold, holding
from tests.support.small_sandbox import BOOK_SEED, BOOKS, Sandbox, body_of, changed, load_books, sandbox_of
from tests.support.waiting import DEADLINE, wait_for

JSON = Headers([("Content-Type", "application/json")])
LIST, SHELF = Request("GET", "/books/books"), Request("GET", "/books/shelf")
CREATE = Request("POST", "/books/books", "", JSON, b'{"title": "Dune"}')
UPDATE = Request("PATCH", "/books/books/1", "", JSON, b'{"title": "Emma!"}')


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return sandbox_of(load_books(tmp_path, handlers=HANDLERS))


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


@pytest.fixture
def hold(threads: ThreadPoolExecutor) -> Iterator[Hold]:
    with holding() as held:
        yield held


@pytest.fixture
def update(sandbox: Sandbox, threads: ThreadPoolExecutor, hold: Hold) -> Future[Exchange]:
    """An update whose handler has read its row and has not returned."""
    running = threads.submit(sandbox.engine.respond, UPDATE)
    hold.await_handler()
    return running


def titles(sandbox: Sandbox) -> list[str]:
    return [row["title"] for row in sandbox.state()["book"]]


def begun(found: Exchange | Pending) -> Pending:
    assert isinstance(found, Pending)
    return found


def done(found: Exchange | Pending) -> Exchange:
    assert isinstance(found, Exchange)
    return found


class TestAtOnce:
    def test_an_action_runs_at_once(self, sandbox: Sandbox) -> None:
        assert done(sandbox.engine.begin(CREATE)).response.status == 201
        assert done(sandbox.engine.begin(LIST)).response.status == 200

    def test_a_function_waits_until_it_has_shown_that_it_is_quick(self, sandbox: Sandbox) -> None:
        assert begun(sandbox.engine.begin(SHELF)).label == "readShelf (GET /shelf)"
        sandbox.api.ready["readShelf"].conduct.note(0.001)
        assert body_of(done(sandbox.engine.begin(SHELF))) == {"shelf": 2}

    def test_a_blocking_one_always_waits(self, sandbox: Sandbox) -> None:
        sandbox.engine.respond(UPDATE)
        assert isinstance(sandbox.engine.begin(UPDATE), Pending)

    def test_no_handler_runs_at_once_if_the_caller_does_not_want_it(self, sandbox: Sandbox) -> None:
        assert isinstance(sandbox.engine.begin(CREATE, at_once=False), Pending)
        assert done(sandbox.engine.begin(Request("GET", "/books/none"), at_once=False)).response.status == 404
        assert titles(sandbox) == ["Emma", "Ulysses"]


class TestMeanwhile:
    """While a handler is about to change something."""

    def test_reads_and_refusals_go_on(self, sandbox: Sandbox, update: Future[Exchange]) -> None:
        assert [book["title"] for book in body_of(done(sandbox.engine.begin(LIST)))] == ["Emma", "Ulysses"]
        assert body_of(sandbox.engine.respond(SHELF)) == {"shelf": 2}
        assert done(sandbox.engine.begin(CREATE._replace(body=b"{}"))).response.status == 422
        assert not update.done()

    def test_changes_wait(
        self, sandbox: Sandbox, update: Future[Exchange], threads: ThreadPoolExecutor, hold: Hold
    ) -> None:
        assert begun(sandbox.engine.begin(CREATE)).lane is sandbox.engine.worlds.get().changes
        waiting = threads.submit(sandbox.engine.respond, CREATE)
        wait_for(lambda: sandbox.engine.worlds.get().changes._waiting)
        assert titles(sandbox) == ["Emma", "Ulysses"]
        hold.release()
        assert (update.result(DEADLINE).response.status, waiting.result(DEADLINE).response.status) == (200, 201)
        assert titles(sandbox) == ["Emma!", "Ulysses", "Dune"]

    def test_other_worlds_change(self, sandbox: Sandbox, update: Future[Exchange]) -> None:
        assert sandbox.ask("POST", "/books", {"title": "Dune"}, world="anna").response.status == 201
        assert not update.done()

    def test_a_handler_reads_what_was_there_when_it_began(
        self, sandbox: Sandbox, threads: ThreadPoolExecutor, hold: Hold
    ) -> None:
        """It goes through rows one by one, and another request adds one meanwhile."""
        sandbox.engine.respond(UPDATE._replace(method="DELETE", path="/books/books/2"))  # the rows are its own now
        reading = threads.submit(sandbox.engine.respond, Request("GET", "/books/books/1"))
        hold.await_handler()
        assert sandbox.engine.respond(CREATE).response.status == 201
        hold.release()
        assert body_of(reading.result(DEADLINE))["pages"] == 1
        assert titles(sandbox) == ["Emma", "Dune"]


RESETS: dict[str, Callable[[Sandbox, Path], object]] = {
    "reset": lambda sandbox, _: sandbox.engine.worlds.get().reset(),
    "rollback": lambda sandbox, _: sandbox.engine.worlds.get().rollback(sandbox.engine.worlds.get().snapshot()),
    "end": lambda sandbox, _: sandbox.engine.worlds.forget("default"),
}


class TestStateThatIsGone:
    """A handler may not commit to a state that it has not read."""

    @pytest.mark.parametrize("reset", RESETS.values(), ids=RESETS)
    def test_nothing_is_changed_and_the_world_is_free_at_once(
        self,
        sandbox: Sandbox,
        update: Future[Exchange],
        hold: Hold,
        reset: Callable[[Sandbox, Path], object],
        tmp_path: Path,
    ) -> None:
        reset(sandbox, tmp_path)
        assert done(sandbox.engine.begin(CREATE)).response.status == 201
        hold.release()
        response = update.result(DEADLINE)
        assert response.response.status == 503 and b"nothing was changed" in response.response.body
        assert titles(sandbox) == ["Emma", "Ulysses", "Dune"]

    @pytest.mark.parametrize("request_", [CREATE, UPDATE], ids=["quick", "blocking"])
    def test_a_request_whose_world_ends_before_its_turn(self, sandbox: Sandbox, request_: Request) -> None:
        worlds = sandbox.engine.worlds
        pending = begun(sandbox.engine.begin(request_, at_once=False))
        worlds.forget("default")
        response = done(sandbox.engine.proceed(pending, pending.lane)).response
        assert response.status == 503
        assert b"--max-worlds" in response.body and b"nothing was changed" in response.body
        assert titles(sandbox) == ["Emma", "Ulysses"]

    def test_a_request_whose_world_ends_while_it_is_checked(
        self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It is quick, so it is performed at once."""
        contract = sandbox.api.ready["createBook"].contract
        check = contract.check_request

        def end_meanwhile(texts: dict[str, str], request: Request) -> CheckedRequest:
            sandbox.engine.worlds.forget("default")
            return check(texts, request)

        monkeypatch.setattr(contract, "check_request", end_meanwhile)
        assert done(sandbox.engine.begin(CREATE)).response.status == 503
        assert titles(sandbox) == ["Emma", "Ulysses"]

    def test_a_world_for_which_a_large_body_is_judged_makes_no_room(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        api = load_books(tmp_path)
        worlds, contract = Worlds({"books": api.seed}, limits=Limits(worlds=1)), api.ready["createBook"].contract
        engine = Engine(Apis([api]), worlds)
        check, refused = contract.check_request, list[bool]()

        def ask_for_room(texts: dict[str, str], request: Request) -> CheckedRequest:
            refused.append(isinstance(worlds.enter(Request("GET", "/_w/ben/"))[1], Violation))
            return check(texts, request)

        monkeypatch.setattr(contract, "check_request", ask_for_room)
        pending = begun(engine.begin(CREATE._replace(path="/_w/anna/books/books"), at_once=False))
        assert refused == [True]
        assert done(engine.proceed(pending, pending.lane)).response.status == 201
        worlds.get("ben")
        assert worlds.names() == ("ben",), "it may end again"

    def test_a_reload_with_another_seed(
        self, sandbox: Sandbox, update: Future[Exchange], hold: Hold, tmp_path: Path
    ) -> None:
        seed = changed(BOOK_SEED, {"/book/0/title": "Persuasion"})
        sandbox.engine.replace(Apis([load_books(tmp_path, handlers=HANDLERS, seed=seed)]), {})
        hold.release()
        assert update.result(DEADLINE).response.status == 503
        assert titles(sandbox) == ["Persuasion", "Ulysses"]

    def test_those_that_wait_are_checked_again_after_a_reload(
        self, sandbox: Sandbox, update: Future[Exchange], hold: Hold, threads: ThreadPoolExecutor, tmp_path: Path
    ) -> None:
        waiting = threads.submit(sandbox.engine.respond, CREATE)
        wait_for(lambda: sandbox.engine.worlds.get().changes._waiting)
        document = changed(BOOKS, {"/components/schemas/NewBook/properties/title/maxLength": 3})
        sandbox.engine.replace(Apis([load_books(tmp_path, document=document)]), {})
        hold.release()
        assert update.result(DEADLINE).response.status in (200, 503)
        assert waiting.result(DEADLINE).response.status == 422, "the new document has another limit"


COUNTING = """
    from mockserver.handlers import handles

    @handles("readShelf")
    def read(call):
        return {"shelf": call.next_number("visits")}

    @handles("deleteBook")
    def delete(call):
        raise SystemExit("no more")
"""


class TestSafeHandlersThatChange:
    def test_it_is_repeated_where_changes_are_made(
        self, tmp_path: Path, threads: ThreadPoolExecutor, hold: Hold
    ) -> None:
        sandbox = sandbox_of(load_books(tmp_path, handlers=COUNTING))
        world = sandbox.engine.worlds.get()
        pending = begun(sandbox.engine.begin(SHELF))
        assert pending.lane is not world.changes
        again = begun(sandbox.engine.proceed(pending, pending.lane))
        assert again.lane is world.changes
        assert body_of(done(sandbox.engine.proceed(again, again.lane))) == {"shelf": 1}
        assert body_of(sandbox.engine.respond(SHELF)) == {"shelf": 2}

    def test_while_another_is_about_to_change_something(self, tmp_path: Path, hold: Hold) -> None:
        sandbox = sandbox_of(load_books(tmp_path, handlers=COUNTING))
        sandbox.api.ready["readShelf"].conduct.note(0.001)
        with sandbox.engine.worlds.get().changes.inside("another"):
            sandbox.engine.worlds.get().changes.occupant.thread = None  # type: ignore[union-attr]  # one is inside
            assert begun(sandbox.engine.begin(SHELF)).lane is sandbox.engine.worlds.get().changes
        assert body_of(sandbox.engine.respond(SHELF)) == {"shelf": 1}, "no number was used up"


@pytest.mark.parametrize("raised", ["SystemExit", "asyncio.CancelledError", "GeneratorExit", "StopIteration"])
def test_whatever_a_handler_raises_is_a_mistake(tmp_path: Path, raised: str) -> None:
    handlers = "import asyncio\n" + dedent(COUNTING).replace("SystemExit", raised)
    exchange = sandbox_of(load_books(tmp_path, handlers=handlers)).ask("DELETE", "/books/1")
    name = raised.rpartition(".")[2].encode()
    assert exchange.response.status == 500 and name + b": no more (handlers.py:" in exchange.response.body


def test_a_mistake_is_logged_with_the_way_to_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    handlers = """
        from mockserver.handlers import handles

        def read(title):
            return title["name"]

        @handles("readShelf")
        def read_shelf(call):
            return read("Emma")
        """
    sandbox = sandbox_of(load_books(tmp_path, handlers=handlers))
    assert sandbox.ask("GET", "/shelf").response.status == 500
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("mockserver.handlers", "ERROR")
    told = caplog.text
    assert "the handler of GET /shelf failed with TypeError; nothing was changed" in told
    assert 'return read("Emma")' in told and 'return title["name"]' in told
    assert "engine/handling.py" not in told, "the way begins at the handler"


@pytest.mark.parametrize("told", ["not_found", "there is none of that name"])
def test_a_refusal_is_not_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture, told: str) -> None:
    handlers = f"""
        from mockserver.handlers import handles

        @handles("readBook")
        def read_book(call):
            call.refuse({told!r}, id="7")
        """
    exchange = sandbox_of(load_books(tmp_path, handlers=handlers)).ask("GET", "/books/7")
    assert bool(caplog.messages) is (exchange.response.status == 500) is (told != "not_found")


def test_ctrl_c_in_a_handler_is_no_mistake(tmp_path: Path) -> None:
    handlers = COUNTING.replace("SystemExit", "KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        sandbox_of(load_books(tmp_path, handlers=handlers)).ask("DELETE", "/books/1")


def test_a_handler_may_send_a_request_to_its_own_world(tmp_path: Path) -> None:
    code = """
        from mockserver.handlers import handles

        respond = None

        @handles("deleteBook", blocking=True)
        def delete(call):
            respond()
            call.collection("book").delete(call.collection("book").get("1"))
    """
    sandbox = sandbox_of(load_books(tmp_path, handlers=code))
    delete = sandbox.api.functions.handlers["deleteBook"]
    delete.__globals__["respond"] = lambda: sandbox.engine.respond(CREATE)
    assert sandbox.ask("DELETE", "/books/1").response.status == 204
    assert titles(sandbox) == ["Ulysses", "Dune"]


def test_a_full_lane_is_a_503_that_says_how_to_free_the_world(sandbox: Sandbox) -> None:
    exchange = sandbox.engine.refuse(begun(sandbox.engine.begin(UPDATE)), "1,000 requests wait for another")
    assert (exchange.response.status, exchange.source) == (503, "engine")
    assert body_of(exchange)["detail"] == (
        "1,000 requests wait for another; updateBook (PATCH /books/{id}) was not performed. "
        "POST /_mock/worlds/default/reset frees the world; a server with --no-control has to be restarted."
    )
    assert list(sandbox.engine.worlds.get().journal) == [exchange]
