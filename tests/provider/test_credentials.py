"""Credentials, selections, baselines, identifiers and lists."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.curl import Secret, curl_of
from mockserver.openapi.errors import OptionError
from mockserver.openapi.messages import Request, Response
from mockserver.provider.baseline import Baseline, write_baseline
from mockserver.provider.credentials import Credentials, OAuth2, fetch_token, find_schemes, read_headers, read_schemes
from mockserver.provider.failures import CheckId, Failure, Failures, describe_response
from mockserver.provider.resources import find_identifier, find_resources, is_listed
from mockserver.provider.selection import select_operations
from tests.provider.raw import DROP, http, serve_raw
from tests.provider.test_drafts import make_api

OK = {"200": {"description": "ok"}}
API = make_api(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "inHeader": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "inQuery": {"type": "apiKey", "in": "query", "name": "key"},
                "inCookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            }
        },
        "paths": {
            "/things": {
                "get": {"tags": ["read"], "operationId": "listThings", "responses": OK, "security": [{"bearer": []}]},
                "post": {
                    "operationId": "createThing",
                    "security": [{"basic": []}, {}],
                    "responses": {
                        "201": {
                            "description": "made",
                            "links": {
                                "Read": {"operationId": "readThing", "parameters": {"thing_id": "$response.body#/a/b"}}
                            },
                        },
                        "200": {"description": "made, and nothing linked"},
                    },
                },
            },
            "/things/{thing_id}": {
                "parameters": [{"name": "thing_id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {"operationId": "readThing", "responses": OK, "security": [{"inQuery": [], "inHeader": []}]},
                "delete": {"operationId": "deleteThing", "responses": OK, "security": [{"inCookie": []}]},
            },
        },
    }
)
LIST, CREATE, READ, DELETE = API.operations
[RESOURCE] = find_resources(API.operations)
GET = Request("GET", "/")


# credentials


@pytest.mark.parametrize(
    ("operation", "given", "query", "fields"),
    [
        (LIST, {"bearer": "t"}, "", [("authorization", "Bearer t")]),
        (LIST, {"basic": "u:p"}, "", []),
        (CREATE, {"basic": "u:p"}, "", [("authorization", "Basic dTpw")]),
        (READ, {"inQuery": "a b", "inHeader": "k"}, "key=a%20b", [("x-key", "k")]),
        (READ, {"inQuery": "only half"}, "", []),
        (DELETE, {"inCookie": "s"}, "", [("cookie", "session=s")]),
    ],
    ids=["bearer", "another", "basic", "both", "half", "cookie"],
)
def test_a_credential_goes_where_its_scheme_has_it(
    operation: Any, given: dict[str, str], query: str, fields: list[tuple[str, str]]
) -> None:
    request = Credentials(schemes=given).authorize(GET, operation)
    assert (request.query, list(request.headers)) == (query, fields)


def test_wrong_credentials_have_the_shape_of_right_ones() -> None:
    given = Credentials((("Authorization", "Bearer t"), ("X-Other", "1")))
    assert given.made_wrong(LIST).headers == (("Authorization", "Bearer wrong-credential"), ("X-Other", "1"))
    assert given.without_security(LIST).headers == (("X-Other", "1"),)
    assert (given.knows(LIST), given.knows(DELETE)) == (True, False)


def curl_at_h(request: Request, secrets: Collection[Secret]) -> str:
    return curl_of(request, f"http://h{request.path}" + (f"?{request.query}" if request.query else ""), secrets)


@pytest.mark.parametrize(
    ("operation", "credentials", "line"),
    [
        (LIST, Credentials((("X-Key", "a1"),)), 'curl http://h/ -H "X-Key: $X_KEY"'),
        (
            LIST,
            Credentials((("Authorization", "Bearer a1"),)),
            'curl http://h/ -H "Authorization: Bearer $AUTHORIZATION"',
        ),
        (LIST, Credentials(schemes={"bearer": "a1"}), 'curl http://h/ -H "Authorization: Bearer $AUTHORIZATION"'),
        (CREATE, Credentials(schemes={"basic": "u:a1"}), 'curl http://h/ -H "Authorization: Basic $AUTHORIZATION"'),
        (
            READ,
            Credentials(schemes={"inQuery": "a1", "inHeader": "a1"}),
            'curl "http://h/?key=$KEY" -H "X-Key: $X_KEY"',
        ),
        (DELETE, Credentials(schemes={"inCookie": "a1"}), 'curl http://h/ -H "Cookie: $COOKIE"'),
    ],
    ids=["header", "bearer-header", "bearer", "basic", "query", "cookie"],
)
def test_no_secret_is_shown(operation: Any, credentials: Credentials, line: str) -> None:
    secrets = credentials.secrets(find_schemes(API.operations))
    assert curl_at_h(credentials.authorize(GET, operation), secrets) == line


def test_wrong_credentials_are_no_secret() -> None:
    given = Credentials((("Authorization", "Bearer a1"),))
    sent = given.made_wrong(LIST).authorize(GET, LIST)
    assert curl_at_h(sent, given.secrets({})) == "curl http://h/ -H 'Authorization: Bearer wrong-credential'"


def test_headers_and_schemes_are_read() -> None:
    assert read_headers(["A: b: c", "D:"]) == (("A", "b: c"), ("D", ""))
    assert read_schemes(["basic=u:p=1"], find_schemes(API.operations)) == {"basic": "u:p=1"}


def test_a_field_is_given_once() -> None:
    known = find_schemes(API.operations)
    values = read_schemes(["inCookie=1", "inQuery=2"], known, [("Cookie", "a=b"), ("key", "2")])
    assert values == {"inCookie": "1", "inQuery": "2"}
    with pytest.raises(OptionError, match=r"^--auth basic: is sent as authorization, which -H gives as well"):
        read_schemes(["basic=u:p"], known, [("Authorization", "Bearer x")])


def test_client_credentials_give_a_token() -> None:
    seen: list[str] = []

    def answer(line: str) -> bytes:
        seen.append(line)
        return http("200 OK", b'{"access_token": "t1", "token_type": "Bearer"}', "content-type: application/json")

    with serve_raw(answer) as url:
        assert fetch_token(OAuth2(f"{url}/token", "id", "secret", "a b"), timeout=5, verify=True) == "t1"
    assert seen == ["POST /token HTTP/1.1"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (http("401 Unauthorized", b"{}"), "returned 401 without an access_token"),
        (http("200 OK", b"[]"), "gave no token"),
        (http("200 OK", b'{"access_token": 7}'), "returned 200 without an access_token"),
        (http("200 OK", b"no JSON"), "gave no token"),
        (DROP, "gave no token"),
    ],
    ids=["refused", "list", "number", "text", "dropped"],
)
def test_no_token_says_why(said: bytes, words: str) -> None:
    with serve_raw(lambda _: said) as url, pytest.raises(OptionError) as caught:
        fetch_token(OAuth2(url, "id", "secret"), timeout=5, verify=True)
    assert words in str(caught.value)


# selection


@pytest.mark.parametrize(
    ("include", "exclude", "selected"),
    [
        ([], [], [LIST, CREATE, READ, DELETE]),
        (["read"], [], [LIST]),
        (["readThing"], [], [READ]),
        (["/things/*"], [], [READ, DELETE]),
        (["GET *"], ["listThings"], [READ]),
        ([], ["*Thing"], [LIST]),
    ],
    ids=["all", "tag", "name", "path", "method", "excluded"],
)
def test_operations_are_selected(include: list[str], exclude: list[str], selected: list[Any]) -> None:
    is_selected = select_operations(API.operations, include, exclude)
    assert [operation for operation in API.operations if is_selected(operation)] == selected


# baselines and failures


def failure(check: CheckId = "state.update-lost", curl: str = "curl x", **fields: Any) -> Failure:
    return Failure(check, "GET /things", "broken", fields.pop("phase", "documented"), None, None, curl, **fields)


def test_of_the_same_failures_the_shortest_is_kept() -> None:
    failures = Failures(API.operations)
    news = [failures.add(failure(curl=curl)) for curl in ("curl long", "curl x", "curl longer")]
    assert (news, [f.curl for f in failures]) == ([True, False, False], ["curl x"])
    failures.add(failure(curl="curl", phase="fuzzing"))
    assert [f.curl for f in failures] == ["curl x"]  # the earlier phase has found it
    failures.add(failure(key="name"))
    assert [f.fingerprint for f in failures] == ["GET /things state.update-lost", "GET /things state.update-lost name"]


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    assert Baseline.read(file) == Baseline()
    write_baseline(file, ["b", "a", "b"])
    assert json.loads(file.read_text(encoding="utf-8"))["failures"] == ["a", "b"]
    assert Baseline.read(file) == Baseline(frozenset({"a", "b"}))


@pytest.mark.parametrize("text", ["[]", '{"failures": "x"}', '{"failures": [1]}', "\x00"])
def test_what_is_no_baseline_says_so(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError, match=f"--baseline {file}: "):
        Baseline.read(file)


def test_new_known_and_fixed() -> None:
    known = Baseline(frozenset({failure().fingerprint, "GET /things server.error 500", "GET /other server.error 500"}))
    new, accepted, fixed = known.compare([failure(), failure(key="name")], {"GET /things"})
    assert [f.key for f in new] == ["name"]
    assert [f.key for f in accepted] == [""]
    assert fixed == ("GET /things server.error 500",)


# resources


def test_a_resource_is_found() -> None:
    assert (RESOURCE.item, RESOURCE.parameter) == ("/things/{thing_id}", "thing_id")
    assert RESOURCE.operations == (CREATE, LIST, READ, DELETE)


@pytest.mark.parametrize(
    ("status", "location", "value", "identifier"),
    [
        pytest.param(201, None, {"a": {"b": 7}, "id": 8}, "7", id="link"),
        pytest.param(200, None, {"a": {"b": 7}, "id": 8}, "8", id="id"),
        pytest.param(200, None, {"id": 8, "thingId": "t/1"}, "t%2F1", id="named-like-the-parameter"),
        pytest.param(200, None, {"data": {"id": "x"}}, "x", id="wrapped"),
        pytest.param(200, None, {"thing": {"id": "x"}}, "x", id="alone-in-an-object"),
        pytest.param(200, "/things/a%20b", {"name": "n"}, "a%20b", id="location"),
        pytest.param(200, "http://h/things/9/", None, "9", id="whole-location"),
        pytest.param(200, None, {"id": None}, None, id="null"),
        pytest.param(200, None, {"id": True}, None, id="boolean"),
        pytest.param(200, None, [1], None, id="list"),
    ],
)
def test_an_identifier_is_found(status: int, location: str | None, value: Any, identifier: str | None) -> None:
    headers = (("Location", location),) if location else ()
    assert find_identifier(RESOURCE, Response(status, headers), value) == identifier


@pytest.mark.parametrize(
    ("listed", "link", "verdict"),
    [
        pytest.param([{"id": 7}], None, True, id="there"),
        pytest.param(["7"], None, True, id="there-as-text"),
        pytest.param({"items": [{"id": "7"}], "next": "x"}, None, True, id="there-on-a-page"),
        pytest.param([{"id": 8}], None, False, id="absent"),
        pytest.param({"items": [], "total": 0, "next": None}, None, False, id="absent-of-none"),
        pytest.param({"items": [{"id": 8}], "total": 2}, None, None, id="more-than-shown"),
        pytest.param({"items": [{"id": 8}], "next_cursor": "x"}, None, None, id="another-page"),
        pytest.param([{"id": 8}], "<x>; rel=next", None, id="linked-page"),
        pytest.param([{"id": 8}] * 10, None, None, id="a-full-page"),
        pytest.param({"a": [], "b": []}, None, None, id="two-lists"),
        pytest.param("text", None, None, id="text"),
    ],
)
def test_a_list_is_read_with_care(listed: Any, link: str | None, verdict: bool | None) -> None:
    headers = Response(200, (("Link", link),) if link else ())
    assert is_listed(listed, "7", headers=headers) is verdict


def test_an_answer_is_described_on_one_line() -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    assert describe_response(Response(404, headers, b"<p>\n  no\n</p>\n")) == "404 text/html <p> no </p>"
