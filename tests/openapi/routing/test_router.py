"""A method and a path lead to an operation, or to a reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockserver.openapi.errors import DocumentError
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.operations import read_operations
from mockserver.openapi.routing import Match, NoMatch, Router, router
from tests.support.documents import document_of


def router_of(*operations: str) -> Router:
    """Return a router for `"GET /pets", "PUT /pets/{id}"`."""
    paths: dict[str, Any] = {}
    for operation in operations:
        method, _, path = operation.partition(" ")
        paths.setdefault(path, {})[method.lower()] = {"responses": {}}
    return Router(read_operations(document_of(paths=paths)))


PETS = router_of(
    "GET /",
    "GET /pets",
    "GET /pets/{id}",
    "PUT /pets/{pet}",
    "GET /pets/mine",
    "DELETE /pets/mine",
    "POST /pets/{id}:feed",
    "GET /pets/{name}.{extension}",
    "GET /pets/{id}/toys",
    "GET /{kind}/mine/toys",
    "HEAD /health",
    "GET /health",
    "GET /with/",
    "GET /sp%20ace/é",
)


@pytest.mark.parametrize(
    ("request_line", "operation", "texts"),
    [
        # 1. a literal, then a pattern, then a variable
        pytest.param("GET /", "GET /", {}, id="root"),
        pytest.param("GET /pets/mine", "GET /pets/mine", {}, id="1-literal-before-variable"),
        pytest.param(
            "GET /pets/a.png",
            "GET /pets/{name}.{extension}",
            {"name": "a", "extension": "png"},
            id="1-pattern-before-variable",
        ),
        pytest.param("GET /pets/7", "GET /pets/{id}", {"id": "7"}, id="1-variable"),
        pytest.param("POST /pets/7:feed", "POST /pets/{id}:feed", {"id": "7"}, id="1-pattern"),
        pytest.param("GET /pets/mine/toys", "GET /pets/{id}/toys", {"id": "mine"}, id="1-literal-that-leads-nowhere"),
        pytest.param(
            "GET /cats/mine/toys", "GET /{kind}/mine/toys", {"kind": "cats"}, id="1-variable-before-a-literal"
        ),
        # 2. the first that has the method
        pytest.param("PUT /pets/mine", "PUT /pets/{pet}", {"pet": "mine"}, id="2-the-literal-has-no-put"),
        pytest.param("PUT /pets/a.png", "PUT /pets/{pet}", {"pet": "a.png"}, id="2-the-pattern-has-no-put"),
        pytest.param("GET /pets/7:feed", "GET /pets/{id}", {"id": "7:feed"}, id="2-the-pattern-has-no-get"),
        pytest.param("PUT /pets/7", "PUT /pets/{pet}", {"pet": "7"}, id="2-each-operation-has-its-own-names"),
        # 3. HEAD
        pytest.param("HEAD /pets", "GET /pets", {}, id="3-head-by-get"),
        pytest.param("HEAD /health", "HEAD /health", {}, id="3-head-of-its-own"),
        # how a variable takes its text
        pytest.param(
            "GET /pets/a.b.c",
            "GET /pets/{name}.{extension}",
            {"name": "a", "extension": "b.c"},
            id="first-variable-is-short",
        ),
        pytest.param("GET /pets/.png", "GET /pets/{id}", {"id": ".png"}, id="a-variable-in-a-pattern-is-not-empty"),
        # percent-encoding
        pytest.param("GET /pets/a%2Fb", "GET /pets/{id}", {"id": "a%2Fb"}, id="%2F-does-not-separate"),
        pytest.param("GET /pets/%0A", "GET /pets/{id}", {"id": "%0A"}, id="%0A-hides-nothing"),
        pytest.param(
            "GET /pets/a%0A.b",
            "GET /pets/{name}.{extension}",
            {"name": "a%0A", "extension": "b"},
            id="%0A-in-a-pattern",
        ),
        pytest.param("GET /pets/\n", "GET /pets/{id}", {"id": "\n"}, id="a-raw-line-break"),
        pytest.param(
            "GET /pets/a\n.b", "GET /pets/{name}.{extension}", {"name": "a\n", "extension": "b"}, id="in-a-pattern"
        ),
        pytest.param("GET /pets/%00", "GET /pets/{id}", {"id": "%00"}, id="%00"),
        pytest.param("GET /pets/%zz%", "GET /pets/{id}", {"id": "%zz%"}, id="invalid-percent"),
        pytest.param("GET /pets/%FF", "GET /pets/{id}", {"id": "%FF"}, id="no-utf-8"),
        pytest.param("GET /%70ets/%6Dine", "GET /pets/mine", {}, id="encoded-literal"),
        pytest.param("GET /sp%20ace/%C3%A9", "GET /sp%20ace/é", {}, id="template-and-path-encoded-differently"),
        pytest.param("GET /pets/..", "GET /pets/{id}", {"id": ".."}, id="dots-are-text"),
        pytest.param("GET /with/", "GET /with/", {}, id="trailing-slash-where-documented"),
    ],
)
def test_match(request_line: str, operation: str, texts: dict[str, str]) -> None:
    method, _, path = request_line.partition(" ")
    match = PETS.match(method, path)
    assert isinstance(match, Match)
    assert (f"{match.operation.method} {match.operation.path}", match.texts) == (operation, texts)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("", id="empty"),
        pytest.param("*", id="asterisk"),
        pytest.param("pets", id="without-slash"),
        pytest.param("//", id="two-slashes"),
        pytest.param("/pets/", id="trailing-slash"),
        pytest.param("//pets", id="empty-segment-first"),
        pytest.param("/pets//toys", id="empty-segment-for-a-variable"),
        pytest.param("/with", id="trailing-slash-missing"),
        pytest.param("/pets%2Fmine", id="%2F-does-not-separate"),
        pytest.param("/pets/7/toys/8", id="too-long"),
        pytest.param("/Pets", id="case"),
        pytest.param("/pets?x=1", id="query-is-not-part-of-it"),
        pytest.param("/" + "x/" * 10_000, id="ten-thousand-segments"),
    ],
)
def test_no_path(path: str) -> None:
    match = PETS.match("GET", path)
    assert isinstance(match, NoMatch)
    assert match.methods == ()


@pytest.mark.parametrize(
    ("request_line", "methods"),
    [
        pytest.param("POST /pets", ("GET", "HEAD", "OPTIONS"), id="head-and-options-come-with-get"),
        pytest.param("POST /pets/mine", ("DELETE", "GET", "HEAD", "OPTIONS", "PUT"), id="of-all-templates-that-fit"),
        pytest.param("PATCH /pets/7:feed", ("GET", "HEAD", "OPTIONS", "POST", "PUT"), id="of-patterns-too"),
        pytest.param("OPTIONS /pets", ("GET", "HEAD", "OPTIONS"), id="options"),
        pytest.param("get /pets", ("GET", "HEAD", "OPTIONS"), id="methods-have-case"),
        pytest.param("BREW /health", ("GET", "HEAD", "OPTIONS"), id="unknown-method"),
    ],
)
def test_no_method(request_line: str, methods: tuple[str, ...]) -> None:
    method, _, path = request_line.partition(" ")
    assert PETS.match(method, path) == NoMatch(methods)


def test_without_get_there_is_no_head() -> None:
    router = router_of("POST /pets", "OPTIONS /pets")
    assert router.match("HEAD", "/pets") == NoMatch(("OPTIONS", "POST"))
    assert isinstance(router.match("OPTIONS", "/pets"), Match)


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/pet", "/pets"),
        ("/pets/7/toy", "/pets/{id}/toys"),
        ("/health/", "/health"),
        ("/pet/7/toys", "/pets/{id}/toys"),
        ("/zzz/qqq/xxx", None),
        ("/PETS", "/pets"),
    ],
)
def test_the_nearest_path(path: str, nearest: str | None) -> None:
    assert PETS.match("GET", path) == NoMatch((), nearest)


FILES = router_of(
    "GET /größe-{n}",
    "POST /jobs/{id}:cancel",
    "GET /jobs/{id}",
    "GET /files/{name}.json",
    "GET /shared docs {n}",
    "GET /Items(id={key},lang='{lang}')",
    "GET /parts/{a}F",
    "GET /tens/{n}%25",
    "GET /from/{a}-{b}",
    "GET /100%25{n}",
)


@pytest.mark.parametrize(
    ("request_line", "path", "texts"),
    [
        pytest.param("GET /gr%C3%B6%C3%9Fe-7", "/größe-{n}", {"n": "7"}, id="not-ascii"),
        pytest.param("GET /gr%c3%b6%c3%9fe-7", "/größe-{n}", {"n": "7"}, id="lower-case-digits"),
        pytest.param("GET /größe-7", "/größe-{n}", {"n": "7"}, id="not-encoded-at-all"),
        pytest.param("GET /shared%20docs%207", "/shared docs {n}", {"n": "7"}, id="blanks"),
        pytest.param("GET /files/a%2Ejson", "/files/{name}.json", {"name": "a"}, id="an-unreserved-character"),
        pytest.param("GET /files/a%2E%6a%73on", "/files/{name}.json", {"name": "a"}, id="letters"),
        pytest.param("GET /files/a%2Fb.json", "/files/{name}.json", {"name": "a%2Fb"}, id="%2F-stays-in-the-variable"),
        pytest.param("POST /jobs/7%3Acancel", "/jobs/{id}:cancel", {"id": "7"}, id="encodeURIComponent"),
        pytest.param("POST /jobs/a%3Ab:cancel", "/jobs/{id}:cancel", {"id": "a%3Ab"}, id="as-written-first"),
        pytest.param("GET /jobs/7%3Acancel", "/jobs/{id}", {"id": "7%3Acancel"}, id="the-pattern-has-no-get"),
        pytest.param(
            "GET /Items(id=7,lang=%27de%27)", "/Items(id={key},lang='{lang}')", {"key": "7", "lang": "de"}, id="quotes"
        ),
        pytest.param(
            "GET /Items%28id%3D7%2Clang%3D%27de%27%29",
            "/Items(id={key},lang='{lang}')",
            {"key": "7", "lang": "de"},
            id="every-reserved-character",
        ),
        pytest.param("GET /parts/x%2FF", "/parts/{a}F", {"a": "x%2F"}, id="an-escape-is-not-torn-apart"),
        pytest.param("GET /tens/7%25", "/tens/{n}%25", {"n": "7"}, id="a-percent-sign"),
        pytest.param("GET /100%257", "/100%25{n}", {"n": "7"}, id="a-percent-sign-before-digits"),
        pytest.param("GET /from/a%2Db-c", "/from/{a}-{b}", {"a": "a%2Db", "b": "c"}, id="the-bare-separator-wins"),
        pytest.param("GET /from/a%2Db", "/from/{a}-{b}", {"a": "a", "b": "b"}, id="else-the-encoded-one"),
    ],
)
def test_literal_text_beside_a_variable_is_the_same_text_encoded(
    request_line: str, path: str, texts: dict[str, str]
) -> None:
    method, _, target = request_line.partition(" ")
    match = FILES.match(method, target)
    assert isinstance(match, Match)
    assert (match.operation.path, match.texts) == (path, texts)


@pytest.mark.parametrize("path", ["/parts/x%2F", "/files%2Fa.json", "/gr%C3-7", "/parts/F"])
def test_no_part_of_an_escape_is_literal_text(path: str) -> None:
    assert isinstance(FILES.match("GET", path), NoMatch)


# keys with a query or a fragment


def request(target: str, body: bytes = b"", /, **fields: str) -> Request:
    path, _, query = target.partition("?")
    return Request("POST", path, query, Headers([(k.replace("_", "-"), v) for k, v in fields.items()]), body)


VERSIONS = router_of(
    "POST /pastry/{name}?api-version=2024-06-01",
    "POST /pastry/{name}?api-version=2024-10-21",
    "POST /bucket",
    "POST /bucket?acl",
    "POST /bucket?acl&copy=yes",
    "POST /#Action=ListUsers",
    "POST /#Action=DeleteUser",
    "POST /#Target=Users.Create",
    "POST /search{?q,page}",
    "POST /find?text={words}",
)


@pytest.mark.parametrize(
    ("sent", "path", "texts"),
    [
        pytest.param(
            request("/pastry/eclair?api-version=2024-10-21"),
            "/pastry/{name}?api-version=2024-10-21",
            {"name": "eclair"},
            id="1-the-value-chooses",
        ),
        pytest.param(request("/bucket?x=1&acl"), "/bucket?acl", {}, id="1-the-name-chooses"),
        pytest.param(request("/bucket?acl&copy=yes"), "/bucket?acl&copy=yes", {}, id="1-the-one-with-most-pairs"),
        pytest.param(request("/?Action=DeleteUser"), "/#Action=DeleteUser", {}, id="1-a-fragment-by-the-query"),
        pytest.param(
            request("/", b"Action=DeleteUser&x=1", content_type="application/x-www-form-urlencoded"),
            "/#Action=DeleteUser",
            {},
            id="1-a-fragment-by-the-form",
        ),
        pytest.param(request("/", target="Users.Create"), "/#Target=Users.Create", {}, id="1-a-fragment-by-a-field"),
        pytest.param(request("/bucket"), "/bucket", {}, id="2-the-path-alone"),
        pytest.param(request("/bucket?copy=yes"), "/bucket", {}, id="2-some-pairs-are-not-enough"),
        pytest.param(
            request("/pastry/a?api-version=1"),
            "/pastry/{name}?api-version=2024-06-01",
            {"name": "a"},
            id="3-else-the-first",
        ),
        pytest.param(request("/search?q=x"), "/search{?q,page}", {}, id="an-expansion-is-no-variable"),
        pytest.param(request("/find?text=a%20b"), "/find?text={words}", {"words": "a%20b"}, id="a-variable"),
    ],
)
def test_keys_of_one_path_are_told_apart_by_the_request(sent: Request, path: str, texts: dict[str, str]) -> None:
    match = VERSIONS.match("POST", sent.path, sent)
    assert isinstance(match, Match)
    assert (match.operation.path, match.texts) == (path, texts)


def test_a_key_with_a_query_allows_its_methods_and_is_named_by_its_path() -> None:
    router = router_of("GET /bucket?acl", "PUT /bucket")
    assert router.match("POST", "/bucket") == NoMatch(("GET", "HEAD", "OPTIONS", "PUT"))
    assert isinstance(router.match("HEAD", "/bucket"), Match)
    assert router.match("GET", "/buckets") == NoMatch((), "/bucket")


@pytest.mark.parametrize(
    "twin", [pytest.param("/pets/{name}", id="other-name"), pytest.param("/%70ets/{id}", id="other-encoding")]
)
def test_the_first_of_two_operations_for_the_same_requests_matches(twin: str) -> None:
    match = router_of("GET /pets/{id}", f"GET {twin}").match("GET", "/pets/7")
    assert isinstance(match, Match)
    assert (match.operation.path, match.texts) == ("/pets/{id}", {"id": "7"})


def test_equal_patterns_share_one_node() -> None:
    router = router_of("GET /{id}:run", "PUT /{name}:run")
    match = router.match("PUT", "/7:run")
    assert isinstance(match, Match)
    assert match.texts == {"name": "7"}
    assert router.match("POST", "/7:run") == NoMatch(("GET", "HEAD", "OPTIONS", "PUT"))


# cost


@pytest.fixture
def count_visits(monkeypatch: pytest.MonkeyPatch) -> Callable[[Router, str], int]:
    """Return how many nodes of its tree a router visits for a path."""
    visits = 0
    original = router._next_steps

    def counted(*arguments: Any) -> list[Any]:
        nonlocal visits
        visits += 1
        return original(*arguments)

    monkeypatch.setattr(router, "_next_steps", counted)

    def count(searched: Router, path: str) -> int:
        nonlocal visits
        visits = 0
        searched.match("GET", path)
        return visits

    return count


@pytest.mark.parametrize("path", ["/r7", "/r7/x", "/r7/x/parts", "/nowhere/at/all"])
def test_cost_does_not_grow_with_operations(count_visits: Callable[[Router, str], int], path: str) -> None:
    few, many = (
        router_of(*[f"GET /r{n}{rest}" for n in range(count) for rest in ("", "/{id}", "/{id}/parts")])
        for count in (10, 1000)
    )
    assert count_visits(few, path) == count_visits(many, path) <= path.count("/") + 1


def test_a_path_deeper_than_calls_can_be(count_visits: Callable[[Router, str], int]) -> None:
    router = router_of("GET /" + "a/" * 20_000 + "{b}:run", "PUT /" + "{a}/" * 20_000)
    assert isinstance(router.match("GET", "/" + "a/" * 20_000 + "b:run"), Match)
    assert isinstance(router.match("PUT", "/" + "a/" * 20_000), Match)
    assert router.match("GET", "/" + "a/" * 20_000) == NoMatch(("OPTIONS", "PUT"))


def test_a_branch_that_cannot_match_is_not_searched(count_visits: Callable[[Router, str], int]) -> None:
    router = router_of("GET /a/{b}/c", "GET /{a}/b/d", "GET /{a}/{b}/e")
    assert count_visits(router, "/a/b/e") == 7  # root, a, a/{b}; {a}, {a}/b; {a}/{b}, {a}/{b}/e


@pytest.mark.parametrize(
    ("template", "path"),
    [
        pytest.param("/{a}-{b}.json", "/" + "-" * 50_000, id="two-variables"),
        pytest.param("/" + "{%s}-" * 12 % tuple("abcdefghijkl") + "z", "/" + "-" * 1000 + "y", id="twelve-variables"),
        pytest.param("/{a}{b}{c}z", "/" + "y" * 50_000, id="nothing-between"),
    ],
)
def test_a_long_segment_is_matched_without_backtracking(template: str, path: str) -> None:
    """With backtracking this would take minutes or years."""
    assert isinstance(router_of(f"GET {template}").match("GET", path), NoMatch)


# laws

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="{}/%?#"), min_size=1, max_size=5)
SEGMENTS = st.tuples(st.sampled_from(["literal", "variable", "prefixed", "suffixed"]), WORDS)
TEXTS = st.text(min_size=1, max_size=5).map(lambda text: quote(text, safe=""))
VARIABLE = re.compile(r"\{(\w+)\}")


def template_of(segments: list[tuple[str, str]]) -> str:
    shapes = {"literal": "{1}", "variable": "{{v{0}}}", "prefixed": "{1}{{v{0}}}", "suffixed": "{{v{0}}}{1}"}
    return "".join("/" + shapes[kind].format(n, word) for n, (kind, word) in enumerate(segments))


@given(st.lists(SEGMENTS, min_size=1, max_size=4), st.data())
def test_a_path_made_from_a_template_matches_it_with_its_texts(
    segments: list[tuple[str, str]], data: st.DataObject
) -> None:
    template = template_of(segments)
    texts = {name: data.draw(TEXTS, name) for name in VARIABLE.findall(template)}
    match = router_of(f"GET {template}").match("GET", VARIABLE.sub(lambda v: texts[v[1]], template))
    assert isinstance(match, Match)
    assert match.texts == texts


@given(st.lists(st.lists(SEGMENTS, min_size=1, max_size=3), min_size=2, max_size=5), st.data())
def test_the_matching_template_always_fits(many: list[list[tuple[str, str]]], data: st.DataObject) -> None:
    templates = list(dict.fromkeys(map(template_of, many)))
    try:
        router = router_of(*[f"GET {template}" for template in templates])
    except DocumentError:
        assume(False)
    texts = {f"v{n}": data.draw(TEXTS, f"v{n}") for n in range(3)}
    path = VARIABLE.sub(lambda v: texts[v[1]], data.draw(st.sampled_from(templates), "template"))
    match = router.match("GET", path)
    assert isinstance(match, Match)
    assert unquote(VARIABLE.sub(lambda v: match.texts[v[1]], match.operation.path)) == unquote(path)


@given(st.text(max_size=30), st.sampled_from(["GET", "POST", ""]))
def test_any_path_is_matched_or_explained(path: str, method: str) -> None:
    match = PETS.match(method, path)
    if isinstance(match, NoMatch) and match.methods:
        assert method not in match.methods
        assert isinstance(PETS.match(match.methods[0], path), Match)
