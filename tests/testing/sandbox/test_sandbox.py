"""Given: what an API holds and what it is to answer; what cannot be is refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver import PreparedResponse
from mockserver.openapi.errors import DocumentError
from mockserver.testing.sandbox import Sandbox, SandboxApi, SandboxError, SandboxSession, UnknownName


def statuses(api: SandboxApi, path: str, count: int) -> list[int]:
    with api.httpx() as client:
        return [client.get(path).status_code for _ in range(count)]


# state


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


def test_rows_that_come_out_are_copies(books: SandboxApi) -> None:
    books.state["book"]["1"]["title"] = "changed"
    assert books.state["book"]["1"]["title"] == "Emma"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda rows: rows.add(author="Austen"),
            r"books cannot hold this book: /title is required, but absent \(.*books.yaml:",
        ),
        (lambda rows: rows.add(title=""), r'/title "" is shorter than 1 character'),
        (lambda rows: rows.change("1", title=7), r"/title 7 is an integer; allowed: string"),
        (lambda rows: rows.add(title="Emma", author="Austen"), "a creation would be refused with 'taken'"),
        (lambda rows: rows.__setitem__("1", {"id": "2", "title": "x"}), "the book '1' cannot have the id '2'"),
        (lambda rows: rows["3"], "books has no book '3'"),
        (lambda rows: rows.remove("3"), "there are: 1, 2"),
        (lambda rows: rows.change("2", title="Emma", author="Austen"), "another row has the same title and author"),
        (lambda rows: rows.add(id=7, title="x"), "needs 'id', the identifier, as text"),
        (lambda rows: rows.add(["Emma"]), "cannot hold this book: it is of type list; allowed: a dict of its members"),
        (lambda rows: rows.__setitem__("3", None), "it is of type NoneType"),
        (
            lambda rows: rows.add(title="x", due={"on": [date(2026, 1, 1)]}),
            "/due/on/0 is of type date; allowed: dict, ",
        ),
        (lambda rows: rows.change("1", {"title": {1: "x"}}), "/title/1 is of type int"),
    ],
    ids=[
        *("lacks-title", "short", "wrong-type", "not-unique", "other-identifier", "absent", "remove-absent"),
        *(
            "not-unique-when-changed",
            "identifier-is-a-number",
            "a-list",
            "nothing",
            "a-date-inside",
            "a-number-as-name",
        ),
    ],
)
def test_a_row_that_cannot_be_changes_nothing(
    books: SandboxApi, change: Callable[[Any], object], sentence: str
) -> None:
    before = dict(books.state["book"])
    with pytest.raises(SandboxError, match=sentence):
        change(books.state["book"])
    assert dict(books.state["book"]) == before


def test_state_is_a_mapping(books: SandboxApi) -> None:
    assert list(books.state) == ["book"]
    assert books.state.get("film") is None
    assert books.state["book"].get("7") is None
    assert "1" in books.state["book"]
    assert repr(books.state) == "<state of books: book ×2>"


def test_an_owned_resource_gets_the_owner_of_the_first_credential(shelf: Sandbox) -> None:
    siro = shelf.api("siro")
    name, resource = next((n, each) for n, each in siro.loaded.behaviour.resources.items() if each.owner)
    assert resource.owner is not None
    row = siro.state[name].remove(next(iter(siro.state[name])))
    for member in (resource.identifier, resource.owner.member):
        row.pop(member)
    assert resource.owner.member in siro.state[name].add(row)


# answers


def test_one_answer_stays_and_several_are_given_once(books: SandboxApi) -> None:
    books.respond("readBook", 404)
    assert statuses(books, "/books/1", 3) == [404, 404, 404]
    books.respond("readBook", 404, 200)
    assert statuses(books, "/books/1", 3) == [404, 200, 200]
    assert books.journal[-1].exchange.source == "handler"


@pytest.mark.parametrize(("times", "expected"), [(1, [404, 200]), (2, [404, 404, 200]), (None, [404, 404, 404])])
def test_an_answer_is_given_as_often_as_it_says(books: SandboxApi, times: int | None, expected: list[int]) -> None:
    books.respond("readBook", 404, times=times)
    assert statuses(books, "/books/1", len(expected)) == expected


def test_answers_have_bodies_and_headers(books: SandboxApi) -> None:
    books.respond("readBook", body={"id": "9", "title": "Mine"}, headers={"X-Seen": "yes"})
    books.respond("listBooks", PreparedResponse(400, body={"error": "no"}), PreparedResponse(200, body=[]))
    with books.httpx() as client:
        found = client.get("/books/1")
        assert (found.json(), found.headers["x-seen"]) == ({"id": "9", "title": "Mine"}, "yes")
        assert found.headers["mock-source"] == "override"
        assert client.get("/books").json() == {"error": "no"}
        assert client.get("/books").json() == []


def test_a_documented_example_is_an_answer(shelf: Sandbox) -> None:
    intercom = shelf.api("intercom")
    operation = intercom.loaded.operation("updateDataConnector")
    assert operation is not None
    response = operation.responses["409"]
    (_, example) = next(response.iter_examples())
    intercom.respond("updateDataConnector", example=example.name)
    with intercom.httpx(headers={"Authorization": "Bearer intercom_sandbox"}) as client:
        answered = client.patch("/data_connectors/12345", json={"name": "x"})
    assert (answered.status_code, answered.json()) == (409, example.value)


def test_a_request_that_breaks_the_contract_is_refused_before(books: SandboxApi) -> None:
    books.respond("createBook", 201)
    with books.httpx() as client:
        assert client.post("/books", json={"title": ""}).status_code == 422


@pytest.mark.parametrize(
    ("prepare", "sentence"),
    [
        (lambda api: api.respond("readBok", 404), "books has no operation 'readBok'; did you mean readBook"),
        (
            lambda api: api.respond("readBook", 418),
            "418 is not documented for GET /books/{id}; documented: 200, 404|418",
        ),
        (lambda api: api.respond("readBook", body={"id": "1"}), "/title: is required, but absent .*books.yaml:"),
        (lambda api: api.respond("readBook", example="none"), "example=none is not documented"),
        (lambda api: api.respond("readBook", 200, example="a", body={}), "not both"),
        (lambda api: api.respond("readBook", 404, 200, body={}), "belong to one status"),
        (lambda api: api.respond("readBook", 404, times=0), "times=0; allowed: 1 or more"),
        (lambda api: api.respond("readBook", 404, times="x"), "times='x'; allowed: 1 or more"),
        (lambda api: api.respond("readBook", "404"), "'404' is not a response status; allowed: 200 to 599"),
        (lambda api: api.respond("readBook", 999, force=True), "999 is not a response status"),
        (lambda api: api.respond("readBook", body={"id": object()}, force=True), "/id is of type object; .* and bytes"),
        (lambda api: api.respond("readBook", 404, headers={"X": "a\nb"}), r"the header field X cannot be 'a\\nb'"),
        (lambda api: api.respond("GET /boks/{id}", 404), r"did you mean GET /books/\{id\}"),
        (lambda api: api.fail("readBook", 99), "99 is not a response status"),
        (lambda api: api.delay("1"), "1 seconds cannot be a delay"),
        (lambda api: api.fail("readBook", "explode"), "'explode' is not a way to fail"),
        (lambda api: api.delay(-1), "-1 seconds cannot be a delay"),
        (lambda api: api.delay(float("nan")), "nan seconds cannot be a delay"),
        (lambda api: api.state["boks"], "books has no resource 'boks'; did you mean book"),
        (lambda api: api.switch("mood", "on"), "books has no switch 'mood'; there are none"),
        (lambda api: api.calls("updateBok"), "did you mean updateBook"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_a_sentence(
    books: SandboxApi, prepare: Callable[[SandboxApi], object], sentence: str
) -> None:
    with pytest.raises(SandboxError, match=sentence):
        prepare(books)
    assert statuses(books, "/books/1", 1) == [200]


def test_force_sends_what_the_document_does_not_allow(books: SandboxApi) -> None:
    books.respond("readBook", 418, force=True, times=1)
    books.respond("readBook", body={"id": 1}, force=True, times=1)
    with books.httpx() as client:
        assert client.get("/books/1").status_code == 418
        assert client.get("/books/1").json() == {"id": 1}
        assert client.get("/books/1").json()["title"] == "Emma"


def test_what_is_forced_is_written_as_its_media_type_is(shelf: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "shapes.yaml"
    contents = ", ".join(
        f"{media_type}: {{schema: {{type: object, xml: {{name: shape}}, properties: {{n: {{type: integer}}}}}}}}"
        for media_type in ("application/xml", "application/x-www-form-urlencoded", "image/png")
    )
    file.write_text(
        "openapi: 3.1.0\ninfo: {title: Shapes, version: '1'}\npaths:\n  /shape:\n    get:\n      operationId: read\n"
        f"      responses: {{'200': {{description: ok, content: {{{contents}}}}}}}\n",
        encoding="utf-8",
    )
    shapes = shelf.serve(file)
    answers = []
    with shapes.httpx() as client:
        for media_type in ("application/xml", "application/x-www-form-urlencoded", "image/png"):
            shapes.respond("read", PreparedResponse(200, body={"n": "no number"}, media_type=media_type), force=True)
            answers.append((client.get("/shape").text, client.get("/shape").headers["content-type"]))
    assert answers == [
        ('<?xml version="1.0" encoding="UTF-8"?>\n<shape><n>no number</n></shape>', "application/xml"),
        ("n=no+number", "application/x-www-form-urlencoded"),
        ('{"n":"no number"}', "image/png"),
    ]


def test_an_operation_may_be_named_by_method_and_path(books: SandboxApi) -> None:
    books.respond("GET /books/{id}", 404)
    assert statuses(books, "/books/1", 1) == [404]


def test_recovering_forgets_all_that_was_set(books: SandboxApi) -> None:
    books.respond("readBook", 404)
    books.fail("readBook", "reset")
    books.delay(60)
    books.recover()
    assert statuses(books, "/books/1", 1) == [200]


def test_switches_are_set(shelf: Sandbox) -> None:
    idun = shelf.api("idun")
    idun.switch("login", "on")
    assert shelf.world.switches["idun.login"] == "on"
    with pytest.raises(SandboxError, match="the switch login of idun cannot be 'maybe'; allowed: "):
        idun.switch("login", "maybe")


def test_answers_are_made_as_a_server_with_these_options_makes_them(shelf: Sandbox, books: SandboxApi) -> None:
    address = books.url
    with books.httpx() as client:
        assert client.get("/books?nobody=1").status_code == 200
        shelf.configure(strict_query=True)
        assert client.get("/books?nobody=1").status_code == 400
        assert httpx.get(f"{address}/books?nobody=1").status_code == 400
        shelf.configure(validate_requests="warn")
        assert client.get("/books?nobody=1").status_code == 200
        assert [entry.violations[0].rule for entry, _ in shelf.violations()] == ["parameter.unknown"] * 3
        shelf.configure(validate_requests="off", dynamic=True, seed=7, locale="de_DE", auth=False)
        assert client.get("/books?nobody=1").status_code == 200
    assert len(shelf.violations()) == 3


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"strict": True}, r"sandbox.configure\(\) has no option 'strict'; did you mean strict_query"),
        ({"dynamic": "yes"}, "dynamic='yes'; allowed: True, False"),
        ({"validate_requests": "never"}, "validate_requests='never'; allowed: 'on', 'warn', 'off'"),
        ({"seed": "x"}, "seed='x'; allowed: a whole number, None"),
        ({"locale": "xx_XX"}, "xx_XX"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_setting_that_cannot_be_is_a_sentence(shelf: Sandbox, settings: Any, sentence: str) -> None:
    with pytest.raises(SandboxError, match=sentence):
        shelf.configure(**settings)


# the clock and going back


def test_the_clock_stops_and_moves_on(shelf: Sandbox, books: SandboxApi) -> None:
    shelf.clock.freeze("2026-01-20T15:00:00Z")
    shelf.clock.advance(minutes=5, seconds=1)
    assert shelf.clock.now().isoformat() == "2026-01-20T15:05:01+00:00"
    assert books.state["book"].add(title="Now")["created"] == "2026-01-20T15:05:01Z"
    shelf.clock.run()
    assert shelf.clock.now().isoformat() > "2026-01-20T15:05:01"


@pytest.mark.parametrize("moment", ["yesterday", "2026-01-20T15:00:00"])
def test_a_moment_that_is_none_is_a_sentence(shelf: Sandbox, moment: str) -> None:
    with pytest.raises(SandboxError, match="write it like 2026-01-20T15:00:00Z"):
        shelf.clock.freeze(moment)


@pytest.mark.parametrize(
    ("move", "sentence"),
    [
        (lambda clock: clock.advance(days=10**7), "the clock would leave the years 1970 to 8999"),
        (lambda clock: clock.advance(days=10**12), "the clock would leave the years 1970 to 8999"),
        (lambda clock: clock.advance(-(10**10)), "the clock would leave the years 1970 to 8999"),
        (lambda clock: clock.freeze("0001-01-01T00:00:00Z"), "the clock would leave the years 1970 to 8999"),
        (lambda clock: clock.advance("1"), "seconds='1' is not a span of time; allowed: a number"),
        (lambda clock: clock.freeze(5), "5 is not a time; write it like"),
    ],
    ids=["far", "beyond-all-bounds", "back", "long-ago", "text", "number"],
)
def test_a_clock_stays_in_its_years(shelf: Sandbox, move: Callable[[Any], object], sentence: str) -> None:
    shelf.clock.freeze("2026-01-20T15:00:00Z")
    with pytest.raises(SandboxError, match=sentence):
        move(shelf.clock)
    assert shelf.clock.now().isoformat() == "2026-01-20T15:00:00+00:00"


def test_snapshots_are_returned_to_in_turn(shelf: Sandbox, books: SandboxApi) -> None:
    shelf.clock.freeze("2026-01-20T15:00:00Z")
    shelf.snapshot()
    books.state["book"].remove("1")
    books.respond("listBooks", 400)
    books.delay(60)
    shelf.snapshot()
    books.state["book"].remove("2")
    shelf.clock.advance(60)
    shelf.rollback()
    assert list(books.state["book"]) == ["2"]
    shelf.rollback()
    assert list(books.state["book"]) == ["1", "2"]
    assert statuses(books, "/books", 1) == [200]
    assert shelf.clock.now().isoformat() == "2026-01-20T15:00:00+00:00"
    assert len(books.journal) == 1  # what was said stays said
    books.state["book"].clear()
    shelf.rollback()
    assert len(books.state["book"]) == 2  # without a snapshot: the beginning


# documents


def test_unknown_apis_and_files_are_sentences(shelf: Sandbox, books_folder: Path) -> None:
    with pytest.raises(UnknownName, match="the sandbox has no API 'intercon'; did you mean intercom"):
        shelf.api("intercon")
    with pytest.raises(SandboxError, match=r"there is no document 'boks.yaml'; looked for .*boks.yaml"):
        shelf.serve("boks.yaml")
    with pytest.raises(SandboxError, match="there is no fixtures folder 'none'"):
        shelf.serve("books.yaml", fixtures="none")
    books_folder.joinpath("empty").mkdir(exist_ok=True)
    with pytest.raises(
        SandboxError, match=r"empty has no behaviour.yaml or seed.yaml or handlers.py, and no folder books/"
    ):
        shelf.serve("books.yaml", fixtures="empty")
    books_folder.joinpath("bad.yaml").write_text("openapi: [", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"bad.yaml:"):
        shelf.serve("bad.yaml")


def test_the_folder_of_fixtures_may_be_named_itself(shelf: Sandbox) -> None:
    assert len(shelf.serve("books.yaml", fixtures="mocks/books").state["book"]) == 2


def test_two_documents_cannot_have_one_name(shelf: Sandbox, books: SandboxApi) -> None:
    assert shelf.serve("books.yaml", fixtures="mocks") is books
    assert shelf.api("books") is books
    with pytest.raises(SandboxError, match=r"'books' is served here already; add name=… for books\.yaml"):
        shelf.serve("books.yaml")
    assert shelf.serve("books.yaml", name="plain").name == "plain"


def test_a_document_that_was_written_again_is_read_again(
    tmp_path: Path, sandbox_session: SandboxSession, books_folder: Path
) -> None:
    text = books_folder.joinpath("books.yaml").read_text(encoding="utf-8")
    for title in ("Books", "More books"):
        tmp_path.joinpath("books.yaml").write_text(text.replace("title: Books", f"title: {title}"), encoding="utf-8")
        with Sandbox(folders=[tmp_path], session=sandbox_session) as sandbox:
            assert sandbox.serve("books.yaml").loaded.document.title == title
