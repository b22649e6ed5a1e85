"""CORS: which web pages may read responses, and preflights."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.control import build_shell
from mockserver.server.cors import Cors
from mockserver.server.guard import Guard
from tests.server.door import Door
from tests.support.asgi import AsgiResponse, get

ORIGIN = ("Origin", "http://localhost:3000")


@pytest.mark.parametrize(
    ("cors", "origin", "expected"),
    [
        pytest.param(None, "http://a.test", {}, id="off"),
        pytest.param(Cors(), "http://a.test", {"access-control-allow-origin": "*"}, id="all"),
        pytest.param(
            Cors(),
            "http://localhost:3000",
            {
                "access-control-allow-origin": "http://localhost:3000",
                "access-control-allow-credentials": "true",
                "vary": "Origin",
            },
            id="a-frontend-on-this-machine",
        ),
        pytest.param(Cors(), "http://localhost.a.test", {"access-control-allow-origin": "*"}, id="not-this-machine"),
        pytest.param(Cors(), "http://[", {"access-control-allow-origin": "*"}, id="half-an-address"),
        pytest.param(Cors(), None, {}, id="not-asked"),
        pytest.param(
            Cors(frozenset({"http://a.test"})),
            "http://a.test",
            {
                "access-control-allow-origin": "http://a.test",
                "access-control-allow-credentials": "true",
                "vary": "Origin",
            },
            id="named",
        ),
        pytest.param(Cors(frozenset({"http://a.test"})), "http://b.test", {"vary": "Origin"}, id="another"),
        pytest.param(Cors(frozenset({"http://a.test"})), "http://a.test.evil", {"vary": "Origin"}, id="longer"),
        pytest.param(Cors(frozenset({"http://a.test"})), "null", {"vary": "Origin"}, id="null"),
    ],
)
@pytest.mark.parametrize("path", ["/books/shelf", "/books/books/9", "/nobody"])
def test_the_origins_that_may_read_a_response(
    tmp_path: Path, cors: Cors | None, origin: str | None, expected: dict[str, str], path: str
) -> None:
    response = get(Door(tmp_path, cors=cors).app, "GET", path, headers=[("Origin", origin)] if origin else [])
    names = ("access-control-allow-origin", "access-control-allow-credentials", "vary")
    assert {name: response.all(name)[0] for name in names if response.all(name)} == expected


def test_the_fields_that_an_origin_may_read(tmp_path: Path) -> None:
    """A named origin gets each field by name: with cookies allowed, `*` is not a wildcard (Fetch §3.2.5)."""
    door = Door(tmp_path, cors=Cors(frozenset({ORIGIN[1]})))
    response = get(door.app, "GET", "/books/shelf", headers=[ORIGIN])
    assert response.all("access-control-expose-headers") == ["Content-Type, Mock-Source"]
    response = get(Door(tmp_path, cors=Cors()).app, "GET", "/books/shelf", headers=[("Origin", "http://a.test")])
    assert response.all("access-control-expose-headers") == ["*"]


def preflight(folder: Path, path: str, *headers: tuple[str, str], cors: Cors | None) -> AsgiResponse:
    door = Door(folder, cors=cors)
    response = get(door.app, "OPTIONS", path, headers=[ORIGIN, *headers])
    assert [(exchange.request.method, exchange.response.status) for exchange in door.seen] == [("OPTIONS", 204)]
    is_preflight = cors is not None and len(headers) > 0
    assert len(door.sandbox.engine.worlds.get().journal) == (0 if is_preflight else 1), "the journal has no preflights"
    return response


def test_a_preflight_lists_every_method(tmp_path: Path) -> None:
    asked = [("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "x-key, content-type")]
    response = preflight(tmp_path, "/books/books/1", *asked, cors=Cors())
    assert (response.status, response.body) == (204, b"")
    assert response.all("access-control-allow-origin") == [ORIGIN[1]]
    assert response.all("access-control-allow-methods") == ["DELETE, GET, HEAD, OPTIONS, PATCH"]
    assert response.all("access-control-allow-headers") == ["x-key, content-type"]
    assert response.all("access-control-max-age") == ["600"]


def test_a_preflight_for_an_unknown_path_is_allowed(tmp_path: Path) -> None:
    """So that the page sees the 404."""
    response = preflight(tmp_path, "/books/nowhere", ("Access-Control-Request-Method", "PUT"), cors=Cors())
    assert response.all("access-control-allow-methods") == ["PUT"]


@pytest.mark.parametrize("path", ["/_mock/health", "/_w/anna/_mock/nowhere"])
def test_the_control_api_is_for_the_origins_of_its_guard(tmp_path: Path, path: str) -> None:
    guard, cors = Guard(origins=frozenset({ORIGIN[1]})), Cors(frozenset({"http://a.test"}))
    app = Door(tmp_path, build_shell=build_shell, guard=guard, cors=cors).app
    response = get(app, "GET", path, headers=[ORIGIN])
    assert response.all("access-control-allow-origin") == [ORIGIN[1]]
    assert "content-type" in response.all("access-control-expose-headers")[0].lower()
    asked = get(app, "OPTIONS", path, headers=[ORIGIN, ("Access-Control-Request-Method", "DELETE")])
    assert (asked.status, asked.all("access-control-allow-methods")) == (204, ["DELETE"])
    for other in ("http://a.test", "http://localhost:3001"):
        assert get(app, "GET", path, headers=[("Origin", other)]).all("access-control-allow-origin") == []


def test_a_preflight_from_another_origin(tmp_path: Path) -> None:
    cors = Cors(frozenset({"http://other.test"}))
    response = preflight(tmp_path, "/books/shelf", ("Access-Control-Request-Method", "GET"), cors=cors)
    assert response.status == 204
    assert response.all("access-control-allow-origin") == response.all("access-control-allow-methods") == []


def test_options_without_the_preflight_field_is_an_ordinary_request(tmp_path: Path) -> None:
    response = preflight(tmp_path, "/books/shelf", cors=Cors())
    assert (response.status, response.all("allow")) == (204, ["GET, HEAD, OPTIONS"])
    assert response.all("access-control-allow-methods") == []


def test_a_preflight_is_an_ordinary_request_if_cors_is_off(tmp_path: Path) -> None:
    response = preflight(tmp_path, "/books/shelf", ("Access-Control-Request-Method", "GET"), cors=None)
    assert (response.status, response.all("allow")) == (204, ["GET, HEAD, OPTIONS"])


LISTED = Cors(frozenset({"http://a.test"}))
COOKIE = ("Cookie", "session=1")
ASKED = ("Access-Control-Request-Method", "GET")
CREDENTIALS = (
    "a page of http://b.test cannot read this because it sent credentials; --cors-origin http://b.test lets it"
)
PREFLIGHT = "a page of http://b.test cannot read this if it sends credentials; --cors-origin http://b.test lets it"
ORIGIN_NOT_LISTED = "a page of http://b.test cannot read this; --cors-origin http://b.test lets it"


@pytest.mark.parametrize(
    ("cors", "method", "headers", "hint"),
    [
        pytest.param(Cors(), "GET", [("Origin", "http://b.test"), COOKIE], CREDENTIALS, id="credentials"),
        pytest.param(Cors(), "OPTIONS", [("Origin", "http://b.test"), ASKED], PREFLIGHT, id="preflight"),
        pytest.param(LISTED, "GET", [("Origin", "http://b.test")], ORIGIN_NOT_LISTED, id="another-origin"),
        pytest.param(LISTED, "OPTIONS", [("Origin", "http://b.test"), ASKED], ORIGIN_NOT_LISTED, id="preflight-of-it"),
        pytest.param(LISTED, "GET", [("Origin", "http://a.test"), COOKIE], None, id="listed"),
        pytest.param(Cors(), "GET", [("Origin", "http://b.test")], None, id="no-credentials"),
        pytest.param(Cors(), "GET", [ORIGIN, COOKIE], None, id="this-machine"),
        pytest.param(Cors(), "GET", [COOKIE], None, id="no-page"),
        pytest.param(LISTED, "GET", [("Origin", "null"), COOKIE], None, id="no-option-names-it"),
        pytest.param(None, "GET", [("Origin", "http://b.test"), COOKIE], None, id="off"),
    ],
)
def test_what_would_let_a_page_read_a_response(
    tmp_path: Path, cors: Cors | None, method: str, headers: list[tuple[str, str]], hint: str | None
) -> None:
    door = Door(tmp_path, cors=cors)
    get(door.app, method, "/books/shelf", headers=headers)
    assert [exchange.hint for exchange in door.seen] == [hint]
    kept = list(door.sandbox.engine.worlds.get().journal)
    assert [exchange.hint for exchange in kept] == ([] if method == "OPTIONS" else [hint])


def test_a_large_body_has_its_hint_too(tmp_path: Path) -> None:
    door = Door(tmp_path, cors=LISTED)
    headers = [("Origin", "http://b.test"), ("Content-Type", "application/json")]
    get(door.app, "POST", "/books/books", headers=headers, body=b" " * 100_000)
    assert [exchange.hint for exchange in door.seen] == [ORIGIN_NOT_LISTED]
