"""Credentials are present, and have the form that their scheme requires."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.operations.credentials import (
    Credential,
    asks_for_challenge,
    challenge,
    find_cookie,
    read_credentials,
)
from tests.support.documents import document_of

SCHEMES = {
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "Basic"},
    "digest": {"type": "http", "scheme": "digest"},
    "custom": {"type": "http", "scheme": "negotiate"},
    "oauth2": {"type": "oauth2", "flows": {}},
    "openId": {"type": "openIdConnect", "openIdConnectUrl": "https://a.example"},
    "tls": {"type": "mutualTLS"},
}


def operation_with(*security: dict[str, list[str]]) -> Operation:
    paths = {"/pets": {"get": {"security": [*security], "responses": {}}}}
    return read_operations(document_of(paths=paths, components={"securitySchemes": SCHEMES}))[0]


def request_with(*fields: tuple[str, str], query: str = "") -> Request:
    return Request("GET", "/pets", query, Headers(fields))


def basic(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


DIGEST = 'username="a, \\"b\\"", realm="r", nonce="n=1",uri="/a?b", response=6629fae4, qop=auth'


def authorization(value: str) -> Request:
    return request_with(("Authorization", value))


@pytest.mark.parametrize(
    ("scheme", "request_", "value"),
    [
        pytest.param("header", request_with(("x-key", "k 1")), "k 1", id="apiKey-header"),
        pytest.param("query", request_with(query="a=1&key=k%201"), "k 1", id="apiKey-query"),
        pytest.param("cookie", request_with(("Cookie", "a=1; sid=k/1=")), "k/1=", id="apiKey-cookie"),
        pytest.param("bearer", authorization("Bearer abc.DEF-_~+/=="), "abc.DEF-_~+/==", id="bearer"),
        pytest.param("bearer", authorization("bEARER  abc "), "abc", id="bearer-case-and-space"),
        pytest.param("basic", authorization(f"Basic {basic('ada:a:b')}"), "ada:a:b", id="basic"),
        pytest.param("basic", authorization(f"Basic {basic(':')}"), ":", id="basic-empty-words"),
        pytest.param("basic", authorization(f"Basic {basic('ü:é')}"), "ü:é", id="basic-utf-8"),
        pytest.param("digest", authorization(f"Digest {DIGEST}"), DIGEST, id="digest"),
        pytest.param(
            "digest",
            authorization(f'Digest {DIGEST}, opaque="", cnonce=""'),
            f'{DIGEST}, opaque="", cnonce=""',
            id="digest-empty",
        ),
        pytest.param(
            "digest",
            authorization("Digest " + DIGEST.replace('realm="r"', 'realm=""')),
            DIGEST.replace('realm="r"', 'realm=""'),
            id="digest-no-realm",
        ),
        pytest.param("custom", authorization("Negotiate abc"), "abc", id="another-http-scheme"),
        pytest.param("oauth2", authorization("Bearer abc"), "abc", id="oauth2"),
        pytest.param("openId", authorization("Bearer abc"), "abc", id="openIdConnect"),
        pytest.param("tls", request_with(), "", id="mutualTLS"),
    ],
)
def test_every_scheme(scheme: str, request_: Request, value: str) -> None:
    assert read_credentials(operation_with({scheme: []}), request_) == ([(Credential(scheme, value),)], [])


@pytest.mark.parametrize(
    ("scheme", "request_", "location", "name"),
    [
        pytest.param("header", request_with(), "header", "X-Key", id="apiKey-header"),
        pytest.param("header", request_with(("X-Key", "")), "header", "X-Key", id="apiKey-header-empty"),
        pytest.param("query", request_with(query="keys=1"), "query", "key", id="apiKey-query"),
        pytest.param("query", request_with(query="key="), "query", "key", id="apiKey-query-empty"),
        pytest.param("cookie", request_with(), "cookie", "sid", id="apiKey-cookie"),
        pytest.param(
            "cookie", request_with(("Cookie", "asid=1; Sid=2; sid")), "cookie", "sid", id="apiKey-other-cookies"
        ),
        pytest.param("bearer", request_with(), "header", "Authorization", id="bearer"),
        pytest.param("basic", request_with(), "header", "Authorization", id="basic"),
        pytest.param("oauth2", request_with(query="access_token=a"), "header", "Authorization", id="oauth2"),
    ],
)
def test_missing(scheme: str, request_: Request, location: str, name: str) -> None:
    complete, violations = read_credentials(operation_with({scheme: []}), request_)
    assert complete == []
    assert [(v.rule, v.location, v.name) for v in violations] == [("security.missing", location, name)]
    assert violations[0].position is not None
    assert violations[0].position.pointer == f"/components/securitySchemes/{scheme}"


@pytest.mark.parametrize(
    ("scheme", "lines"),
    [
        pytest.param("bearer", ["Basic abc"], id="another-scheme"),
        pytest.param("bearer", [""], id="empty"),
        pytest.param("bearer", ["Bearer"], id="no-token"),
        pytest.param("bearer", ["Bearer   "], id="only-spaces"),
        pytest.param("bearer", ["abc"], id="only-a-token"),
        pytest.param("bearer", ["Bearer abc def"], id="two-tokens"),
        pytest.param("bearer", ["Bearer ab=c"], id="not-token68"),
        pytest.param("bearer", ["Bearer tökén"], id="not-ascii"),
        pytest.param("bearer", ["Bearer abc", "Bearer abc"], id="two-lines"),
        pytest.param("oauth2", ["Basic abc"], id="oauth2"),
        pytest.param("basic", ["Basic !!!"], id="basic-not-base64"),
        pytest.param("basic", [f"Basic {basic('ada')}"], id="basic-no-colon"),
        pytest.param("basic", ["Basic " + base64.b64encode(b"\xff:x").decode()], id="basic-not-utf-8"),
        pytest.param("basic", ["Basic tök"], id="basic-not-ascii"),
        pytest.param("basic", ["Bearer abc"], id="basic-by-bearer"),
        pytest.param("custom", ["Bearer abc"], id="custom"),
        *(
            pytest.param("digest", [f"Digest {DIGEST.replace(name, 'x', 1)}"], id=f"digest-no-{name}")
            for name in ("username", "realm", "nonce", "uri", "response")
        ),
        pytest.param("digest", ["Digest " + DIGEST.replace("n=1", "")], id="digest-empty-nonce"),
        pytest.param("digest", ["Digest " + DIGEST.replace("/a?b", "")], id="digest-empty-uri"),
        pytest.param("digest", ["Digest abc"], id="digest-no-parameters"),
        pytest.param("digest", ['Digest username="a'], id="digest-open-quote"),
        pytest.param("digest", ["Digest " + 'a="' + "\\" * 50_000], id="digest-junk"),
    ],
)
def test_malformed(scheme: str, lines: list[str]) -> None:
    request = request_with(*[("Authorization", line) for line in lines])
    complete, violations = read_credentials(operation_with({scheme: []}), request)
    assert complete == []
    assert [(v.rule, v.location, v.name) for v in violations] == [("security.malformed", "header", "Authorization")]


def test_a_malformed_secret_is_not_repeated() -> None:
    _, violations = read_credentials(operation_with({"basic": []}), authorization("Basic topsecret!"))
    assert "topsecret" not in str(violations[0]) + violations[0].seen


def test_several_lines_are_not_repeated_either() -> None:
    request = request_with(("Authorization", "Bearer topsecret"), ("Authorization", "Bearer other"))
    _, violations = read_credentials(operation_with({"bearer": []}), request)
    assert "topsecret" not in str(violations[0]) + violations[0].seen


KEY, QUERY = request_with(("X-Key", "h")), request_with(query="key=q")
BOTH = request_with(("X-Key", "h"), query="key=q")
H, Q = Credential("header", "h"), Credential("query", "q")


@pytest.mark.parametrize(
    ("security", "request_", "complete", "missing"),
    [
        pytest.param([], request_with(), [()], [], id="nothing-is-asked"),
        pytest.param([{}], request_with(), [()], [], id="anonymous"),
        pytest.param([{}], BOTH, [()], [], id="anonymous-reads-nothing"),
        pytest.param([{"header": []}, {"query": []}], KEY, [(H,)], [], id="or-first"),
        pytest.param([{"header": []}, {"query": []}], QUERY, [(Q,)], [], id="or-second"),
        pytest.param([{"query": []}, {"header": []}], BOTH, [(Q,), (H,)], [], id="or-both-in-order"),
        pytest.param([{"header": []}, {"query": []}], request_with(), [], ["X-Key", "key"], id="or-none"),
        pytest.param([{"header": [], "query": []}], BOTH, [(H, Q)], [], id="and-both"),
        pytest.param([{"header": [], "query": []}], KEY, [], ["key"], id="and-one"),
        pytest.param([{"header": [], "query": []}], request_with(), [], ["X-Key", "key"], id="and-none"),
        pytest.param([{"header": [], "cookie": []}, {"query": []}], QUERY, [(Q,)], [], id="or-of-ands"),
        pytest.param(
            [{"header": [], "query": []}, {"header": []}], request_with(), [], ["X-Key", "key"], id="each-said-once"
        ),
        pytest.param([{"header": []}, {}], request_with(), [()], [], id="optional-absent"),
        pytest.param([{"header": []}, {}], KEY, [(H,), ()], [], id="optional-present"),
    ],
)
def test_alternatives(security: Any, request_: Request, complete: Any, missing: list[str]) -> None:
    found, violations = read_credentials(operation_with(*security), request_)
    assert found == complete
    assert [violation.name for violation in violations] == missing


def test_a_credential_has_the_scopes_of_its_requirement() -> None:
    operation = operation_with({"oauth2": ["read", "write"]})
    complete, _ = read_credentials(operation, authorization("Bearer abc"))
    assert complete == [(Credential("oauth2", "abc", ("read", "write")),)]


@pytest.mark.parametrize(
    ("security", "value"),
    [
        pytest.param([], None, id="none"),
        pytest.param([{"header": []}], None, id="apiKey"),
        pytest.param([{"bearer": []}], "Bearer", id="bearer"),
        pytest.param([{"oauth2": []}, {"openId": []}, {"bearer": []}], "Bearer", id="once"),
        pytest.param([{"basic": []}, {"bearer": []}], 'Basic realm="mock", Bearer', id="several"),
        pytest.param([{"digest": []}], 'Digest realm="mock", nonce="mock", qop="auth"', id="digest"),
        pytest.param([{"custom": []}], "Negotiate", id="another"),
    ],
)
def test_challenge(security: Any, value: str | None) -> None:
    assert challenge(operation_with(*security)) == value


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("sid=1", "1"),
        ("a=b;sid=1;sid=2", "1"),
        ("a=b; sid=x=y", "x=y"),
        ("sid=", ""),
        ("sid", None),
        ("", None),
        ("asid=1", None),
    ],
)
def test_find_cookie(header: str, value: str | None) -> None:
    assert find_cookie(header, "sid") == value


ALTERNATIVES: list[dict[str, list[str]]] = [{name: []} for name in SCHEMES if name != "tls"]
EVERY = operation_with(*ALTERNATIVES)
FIELDS = st.lists(st.tuples(st.sampled_from(["Authorization", "Cookie", "X-Key"]), st.text(max_size=20)))


@given(FIELDS, st.text(max_size=20))
def test_either_credentials_or_violations(fields: list[tuple[str, str]], query: str) -> None:
    complete, violations = read_credentials(EVERY, request_with(*fields, query=query))
    assert bool(complete) is not bool(violations)
    assert all(credential.value for credentials in complete for credential in credentials)


@given(st.text().filter(lambda user: ":" not in user), st.text())
def test_basic_credentials_are_decoded(user: str, password: str) -> None:
    request = authorization("basic " + basic(f"{user}:{password}"))
    assert read_credentials(operation_with({"basic": []}), request)[0] == [(Credential("basic", f"{user}:{password}"),)]


@pytest.mark.parametrize(
    ("security", "fields", "expected"),
    [
        pytest.param([{"digest": []}], [], True, id="digest"),
        pytest.param([{"basic": []}, {"digest": []}], [], True, id="one-of-several"),
        pytest.param([{"digest": [], "header": []}], [], False, id="another-credential-is-missing"),
        pytest.param([{"digest": []}], [("Authorization", "Digest realm=r")], False, id="malformed"),
        pytest.param([{"basic": []}], [], False, id="basic-can-be-sent-at-once"),
        pytest.param([{"bearer": []}], [], False, id="bearer"),
        pytest.param([], [], False, id="no-credentials-needed"),
    ],
)
def test_a_request_for_a_challenge(security: list[Any], fields: list[tuple[str, str]], expected: bool) -> None:
    assert asks_for_challenge(operation_with(*security), request_with(*fields)) is expected
