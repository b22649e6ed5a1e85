"""`Engine.replace`: other APIs take the place of those that are served."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from mockserver.engine.apis.apis import Apis
from tests.support.small_sandbox import BOOK_RULES, BOOK_SEED, BOOKS, REMOVED, changed, load_books, sandbox_of

SWITCHED = changed(BOOK_RULES, {"/switches": {"mood": {"summary": "How it is.", "values": ["good", "bad"]}}})


def test_state_after_a_new_seed(tmp_path: Path) -> None:
    sandbox = sandbox_of(load_books(tmp_path))
    sandbox.ask("POST", "/books", {"title": "Dune"})
    sandbox.ask("PATCH", "/books/1", {"title": "Emma!"})
    sandbox.ask("GET", "/books", world="quiet")
    sandbox.ask("DELETE", "/books/2", world="busy")
    seed = changed(BOOK_SEED, {"/book/0/title": "Persuasion", "/book/-": {"id": "3", "title": "Heidi"}})
    assert sandbox.engine.replace(Apis([load_books(tmp_path, seed=seed)]), {}) == []
    rows = {
        world: {row["id"]: row["title"] for row in sandbox.state(world)["book"]}
        for world in ("default", "quiet", "busy", "new")
    }
    assert rows["default"] == {"1": "Emma!", "2": "Ulysses", "3": "Heidi", "10": "Dune"}, "changes are kept"
    assert rows["quiet"] == rows["new"] == {"1": "Persuasion", "2": "Ulysses", "3": "Heidi"}, "the seed is new"
    assert rows["busy"] == {"1": "Persuasion", "3": "Heidi"}, "deleted rows stay deleted"


def test_rows_that_a_new_seed_lacks(tmp_path: Path) -> None:
    sandbox = sandbox_of(load_books(tmp_path))
    sandbox.ask("PATCH", "/books/1", {"title": "Emma!"})
    sandbox.engine.replace(Apis([load_books(tmp_path, seed="book: []")]), {})
    assert [row["title"] for row in sandbox.state()["book"]] == ["Emma!"]


@pytest.mark.parametrize(
    ("behaviour", "document", "reason"),
    [
        pytest.param(None, BOOKS, "is no longer declared", id="resource"),
        pytest.param(changed(BOOK_RULES, {"/resources/book/identifier": "isbn"}), BOOKS, "needs 'isbn'", id="key"),
        pytest.param(
            BOOK_RULES, changed(BOOKS, {"/components/schemas/Book/properties/title/maxLength": 3}), "longer", id="row"
        ),
    ],
)
def test_rows_that_do_not_fit(tmp_path: Path, behaviour: str | None, document: str, reason: str) -> None:
    sandbox = sandbox_of(load_books(tmp_path))
    sandbox.ask("POST", "/books", {"title": "Dune"})
    (tmp_path / "fixtures" / "behaviour.yaml").unlink()
    (tmp_path / "fixtures" / "seed.yaml").unlink()
    api = load_books(tmp_path, document=document, behaviour=behaviour, seed=None, is_stateless=True)
    (misfit,) = sandbox.engine.replace(Apis([api]), {})
    assert (misfit.api, misfit.resource) == ("books", "book")
    assert reason in misfit.reason
    assert not sandbox.state().get("book")


def test_switches_keep_an_allowed_value(tmp_path: Path) -> None:
    api = load_books(tmp_path, behaviour=SWITCHED)
    sandbox = sandbox_of(api, switches={"books.mood": "good"})
    world = sandbox.engine.worlds.get()
    world.switches["books.mood"] = "bad"
    sandbox.engine.replace(Apis([load_books(tmp_path, behaviour=SWITCHED)]), {"books.mood": "good"})
    assert world.switches == {"books.mood": "bad"}
    fewer = changed(SWITCHED, {"/switches/mood/values": ["good"]})
    sandbox.engine.replace(Apis([load_books(tmp_path, behaviour=fewer)]), {"books.mood": "good"})
    assert world.switches == {"books.mood": "good"}


def test_the_same_api_keeps_its_state(tmp_path: Path) -> None:
    api = load_books(tmp_path)
    sandbox = sandbox_of(api)
    sandbox.ask("DELETE", "/books/1")
    before = sandbox.engine.worlds.get().state("books")
    sandbox.engine.replace(Apis([api]), {})
    assert sandbox.engine.worlds.get().state("books") is before


def test_a_request_sees_either_the_old_or_the_new_apis(tmp_path: Path) -> None:
    """Two documents take turns while requests are made: each response comes from one of them."""
    shelf = {"operationId": "readShelf", "responses": {"200": {"description": "ok"}}}
    documents = [changed(BOOKS, {"/paths/~1shelf": REMOVED, f"/paths/~1{name}": {"get": shelf}}) for name in "ab"]
    apis = [Apis([load_books(tmp_path / name, document=text)]) for name, text in zip("ab", documents, strict=True)]
    sandbox = sandbox_of(*apis[0])
    done = threading.Event()

    def take_turns() -> None:
        for number in range(200):
            sandbox.engine.replace(apis[number % 2], {})
        done.set()

    thread = threading.Thread(target=take_turns)
    thread.start()
    seen = set()
    while not done.is_set():
        exchange = sandbox.ask("GET", "/a")
        seen.add((exchange.response.status, exchange.operation_id))
    thread.join()
    assert seen <= {(200, "readShelf"), (404, None)}
