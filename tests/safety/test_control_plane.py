"""Requests to the control plane of a server with a token that are made to be taken for its owner's."""

from __future__ import annotations

import pytest

from tests.support.server_process import ServerProcess, ServerResponse

from .conftest import ATTACKED
from .conversation import LAST, converse
from .watched_server import WatchedServer

TOKEN = "a-token-of-this-test"
OPTIONS = (str(ATTACKED), "--control-token", TOKEN, "--allowed-host", "mock.internal")
LOCAL = b"Host: localhost"
RIGHT = b"Authorization: Bearer " + TOKEN.encode()
WORLDS, RESET = b"/_mock/worlds", b"/_mock/worlds/default/reset"


def ask(server: WatchedServer, head: bytes, *fields: bytes) -> ServerResponse:
    """Send one request without a body, and return the response."""
    with server.attack():
        return converse(server, b"\r\n".join([head + b" HTTP/1.1", *fields, b"", LAST]))[0]


def shows_worlds(response: ServerResponse) -> bool:
    return response.status == 200 and b'"default"' in response.body


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        pytest.param([b"Host: localhost"], (200,), id="loopback"),
        pytest.param([b"Host: LOCALHOST.:1"], (200,), id="in-another-spelling"),
        pytest.param([b"Host: [::1]:1"], (200,), id="ipv6"),
        pytest.param([b"Host: mock.internal"], (200,), id="allowed"),
        pytest.param([LOCAL, b"X-Forwarded-Host: evil.test", b"Forwarded: host=evil.test"], (200,), id="forwarded"),
        pytest.param([b"Host: evil.test"], (421,), id="another"),
        pytest.param([b"Host: evil.test", b"X-Forwarded-Host: localhost"], (421,), id="another-forwarded"),
        pytest.param([b"Host: localhost.evil.test"], (421,), id="starts-like-ours"),
        pytest.param([b"Host: 127.0.0.1.evil.test"], (421,), id="starts-like-an-address"),
        pytest.param([b"Host: evilmock.internal"], (421,), id="ends-like-ours"),
        pytest.param([b"Host: [::1].evil.test"], (400, 421), id="starts-like-ipv6"),
        pytest.param([b"Host: [::ffff:192.168.0.7]"], (400, 421), id="ipv4-in-ipv6"),
        pytest.param([b"Host: localhost@evil.test"], (400, 421), id="user-like-ours"),
        pytest.param([b"Host: evil.test@localhost"], (400, 421), id="another-user"),
        pytest.param([b"Host: evil.test:80:localhost"], (400, 421), id="two-ports"),
        pytest.param([b"Host: localhost, evil.test"], (400, 421), id="a-list"),
        pytest.param([b"Host: evil.test#localhost"], (400, 421), id="fragment"),
        pytest.param([b"Host: evil.test/localhost"], (400, 421), id="path"),
        pytest.param([b"Host: local\xc3\xb6host"], (400, 421), id="beyond-ascii"),
        pytest.param([b"Host: 2130706433"], (400, 421), id="address-as-a-number"),
        pytest.param([LOCAL, b"Host: evil.test"], (400,), id="two-fields"),
        pytest.param([b"Host: evil.test", LOCAL], (400,), id="two-fields-in-another-order"),
        pytest.param([], (400,), id="no-field"),
    ],
)
def test_the_host(watched: WatchedServer, fields: list[bytes], wanted: tuple[int, ...]) -> None:
    response = ask(watched, b"GET " + WORLDS, *fields, RIGHT)
    assert response.status in wanted
    assert shows_worlds(response) is (wanted == (200,))


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        pytest.param(WORLDS, [], id="none"),
        pytest.param(b"http://localhost/_mock/worlds", [], id="absolute-target"),
        pytest.param(b"//_mock/worlds", [], id="two-slashes"),
        pytest.param(b"/_mock//worlds", [], id="two-slashes-inside"),
        pytest.param(b"/%5fmock/worlds", [], id="escaped-letter"),
        pytest.param(b"/_mock%2fworlds", [], id="escaped-slash"),
        pytest.param(b"/_MOCK/worlds", [], id="upper-case"),
        pytest.param(b"/./_mock/worlds", [], id="dot"),
        pytest.param(b"/canary/../_mock/worlds", [], id="dots"),
        pytest.param(b"/_mock;a=b/worlds", [], id="path-parameter"),
        pytest.param(b"/_mock\\worlds", [], id="backslash"),
        pytest.param(b"/_w/default/_mock/worlds", [], id="in-a-world"),
        pytest.param(b"/_w/default/%5fmock/worlds", [], id="escaped-in-a-world"),
        pytest.param(b"/_w/a/_w/b/_mock/worlds", [], id="in-a-world-of-a-world"),
        pytest.param(WORLDS + b"?token=", [], id="empty-in-the-address"),
        pytest.param(WORLDS + b"?token=%00", [], id="null-in-the-address"),
        pytest.param(WORLDS + b"?token=" + TOKEN[:-1].encode(), [], id="short-in-the-address"),
        pytest.param(WORLDS + b"?token=x&token=" + TOKEN.encode() + b"x", [], id="twice-in-the-address"),
        pytest.param(WORLDS, [b"Authorization: Bearer"], id="empty"),
        pytest.param(WORLDS, [b"Authorization: Bearer " + TOKEN[:-1].encode()], id="short"),
        pytest.param(WORLDS, [b"Authorization: Bearer \xc3\xa9"], id="beyond-ascii"),
        pytest.param(WORLDS, [b"Authorization: Bearer " + b"a" * 30_000], id="of-30-kB"),
        pytest.param(WORLDS, [b"Authorization: Basic " + TOKEN.encode()], id="another-scheme"),
        pytest.param(WORLDS, [b"Cookie: mockserver=" + TOKEN.encode()], id="as-a-cookie"),
        pytest.param(WORLDS, [b"Proxy-Authorization: Bearer " + TOKEN.encode()], id="for-a-proxy"),
        pytest.param(WORLDS, [b"X-Original-URL: /canary", b"X-Rewrite-URL: /canary"], id="another-address-beside"),
    ],
)
def test_without_the_token(watched: WatchedServer, target: bytes, fields: list[bytes]) -> None:
    response = ask(watched, b"GET " + target, LOCAL, *fields)
    assert response.status in (400, 401, 404)
    assert not shows_worlds(response)


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        pytest.param([], (204,), id="a-program"),
        pytest.param([b"Origin: http://localhost"], (204,), id="own"),
        pytest.param([b"Origin: http://localhost", b"Sec-Fetch-Site: same-origin"], (204,), id="own-in-a-browser"),
        pytest.param([b"Origin: http://evil.test"], (403,), id="another"),
        pytest.param([b"Origin: http://localhost:1"], (403,), id="another-port"),
        pytest.param([b"Origin: http://localhost.evil.test"], (403,), id="starts-like-ours"),
        pytest.param([b"Origin: http://evil.test@localhost"], (403,), id="user"),
        pytest.param([b"Origin: http://localhost/"], (403,), id="slash"),
        pytest.param([b"Origin: http://localhost http://evil.test"], (403,), id="a-list"),
        pytest.param([b"Origin: null"], (403,), id="opaque"),
        pytest.param([b"Origin:"], (403,), id="empty"),
        pytest.param([b"Origin: file://"], (403,), id="file"),
        pytest.param([b"Origin: \xff"], (400, 403), id="byte"),
        pytest.param([b"Origin: http://evil.test", b"Origin: http://localhost"], (400, 403), id="two-fields"),
        pytest.param([b"Origin: http://localhost", b"Origin: http://evil.test"], (400, 403), id="two-fields-own-first"),
        pytest.param([b"Sec-Fetch-Site: cross-site"], (403,), id="hidden"),
        pytest.param([b"Origin: http://evil.test", b"Sec-Fetch-Site: same-origin"], (403,), id="said-to-be-own"),
    ],
)
def test_the_origin_of_a_change(watched: WatchedServer, fields: list[bytes], wanted: tuple[int, ...]) -> None:
    assert ask(watched, b"POST " + RESET, LOCAL, RIGHT, b"Content-Length: 0", *fields).status in wanted


@pytest.mark.parametrize("method", [b"GET", b"OPTIONS", b"TRACE", b"PATCH", b"RESET", b"post"])
def test_no_other_method_is_taken_for_a_change(watched: WatchedServer, method: bytes) -> None:
    with watched.attack():
        watched.ask("GET", "/canary?kept")
        overrides = [b"X-HTTP-Method-Override: POST", b"X-HTTP-Method: POST", b"X-Method-Override: POST"]
        head = method + b" " + RESET + b"?_method=POST HTTP/1.1"
        sent = b"\r\n".join([head, LOCAL, RIGHT, b"Origin: http://evil.test", *overrides, b"", LAST])
        converse(watched, sent)
        kept = watched.ask("GET", "/_mock/worlds/default/journal", [("Authorization", f"Bearer {TOKEN}")])
    assert b'"kept"' in kept.body


@pytest.mark.parametrize("origin", [b"http://evil.test", b"http://localhost:3000", b"null"])
def test_no_page_is_told_that_it_may(watched: WatchedServer, origin: bytes) -> None:
    asked = [b"Access-Control-Request-Method: GET", b"Access-Control-Request-Private-Network: true"]
    for method, fields in ((b"OPTIONS", asked), (b"GET", [RIGHT])):
        response = ask(watched, method + b" " + WORLDS, LOCAL, b"Origin: " + origin, *fields)
        assert not [name for name in response.headers if name.startswith("access-control-")]


def test_wrong_tokens_are_told_without_what_was_sent(watched: WatchedServer) -> None:
    ask(watched, b"GET " + WORLDS, LOCAL, b"Authorization: Bearer guessed-by-a-program")
    watched.wait_for_output("a wrong control token was sent with GET /_mock/worlds")
    assert "guessed-by-a-program" not in watched.output
    assert watched.output.count(TOKEN) <= 1  # in the link, if at all


def test_without_a_control_plane_there_is_none() -> None:
    with ServerProcess(str(ATTACKED), "--no-control") as server:
        for target in ("/_mock/", "/_mock/worlds", "/_mock/static/pages.css", "/_w/a/_mock/worlds"):
            assert server.ask("GET", target, [("Authorization", f"Bearer {TOKEN}")]).status == 404
        assert server.ask("POST", RESET.decode()).status == 404
        assert server.ask("GET", "/canary").status == 200
