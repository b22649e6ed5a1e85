"""Is the credential one that this sandbox accepts, and what may it do?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from mockserver.engine.authentication import Gate, authenticate
from mockserver.openapi.messages import Headers, Request
from tests.support.small_sandbox import BOOKS, changed, load_books, sandbox_of

DOCUMENT = changed(
    BOOKS,
    {
        "/components/securitySchemes/token": {"type": "http", "scheme": "bearer"},
        "/components/securitySchemes/other": {"type": "apiKey", "in": "query", "name": "other"},
    },
)
RULES = """
    credentials:
      key:
        - {token: full, principal: {name: ann}}
        - {token: reader, principal: {name: ben}, scopes: [read]}
        - {token: none, scopes: []}
        - {token: old, rejected: true}
        - {pattern: 'ol.*', principal: {name: ann}}
      token:
        - {resource: session, expires: until}
        - {token: fixed, principal: {via: token}}
        - {pattern: '[a-z]+-other', principal: {via: pattern}}
    anonymous: {refused_when: {login: 'on'}}
    resources:
      session: {identifier: token}
    switches:
      login: {summary: Whether a login is required., values: ['off', 'on']}
    operations:
      readShelf: {scopes: [read, write]}
"""
SEED = """
    session:
      - {token: now, until: '2026-01-20T15:00:01Z', name: cleo}
      - {token: over, until: '2026-01-20T15:00:00Z'}
      - {token: odd}
      - {token: over-other, until: '2026-01-20T15:00:00Z'}
"""
WITHOUT_SCOPES = changed(RULES, {"/operations/readShelf": {}})

Security = list[dict[str, list[str]]]
KEY: Security = [{"key": []}]
TOKEN: Security = [{"token": []}]
SHELF_SECURITY = "/paths/~1shelf/get/security"


def ask(folder: Path, security: Security, *fields: tuple[str, str], query: str = "", login: str = "off") -> Any:
    """The principal, or the rules that were broken, of GET /shelf with this `security`."""
    document = changed(DOCUMENT, {SHELF_SECURITY: security})
    api = load_books(folder, document=document, behaviour=RULES, seed=SEED)
    world = sandbox_of(api, switches={"books.login": login}, frozen=datetime(2026, 1, 20, 15, tzinfo=UTC)).engine.worlds
    operation = api.operation("readShelf")
    assert operation is not None
    found = authenticate(
        api.behaviour, operation, Request("GET", "/shelf", query, Headers(fields)), world.get(), "books"
    )
    return [violation.rule for violation in found] if isinstance(found, list) else dict(found)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("full", {"name": "ann"}, id="token"),
        pytest.param("olive", {"name": "ann"}, id="pattern"),
        pytest.param("old", ["security.rejected"], id="rejected-before-the-pattern-that-fits"),
        pytest.param("unknown", ["security.rejected"], id="unknown"),
        pytest.param("reader", ["security.forbidden"], id="lacks-a-scope"),
        pytest.param("none", ["security.forbidden"], id="lacks-every-scope"),
        pytest.param("", ["security.missing"], id="empty"),
    ],
)
def test_what_a_credential_is_worth(tmp_path: Path, value: str, expected: Any) -> None:
    assert ask(tmp_path, KEY, ("X-Key", value)) == expected


def test_the_missing_scopes_are_named(tmp_path: Path) -> None:
    document = changed(DOCUMENT, {SHELF_SECURITY: KEY})
    sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=RULES, seed=None))
    for key, missing in (("reader", "write"), ("none", "read, write")):
        exchange = sandbox.ask("GET", "/shelf", headers=[("X-Key", key)])
        assert [violation.allowed for violation in exchange.violations] == [missing]
        assert exchange.response.status == 403


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("now", {"token": "now", "until": "2026-01-20T15:00:01Z", "name": "cleo"}, id="a-row"),
        pytest.param("over", ["security.rejected"], id="expired-to-the-second"),
        pytest.param("odd", ["security.rejected"], id="a-row-that-never-says-until-when"),
        pytest.param("fixed", {"via": "token"}, id="the-next-entry"),
        pytest.param("any-other", {"via": "pattern"}, id="the-pattern-after-it"),
        pytest.param("over-other", ["security.rejected"], id="expired-before-the-pattern-that-fits"),
        pytest.param("else", ["security.rejected"], id="no-row"),
    ],
)
def test_a_row_is_a_credential(tmp_path: Path, value: str, expected: Any) -> None:
    assert ask(tmp_path, TOKEN, ("Authorization", f"Bearer {value}")) == expected


@pytest.mark.parametrize(
    ("security", "fields", "query", "expected"),
    [
        pytest.param([], [], "", {}, id="nothing-required"),
        pytest.param(KEY, [], "", ["security.missing"], id="missing"),
        pytest.param([{}, *KEY], [], "", {}, id="anonymous-is-allowed"),
        pytest.param([{}, *KEY], [("X-Key", "full")], "", {"name": "ann"}, id="anonymous-comes-last"),
        pytest.param([{}, *KEY], [("X-Key", "bad")], "", {}, id="anonymous-though-the-key-is-bad"),
        pytest.param([*KEY, *TOKEN], [("Authorization", "Bearer fixed")], "", {"via": "token"}, id="either"),
        pytest.param(
            [*KEY, *TOKEN],
            [("X-Key", "bad"), ("Authorization", "Bearer fixed")],
            "",
            {"via": "token"},
            id="the-second-where-the-first-is-bad",
        ),
        pytest.param([{"key": [], "token": []}], [("X-Key", "full")], "", ["security.missing"], id="both-needed"),
        pytest.param(
            [{"key": [], "token": []}],
            [("X-Key", "full"), ("Authorization", "Bearer fixed")],
            "",
            {"name": "ann", "via": "token"},
            id="both-given",
        ),
        pytest.param([{"other": []}], [], "other=x", {}, id="a-scheme-not-mentioned-lets-all-in"),
        pytest.param([{"other": []}], [], "", ["security.missing"], id="if-there-is-any-credential"),
        pytest.param(TOKEN, [("Authorization", "Basic fixed")], "", ["security.malformed"], id="another-scheme"),
    ],
)
def test_alternatives(
    tmp_path: Path, security: Security, fields: list[tuple[str, str]], query: str, expected: Any
) -> None:
    assert ask(tmp_path, security, *fields, query=query) == expected


@pytest.mark.parametrize(
    ("security", "fields", "expected"),
    [
        pytest.param([{}, *KEY], [], ["security.missing"], id="refused"),
        pytest.param([{}, *KEY], [("X-Key", "full")], {"name": "ann"}, id="let-in"),
        pytest.param([], [], {}, id="nothing-to-ask-for"),
    ],
)
def test_a_switch_that_refuses_the_anonymous(
    tmp_path: Path, security: Security, fields: list[tuple[str, str]], expected: Any
) -> None:
    assert ask(tmp_path, security, *fields, login="on") == expected


def test_the_value_of_a_credential_is_never_shown(tmp_path: Path) -> None:
    document = changed(DOCUMENT, {SHELF_SECURITY: KEY})
    sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=RULES, seed=None))
    exchange = sandbox.ask("GET", "/shelf", headers=[("X-Key", "hush-hush")])
    assert exchange.response.status == 401
    assert b"hush" not in exchange.response.body
    assert "hush" not in repr(exchange.violations)


def test_sessions_belong_to_their_world(tmp_path: Path) -> None:
    document = changed(DOCUMENT, {"/paths/~1books~1{id}/get/security": TOKEN})
    rules = changed(
        RULES,
        {
            "/operations/deleteBook": {"action": "delete", "resource": "session", "answer": None},
            "/errors": {"media_type": "a/b", "body": {}, "cases": {"not_found": {"status": 404}}},
        },
    )
    sandbox = sandbox_of(load_books(tmp_path, document=document, behaviour=rules, seed=SEED), frozen=FROZEN)
    login = [("Authorization", "Bearer now")]
    assert sandbox.ask("DELETE", "/books/now", world="anna").response.status == 204
    assert sandbox.ask("GET", "/books/1", headers=login, world="anna").response.status == 401
    assert sandbox.ask("GET", "/books/1", headers=login, world="ben").response.status != 401


FROZEN = datetime(2026, 1, 20, 15, tzinfo=UTC)


class TestGate:
    """Verdicts that rest on the Authorization header alone are kept, and change nothing."""

    DOCUMENT = changed(DOCUMENT, {SHELF_SECURITY: TOKEN})
    FIXED = "credentials: {token: [{token: a, principal: {name: ann}}, {token: b, principal: {name: ben}}]}"

    def gate(self, folder: Path, rules: str, seed: str | None = None) -> tuple[Gate, Any]:
        api = load_books(folder, document=self.DOCUMENT, behaviour=rules, seed=seed)
        operation = api.operation("readShelf")
        assert operation is not None
        return Gate(api.behaviour, operation, "books"), sandbox_of(api, frozen=FROZEN).engine.worlds.get()

    @pytest.mark.parametrize("rules", [pytest.param(FIXED, id="fixed"), pytest.param("", id="any")])
    def test_each_header_has_its_own_verdict_however_often(self, tmp_path: Path, rules: str) -> None:
        gate, world = self.gate(tmp_path, rules)
        headers = ["Bearer a", "Bearer b", "Bearer c", "Basic a", None] * 3
        requests = [Request("GET", "/shelf", "", Headers([("Authorization", h)] if h else [])) for h in headers]
        verdicts = [gate.admit(request, world) for request in requests]
        assert verdicts[:5] == verdicts[5:10] == verdicts[10:]
        assert isinstance(verdicts[4], list) and isinstance(verdicts[3], list)
        assert (verdicts[0] == verdicts[1]) is (rules == "")

    def test_a_session_that_ends_is_noticed(self, tmp_path: Path) -> None:
        gate, world = self.gate(tmp_path, WITHOUT_SCOPES, SEED)
        request = Request("GET", "/shelf", "", Headers([("Authorization", "Bearer now")]))
        assert not isinstance(gate.admit(request, world), list)
        world.clock.advance(timedelta(seconds=1))
        assert isinstance(gate.admit(request, world), list)

    @pytest.mark.parametrize(
        ("header", "name"),
        [
            pytest.param("Bearer b", "ben", id="who-is-accepted-is-himself"),
            pytest.param("Bearer x", "ann", id="others-are-the-first"),
            pytest.param("Basic x", "ann", id="malformed"),
            pytest.param(None, "ann", id="no-credential"),
        ],
    )
    def test_an_open_one_lets_everybody_in(self, tmp_path: Path, header: str | None, name: str) -> None:
        rules = """
            credentials:
              token:
                - {token: z, rejected: true}
                - {token: y, scopes: []}
                - {token: a, principal: {name: ann}}
                - {token: b, principal: {name: ben}}
            operations: {readShelf: {scopes: [read]}}
        """
        headers = Headers([("Authorization", header)] if header else [])
        assert self.opened(tmp_path, rules).admit(Request("GET", "/shelf", "", headers), self.world, is_open=True) == {
            "name": name
        }

    @pytest.mark.parametrize(
        ("rules", "seed"), [pytest.param("", None, id="none-known"), pytest.param(RULES, None, id="no-rows")]
    )
    def test_an_open_one_without_a_known_principal(self, tmp_path: Path, rules: str, seed: str | None) -> None:
        assert self.opened(tmp_path, rules, seed).admit(Request("GET", "/shelf"), self.world, is_open=True) == {}

    def test_an_open_one_takes_the_first_session(self, tmp_path: Path) -> None:
        gate = self.opened(tmp_path, WITHOUT_SCOPES, SEED)
        assert "token" in gate.admit(Request("GET", "/shelf"), self.world, is_open=True)

    def opened(self, folder: Path, rules: str, seed: str | None = None) -> Gate:
        api = load_books(folder, document=self.DOCUMENT, behaviour=rules, seed=seed)
        operation = api.operation("readShelf")
        assert operation is not None
        self.world = sandbox_of(api, frozen=FROZEN).engine.worlds.get()
        return Gate(api.behaviour, operation, "books")
