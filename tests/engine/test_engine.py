"""One request in, one exchange out: which response is chosen, and what is recorded."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.apis.apis import Apis
from mockserver.engine.engine import Engine
from mockserver.engine.exchanges import Exchange
from mockserver.engine.worlds.limits import Limits
from mockserver.engine.worlds.worlds import Worlds
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.rules import Violation
from tests.support.small_sandbox import BOOK_RULES, BOOKS, Sandbox, body_of, changed, load_books, rules_of, sandbox_of

MOMENT = datetime(2026, 1, 20, 15, 0, tzinfo=UTC)

JSON = "content/application~1json"
DOCUMENT = changed(
    BOOKS,
    {
        "/security": [{"key": []}],
        f"/paths/~1books/get/responses/200/{JSON}/example": [{"id": "0", "title": "Shown"}],
    },
)
RULES = changed(BOOK_RULES, {"/credentials": {"key": [{"token": "good"}]}})
CODE = """
from mockserver.handlers import handles

@handles("updateBook")
def update(call):
    return {"id": "7", "title": "Handled"}
"""
KEY = ("X-Key", "good")


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return sandbox_of(load_books(tmp_path, document=DOCUMENT, behaviour=RULES, handlers=CODE), frozen=MOMENT)


class TestOrderOfChoice:
    """Each row breaks, or asks for, everything that comes after its number."""

    @pytest.mark.parametrize(
        ("method", "target", "body", "headers", "status", "source"),
        [
            pytest.param(
                "POST", "/books", {"title": 3}, [("Prefer", "code=409")], 409, "preference", id="1-preference"
            ),
            pytest.param("POST", "/books", {"title": 3}, [], 401, "contract", id="2-credentials"),
            pytest.param("POST", "/books", {"title": 3}, [KEY], 422, "contract", id="3-contract"),
            pytest.param("PATCH", "/books/1", {}, [KEY], 200, "handler", id="4-its-function"),
            pytest.param("GET", "/books", None, [KEY], 200, "resource", id="4-its-action"),
            pytest.param("GET", "/shelf", None, [KEY], 200, "example", id="5-the-documented-example"),
        ],
    )
    def test_one_by_one(
        self,
        tmp_path: Path,
        method: str,
        target: str,
        body: Any,
        headers: list[tuple[str, str]],
        status: int,
        source: str,
    ) -> None:
        document = changed(
            DOCUMENT,
            {
                "/components/schemas/Error/example": {"error": "x"},
                f"/components/responses/Error/{JSON}/example": {"error": "shown"},
            },
        )
        sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=RULES, handlers=CODE))
        before = sandbox.state()
        exchange = sandbox.ask(method, target, body, headers)
        assert (exchange.response.status, exchange.source) == (status, source)
        assert (exchange.response.header("mock-source") or "").split(";")[0] == source
        assert sandbox.state() == before

    def test_a_preference_that_is_no_preference_comes_first_too(self, sandbox: Sandbox) -> None:
        exchange = sandbox.ask("POST", "/books", {"title": 3}, [("Prefer", "code=soon")])
        assert (exchange.response.status, rules_of(exchange)) == (400, ["preference.malformed"])

    def test_an_undocumented_preference(self, sandbox: Sandbox) -> None:
        exchange = sandbox.ask("GET", "/shelf", None, [("Prefer", "code=418"), KEY])
        assert (exchange.response.status, rules_of(exchange)) == (404, ["preference.unknown-code"])

    def test_other_preferences_are_ignored(self, sandbox: Sandbox) -> None:
        exchange = sandbox.ask("GET", "/shelf", None, [("Prefer", "wait=10, respond-async"), KEY])
        assert (exchange.response.status, exchange.source) == (200, "example")
        assert exchange.response.header("preference-applied") is None

    def test_a_preference_changes_nothing(self, sandbox: Sandbox) -> None:
        before = sandbox.state()
        exchange = sandbox.ask("DELETE", "/books/1", None, [("Prefer", "code=204"), KEY])
        assert (exchange.response.status, exchange.response.header("preference-applied")) == (204, "code=204")
        assert sandbox.state() == before

    def test_no_success_documented(self, tmp_path: Path) -> None:
        text = changed(BOOKS, {"/paths/~1shelf/get/responses": {"500": {"description": "no"}}})
        exchange = sandbox_of(load_books(tmp_path, document=text)).ask("GET", "/shelf")
        assert (exchange.response.status, exchange.source) == (500, "example")

    def test_nothing_documented_that_can_be_sent(self, tmp_path: Path) -> None:
        text = changed(BOOKS, {"/paths/~1shelf/get/responses": {"101": {"description": "switch"}}})
        exchange = sandbox_of(load_books(tmp_path, document=text)).ask("GET", "/shelf")
        assert (exchange.response.status, exchange.source) == (501, "engine")
        assert "documents no response that can be sent, only 101 (" in body_of(exchange)["detail"]

    def test_nothing_stored(self, tmp_path: Path) -> None:
        exchange = sandbox_of(load_books(tmp_path, behaviour=None, seed=None)).ask("GET", "/books")
        assert (exchange.response.status, exchange.source, body_of(exchange)) == (200, "resource", [])


class TestRefusals:
    def test_every_violation_is_named_with_the_documents_line(self, tmp_path: Path) -> None:
        exchange = sandbox_of(load_books(tmp_path)).ask("POST", "/books", {"pages": "x", "author": 3})
        assert exchange.response.status == 422
        assert {violation.pointer for violation in exchange.violations} == {"/title", "/pages", "/author"}
        lines = BOOKS.splitlines()
        for violation in exchange.violations:
            assert violation.position is not None and violation.position.line is not None
            assert any(word in lines[violation.position.line] for word in ("required", "pages", "author"))
        assert [row["pointer"] for row in body_of(exchange)["violations"]] == [v.pointer for v in exchange.violations]

    def test_credentials_are_looked_at_before_the_body(self, sandbox: Sandbox) -> None:
        assert rules_of(sandbox.ask("POST", "/books", {"title": 3})) == ["security.missing"]

    def test_what_was_found_while_reading_counts_too(self, sandbox: Sandbox) -> None:
        early = [Violation("body.too-large", "body", "is too large")]
        exchange = sandbox.engine.respond(Request("POST", "/books/books", "", Headers([KEY])), early)
        assert exchange is not None
        assert exchange.response.status == 413
        assert rules_of(exchange)[0] == "body.too-large"


class TestMethods:
    @pytest.mark.parametrize(
        ("method", "target", "status", "allow"),
        [
            pytest.param("OPTIONS", "/books", 204, "GET, HEAD, OPTIONS, POST", id="options"),
            pytest.param("OPTIONS", "/books/1", 204, "DELETE, GET, HEAD, OPTIONS, PATCH", id="options-of-one"),
            pytest.param("PUT", "/books", 405, "GET, HEAD, OPTIONS, POST", id="put"),
            pytest.param("TRACE", "/books/1", 405, "DELETE, GET, HEAD, OPTIONS, PATCH", id="trace"),
            pytest.param("QUERY", "/shelf", 405, "GET, HEAD, OPTIONS", id="query"),
            pytest.param("get", "/shelf", 405, "GET, HEAD, OPTIONS", id="methods-are-case-sensitive"),
            pytest.param("OPTIONS", "/nowhere", 404, None, id="options-of-nothing"),
            pytest.param("GET", "/nowhere", 404, None, id="nowhere"),
            pytest.param("GET", "/books/", 200, None, id="a-slash-at-the-end"),
            pytest.param("DELETE", "/books/", 405, "GET, HEAD, OPTIONS, POST", id="an-empty-identifier"),
            pytest.param("GET", "/books//", 404, None, id="two-slashes"),
            pytest.param("GET", "/books/1/2", 404, None, id="too-deep"),
        ],
    )
    def test_what_a_path_allows(
        self, sandbox: Sandbox, method: str, target: str, status: int, allow: str | None
    ) -> None:
        response = sandbox.ask(method, target, None, [KEY]).response
        assert (response.status, response.header("allow")) == (status, allow)

    def test_head_is_served_as_get(self, sandbox: Sandbox) -> None:
        head, get = (sandbox.ask(method, "/books", None, [KEY]) for method in ("HEAD", "GET"))
        assert head.response == get.response, "the door leaves the content out"
        assert head.operation_id == "listBooks"

    def test_a_path_that_was_nearly_right(self, sandbox: Sandbox) -> None:
        exchange = sandbox.ask("GET", "/boks", None, [KEY])
        assert rules_of(exchange) == ["routing.no-path"]
        assert exchange.violations[0].allowed == "/books"

    def test_list_methods(self, sandbox: Sandbox) -> None:
        list_methods = sandbox.engine.apis.list_methods
        assert list_methods("", "/books/shelf") == ("GET", "HEAD", "OPTIONS")
        assert list_methods("", "/books/nowhere") == ()
        assert list_methods("", "/unknown") == ()


class TestWorlds:
    def test_an_unknown_api(self, sandbox: Sandbox) -> None:
        exchange = sandbox.engine.respond(Request("GET", "/unknown/shelf"))
        assert (exchange.response.status, exchange.api, exchange.operation_id) == (404, None, None)
        assert [violation.rule for violation in exchange.violations] == ["routing.no-path"]
        assert list(sandbox.engine.worlds.get().journal) == [exchange]

    @pytest.mark.parametrize("name", ["a b", "-", "a/b", "x" * 101, "é"])
    def test_a_malformed_name(self, sandbox: Sandbox, name: str) -> None:
        exchange = sandbox.ask("POST", "/books", {"title": "It"}, [KEY], world=name)
        assert (exchange.response.status, rules_of(exchange)) == (400, ["world.malformed"])
        assert len(sandbox.state()["book"]) == 2

    @pytest.mark.parametrize("name", ["", " default "])
    def test_no_name_is_the_default(self, sandbox: Sandbox, name: str) -> None:
        exchange = sandbox.ask("GET", "/shelf", None, [KEY, ("Mock-World", name)])
        assert (exchange.response.status, exchange.world) == (200, "default")

    def test_too_many(self, tmp_path: Path) -> None:
        api = load_books(tmp_path)
        sandbox = Sandbox(Engine(Apis([api]), Worlds({"books": api.seed}, limits=Limits(worlds=1))), api)
        held = sandbox.engine.worlds.get("anna").snapshot()
        exchange = sandbox.ask("GET", "/shelf", world="ben")
        assert (exchange.response.status, rules_of(exchange)) == (429, ["world.too-many"])
        assert sandbox.ask("GET", "/shelf").response.status == 200, "the default world is always there"
        del held
        assert sandbox.ask("GET", "/shelf", world="ben").response.status == 200, "an idle world makes room"


class TestFullState:
    """A client that creates without end gets 507 (RFC 4918 §11.5), and the others go on."""

    def create(self, sandbox: Sandbox, world: str = "anna") -> Exchange:
        title = f"{sandbox.engine.worlds.get(world).requests:01000}"  # no other book has it
        return sandbox.ask("POST", "/books", {"title": title}, [KEY], world=world)

    def test_a_creation_too_many_changes_nothing(self, tmp_path: Path) -> None:
        api = load_books(tmp_path, document=DOCUMENT, behaviour=RULES, handlers=CODE)
        worlds = Worlds({"books": api.seed}, limits=Limits(state_size=10_000))
        sandbox = Sandbox(Engine(Apis([api]), worlds), api)
        statuses = [self.create(sandbox).response.status for _ in range(12)]
        created = statuses.index(507)
        assert statuses == [201] * created + [507] * (12 - created)
        state = worlds.get("anna").state("books")
        assert state.count("book") == 2 + created
        refused = self.create(sandbox)
        assert (refused.source, state.count("book")) == ("engine", 2 + created)
        assert "--state-size allows 10,000; nothing was changed" in body_of(refused)["detail"]
        assert self.create(sandbox, world="ben").response.status == 507, "all worlds share the memory"
        assert sandbox.ask("GET", "/books", None, [KEY], world="anna").response.status == 200
        worlds.get("anna").reset()
        assert self.create(sandbox, world="ben").response.status == 201


class TestExchange:
    def test_what_is_remembered(self, sandbox: Sandbox) -> None:
        exchange = sandbox.ask("POST", "/books?x=1", {"title": 3}, [KEY], world="anna")
        assert (exchange.world, exchange.api, exchange.operation_id) == ("anna", "books", "createBook")
        assert exchange.request.query == "x=1"
        assert exchange.at == MOMENT
        assert exchange.milliseconds > 0
        assert list(sandbox.engine.worlds.get("anna").journal) == [exchange]
        assert len(sandbox.engine.worlds.get().journal) == 0

    def test_a_path_without_an_operation_is_remembered_too(self, sandbox: Sandbox) -> None:
        sandbox.ask("GET", "/nowhere")
        (exchange,) = sandbox.engine.worlds.get().journal
        assert (exchange.operation_id, exchange.response.status) == (None, 404)

    def test_a_stopped_clock_gives_the_same_bytes(self, tmp_path: Path) -> None:
        api = load_books(tmp_path)
        responses = [
            [sandbox.ask("POST", "/books", {"title": title}).response for title in ("a", "b", "")]
            for sandbox in (sandbox_of(api, frozen=MOMENT), sandbox_of(api, frozen=MOMENT))
        ]
        assert responses[0] == responses[1]
        assert json.loads(responses[0][0].body)["created"] == "2026-01-20T15:00:00Z"


class TestBrokenDocument:
    """A document is served as far as it can be read."""

    @pytest.mark.parametrize(
        ("pointer", "bad"),
        [
            pytest.param(f"/paths/~1books/post/requestBody/{JSON}/schema/$ref", "#/nope", id="ref"),
            pytest.param("/components/schemas/NewBook/properties/title/pattern", "(", id="pattern"),
            pytest.param("/components/schemas/NewBook/properties/pages/type", "integre", id="type"),
        ],
    )
    def test_a_broken_schema(self, tmp_path: Path, pointer: str, bad: str) -> None:
        document = changed(BOOKS, {pointer: bad})
        sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=None, seed=None))
        assert sandbox.ask("POST", "/books", {"title": "It"}).response.status == 201
        assert sandbox.ask("GET", "/shelf").response.status == 200
        assert len(sandbox.engine.worlds.get().journal) == 2

    def test_a_broken_operation(self, tmp_path: Path) -> None:
        document = changed(BOOKS, {"/paths/~1books/post/$ref": "#/nope"})
        sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=None, seed=None))
        exchange = sandbox.ask("POST", "/books", {"title": "It"})
        assert (exchange.response.status, exchange.source) == (501, "engine")
        assert body_of(exchange)["detail"].startswith("POST /books cannot be served: ")
        assert sandbox.ask("GET", "/shelf").response.status == 200
        assert len(sandbox.engine.worlds.get().journal) == 2
