"""Who may use the control API: which names lead to it, which pages may change something, and who needs a token."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.control import build_shell
from mockserver.engine.apis.apis import load_api
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.server.app import MockApp
from mockserver.server.guard import Guard, confine, is_loopback, make_token
from tests.server.door import Door
from tests.support.asgi import get
from tests.support.small_sandbox import sandbox_of

LOCAL = ("Host", "127.0.0.1:8000")
OPEN = Guard()
CLOSED = Guard(token="s3cret")


def request(method: str = "GET", *fields: tuple[str, str], query: str = "") -> Request:
    return Request(method, "/_mock/worlds/default", query, Headers(fields or (LOCAL,)))


def status(guard: Guard, *asked: Any, **named: Any) -> int | None:
    refusal = guard.check(request(*asked, **named))
    return refusal.status if refusal is not None else None


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("api.localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("[::1]", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104 - read, not bound to
        ("[::]", False),
        ("192.168.0.7", False),
        ("localhost.evil.test", False),
        ("127.0.0.1.evil.test", False),
        ("notlocalhost", False),
        ("127.1", False),
        ("", False),
    ],
)
def test_what_can_only_be_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        pytest.param("127.0.0.1:8000", None, id="address"),
        pytest.param("localhost:8000", None, id="name"),
        pytest.param("[::1]:8000", None, id="ipv6"),
        pytest.param("mock.internal:8000", None, id="allowed"),
        pytest.param("MOCK.internal", None, id="allowed-in-another-case"),
        pytest.param("evil.test:8000", 421, id="another-name"),
        pytest.param("mock.internal.evil.test", 421, id="longer"),
        pytest.param("192.168.0.7:8000", 421, id="address-of-the-network"),
    ],
)
def test_the_names_that_lead_to_it(host: str, expected: int | None) -> None:
    assert status(Guard(hosts=frozenset({"mock.internal"})), "GET", ("Host", host)) == expected


def test_another_name_is_told_which_option_allows_it() -> None:
    refusal = OPEN.check(request("GET", ("Host", "evil.test")))
    assert refusal is not None
    assert b"--allowed-host evil.test" in refusal.body


@pytest.mark.parametrize(
    ("method", "fields", "expected"),
    [
        pytest.param("DELETE", [], None, id="a-program"),
        pytest.param("DELETE", [("Origin", "http://127.0.0.1:8000")], None, id="its-own-page"),
        pytest.param("DELETE", [("Origin", "https://127.0.0.1:8000")], None, id="its-own-page-behind-tls"),
        pytest.param("DELETE", [("Origin", "http://page.test")], None, id="an-origin-that-was-named"),
        pytest.param("DELETE", [("Origin", "http://127.0.0.1:9000")], 403, id="another-port"),
        pytest.param("DELETE", [("Origin", "http://evil.test")], 403, id="another-site"),
        pytest.param("DELETE", [("Origin", "null")], 403, id="a-sandboxed-page"),
        pytest.param("DELETE", [("Origin", "")], 403, id="an-empty-origin"),
        pytest.param("DELETE", [("Origin", "http://[")], 403, id="half-an-address"),
        pytest.param("PUT", [("Sec-Fetch-Site", "cross-site")], 403, id="a-site-that-hides-its-origin"),
        pytest.param("PUT", [("Sec-Fetch-Site", "same-origin")], None, id="the-same-origin"),
        pytest.param("POST", [("Origin", "http://evil.test"), ("Content-Type", "text/plain")], 403, id="a-form"),
        pytest.param("BREW", [("Origin", "http://evil.test")], 403, id="a-method-of-its-own"),
        pytest.param("GET", [("Origin", "http://evil.test")], None, id="reading"),
        pytest.param("HEAD", [("Sec-Fetch-Site", "cross-site")], None, id="looking"),
    ],
)
def test_which_pages_may_change_something(method: str, fields: list[tuple[str, str]], expected: int | None) -> None:
    guard = Guard(origins=frozenset({"http://page.test"}))
    assert status(guard, method, LOCAL, *fields) == expected


class TestTokens:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            pytest.param([], 401, id="none"),
            pytest.param([("Authorization", "Bearer s3cret")], None, id="right"),
            pytest.param([("Authorization", "bearer  s3cret ")], None, id="scheme-in-another-case"),
            pytest.param([("Authorization", "Bearer s3cre")], 401, id="shorter"),
            pytest.param([("Authorization", "Bearer s3cret1")], 401, id="longer"),
            pytest.param([("Authorization", "Basic s3cret")], 401, id="another-scheme"),
            pytest.param([("Authorization", "Bearer s\u00e9cret")], 401, id="beyond-ascii"),
            pytest.param([("Cookie", "mockserver-8000=s3cret")], 401, id="the-token-as-a-cookie"),
        ],
    )
    def test_programs_send_them(self, fields: list[tuple[str, str]], expected: int | None) -> None:
        assert status(CLOSED, "GET", LOCAL, *fields) == expected

    def test_the_link_leaves_a_cookie_and_the_address(self) -> None:
        answer = CLOSED.check(request("GET", LOCAL, query="world=anna&token=s3cret"))
        assert answer is not None
        assert (answer.status, answer.header("location")) == (303, "/_mock/worlds/default?world=anna")
        cookie = answer.header("set-cookie") or ""
        assert "s3cret" not in cookie
        assert {"HttpOnly", "SameSite=Strict"} <= {part.strip() for part in cookie.split(";")}
        kept = cookie.partition(";")[0]
        assert status(CLOSED, "GET", LOCAL, ("Cookie", f"a=b; {kept}")) is None
        assert status(Guard(token="other"), "GET", LOCAL, ("Cookie", kept)) == 401

    def test_the_cookie_does_not_let_other_pages_change_something(self) -> None:
        answer = CLOSED.check(request("GET", LOCAL, query="token=s3cret"))
        assert answer is not None
        kept = ("Cookie", (answer.header("set-cookie") or "").partition(";")[0])
        assert status(CLOSED, "DELETE", LOCAL, kept, ("Origin", "http://evil.test")) == 403
        assert status(CLOSED, "DELETE", LOCAL, kept, ("Origin", "http://127.0.0.1:8000")) is None

    def test_a_wrong_link_is_refused(self) -> None:
        assert status(CLOSED, "GET", LOCAL, query="token=s3creT") == 401
        assert status(CLOSED, "POST", LOCAL, query="token=s3cret") == 401

    def test_wrong_ones_are_told_and_absent_ones_are_not(self) -> None:
        told: list[str] = []
        guard = Guard(token="s3cret", tell=told.append)
        guard.check(request("GET", LOCAL))
        assert told == []
        guard.check(request("GET", LOCAL, ("Authorization", "Bearer guess")))
        assert told == ["a wrong control token was sent with GET /_mock/worlds/default"]

    def test_made_ones_differ_and_are_long(self) -> None:
        assert len({make_token() for _ in range(50)}) == 50
        assert len(make_token()) >= 32


def test_a_confined_response_keeps_what_it_had() -> None:
    page = Response(200, (("Content-Type", "text/html; charset=utf-8"), ("X-It", "1")), b"<p>")
    assert confine(page).headers[:2] == page.headers
    assert confine(Response(204)) == Response(204)


# what Chromium 156 runs scripts of, and what it does not
@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html", True),
        ("Text/HTML;", True),
        ("application/xhtml+xml", True),
        ("application/xml;x", True),
        ("image/svg+xml", True),
        ("text/xsl", True),
        ("application/unknown", True),
        ("unknown/unknown", True),
        ("*/*", True),
        ("", True),
        (None, True),
        ("html", True),
        ("text;html", True),
        ("text /html", True),
        ("text/html x", True),
        ("text/html(x)", True),
        ("application/json, text/html", True),
        ("application/vnd.api+json, text/html;q=0.9", True),
        ("application/json", False),
        ("application/problem+json; charset=utf-8", False),
        ("text/plain", False),
        ("text/event-stream", False),
        ("application/octet-stream", False),
        ("image/png", False),
    ],
)
def test_what_a_browser_may_run_is_confined(content_type: str | None, expected: bool) -> None:
    fields = () if content_type is None else (("Content-Type", content_type),)
    response = Response(200, fields, b"<script>")
    assert (confine(response) is not response) is expected


# in the application


@pytest.mark.parametrize(
    ("path", "content_type", "confined"),
    [
        pytest.param("/page", "text/html", True, id="html"),
        pytest.param("/image", "image/svg+xml", True, id="svg"),
        pytest.param("/data", "application/json", False, id="json"),
    ],
)
def test_a_mocked_page_has_an_origin_of_its_own(tmp_path: Path, path: str, content_type: str, confined: bool) -> None:
    content = {content_type: {"example": "<p>it</p>"}}
    operation = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}
    (tmp_path / "it.json").write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {path: operation}})
    )
    app = MockApp(sandbox_of(load_api("it", tmp_path / "it.json")).engine, build_shell=build_shell)
    policies = get(app, "GET", f"/it{path}").all("content-security-policy")
    assert [policy.partition(" ")[0] for policy in policies] == ["sandbox"] * confined
    assert not any("allow-same-origin" in policy for policy in policies)


@pytest.mark.parametrize("path", ["/_mock/health", "/_mock/nowhere", "/_mock/"])
def test_browsers_neither_guess_nor_store_what_the_control_api_says(tmp_path: Path, path: str) -> None:
    response = get(Door(tmp_path, build_shell=build_shell).app, "GET", path)
    assert response.all("x-content-type-options") == ["nosniff"]
    assert response.all("cache-control") == ["no-store"]


def test_what_is_refused_is_not_done(tmp_path: Path) -> None:
    door = Door(tmp_path, build_shell=build_shell)
    created = get(door.app, "POST", "/books/books", b'{"title": "It"}', [("Content-Type", "application/json")])
    assert created.status == 201
    assert get(door.app, "POST", "/_mock/worlds/default/reset", headers=[("Origin", "http://evil.test")]).status == 403
    assert get(door.app, "GET", "/_mock/", headers=[("Host", "evil.test")]).status == 421
    assert "It" in door.titles()
