"""Credentials: how options are read, where each value is sent, and what reports hide."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from mockserver.openapi.curl import Secret, curl_of
from mockserver.openapi.errors import OptionError
from mockserver.openapi.messages import Request
from mockserver.provider.service.credentials import (
    Credentials,
    OAuth2,
    fetch_token,
    find_schemes,
    read_headers,
    read_schemes,
)
from tests.provider.raw import DROP, http, serve_raw
from tests.provider.things import API, CREATE, DELETE, LIST, READ

GET = Request("GET", "/")


@pytest.mark.parametrize(
    ("operation", "given", "query", "fields"),
    [
        pytest.param(LIST, {"bearer": "t"}, "", [("authorization", "Bearer t")], id="bearer"),
        pytest.param(LIST, {"basic": "u:p"}, "", [], id="another"),
        pytest.param(CREATE, {"basic": "u:p"}, "", [("authorization", "Basic dTpw")], id="basic"),
        pytest.param(READ, {"inQuery": "a b", "inHeader": "k"}, "key=a%20b", [("x-key", "k")], id="both"),
        pytest.param(READ, {"inQuery": "only half"}, "", [], id="half"),
        pytest.param(DELETE, {"inCookie": "s"}, "", [("cookie", "session=s")], id="cookie"),
    ],
)
def test_a_credential_is_sent_where_its_scheme_says(
    operation: Any, given: dict[str, str], query: str, fields: list[tuple[str, str]]
) -> None:
    request = Credentials(schemes=given).authorize(GET, operation)
    assert (request.query, list(request.headers)) == (query, fields)


def test_wrong_credentials_have_the_form_of_right_ones() -> None:
    given = Credentials((("Authorization", "Bearer t"), ("X-Other", "1")))
    assert given.made_wrong(LIST).headers == (("Authorization", "Bearer wrong-credential"), ("X-Other", "1"))
    assert given.without_security(LIST).headers == (("X-Other", "1"),)
    assert (given.knows(LIST), given.knows(DELETE)) == (True, False)


def curl_at_h(request: Request, secrets: Collection[Secret]) -> str:
    return curl_of(request, f"http://h{request.path}" + (f"?{request.query}" if request.query else ""), secrets)


@pytest.mark.parametrize(
    ("operation", "credentials", "line"),
    [
        pytest.param(LIST, Credentials((("X-Key", "a1"),)), 'curl http://h/ -H "X-Key: $X_KEY"', id="header"),
        pytest.param(
            LIST,
            Credentials((("Authorization", "Bearer a1"),)),
            'curl http://h/ -H "Authorization: Bearer $AUTHORIZATION"',
            id="bearer-header",
        ),
        pytest.param(
            LIST,
            Credentials(schemes={"bearer": "a1"}),
            'curl http://h/ -H "Authorization: Bearer $AUTHORIZATION"',
            id="bearer",
        ),
        pytest.param(
            CREATE,
            Credentials(schemes={"basic": "u:a1"}),
            'curl http://h/ -H "Authorization: Basic $AUTHORIZATION"',
            id="basic",
        ),
        pytest.param(
            READ,
            Credentials(schemes={"inQuery": "a1", "inHeader": "a1"}),
            'curl "http://h/?key=$KEY" -H "X-Key: $X_KEY"',
            id="query",
        ),
        pytest.param(
            DELETE, Credentials(schemes={"inCookie": "a1"}), 'curl http://h/ -H "Cookie: $COOKIE"', id="cookie"
        ),
    ],
)
def test_secrets_are_hidden(operation: Any, credentials: Credentials, line: str) -> None:
    secrets = credentials.secrets(find_schemes(API.operations))
    assert curl_at_h(credentials.authorize(GET, operation), secrets) == line


def test_wrong_credentials_are_shown() -> None:
    given = Credentials((("Authorization", "Bearer a1"),))
    sent = given.made_wrong(LIST).authorize(GET, LIST)
    assert curl_at_h(sent, given.secrets({})) == "curl http://h/ -H 'Authorization: Bearer wrong-credential'"


def test_headers_and_schemes_are_read() -> None:
    assert read_headers(["A: b: c", "D:"]) == (("A", "b: c"), ("D", ""))
    assert read_schemes(["basic=u:p=1"], find_schemes(API.operations)) == {"basic": "u:p=1"}


def test_a_field_can_be_given_only_once() -> None:
    known = find_schemes(API.operations)
    values = read_schemes(["inCookie=1", "inQuery=2"], known, [("Cookie", "a=b"), ("key", "2")])
    assert values == {"inCookie": "1", "inQuery": "2"}
    with pytest.raises(OptionError, match=r"^--auth basic: is sent as authorization, which -H gives as well"):
        read_schemes(["basic=u:p"], known, [("Authorization", "Bearer x")])


def test_client_credentials_give_a_token() -> None:
    seen: list[str] = []

    def respond(line: str) -> bytes:
        seen.append(line)
        return http("200 OK", b'{"access_token": "t1", "token_type": "Bearer"}', "content-type: application/json")

    with serve_raw(respond) as url:
        assert fetch_token(OAuth2(f"{url}/token", "id", "secret", "a b"), timeout=5, verify=True) == "t1"
    assert seen == ["POST /token HTTP/1.1"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param(http("401 Unauthorized", b"{}"), "returned 401 without an access_token", id="refused"),
        pytest.param(http("200 OK", b"[]"), "gave no token", id="list"),
        pytest.param(http("200 OK", b'{"access_token": 7}'), "returned 200 without an access_token", id="number"),
        pytest.param(http("200 OK", b"no JSON"), "gave no token", id="text"),
        pytest.param(DROP, "gave no token", id="dropped"),
    ],
)
def test_a_missing_token_is_explained(said: bytes, words: str) -> None:
    with serve_raw(lambda _: said) as url, pytest.raises(OptionError) as caught:
        fetch_token(OAuth2(url, "id", "secret"), timeout=5, verify=True)
    assert words in str(caught.value)
