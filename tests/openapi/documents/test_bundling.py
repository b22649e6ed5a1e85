"""References to other files: one tree, and each place in the file it comes from."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.documents import Document, ReadPolicy
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.validation import Schemas
from tests.support.omissions import reported

ROOT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets: {$ref: 'paths/pets.yaml'}
  /pets/{id}:
    get:
      parameters: [{$ref: './common.yaml#/parameters/Id'}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: 'common.yaml#/schemas/Pet'}}}}
        '404': {$ref: 'common.yaml#/responses/Missing'}
components:
  schemas:
    Name: {type: string, minLength: 2}
"""
PETS = """\
post:
  requestBody:
    content:
      application/json:
        schema: {$ref: '../common.yaml#/schemas/Pet'}
        examples:
          rex: {$ref: '../examples/rex.json'}
  responses:
    '201': {description: made}
"""
COMMON = """\
parameters:
  Id: {name: id, in: path, required: true, schema: {type: integer}}
schemas:
  Pet:
    type: object
    required: [name]
    properties:
      name: {$ref: 'root.yaml#/components/schemas/Name'}
      friend: {$ref: '#/schemas/Pet'}
      age:
        maximum: 30
  Animal:
    discriminator: {propertyName: kind, mapping: {pet: 'common.yaml#/schemas/Pet', name: Pet}}
  Shown:
    example: {$ref: 'nowhere.yaml'}
    properties:
      example: {$ref: 'root.yaml#/components/schemas/Name'}
responses:
  Missing: {description: gone}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "api" / "root.yaml", ROOT)
    write(tmp_path / "api" / "paths" / "pets.yaml", PETS)
    write(tmp_path / "api" / "common.yaml", COMMON)
    write(tmp_path / "api" / "examples" / "rex.json", '{"summary": "A dog", "value": {"name": "Rex"}}')
    return tmp_path / "api"


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def operations(file: Path, **policy: bool) -> dict[str, Operation]:
    document = Document.load(file, f"api/{file.name}", ReadPolicy(**policy))
    return {str(operation): operation for operation in read_operations(document)}


def document_with(ref: str) -> str:
    """Return a document whose only operation has a response with the schema at `ref`."""
    content = f"{{application/json: {{schema: {{$ref: '{ref}'}}}}}}"
    responses = f"{{'200': {{description: ok, content: {content}}}}}"
    return f"openapi: 3.1.0\npaths:\n  /a:\n    get:\n      responses: {responses}\n"


def test_every_kind_of_piece_may_be_in_another_file(folder: Path) -> None:
    found = operations(folder / "root.yaml")
    assert {name: op.broken for name, op in found.items()} == {"POST /pets": None, "GET /pets/{id}": None}
    read, made = found["GET /pets/{id}"], found["POST /pets"]
    assert [parameter.name for parameter in read.parameters] == ["id"]
    assert read.responses["404"].description == "gone"
    assert made.body is not None
    (example,) = made.body.content["application/json"].examples
    assert (example.summary, example.value) == ("A dog", {"name": "Rex"})


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"name": "Rex", "friend": {"name": "Bo", "friend": {"name": "Al"}}}, None),
        ({"name": "Rex", "age": 31}, "api/common.yaml:11 /schemas/Pet/properties/age/maximum"),
        ({"name": "Rex", "friend": {}}, "api/common.yaml:6 /schemas/Pet/required"),
        ({"name": "x"}, "api/root.yaml:13 /components/schemas/Name/minLength"),
    ],
)
def test_violations_in_schemas_of_several_files(folder: Path, value: Any, place: str | None) -> None:
    operation = operations(folder / "root.yaml")["POST /pets"]
    assert operation.body is not None
    schema = operation.body.content["application/json"].schema
    assert schema is not None
    schemas = Schemas(operation.document, "request")
    found = schemas.check(schema, value, rule="body.schema", location="body")
    assert [repr(violation.position) for violation in found] == ([place] if place else [])


def test_the_published_document_and_data_do_not_change(folder: Path) -> None:
    document = Document.load(folder / "root.yaml")
    assert document.text == ROOT
    assert document.published["paths"]["/pets"] == {"$ref": "paths/pets.yaml"}
    assert [Path(source.address).name for source in document.sources] == [
        "root.yaml",
        "pets.yaml",
        "common.yaml",
        "rex.json",
    ]


def test_names_and_data_are_not_keywords(folder: Path) -> None:
    schemas = Document.load(folder / "root.yaml").lookup("/x-mockserver-files/1/schemas")
    home = "#/x-mockserver-files/1/schemas"
    assert schemas["Animal"]["discriminator"]["mapping"] == {"pet": f"{home}/Pet", "name": "Pet"}
    assert schemas["Shown"]["example"] == {"$ref": "nowhere.yaml"}
    assert schemas["Shown"]["properties"]["example"] == {"$ref": "#/components/schemas/Name"}


def test_a_circle_across_files(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", document_with("b.yaml#/B"))
    write(tmp_path / "b.yaml", "B: {properties: {c: {$ref: 'c.yaml'}}}")
    write(tmp_path / "c.yaml", "properties: {b: {$ref: 'b.yaml#/B'}, c: {$ref: '#'}}")
    operation = operations(tmp_path / "a.yaml")["GET /a"]
    assert operation.broken is None
    schema = operation.responses["200"].content["application/json"].schema
    assert schema is not None
    assert Schemas(operation.document, "response").is_valid(schema, {"c": {"b": {"c": {"c": {}}}}})


def test_references_that_only_form_a_circle(tmp_path: Path) -> None:
    write(tmp_path / "a.yaml", "openapi: 3.1.0\npaths: {/a: {$ref: 'b.yaml'}}")
    write(tmp_path / "b.yaml", "$ref: 'c.yaml'")
    write(tmp_path / "c.yaml", "$ref: 'b.yaml'")
    broken = operations(tmp_path / "a.yaml")["GET /a"].broken
    assert broken is not None and "leads in a circle" in broken.message


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        pytest.param("nowhere.yaml", "is not readable: api/nowhere.yaml: cannot be read: No such file", id="missing"),
        pytest.param(".", "cannot be read: Is a directory", id="folder"),
        pytest.param("bad.yaml", "api/bad.yaml:1:5: not readable as YAML or JSON", id="not-yaml"),
        pytest.param("latin.yaml", "is not UTF-8", id="latin-1"),
        pytest.param("empty.yaml", "api/empty.yaml: is empty", id="empty"),
        pytest.param("good.yaml#/nope", "leads nowhere", id="pointer"),
        pytest.param("good.yaml#anchor", "names an unknown anchor", id="anchor"),
        pytest.param("ftp://a.example/x.yaml", "has the scheme 'ftp'", id="scheme"),
        pytest.param("../secret.yaml", "leads outside the document's folder; --allow-refs-outside", id="outside"),
        pytest.param("/etc/passwd", "leads outside the document's folder", id="absolute"),
        pytest.param("file:///etc/passwd", "leads outside the document's folder", id="file-url"),
        pytest.param("link.yaml", "leads outside the document's folder", id="link"),
        pytest.param("linked/secret.yaml", "leads outside the document's folder", id="linked-folder"),
        pytest.param("%2e%2e/secret.yaml", "leads outside the document's folder", id="encoded"),
        pytest.param("a%00b.yaml", "is not a path", id="null"),
        pytest.param("https://a.example/x.yaml", "leads to the web; --allow-remote-refs", id="web"),
    ],
)
def test_a_reference_that_is_not_followed_admits_anything(tmp_path: Path, ref: str, words: str) -> None:
    folder = tmp_path / "api"
    write(folder / "good.yaml", "type: string")
    write(folder / "bad.yaml", "a: b: c")
    write(folder / "empty.yaml", "# nothing")
    (folder / "latin.yaml").write_bytes(b"a: \xe9")
    write(tmp_path / "secret.yaml", "type: string")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "linked").symlink_to(tmp_path)
    text = (
        document_with(ref) + "  /b: {get: {responses: {'200': {$ref: 'good.yaml#/'}}}}\n  /c: {get: {responses: {}}}\n"
    )
    found = operations(write(folder / "root.yaml", text))
    assert found["GET /a"].broken is None
    reason = next(each for each in reported(found["GET /a"]) if words in each.message and each.line == 5)
    assert (str(reason.file), reason.line) == ("api/root.yaml", 5)
    assert found["GET /c"].broken is None


def test_a_file_outside_is_read_if_that_is_allowed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside.yaml", "type: string\nminLength: 2\n")
    file = write(tmp_path / "api" / "root.yaml", document_with("../outside.yaml"))
    operation = operations(file, outside=True)["GET /a"]
    assert operation.broken is None
    assert operation.document.sources[1].name == str(outside)


# the web


@pytest.fixture
def web(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_reference_to_the_web(tmp_path: Path, web: str) -> None:
    file = write(tmp_path / "a.yaml", document_with(f"{web}/common.yaml#/schemas/Pet"))
    operation = operations(file, remote=True)["GET /a"]
    assert operation.broken is None
    names = {source.name for source in operation.document.sources}
    assert {f"{web}/common.yaml", f"{web}/root.yaml", f"{web}/examples/rex.json"} < names


def test_a_document_from_the_web(web: str) -> None:
    document = Document.load(f"{web}/root.yaml", policy=ReadPolicy(remote=True))
    assert [operation.broken for operation in read_operations(document)] == [None, None]
    assert document.name == f"{web}/root.yaml"


def test_references_of_a_document_from_the_web_need_permission_too(web: str) -> None:
    document = Document.load(f"{web}/root.yaml")
    assert document.omissions
    assert all("--allow-remote-refs" in omission.message for omission in document.omissions)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("{web}/nowhere.yaml", "cannot be read: its server responds 404"),
        ("http://127.0.0.1:1/a.yaml", "cannot be read: Connection refused"),
        ("http://no.such.host.invalid/a.yaml", "cannot be read: "),
        ("http:///a.yaml", "cannot be read: no host given"),
    ],
)
def test_a_document_that_cannot_be_read(web: str, address: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        Document.load(address.format(web=web))


class TestSelf:
    """The `$self` of a document (OpenAPI 3.2.0)."""

    HEAD = "openapi: 3.2.0\n$self: https://a.example/api/openapi.yaml\npaths: {}\n"

    @staticmethod
    def text(ref: str, *, own: str = "https://a.example/api/openapi.yaml", inner: str = "c.json") -> str:
        schemas = {"A": {"$ref": ref}, "B": {"type": "integer"}, "C": {"$id": inner, "type": "boolean"}}
        return json.dumps({"openapi": "3.2.0", "$self": own, "paths": {}, "components": {"schemas": schemas}})

    @pytest.mark.parametrize(
        ("ref", "pointer"),
        [
            pytest.param(
                "https://a.example/api/openapi.yaml#/components/schemas/B", "/components/schemas/B", id="itself"
            ),
            pytest.param("openapi.yaml#/components/schemas/B", "/components/schemas/B", id="itself-relative"),
            pytest.param("/api/openapi.yaml#/components/schemas/B", "/components/schemas/B", id="itself-from-the-root"),
            pytest.param("https://a.example/api/c.json", "/components/schemas/C", id="an-id-below"),
            pytest.param("https://a.example/api/sub/d.yaml#/d", "/x-mockserver-files/0/d", id="beside-absolute"),
            pytest.param("sub/d.yaml#/d", "/x-mockserver-files/0/d", id="beside"),
        ],
    )
    def test_references(self, tmp_path: Path, ref: str, pointer: str) -> None:
        write(tmp_path / "it.yaml", self.text(ref))
        write(tmp_path / "sub/d.yaml", "d: {type: string}")
        assert Document.load(tmp_path / "it.yaml").resolve("/components/schemas/A")[0] == pointer

    @pytest.mark.parametrize("ref", ["https://a.example/api/nowhere.yaml#/d", "https://b.example/api/sub/d.yaml#/d"])
    def test_another_address(self, tmp_path: Path, ref: str) -> None:
        write(tmp_path / "it.yaml", self.text(ref))
        (omission,) = Document.load(tmp_path / "it.yaml").omissions
        assert omission.pointer == "/components/schemas/A" and "leads to the web" in omission.message

    @pytest.mark.parametrize("odd", ["http://[", "5", "", "#", "a b"])
    def test_a_malformed_address_is_reported(self, tmp_path: Path, odd: str) -> None:
        for ref in ("sub/d.yaml#/d", "http://[#/d", "//[#/d"):
            write(tmp_path / "it.yaml", self.text(ref, own=odd, inner="http://["))
            document = Document.load(tmp_path / "it.yaml")
            said = next(each.message for each in document.omissions if each.pointer == "/components/schemas/A")
            assert re.search(r"not readable|leads to the web|not an address|leads nowhere", said)

    def test_relative_servers_are_joined_to_it(self) -> None:
        document = Document.parse(self.HEAD + "servers: [{url: v1}, {url: /v2}]", name="it.yaml")
        assert document.servers == ("https://a.example/api/v1", "https://a.example/v2")
