"""Worlds by credential."""

from __future__ import annotations

import base64

import pytest

from mockserver.engine.worlds.by_token import DERIVED, KeyPlaces, WorldsByToken, iter_credentials
from mockserver.engine.worlds.worlds import is_world_name
from mockserver.openapi.messages import Headers, Request

PLACES: KeyPlaces = frozenset({("header", "x-key"), ("query", "key"), ("cookie", "key")})
BASIC = base64.b64encode(b"anna:secret").decode()


def request_with(*headers: tuple[str, str], query: str = "") -> Request:
    return Request("GET", "/pets", query, Headers(headers))


@pytest.mark.parametrize(
    ("request_", "credentials"),
    [
        (request_with(("Authorization", "Bearer abc")), ["abc"]),
        (request_with(("Authorization", f"Basic {BASIC}")), ["anna:secret"]),
        (request_with(("Authorization", "Basic abc")), ["abc"]),
        (request_with(("Authorization", "Digest a, b")), ["a, b"]),
        (request_with(("Authorization", "abc")), ["abc"]),
        (request_with(("Authorization", "Bearer "), ("X-Key", "")), []),
        (request_with(("X-Key", "a"), ("Cookie", "key=b"), query="key=c&key=d"), ["b", "a", "c"]),
        (request_with(("X-Other", "a"), ("Authorization", "Bearer abc"), ("X-Key", "a")), ["abc", "a"]),
        (request_with(), []),
    ],
)
def test_credentials_are_found(request_: Request, credentials: list[str]) -> None:
    assert [credential for credential, _, _ in iter_credentials(request_, PLACES)] == credentials


def find(by_token: WorldsByToken, *headers: tuple[str, str]) -> str | None:
    by_token.places = PLACES
    way = by_token.find(request_with(*headers))
    return None if way is None else way.name


BEARER, KEY = ("Authorization", "Bearer abc"), ("X-Key", "def")


@pytest.mark.parametrize(
    ("worlds", "headers", "name"),
    [
        pytest.param({"def": "ben"}, [BEARER, KEY], "ben", id="1-named"),
        pytest.param({"abc": "anna", "def": "ben"}, [BEARER, KEY], "anna", id="1-first-named"),
        pytest.param({}, [BEARER, KEY], "derived", id="2-first"),
        pytest.param({}, [], None, id="none"),
    ],
)
def test_one_credential_decides(worlds: dict[str, str], headers: list[tuple[str, str]], name: str | None) -> None:
    by_token = WorldsByToken(worlds, derives=True)
    assert find(by_token, *headers) == (by_token.derive("abc") if name == "derived" else name)


def test_nothing_is_derived_unless_that_is_wanted() -> None:
    assert find(WorldsByToken({"def": "ben"}, derives=False), BEARER) is None


@pytest.mark.parametrize("credential", ["abc", "ü\ud800", "x" * 10_000])
def test_a_derived_name_tells_nothing(credential: str) -> None:
    by_token, other = WorldsByToken({}, derives=True), WorldsByToken({}, derives=True)
    name = by_token.derive(credential)
    assert is_world_name(name)
    assert name.startswith(DERIVED)
    assert credential not in name
    assert name == WorldsByToken({}, derives=True, key=by_token.key).derive(credential)
    assert name != other.derive(credential)
    assert name != by_token.derive(credential + "x")
