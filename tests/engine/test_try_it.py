"""The requests of `try` as curl lines, read back as a shell and curl read them."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import yaml

from mockserver.engine.apis.apis import Api
from mockserver.engine.behaviour import AcceptedCredential, Behaviour, OperationBehaviour, Resource, TryIt
from mockserver.engine.handlers import Functions
from mockserver.engine.try_it import Trial, curl_for, list_trials
from mockserver.engine.worlds.store import State
from mockserver.openapi.documents import Document
from mockserver.openapi.operations import read_operations

BASE = "http://127.0.0.1:8000"
SCHEMES: dict[str, Any] = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "oauth": {"type": "oauth2", "flows": {}},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
}


def credential(token: str | None = None, **members: Any) -> AcceptedCredential:
    names: dict[str, Any] = {"pattern": None, "resource": None, "expires": None, "scopes": None, "rejected": False}
    return AcceptedCredential(token=token, principal={}, **(names | members))


def make_api(
    operation: dict[str, Any],
    *,
    method: str = "get",
    path: str = "/things",
    prefix: str = "/shop",
    behaviour: Behaviour | None = None,
    seed: State | None = None,
) -> Api:
    content = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {path: {method: {"operationId": "do", "responses": {}, **operation}}},
        "components": {"securitySchemes": SCHEMES},
    }
    document = Document.parse(yaml.safe_dump(content, sort_keys=False), name="shop.yaml")
    behaviour = behaviour or Behaviour()
    return Api("shop", prefix, document, read_operations(document), behaviour, Functions(), seed or State())


def try_it(**members: Any) -> TryIt:
    names: dict[str, Any] = {"path": {}, "query": {}, "example": None, "expect": None}
    return TryIt("Do it", "do", **(names | members))


def words(api: Api, entry: TryIt) -> list[str]:
    """The line as a shell splits it, without `curl`."""
    return shlex.split(curl_for(api, entry, BASE))[1:]


@pytest.mark.parametrize(
    ("path", "entry", "url"),
    [
        pytest.param("/things", try_it(), "/things", id="plain"),
        pytest.param("/things/{id}", try_it(path={"id": "a b/ü?"}), "/things/a%20b%2F%C3%BC%3F", id="path-encoded"),
        pytest.param("/a/{x}/{y}", try_it(path={"x": "1"}), "/a/1/{y}", id="path-left-to-the-reader"),
        pytest.param("/things", try_it(query={"q": "a&b=c d", "n": "1"}), "/things?q=a%26b%3Dc%20d&n=1", id="query"),
    ],
)
def test_the_address(path: str, entry: TryIt, url: str) -> None:
    globbing = ["-g"] if "{" in url else []  # braces would be ranges to curl
    assert words(make_api({}, path=path), entry) == [*globbing, f"{BASE}/shop{url}"]


@pytest.mark.parametrize("base", [BASE, BASE + "/"])
@pytest.mark.parametrize(("prefix", "url"), [("/shop", BASE + "/shop/things"), ("", BASE + "/things")])
def test_the_prefix_follows_the_base(base: str, prefix: str, url: str) -> None:
    assert curl_for(make_api({}, prefix=prefix), try_it(), base) == f"curl {url}"


def test_the_query_of_a_path_key_is_sent() -> None:
    api = make_api({}, path="/things/{id}?v=1")
    assert words(api, try_it(path={"id": "a?b"}, query={"q": "x"})) == [BASE + "/shop/things/a%3Fb?v=1&q=x"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_method_is_named_unless_curl_chooses_it_anyway(method: str) -> None:
    assert words(make_api({}, method=method), try_it())[:2] == ["-X", method.upper()]


@pytest.mark.parametrize(
    ("scheme", "token", "expected"),
    [
        pytest.param("bearer", "t1", ["-H", "Authorization: Bearer t1"], id="bearer"),
        pytest.param("oauth", "t1", ["-H", "Authorization: Bearer t1"], id="oauth2"),
        pytest.param("basic", "me:it's", ["-u", "me:it's"], id="basic"),
        pytest.param("header", "t1", ["-H", "X-Key: t1"], id="header"),
        pytest.param("cookie", "t1", ["-H", "Cookie: sid=t1"], id="cookie"),
    ],
)
def test_a_credential_is_written_as_its_scheme_says(scheme: str, token: str, expected: list[str]) -> None:
    api = make_api({"security": [{scheme: []}]}, behaviour=Behaviour({scheme: (credential(token),)}))
    assert words(api, try_it()) == [f"{BASE}/shop/things", *expected]


def test_a_credential_in_the_query_is_part_of_the_address() -> None:
    api = make_api({"security": [{"query": []}]}, behaviour=Behaviour({"query": (credential("a/b"),)}))
    assert words(api, try_it(query={"n": "1"})) == [f"{BASE}/shop/things?n=1&key=a%2Fb"]


@pytest.mark.parametrize(
    ("security", "accepted", "expected"),
    [
        pytest.param([], {"bearer": [credential("t1")]}, [], id="nothing-asked"),
        pytest.param([{}], {"bearer": [credential("t1")]}, [], id="anonymous-only"),
        pytest.param([{}, {"header": []}], {"header": [credential("t1")]}, ["X-Key: t1"], id="not-anonymous"),
        pytest.param([{"header": []}], {}, ["X-Key: token"], id="any-is-accepted"),
        pytest.param([{"header": []}], {"header": [credential(pattern=...)]}, [], id="only-a-pattern"),
        pytest.param(
            [{"header": []}],
            {
                "header": [
                    credential("old", rejected=True),
                    credential("weak", scopes=()),
                    credential("t1", scopes=("w",)),
                ]
            },
            ["X-Key: t1"],
            id="the-first-that-may",
        ),
        pytest.param(
            [{"header": []}, {"bearer": []}],
            {"header": [credential("old", rejected=True)], "bearer": [credential("t1")]},
            ["Authorization: Bearer t1"],
            id="the-first-alternative-that-can-be-met",
        ),
        pytest.param(
            [{"header": [], "bearer": []}],
            {"header": [credential("t1")], "bearer": [credential("t2")]},
            ["X-Key: t1", "Authorization: Bearer t2"],
            id="both-at-once",
        ),
        pytest.param(
            [{"header": []}], {"header": [credential(resource="session")]}, ["X-Key: s1"], id="a-rows-identifier"
        ),
    ],
)
def test_which_credential_is_shown(
    security: list[Any], accepted: dict[str, list[AcceptedCredential]], expected: list[str]
) -> None:
    session = Resource("session", None, (), "sid", "uuid", None, None, "always", None, (), {}, "not_found")
    behaviour = Behaviour(
        credentials={scheme: tuple(entries) for scheme, entries in accepted.items()},
        resources={"session": session},
        operations={"do": OperationBehaviour(scopes=("w",))},
    )
    api = make_api({"security": security}, behaviour=behaviour, seed=State({"session": {"s1": {"sid": "s1"}}}))
    assert words(api, try_it())[1:] == [word for header in expected for word in ("-H", header)]


def with_body(media_type: str, value: Any, schema: Any = None) -> dict[str, Any]:
    content: dict[str, Any] = {"examples": {"it": {"value": value}}}
    if schema is not None:
        content["schema"] = schema
    return {"requestBody": {"content": {media_type: content}}}


@pytest.mark.parametrize(
    ("media_type", "value", "expected"),
    [
        pytest.param(
            "application/json",
            {"name": "it's", "ü": [1, None]},
            ["-H", "Content-Type: application/json", "--data-raw", '{"name":"it\'s","ü":[1,null]}'],
            id="json",
        ),
        pytest.param(
            "application/merge-patch+json",
            "@file",
            ["-H", "Content-Type: application/merge-patch+json", "--data-raw", '"@file"'],
            id="json-text",
        ),
        pytest.param(
            "application/xml",
            {"a": 1},
            [
                "-H",
                "Content-Type: application/xml",
                "--data-raw",
                '<?xml version="1.0" encoding="UTF-8"?>\n<xml><a>1</a></xml>',
            ],
            id="xml",
        ),
        pytest.param(
            "text/plain", "a\nb", ["-H", "Content-Type: text/plain; charset=utf-8", "--data-raw", "a\nb"], id="text"
        ),
        pytest.param(
            "application/x-www-form-urlencoded",
            {"a": "x y", "b": 2},
            ["-H", "Content-Type: application/x-www-form-urlencoded", "--data-raw", "a=x+y&b=2"],
            id="form",
        ),
        pytest.param(
            "multipart/form-data",
            {"kind": "page", "tags": ["a", "b"], "meta": {"x": 1}},
            ["-F", "kind=page", "-F", "tags=a", "-F", "tags=b", "-F", 'meta={"x":1};type=application/json'],
            id="multipart",
        ),
        pytest.param(
            "multipart/form-data",
            {"a": "@x", "b": '1;"\\"', "c": "<y", "d": '"e"', "f": "g\n", "h": 'i,"\\\nj'},
            [
                *("-F", 'a="@x"'),
                *("-F", 'b="1;\\"\\\\\\""'),
                *("-F", 'c="<y"'),
                *("-F", 'd="\\"e\\""'),
                *("-F", 'f="g\n"'),
                *("-F", 'h=i,"\\\nj'),
            ],
            id="multipart-what-curl-would-not-take-literally",
        ),
    ],
)
def test_a_body_is_written_as_its_media_type_says(media_type: str, value: Any, expected: list[str]) -> None:
    api = make_api(with_body(media_type, value), method="post")
    assert words(api, try_it(example="it")) == [f"{BASE}/shop/things", *expected]


def test_a_body_that_cannot_be_written_is_left_out() -> None:
    api = make_api(with_body("image/png", {"a": 1}), method="post")
    assert words(api, try_it(example="it")) == ["-X", "POST", f"{BASE}/shop/things"]


@pytest.mark.parametrize("file", [{"type": "string", "format": "binary"}, {"contentMediaType": "image/png"}])
def test_a_binary_property_has_its_media_type(file: dict[str, Any]) -> None:
    schema = {"type": "object", "properties": {"photo": file, "name": {"type": "string"}}}
    api = make_api(with_body("multipart/form-data", {"photo": "PNG", "name": "Rex"}, schema), method="post")
    assert words(api, try_it(example="it"))[1:] == ["-F", "photo=PNG;type=application/octet-stream", "-F", "name=Rex"]


@pytest.mark.parametrize("example", [None, "other"])
def test_without_an_example_there_is_no_body(example: str | None) -> None:
    api = make_api(with_body("application/json", {}), method="put")
    assert words(api, try_it(example=example)) == ["-X", "PUT", f"{BASE}/shop/things"]


def test_an_unknown_operation_raises() -> None:
    with pytest.raises(ValueError, match="'nothing' is not an operation of shop"):
        curl_for(make_api({}), TryIt("?", "nothing", {}, {}, None, None), BASE)


# requests that are drafted


def trials(api: Api, **options: Any) -> list[str]:
    """The words of each line, without `curl` and the beginning of the address."""
    found = (shlex.split(trial.curl) for trial in list_trials(api, BASE, **options))
    return [" ".join(words[1:]).removeprefix(f"{BASE}/shop") for words in found]


def test_what_the_behaviour_lists_is_not_drafted() -> None:
    api = make_api({}, behaviour=Behaviour(try_it=(try_it(query={"a": "1"}, expect=200),)))
    assert list_trials(api, BASE) == [Trial("Do it", 200, f"curl '{BASE}/shop/things?a=1'")]


@pytest.mark.parametrize(
    ("operation", "line"),
    [
        pytest.param({"summary": "All"}, "", id="nothing-needed"),
        pytest.param(
            {"parameters": [{"name": "n", "in": "query", "required": True, "schema": {"minimum": 7}}]},
            "?n=7",
            id="query",
        ),
        pytest.param(
            {"parameters": [{"name": "q", "in": "query", "example": "a b", "schema": {"type": "string"}}]},
            "?q=a%20b",
            id="example",
        ),
        pytest.param({"security": [{"query": []}]}, "?key=token", id="credential-in-query"),
        pytest.param({"security": [{"header": []}]}, " -H X-Key: token", id="credential-in-header"),
    ],
)
def test_an_operation_gets_a_valid_request(operation: dict[str, Any], line: str) -> None:
    assert trials(make_api(operation)) == [f"/things{line}"]


def test_an_item_that_exists_is_named() -> None:
    thing = Resource("thing", None, (), "id", "uuid", None, None, "always", None, (), {}, "not_found")
    behaviour = Behaviour(
        resources={"thing": thing}, operations={"do": OperationBehaviour("read", "thing", identifier="id")}
    )
    operation = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}
    seed = State({"thing": {"t1": {"id": "t1"}}})
    assert trials(make_api(operation, path="/things/{id}", behaviour=behaviour, seed=seed)) == ["/things/t1"]
    assert trials(make_api(operation, path="/things/{id}", behaviour=behaviour)) != ["/things/t1"]


def test_an_operation_without_a_valid_request_has_none() -> None:
    impossible = {"parameters": [{"name": "n", "in": "query", "required": True, "schema": False}]}
    assert trials(make_api(impossible)) == []
    assert trials(make_api({}), limit=0) == []
