"""The state of an API, as a test reads and changes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.openapi.messages import Headers, Request
from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxError
from tests.support.held_handlers import HANDLERS, holding
from tests.support.small_sandbox import BOOK_RULES, BOOK_SEED, BOOKS, changed, write_folder
from tests.support.waiting import DEADLINE, wait_for
from tests.testing.support import statuses


def test_rows_are_read_added_changed_and_removed(books: SandboxApi) -> None:
    rows = books.state["book"]
    assert list(rows) == ["1", "2"]
    assert rows["1"] == {"id": "1", "title": "Emma", "author": "Austen"}
    made = rows.add(title="Persuasion", created="2020-01-01T00:00:00Z")
    assert (made["id"], made["created"]) == ("10", "2020-01-01T00:00:00Z")
    assert rows.change("10", author="Austen")["author"] == "Austen"
    assert rows.remove("1")["title"] == "Emma"
    rows["2"] = {"title": "Dubliners"}
    del rows["10"]
    assert dict(rows) == {"2": {"id": "2", "title": "Dubliners"}}
    with books.httpx() as client:
        assert client.get("/books").json() == [{"id": "2", "title": "Dubliners"}]
    rows.clear()
    assert len(rows) == 0 and statuses(books, "/books/2", 1) == [404]


def test_rows_are_put_patched_added_together_and_replaced(books: SandboxApi) -> None:
    rows = books.state["book"]
    assert rows.put("7", {"title": "Dune"}) == {"id": "7", "title": "Dune"}
    assert rows.patch("7", {"title": "Dune!", "tags": {"a": 1}})["tags"] == {"a": 1}
    assert rows.patch("7", {"tags": {"a": None}}) == {"id": "7", "title": "Dune!", "tags": {}}
    assert [row["id"] for row in rows.add_many([{"title": "A"}, {"title": "B"}])] == ["10", "11"]
    rows.replace([{"id": "2", "title": "B"}, {"id": "1", "title": "A"}])
    assert list(rows) == ["2", "1"]
    books.state.seed({"book": ({"id": key, "title": key} for key in "ab")})
    assert list(rows) == ["a", "b"]


def test_the_state_is_the_same_by_the_control_api(books_sandbox: Sandbox) -> None:
    """The same changes in two worlds, by a test and over HTTP, lead to the same rows."""
    books = books_sandbox.serve("books.yaml", fixtures="mocks")
    books_sandbox.clock.freeze("2026-01-20T15:00:00Z")
    rows = books.state["book"]
    books_sandbox.snapshot()
    rows.add_many([{"title": "A"}, {"title": "B", "pages": 7}])
    rows.put("7", {"title": "C"})
    rows.patch("1", {"author": None, "tags": {"a": 1}})
    rows.put("2", {"title": 7}, force=True)
    rows.remove("10")
    by_test = dict(rows)
    books_sandbox.rollback()
    place = f"/_mock/worlds/{books_sandbox.name}/state/books/book"
    fields = {"Mock-World": books_sandbox.name}
    with httpx.Client(base_url=books_sandbox.connect(), headers=fields) as client:
        answers = [
            client.post(place, json={"rows": [{"title": "A"}, {"title": "B", "pages": 7}]}),
            client.put(f"{place}/7", json={"title": "C"}),
            client.patch(f"{place}/1", json={"author": None, "tags": {"a": 1}}),
            client.put(f"{place}/2", params={"force": "true"}, json={"title": 7}),
            client.delete(f"{place}/10"),
        ]
        assert [answer.status_code for answer in answers] == [201, 201, 200, 200, 204]
        assert client.get(place).json() == {"rows": list(by_test.values()), "identifiers": list(by_test)}
    assert (list(rows), dict(rows)) == (list(by_test), by_test)


def test_what_is_forced_may_break_the_schema(books: SandboxApi) -> None:
    rows = books.state["book"]
    rows.put("1", {"title": 7}, force=True)
    rows.patch("1", {"title": None}, force=True)
    assert rows.add_many([{"title": ""}], force=True)[0]["title"] == ""
    rows.replace([{"id": "1"}], force=True)
    books.state.seed({"book": [{"id": "1", "pages": "many"}]}, force=True)
    assert dict(rows) == {"1": {"id": "1", "pages": "many"}}


def test_read_rows_are_copies(books: SandboxApi) -> None:
    books.state["book"]["1"]["title"] = "changed"
    assert books.state["book"]["1"]["title"] == "Emma"


def test_a_change_waits_for_a_handler_that_is_about_to_change_something(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, books_yaml=BOOKS)
    write_folder(tmp_path / "fixtures", behaviour_yaml=BOOK_RULES, seed_yaml=BOOK_SEED, handlers_py=HANDLERS)
    with ThreadPoolExecutor() as threads, holding() as hold, Sandbox(folders=[folder]) as sandbox:
        api = sandbox.serve("books.yaml", fixtures="fixtures")
        headers = Headers([("Content-Type", "application/json"), ("Mock-World", sandbox.name)])
        update = Request("PATCH", f"{api.loaded.prefix}/books/1", "", headers, b'{"title": "Emma!"}')
        updating = threads.submit(sandbox.respond, update)
        hold.await_handler()
        changing = threads.submit(api.state["book"].change, "1", author="Jane Austen")
        wait_for(lambda: sandbox.world.changes._waiting)
        hold.release()
        assert updating.result(DEADLINE).response.status == 200
        changing.result(DEADLINE)
        assert api.state["book"]["1"] == {"id": "1", "title": "Emma!", "author": "Jane Austen"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            lambda rows: rows.add(author="Austen"),
            r"books cannot hold this book: /title is required, but absent \(.*books.yaml:",
            id="lacks-title",
        ),
        pytest.param(lambda rows: rows.add(title=""), r'/title "" is shorter than 1 character', id="short"),
        pytest.param(
            lambda rows: rows.change("1", title=7), r"/title 7 is an integer; allowed: string", id="wrong-type"
        ),
        pytest.param(
            lambda rows: rows.add(title="Emma", author="Austen"),
            "another row has the same title and author",
            id="not-unique",
        ),
        pytest.param(
            lambda rows: rows.__setitem__("1", {"id": "2", "title": "x"}),
            '/id the book "1" cannot have the identifier "2"',
            id="other-identifier",
        ),
        pytest.param(lambda rows: rows["3"], "books has no book '3'", id="absent"),
        pytest.param(lambda rows: rows.remove("3"), "there are: 1, 2", id="remove-absent"),
        pytest.param(
            lambda rows: rows.change("2", title="Emma", author="Austen"),
            "another row has the same title and author",
            id="not-unique-when-changed",
        ),
        pytest.param(
            lambda rows: rows.add(id=7, title="x"), "needs 'id', the identifier, as text", id="identifier-is-a-number"
        ),
        pytest.param(
            lambda rows: rows.add(["Emma"]),
            "cannot hold this book: it is of type list; allowed: a dict of its members",
            id="a-list",
        ),
        pytest.param(lambda rows: rows.__setitem__("3", None), "it is of type NoneType", id="nothing"),
        pytest.param(
            lambda rows: rows.add(title="x", due={"on": [date(2026, 1, 1)]}),
            "/due/on/0 is of type date; allowed: dict, ",
            id="a-date-inside",
        ),
        pytest.param(
            lambda rows: rows.change("1", {"title": {1: "x"}}), "/title/1 is of type int", id="a-number-as-name"
        ),
        pytest.param(lambda rows: rows.patch("1", ["x"]), "it is of type list", id="patch-with-a-list"),
        pytest.param(lambda rows: rows.patch("3", {}), "books has no book '3'; there are: 1, 2", id="patch-absent"),
        pytest.param(
            lambda rows: rows.add_many([{"title": "x"}, {"title": ""}, {}]),
            r'/1/title "" is shorter than 1 character \(.*:\d+\) \(and 1 more\)',
            id="add-many",
        ),
        pytest.param(lambda rows: rows.add_many({"title": "x"}), "it is of type str", id="add-a-mapping"),
        pytest.param(
            lambda rows: rows.replace([{"id": "1", "title": "a"}, {"id": "1", "title": "b"}]),
            '/1/id "1" is the identifier of another book',
            id="replace-by-twins",
        ),
        pytest.param(
            lambda rows: rows.put("1", {"id": 1}, force=True), "needs 'id', the identifier, as text", id="forced"
        ),
    ],
)
def test_an_invalid_row_is_refused_and_changes_nothing(
    books: SandboxApi, change: Callable[[Any], object], message: str
) -> None:
    before = dict(books.state["book"])
    with pytest.raises(SandboxError, match=message):
        change(books.state["book"])
    assert dict(books.state["book"]) == before


@pytest.mark.parametrize(
    ("seeds", "message"),
    [
        pytest.param({"boook": []}, "books has no resource 'boook'; did you mean book", id="unknown-resource"),
        pytest.param(
            {"book": [{"id": "7", "title": ""}]}, 'cannot hold this: /book/0/title "" is shorter', id="misfit"
        ),
        pytest.param({"book": ["7"]}, "it is of type str", id="a-text"),
    ],
)
def test_a_seed_is_refused_whole(books: SandboxApi, seeds: Any, message: str) -> None:
    with pytest.raises(SandboxError, match=message):
        books.state.seed(seeds)
    assert list(books.state["book"]) == ["1", "2"]


def test_state_is_a_mapping(books: SandboxApi) -> None:
    assert list(books.state) == ["book"]
    assert books.state.get("film") is None
    assert books.state["book"].get("7") is None
    assert "1" in books.state["book"]
    assert repr(books.state) == "<state of books: book ×2>"


@pytest.fixture
def inferred(tmp_path: Path) -> Iterator[SandboxApi]:
    """Books with numbers, below which are notes, and settings, of which there is one."""
    note = {
        "type": "object",
        "required": ["text"],
        "properties": {"id": {"type": "integer"}, "text": {"type": "string"}},
    }
    settings = {"type": "object", "properties": {"theme": {"enum": ["dark", "light"]}}}
    book, number = {"name": "book", "in": "path", "required": True}, {"type": "integer"}
    changes = {
        "/components/schemas/Book/properties/id": number,
        "/paths/~1books~1{id}/parameters/0/schema": number,
        "/paths/~1books~1{book}~1notes": {
            "parameters": [{**book, "schema": number}],
            "get": {"operationId": "listNotes", **shows({"type": "array", "items": note})},
            "post": {"operationId": "addNote", **takes(note), **shows(note, "201")},
        },
        "/paths/~1books~1{book}~1notes~1{id}": {
            "parameters": [{**book, "schema": number}, {**book, "name": "id", "schema": number}],
            "get": {"operationId": "getNote", **shows(note)},
        },
        "/paths/~1settings": {
            "get": {"operationId": "getSettings", **shows(settings)},
            "put": {"operationId": "setSettings", **takes(settings), **shows(settings)},
        },
    }
    write_folder(tmp_path, books_yaml=changed(BOOKS, changes))
    with Sandbox(folders=[tmp_path]) as sandbox:
        yield sandbox.serve("books.yaml")


def shows(schema: dict[str, Any], status: str = "200") -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"responses": {status: {"description": "ok", "content": content}, "404": {"description": "no"}}}


def takes(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def test_inferred_rows_are_read_added_changed_and_removed(inferred: SandboxApi) -> None:
    rows = inferred.state["book"]
    made = rows.add(title="Emma")
    assert (made["id"], list(rows)) == (1, ["1"])
    rows["7"] = {"title": "Dune"}
    rows.change("7", pages=600)
    assert rows["7"]["id"] == 7
    with inferred.httpx() as client:
        assert client.get("/books/7").json()["pages"] == 600
        assert client.post("/books", json={"title": "Ulysses"}).json()["id"] == 2
        assert rows.remove("7")["title"] == "Dune"
        assert client.get("/books/7").status_code == 404
        assert [book["id"] for book in client.get("/books").json()] == [1, 2]
    with pytest.raises(SandboxError, match='/id the book "8" cannot have the identifier "9"'):
        rows["8"] = {"id": 9, "title": "x"}
    with pytest.raises(SandboxError, match='/title "" is shorter'):
        rows.add(title="")
    assert rows.add(pages=7)["title"]  # what is required and not given is made, as for a request


def test_rows_below_a_parent(inferred: SandboxApi) -> None:
    inferred.state["book"].add(title="Emma")
    notes = inferred.state["note"]
    assert notes.add(text="Mine", book_id=1)["id"] == 1
    assert list(notes) == ["1/1"]
    with inferred.httpx() as client:
        assert client.get("/books/1/notes/1").json()["text"] == "Mine"
        client.post("/books/1/notes", json={"text": "Yours"})
    assert [note["text"] for note in notes.values()] == ["Mine", "Yours"]
    assert notes.change("1/1", text="Ours")["text"] == "Ours"
    notes["1/1"] = {"id": 1, "book_id": 1, "text": "Theirs"}
    notes.remove("1/2")
    assert [note["text"] for note in notes.values()] == ["Theirs"]


def test_the_only_row(inferred: SandboxApi) -> None:
    settings = inferred.state["settings"]
    settings[""] = {"theme": "light"}
    with inferred.httpx() as client:
        assert client.get("/settings").json() == {"theme": "light"}
        client.put("/settings", json={"theme": "dark"})
    assert dict(settings) == {"": {"theme": "dark"}}
    with pytest.raises(SandboxError, match="theme"):
        settings.change("", theme="pink")


def test_an_owned_resource_gets_the_owner_of_the_first_credential(books_sandbox: Sandbox) -> None:
    siro = books_sandbox.api("siro")
    name, resource = next((n, each) for n, each in siro.loaded.behaviour.resources.items() if each.owner)
    assert resource.owner is not None
    row = siro.state[name].remove(next(iter(siro.state[name])))
    for member in (resource.identifier, resource.owner.member):
        row.pop(member)
    assert resource.owner.member in siro.state[name].add(row)
