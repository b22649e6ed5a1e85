"""HTTP messages as plain data."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.messages import Headers, Request, Response

ACCEPT = [("Accept", "text/html"), ("X-Id", "7"), ("accept", "application/json")]


@pytest.mark.parametrize("name", ["accept", "Accept", "ACCEPT"])
def test_header_names_have_no_case(name: str) -> None:
    headers = Headers(ACCEPT)
    assert headers.get(name) == "text/html, application/json"
    assert headers.all(name) == ["text/html", "application/json"]
    assert name in headers


def test_a_header_that_is_not_there() -> None:
    headers = Headers(ACCEPT)
    assert headers.get("Host") is None
    assert headers.all("Host") == []
    assert "Host" not in headers


def test_one_line_stays_as_it_was_sent_even_when_empty() -> None:
    headers = Headers([("A", ""), ("B", "x,y")])
    assert (headers.get("a"), headers.get("b")) == ("", "x,y")
    assert "a" in headers


def test_headers_are_compared_without_case() -> None:
    assert Headers(ACCEPT) == Headers([(name.upper(), value) for name, value in ACCEPT])
    assert Headers(ACCEPT) != Headers(ACCEPT[:2])
    assert Headers([("A", "1"), ("A", "2")]) != Headers([("A", "2"), ("A", "1")])
    assert Headers(ACCEPT) != ACCEPT


def test_all_returns_a_copy() -> None:
    headers = Headers(ACCEPT)
    headers.all("accept").clear()
    assert headers.all("accept") == ["text/html", "application/json"]


def test_headers_have_a_repr() -> None:
    assert repr(Headers([("A", "1")])) == "Headers([('a', '1')])"


@given(st.lists(st.tuples(st.sampled_from(["a", "B", "b", "C"]), st.text())))
def test_no_line_is_lost(fields: list[tuple[str, str]]) -> None:
    headers = Headers(fields)
    assert sorted(headers) == sorted((name.lower(), value) for name, value in fields)
    for name in "abc":
        assert headers.all(name) == [value for key, value in fields if key.lower() == name]
    assert Headers(headers) == headers


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("api.intercom.io", "api.intercom.io"),
        ("API.Intercom.IO:443", "api.intercom.io"),
        (" localhost:8080 ", "localhost"),
        ("[::1]:8080", "[::1]"),
        ("[2001:DB8::1]", "[2001:db8::1]"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("", ""),
        (None, ""),
    ],
)
def test_host(host: str | None, name: str) -> None:
    fields = [] if host is None else [("Host", host)]
    assert Request("GET", "/", headers=Headers(fields)).host == name


def test_response_header() -> None:
    response = Response(200, (("Content-Type", "text/html; charset=utf-8"), ("X", "1"), ("x", "2")))
    assert response.header("x") == "1"
    assert response.header("y") is None
    assert response.media_type == "text/html; charset=utf-8"
    assert Response(204).media_type is None


def test_a_field_is_read_by_its_name_in_any_case() -> None:
    headers = Headers([("X-A", "1"), ("x-a", "2"), ("Empty", "")])
    assert (headers["x-A"], headers["EMPTY"]) == ("1, 2", "")
    with pytest.raises(KeyError, match=r"'x-b' is not among the fields: x-a, empty"):
        headers["x-b"]
