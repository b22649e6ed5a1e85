"""`Description`: base paths, broken operations, and what it keeps."""

from __future__ import annotations

import pytest

from mockserver import openapi
from mockserver.openapi.routing import Match

TEXT = """
openapi: 3.1.0
info: {title: Books, version: '1'}
servers: [{url: https://example.com/v1}, {url: /}, {url: https://example.com/v2/}, {url: https://example.com/ü:b c/v4}]
paths: {/books: {get: {}}}
components:
  schemas:
    Book: {type: object, properties: {tags: {type: array, items: {type: string}}}}
    Never: {type: string, not: {}}
"""


@pytest.mark.parametrize(
    ("path", "is_known"),
    [
        pytest.param("/books", True, id="as-written"),
        pytest.param("/v1/books", True, id="first-server"),
        pytest.param("/v2/books", True, id="last-server"),
        pytest.param("/%C3%BC:b%20c/v4/books", True, id="other-characters"),
        pytest.param("/%c3%bc%3ab%20c/v4/books", True, id="encoded-in-another-way"),
        pytest.param("/v3/books", False, id="other-base-path"),
        pytest.param("/v1books", False, id="no-slash"),
    ],
)
def test_a_path_may_begin_with_a_base_path(path: str, is_known: bool) -> None:
    assert isinstance(openapi.Description.parse(TEXT).match("GET", path), Match) is is_known


BASES = """
openapi: 3.1.0
info: {title: Tables, version: '1'}
servers: [{url: https://tables.test/v0}, {url: https://tables.test/v0/eu}]
paths:
  /{base}/{table}: {get: {}, post: {}}
  /{base}/{table}/{row}: {get: {}, patch: {}}
  /v0/{table}/{row}/{cell}: {get: {}}
"""


@pytest.mark.parametrize(
    ("method", "path", "found"),
    [
        pytest.param("GET", "/v0/boats/small", "/{base}/{table}", id="fits-another-path-as-a-whole"),
        pytest.param("POST", "/v0/boats/small", "/{base}/{table}", id="with-a-method-that-the-other-lacks"),
        pytest.param("GET", "/v0/boats/small/7", "/{base}/{table}/{row}", id="a-longer-path"),
        pytest.param("GET", "/v0/eu/boats/small", "/{base}/{table}", id="the-longest-base-path"),
        pytest.param("GET", "/boats/small", "/{base}/{table}", id="without-the-base-path"),
        pytest.param("PATCH", "/v0/small/7", "/{base}/{table}/{row}", id="only-the-whole-path-has-the-method"),
        pytest.param("GET", "/v0/small/7/a", "/{base}/{table}/{row}", id="below-it-before-a-literal-segment"),
        pytest.param("DELETE", "/v0/boats/small", ("GET", "HEAD", "OPTIONS", "POST"), id="no-such-method"),
    ],
)
def test_the_operation_below_the_base_path_comes_first(method: str, path: str, found: str | tuple[str, ...]) -> None:
    match = openapi.Description.parse(BASES).match(method, path)
    assert (match.operation.path if isinstance(match, Match) else match.methods) == found


SLASHES = """
openapi: 3.1.0
info: {title: Slashes, version: '1'}
servers: [{url: /v1}]
paths:
  /plain: {get: {responses: {}}}
  /slashed/: {get: {responses: {}}}
  /both: {get: {operationId: one, responses: {}}}
  /both/: {get: {operationId: other, responses: {}}, post: {responses: {}}}
  /items/{id}: {get: {responses: {}}}
  /{first}/deep/: {get: {responses: {}}}
"""


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("/plain", "/plain", id="as-written"),
        pytest.param("/plain/", "/plain (documented)", id="one-too-many"),
        pytest.param("/v1/plain/", "/plain (documented)", id="below-a-base-path"),
        pytest.param("/slashed", "/slashed/ (documented)", id="one-too-few"),
        pytest.param("/both", "/both", id="both-without"),
        pytest.param("/both/", "/both/", id="both-with"),
        pytest.param("/items/7/", "/items/{id} (documented)", id="after-a-variable"),
        pytest.param("/items/", None, id="no-variable"),
        pytest.param("/items/7/8/", None, id="unknown"),
        pytest.param("/a/deep", "/{first}/deep/ (documented)", id="before-a-variable"),
        pytest.param("/plain//", None, id="two-too-many"),
        pytest.param("/", None, id="root"),
        pytest.param("/v1/", None, id="base-path"),
        pytest.param("", None, id="empty"),
    ],
)
def test_a_slash_at_the_end_does_not_matter_if_no_operation_has_the_path(path: str, found: str | None) -> None:
    match = openapi.Description.parse(SLASHES).match("GET", path)
    if isinstance(match, Match):
        assert match.documented in ("", match.operation.path)
        assert f"{match.operation.path}{' (documented)' if match.documented else ''}" == found
    else:
        assert (match.methods, found) == ((), None)


@pytest.mark.parametrize(("path", "methods"), [("/plain/", "GET"), ("/both", "GET"), ("/slashed", "GET")])
def test_a_path_with_another_slash_has_its_methods(path: str, methods: str) -> None:
    found = openapi.Description.parse(SLASHES).match("POST", path)
    assert isinstance(found, openapi.NoMatch)
    assert found.methods == (methods, "HEAD", "OPTIONS")
    assert found.nearest == (None if path == "/both" else path.rstrip("/") if path.endswith("/") else f"{path}/")


def test_a_request_is_told_of_its_slash() -> None:
    violations = openapi.Description.parse(SLASHES).check_request(openapi.Request("GET", "/items/7/"))
    assert [(violation.rule, violation.severity) for violation in violations] == [("routing.trailing-slash", "warning")]
    assert str(violations[0]) == (
        'path: "/items/7/" is documented as /items/{id}, without the slash at its end (openapi.yaml:10)'
    )


def test_a_known_path_with_another_method_has_its_methods() -> None:
    found = openapi.Description.parse(TEXT).match("POST", "/v1/books")
    assert isinstance(found, openapi.NoMatch)
    assert found.methods == ("GET", "HEAD", "OPTIONS")


def test_contracts_and_generators_are_kept() -> None:
    books = openapi.Description.parse(TEXT)
    assert books.contract(books.operations[0]) is books.contract(books.operations[0])
    assert books.generator() is books.generator()
    assert books.generator("request") is not books.generator("response")


def test_a_generated_value_may_be_changed() -> None:
    books = openapi.Description.parse(TEXT)
    pointer = "/components/schemas/Book"
    books.generate(pointer)["tags"].append("changed")
    assert "changed" not in books.generate(pointer)["tags"]


def test_a_schema_without_values_is_unsatisfiable() -> None:
    with pytest.raises(openapi.Unsatisfiable, match=r"openapi\.yaml:9"):
        openapi.Description.parse(TEXT).generate("/components/schemas/Never")


def test_a_broken_operation_raises_its_error() -> None:
    text = "{openapi: 3.1.0, info: {title: A, version: '1'}, paths: {/a: {get: {$ref: '#/x'}}}}"
    description = openapi.Description.parse(text)
    request = openapi.Request("GET", "/a")
    with pytest.raises(openapi.DocumentError, match="/x"):
        description.check_request(request)
    with pytest.raises(openapi.DocumentError, match="/x"):
        description.check_response(request, openapi.Response(200))
