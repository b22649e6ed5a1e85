"""References where the standard allows none are replaced by what they lead to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.documents import Document
from mockserver.openapi.errors import DocumentError
from mockserver.openapi.operations import Operation, read_operations
from mockserver.openapi.validation import Schemas

HEAD = "openapi: {version}\ninfo: {{title: Split, version: '1'}}\n"
IT = "type: object\nrequired: [id]\nproperties: {id: {type: integer}}\n"


def load(folder: Path, text: str, version: str = "3.0.3", **files: str) -> Document:
    """Write and read `main.yaml` beside other files; `resources__a` is resources/a.yaml."""
    for name, content in {"it": IT, **files, "main": HEAD.format(version=version) + text}.items():
        file = folder / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return Document.load(folder / "main.yaml")


def only(document: Document) -> Operation:
    (operation,) = read_operations(document)
    assert operation.broken is None and operation.omissions == () and document.omissions == []
    return operation


def check_response(operation: Operation) -> None:
    schema = operation.responses["200"].content["application/json"].schema
    assert schema is not None
    schemas = Schemas(operation.document, "response")
    assert schemas.is_valid(schema, {"id": 1}) and not schemas.is_valid(schema, {})
    (violation,) = schemas.check(schema, {}, rule="response.schema", location="response")
    assert violation.position is not None
    assert (Path(violation.position.file).name, violation.position.line) == ("it.yaml", 2)


RESPONSES = "{'200': {description: ok, content: {application/json: {schema: {$ref: '../it.yaml'}}}}}"


@pytest.mark.parametrize(
    ("text", "file"),
    [
        pytest.param("paths: {/a: {get: {$ref: r/a.yaml}}}", f"responses: {RESPONSES}", id="operation"),
        pytest.param("paths: {$ref: r/a.yaml}", f"/a: {{get: {{responses: {RESPONSES}}}}}", id="paths"),
        pytest.param("paths: {/a: {get: {responses: {$ref: r/a.yaml}}}}", RESPONSES, id="responses"),
        pytest.param(
            "paths: {/a: {get: {responses: {'200': {description: ok, content: {$ref: r/a.yaml}}}}}}",
            "application/json: {schema: {$ref: ../it.yaml}}",
            id="content",
        ),
        pytest.param(
            "paths: {/a: {get: {responses: {'200': {description: ok, "
            "content: {application/json: {$ref: r/a.yaml}}}}}}}",
            "schema: {$ref: ../it.yaml}",
            id="media-type",
        ),
        pytest.param(
            "paths: {/a: {get: {$ref: 'r/a.yaml#/operations/get'}}}",
            f"operations: {{get: {{responses: {{$ref: '#/shared'}}}}}}\nshared: {RESPONSES}",
            id="pointers-and-chains",
        ),
        pytest.param(
            "paths: {/a: {$ref: r/a.yaml}}",
            f"get: {{$ref: '#/x-operation'}}\nx-operation: {{responses: {RESPONSES}}}",
            id="behind-a-path-item",
        ),
        pytest.param(
            "paths: {/a: {get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: "
            "'#/components/schemas/It'}}}}}}}}\ncomponents: {$ref: r/a.yaml}",
            "schemas: {$ref: '#/models'}\nmodels: {It: {$ref: ../it.yaml}}",
            id="components-and-schemas",
        ),
    ],
)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
def test_an_object_behind_a_reference(tmp_path: Path, version: str, text: str, file: str) -> None:
    operation = only(load(tmp_path, text, version, r__a=file))
    assert str(operation) == "GET /a"
    check_response(operation)
    is_standard = "content: {application/json: {$ref" in text and version == "3.2.0"
    assert bool(operation.document.bundle.expanded) is not is_standard


def test_lists_maps_and_servers(tmp_path: Path) -> None:
    document = load(
        tmp_path,
        "servers: [{$ref: 'more.yaml#/server'}]\nsecurity: {$ref: 'more.yaml#/security'}\n"
        "paths: {/a: {post: {parameters: {$ref: 'more.yaml#/parameters'}, requestBody: {content: {application/json: "
        "{schema: {$ref: 'more.yaml#/schema'}}}}, responses: {'204': {description: ok, headers: {$ref: "
        "'more.yaml#/headers'}}}}}}\ncomponents: {securitySchemes: {$ref: 'more.yaml#/schemes'}}\n",
        more="server: {url: 'https://a.example/v2'}\nsecurity: [{key: []}]\n"
        "schemes: {key: {type: apiKey, in: header, name: X-Key}}\n"
        "parameters: [{name: q, in: query, schema: {type: integer}}]\n"
        "headers: {X-Rate: {schema: {type: integer}}}\n"
        "schema: {type: object, properties: {$ref: '#/properties'}}\nproperties: {name: {type: string}}\n",
    )
    operation = only(document)
    assert document.servers == ("https://a.example/v2",)
    assert [scheme.key for each in operation.security for scheme, _ in each.schemes] == ["X-Key"]
    assert [parameter.name for parameter in operation.parameters] == ["q"]
    assert [header.name for header in operation.responses["204"].headers] == ["X-Rate"]
    assert operation.body is not None and (schema := operation.body.content["application/json"].schema)
    assert not Schemas(document, "request").is_valid(schema, {"name": 1})
    assert document.position(operation.parameters[0].pointer).line == 4


def test_keys_beside_a_reference_win(tmp_path: Path) -> None:
    text = "paths: {/a: {get: {$ref: r/a.yaml, summary: mine}}}\n"
    operation = only(load(tmp_path, text, r__a=f"summary: theirs\noperationId: a\nresponses: {RESPONSES}\n"))
    assert (operation.summary, operation.operation_id) == ("mine", "a")


def test_swagger_2(tmp_path: Path) -> None:
    (tmp_path / "it.yaml").write_text(IT, encoding="utf-8")
    (tmp_path / "a.yaml").write_text(
        "produces: [application/json]\nparameters: {$ref: '#/x'}\nresponses: {'200': {description: ok, schema: {$ref: "
        "it.yaml}}}\nx: [{name: q, in: query, type: integer}]\n",
        encoding="utf-8",
    )
    text = "swagger: '2.0'\ninfo: {title: Split, version: '1'}\npaths: {/a: {get: {$ref: a.yaml}}}\n"
    (tmp_path / "main.yaml").write_text(text, encoding="utf-8")
    operation = only(Document.load(tmp_path / "main.yaml"))
    assert [parameter.name for parameter in operation.parameters] == ["q"]
    check_response(operation)


def test_data_and_names_stay(tmp_path: Path) -> None:
    shown = "{$ref: nowhere.yaml}"
    document = load(
        tmp_path,
        f"paths: {{/a: {{get: {{x-more: {shown}, responses: {{'200': {{description: ok, content: {{application/json: "
        f"{{example: {shown}, schema: {{$ref: '#/components/schemas/x-it'}}}}}}}}}}}}}}}}\n"
        f"components: {{schemas: {{x-it: {{properties: {{$ref: {{type: string}}, x-id: {{$ref: it.yaml}}}}, "
        f"default: {shown}, enum: [{shown}]}}}}}}\n",
    )
    operation = only(document)
    assert not document.bundle.expanded
    (example,) = operation.responses["200"].content["application/json"].examples
    assert example.value == {"$ref": "nowhere.yaml"}
    schema = document.lookup("/components/schemas/x-it")
    assert schema["properties"]["$ref"] == {"type": "string"} and schema["default"] == {"$ref": "nowhere.yaml"}
    assert not Schemas(document, "response").is_valid("/components/schemas/x-it/properties/x-id", {})


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        pytest.param({"/a": {"get": {"$ref": "#/nowhere"}}}, "leads nowhere", id="nowhere"),
        pytest.param({"/a": {"get": {"$ref": "no.yaml"}}}, "leaves the document", id="file"),
        pytest.param({"/a": {"get": {"$ref": "#/paths/~1a/get"}}}, "leads in a circle", id="itself"),
        pytest.param({"/a": {"get": {"$ref": "#/paths/~1a"}}}, "leads in a circle", id="what-contains-it"),
        pytest.param(
            {"/a": {"get": {"$ref": "#/paths/~1b/get"}}, "/b": {"get": {"$ref": "#/paths/~1a/get"}}},
            "leads in a circle",
            id="circle",
        ),
    ],
)
def test_a_reference_that_leads_nowhere(paths: Any, words: str) -> None:
    text = json.dumps({"openapi": "3.0.3", "info": {}, "paths": {**paths, "/sound": {"get": {}}}})
    first, *_, sound = read_operations(Document.parse(text, name="it.json"))
    assert first.broken is not None and words in first.broken.message
    assert sound.broken is None


def test_references_that_multiply_are_refused() -> None:
    level = {f"/{n}": {"$ref": "#/x/0"} for n in range(10)}
    maps: dict[str, Any] = {"0": {"properties": {"a": {"type": "string"}}}}
    for n in range(1, 12):
        inner = {str(m): {"type": "object", "properties": {"$ref": f"#/x/{n - 1}/properties"}} for m in range(10)}
        maps[str(n)] = {"properties": inner}
    schema = {"type": "object", "properties": {"$ref": "#/x/11/properties"}}
    content = {"openapi": "3.0.3", "info": {}, "paths": level, "components": {"schemas": {"A": schema}}, "x": maps}
    with pytest.raises(DocumentError, match="its references stand for more than"):
        Document.parse(json.dumps(content), name="it.json")
