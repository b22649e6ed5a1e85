"""One document: its version, pointers, references and positions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.documents.versions.dialects import DRAFT_4, DRAFT_2020_12, Dialect
from mockserver.openapi.errors import DocumentError
from tests.support.documents import document_of
from tests.support.omissions import reported_of

PETS = """\
openapi: 3.1.0
info:
  title: Pets
  version: '1'
paths:
  /pets/{id}:
    get:
      parameters:
        - name: id
          in: path
          schema:
            $ref: '#/components/schemas/Id'
components:
  schemas:
    Id:
      type: string
      minLength: 1
    Alias:
      $ref: '#/components/schemas/Id'
    Odd/name ~:
      type: integer
    Odd:
      $ref: '#/components/schemas/Odd~1name%20~0'
"""


def pets() -> Document:
    return Document.parse(PETS, name="specs/pets.yaml")


# versions


@pytest.mark.parametrize(
    ("version", "dialect"),
    [
        ("3.0.0", DRAFT_4),
        ("3.0.3", DRAFT_4),
        ("3.0.4", DRAFT_4),
        ("3.0", DRAFT_4),
        ("3.1.0", DRAFT_2020_12),
        ("3.1.1", DRAFT_2020_12),
        ("3.1.0-rc1", DRAFT_2020_12),
        ("3.2.0", DRAFT_2020_12),
    ],
)
def test_versions(version: str, dialect: Dialect) -> None:
    document = document_of(version=version)
    assert (document.version, document.dialect) == (version, dialect)


def test_a_version_written_as_a_number_is_read() -> None:
    assert Document.parse("openapi: 3.1", name="x").version == "3.1"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("swagger: '1.2'", "says swagger: 1.2; versions", id="swagger-1.2"),
        pytest.param("info: {}", "has no `openapi` key", id="no-version"),
        pytest.param("openapi:", "has no `openapi` key", id="null"),
        pytest.param("openapi: 2.0", "says openapi: 2.0", id="2.0"),
        pytest.param("openapi: 3.3.0", "says openapi: 3.3.0; versions 2.0, 3.0, 3.1 and 3.2 are served", id="3.3"),
        pytest.param("openapi: '3.10'", "says openapi: 3.10", id="3.10-is-not-3.1"),
        pytest.param("openapi: '3.1.x'", "says openapi: 3.1.x", id="3.1.x"),
        pytest.param("openapi: [3]", "says openapi:", id="list"),
        pytest.param("", "a mapping with an `openapi` key, not empty", id="empty"),
        pytest.param("[1]", "not a list", id="list-of-things"),
        pytest.param("hello", "not text", id="text"),
        pytest.param("5", "not a number", id="number"),
        pytest.param("true", "not a boolean", id="boolean"),
    ],
)
def test_a_file_that_is_not_an_openapi_document(text: str, words: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.parse(text, name="specs/x.yaml")
    assert words in caught.value.message
    assert caught.value.file == Path("specs/x.yaml")


def test_load_reads_a_file_under_the_name_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "pets.yaml"
    file.write_text(PETS, encoding="utf-8-sig")
    assert Document.load(file).name == str(file)
    document = Document.load(file, name="specs/pets.yaml")
    assert (document.name, document.file, document.title) == ("specs/pets.yaml", file, "Pets")


def test_load_names_the_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        Document.load(tmp_path / "nowhere.yaml")
    assert caught.value.file == tmp_path / "nowhere.yaml"


# titles and servers


@pytest.mark.parametrize(("info", "title"), [({"title": "T"}, "T"), ({}, ""), (None, ""), ("T", "")])
def test_title(info: Any, title: str) -> None:
    assert document_of(info=info).title == title


@pytest.mark.parametrize(
    ("servers", "urls"),
    [
        pytest.param(None, ("/",), id="none"),
        pytest.param([], ("/",), id="empty-list"),
        pytest.param([{"url": "https://a.example/v1"}, {"url": "/b"}], ("https://a.example/v1", "/b"), id="several"),
        pytest.param([{}], ("/",), id="without-url"),
        pytest.param(
            [{"url": "https://{region}.example/{v}", "variables": {"region": {"default": "eu"}, "v": {"default": 2}}}],
            ("https://eu.example/2",),
            id="variables",
        ),
    ],
)
def test_servers(servers: Any, urls: tuple[str, ...]) -> None:
    assert document_of(servers=servers).servers == urls


@pytest.mark.parametrize(
    "server", ["https://a.example", None, {"url": "/{v}", "variables": {"v": None}}, {"url": "/", "variables": ["v"]}]
)
def test_a_malformed_server(server: Any) -> None:
    """It publishes no address, but the others do."""
    assert document_of(servers=[{"url": "/a"}, server]).servers == ("/a",)


# pointers


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/openapi", "3.1.0"),
        ("/paths/~1pets~1{id}/get/parameters/0/name", "id"),
        ("/components/schemas/Odd~1name ~0/type", "integer"),
    ],
)
def test_lookup(pointer: str, value: Any) -> None:
    assert pets().lookup(pointer) == value


def test_a_tilde_is_unescaped_last() -> None:
    """RFC 6901 §4: `~01` is `~1`, not a slash."""
    assert document_of({"~1": {"title": "tilde"}, "/": {}}).lookup("/components/schemas/~01/title") == "tilde"


def test_the_empty_pointer_is_the_document() -> None:
    document = pets()
    assert document.lookup("") is document.content


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("/nowhere", 1),
        ("/paths/~1pets/get", 5),
        ("/paths/~1pets~1{id}/get/parameters/1", 8),
        ("/paths/~1pets~1{id}/get/parameters/-1", 8),
        ("/paths/~1pets~1{id}/get/parameters/x", 8),
        ("/info/title/0", 3),
    ],
)
def test_lookup_reports_where_there_is_nothing(pointer: str, line: int) -> None:
    with pytest.raises(DocumentError, match="there is nothing at") as caught:
        pets().lookup(pointer)
    assert (caught.value.pointer, caught.value.line) == (pointer, line)


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/info", 2),
        ("/paths/~1pets~1{id}/get/parameters/0/schema", 11),
        ("/components/schemas/Id/minLength", 17),
        ("/components/schemas/Odd~1name ~0", 20),
        ("/components/schemas/Id/not/written/down", 15),
    ],
)
def test_positions(pointer: str, line: int) -> None:
    position = pets().position(pointer)
    assert (position.file, position.line, position.pointer) == ("specs/pets.yaml", line, pointer)
    assert repr(position) == f"specs/pets.yaml:{line} {pointer}"


def test_an_error_names_document_line_and_pointer() -> None:
    error = pets().error("is odd", "/components/schemas/Id")
    assert str(error) == "specs/pets.yaml:15 /components/schemas/Id: is odd"


# references


@pytest.mark.parametrize(
    ("pointer", "target"),
    [
        pytest.param("/components/schemas/Id", "/components/schemas/Id", id="no-ref"),
        pytest.param("/components/schemas/Alias", "/components/schemas/Id", id="ref"),
        pytest.param("/paths/~1pets~1{id}/get/parameters/0/schema", "/components/schemas/Id", id="from-afar"),
        pytest.param("/components/schemas/Odd", "/components/schemas/Odd~1name ~0", id="percent-encoded"),
    ],
)
def test_resolve(pointer: str, target: str) -> None:
    document = pets()
    assert document.resolve(pointer) == (target, document.lookup(target))


def test_resolve_follows_chains_but_not_data() -> None:
    chain = {f"S{n}": {"$ref": f"#/components/schemas/S{n + 1}"} for n in range(50)}
    document = document_of({**chain, "S50": {"properties": {"$ref": {"type": "string"}}}, "Data": {"$ref": 5}})
    assert document.resolve("/components/schemas/S0")[0] == "/components/schemas/S50"
    assert document.resolve("/components/schemas/Data")[0] == "/components/schemas/Data"


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        pytest.param("#/components/schemas/Other", "leads in a circle", id="circle"),
        pytest.param("#/components/schemas/It", "leads in a circle", id="itself"),
        pytest.param("#/components/schemas/Unknown", "'#/components/schemas/Unknown' leads nowhere", id="nowhere"),
        pytest.param("other.yaml#/It", "leaves the document", id="another-file"),
        pytest.param("https://a.example/s.json", "--allow-remote-refs allows that", id="url"),
        pytest.param("#anchor", "names an unknown anchor", id="anchor"),
    ],
)
def test_references_that_cannot_be_followed(ref: str, words: str) -> None:
    document = document_of({"It": {"$ref": ref}, "Other": {"$ref": "#/components/schemas/It"}})
    assert document.resolve("/components/schemas/It") == ("/components/schemas/It", {}), "it admits anything"
    reason = next(each for each in reported_of(document) if each.pointer == "/components/schemas/It")
    assert words in reason.message and reason.line is not None
    assert '"It"' in document.text.splitlines()[reason.line - 1]


def test_references_of_other_objects_that_cannot_be_followed() -> None:
    text = "openapi: 3.1.0\npaths: {/a: {$ref: '#/paths/~1b'}, /b: {$ref: '#/paths/~1a'}, /c: {$ref: '#/no'}}\n"
    document = Document.parse(text, name="it.yaml")
    for path, words in (("a", "leads in a circle"), ("b", "leads in a circle"), ("c", "'#/no' leads nowhere")):
        with pytest.raises(DocumentError, match=words):
            document.resolve(f"/paths/~1{path}")


def test_each_direction_has_schemas_of_its_own() -> None:
    hidden = {"properties": {"id": {"readOnly": True}, "secret": {"writeOnly": True}}}
    document = document_of({"Pet": hidden})
    before = json.dumps(document.content)
    request, response = document.schemas("request"), document.schemas("response")
    assert request is document.schemas("request")
    assert request["components"] != response["components"]
    assert json.dumps(document.content) == before
