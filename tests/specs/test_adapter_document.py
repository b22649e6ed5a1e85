"""The facts known about Adapter, held against `specs/adapter.yaml`.

Each row names the source of its fact by the tags of `docs/fidelity/adapter.md`; `assumed` marks a choice of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import load_yaml

DOCUMENT_FILE = Path(__file__).parents[2] / "specs" / "adapter.yaml"
DOCUMENT: dict[str, Any] = load_yaml(DOCUMENT_FILE.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]

CONNECTORS = "/v1/custom-connectors"
CONNECTOR = CONNECTORS + "/{connector_id}"

OPERATIONS = [  # operationId, method, path, source
    ("listCustomConnectors", "get", CONNECTORS, "P1"),
    ("createCustomConnector", "post", CONNECTORS, "S1"),
    ("updateCustomConnector", "patch", CONNECTOR, "S0"),
    ("ingestEvents", "post", CONNECTOR + "/ingest", "P2"),
    ("ingestTypedEvents", "post", CONNECTOR + "/ingest/typed", "P3"),
    ("uploadTypedEvent", "post", CONNECTOR + "/ingest/typed/upload", "P4"),
]

INGEST_STATUSES = "200 400 401 403 404 409 413 422 429 500 502 503"
STATUSES = [  # operationId, statuses, source
    ("listCustomConnectors", "200 400 401 403 422 429 500", "P1, P5, assumed"),
    ("createCustomConnector", "201 400 401 403 409 413 422 429 500", "P5, P6, assumed"),
    ("updateCustomConnector", "200 400 401 403 404 413 422 429 500", "S0, P5, assumed"),
    ("ingestEvents", INGEST_STATUSES, "P2, P5, assumed"),
    ("ingestTypedEvents", INGEST_STATUSES, "P3, P5, P8, assumed"),
    ("uploadTypedEvent", INGEST_STATUSES, "P4, P5, P8, assumed"),
]

REQUIRED = [  # schema, required fields, source
    ("CustomConnector", ["connector_id", "name", "source_name", "created_at", "created_by", "is_active"], "S0, S1, P1"),
    ("CustomConnectorCreate", ["name", "source_name"], "S1"),
    ("CustomConnectorUpdate", None, "S0"),
    ("CreatedBy", ["id"], "S0, S1; type assumed"),
    ("IngestRequest", ["items"], "P2"),
    ("IngestItem", None, "assumed"),
    ("TypedIngestRequest", ["items"], "P3"),
    ("TypedIngestItem", None, "assumed"),
    ("TypedUpload", ["file"], "P4"),
    ("IngestResult", ["status", "events"], "P2, P3, P4"),
    ("Error", ["error_code", "message"], "P5"),
]

STRINGS = {"type": "string"}
STRING_LIST = {"type": "array", "items": STRINGS}
NULLABLE_STRING_LIST = {"type": ["array", "null"], "items": STRINGS}
LABELS = {"type": "object", "additionalProperties": STRINGS}
KINDS = ["email", "page", "message", "calendar", "issue", "custom"]
ERROR_CODES = [
    "bad_request",
    "provider_not_supported",
    "oauth_state_invalid",
    "authentication_error",
    "permission_denied",
    "insufficient_scopes",
    "not_found",
    "connection_not_found",
    "client_not_found",
    "conflict",
    "unprocessable_entity",
    "rate_limit_exceeded",
    "internal_server_error",
    "upstream_error",
    "oauth_provider_error",
    "knowledge_engine_error",
    "knowledge_engine_unavailable",
]

FIELDS = [  # schema, field, everything the schema asserts about it (prose and examples aside), source
    ("CustomConnector", "connector_id", STRINGS, "S0, S1, P1"),
    ("CustomConnector", "name", STRINGS, "S0, S1, P1"),
    ("CustomConnector", "source_name", STRINGS, "S0, S1, P1"),
    ("CustomConnector", "created_at", STRINGS, "S0, S1, P1: no format rendered"),
    (
        "CustomConnector",
        "created_by",
        {
            "type": "object",
            "required": ["id"],
            "properties": {"type": {"type": "string", "enum": ["user", "api_key"]}, "id": STRINGS},
        },
        "S0, S1; type assumed",
    ),
    ("CustomConnector", "is_active", {"type": "boolean"}, "S0, S1, P1"),
    ("CustomConnector", "accepted_kinds", STRING_LIST, "S0, S1, P1: not nullable here"),
    ("CustomConnector", "metadata", LABELS, "S0, S1, P1"),
    ("CustomConnectorCreate", "name", STRINGS, "S1: no length rendered"),
    ("CustomConnectorCreate", "source_name", STRINGS, "S1: no pattern rendered"),
    ("CustomConnectorCreate", "accepted_kinds", NULLABLE_STRING_LIST, "S1"),
    ("CustomConnectorCreate", "metadata", LABELS, "S1"),
    ("CustomConnectorUpdate", "name", {"type": ["string", "null"], "minLength": 1, "maxLength": 255}, "S0"),
    ("CustomConnectorUpdate", "accepted_kinds", NULLABLE_STRING_LIST, "S0"),
    ("CustomConnectorUpdate", "metadata", LABELS, "S0"),
    ("CustomConnectorUpdate", "is_active", {"type": ["boolean", "null"]}, "S0"),
    ("IngestItem", "external_id", STRINGS, "P2"),
    ("IngestItem", "data", {}, "P2: any value"),
    ("IngestItem", "metadata", LABELS, "P2; string values assumed"),
    ("TypedIngestItem", "external_id", STRINGS, "P3"),
    ("TypedIngestItem", "kind", {"type": "string", "enum": KINDS}, "P8; field assumed"),
    ("TypedIngestItem", "timestamp", {"type": "string", "format": "date-time"}, "P3"),
    ("TypedIngestItem", "payload", {"type": "object"}, "P3"),
    ("TypedIngestItem", "metadata", LABELS, "P3; string values assumed"),
    ("TypedUpload", "file", {"type": "string", "format": "binary"}, "P4; format assumed"),
    ("TypedUpload", "kind", {"type": "string", "default": "page"}, "P4"),
    ("TypedUpload", "external_id", {"type": ["string", "null"]}, "P4"),
    ("TypedUpload", "payload", {"type": ["string", "null"]}, "P4"),
    ("IngestResult", "status", {"type": "string", "const": "accepted"}, "P2, P3, P4"),
    ("IngestResult", "events", {"type": "integer"}, "P2, P3, P4"),
    ("IngestResult", "external_ids", STRING_LIST, "P2, P3, P4"),
    ("Error", "error_code", {"type": "string", "enum": ERROR_CODES}, "P5"),
    ("Error", "message", STRINGS, "P5"),
    ("Error", "details", {"type": "object"}, "P5"),
]

DOCUMENTED_EXAMPLES = [  # schema, field, value, source
    ("CustomConnector", "connector_id", "c0ffee01-1234-5678-90ab-cdef01234567", "S0, S1, P1"),
    ("CustomConnector", "name", "Acme CRM", "S0, S1, P1"),
    ("CustomConnector", "source_name", "acme-crm", "S0, S1, P1"),
    ("CustomConnector", "accepted_kinds", ["email", "page"], "S0, S1, P1"),
    ("CustomConnector", "metadata", {"env": "staging"}, "S0, S1, P1"),
    ("CustomConnectorCreate", "metadata", {"env": "staging", "pipeline": "acme-crm@v2"}, "S1"),
    ("CustomConnectorUpdate", "metadata", {"env": "staging"}, "S0"),
    ("IngestItem", "metadata", {"batch": "2026-06-01", "env": "staging"}, "P2"),
    ("TypedIngestItem", "external_id", "ext-123", "P3"),
    ("TypedIngestItem", "metadata", {"batch": "2026-06-01", "env": "staging"}, "P3"),
    ("IngestResult", "events", 1, "P2, P3, P4"),
    ("IngestResult", "external_ids", ["c1f4…"], "P2"),
    ("IngestResult", "external_ids", ["ext-123"], "P3, P4"),
]

BODIES = [  # operationId, media type, schema, source
    ("createCustomConnector", "application/json", "CustomConnectorCreate", "S1"),
    ("updateCustomConnector", "application/json", "CustomConnectorUpdate", "S0"),
    ("ingestEvents", "application/json", "IngestRequest", "P2"),
    ("ingestTypedEvents", "application/json", "TypedIngestRequest", "P3"),
    ("uploadTypedEvent", "multipart/form-data", "TypedUpload", "P4"),
]

ERROR_CODES_BY_STATUS = {  # P5; 413 is assumed
    "400": {"bad_request"},
    "401": {"authentication_error"},
    "403": {"permission_denied", "insufficient_scopes"},
    "404": {"not_found"},
    "409": {"conflict"},
    "413": {"bad_request"},
    "422": {"unprocessable_entity"},
    "429": {"rate_limit_exceeded"},
    "500": {"internal_server_error"},
    "502": {"upstream_error", "knowledge_engine_error"},
    "503": {"knowledge_engine_unavailable"},
}


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Follow `$ref`; keywords beside it win, as a description beside a reference does in 3.1."""
    if "$ref" not in node:
        return node
    target: Any = DOCUMENT
    for key in node["$ref"].removeprefix("#/").split("/"):
        target = target[key]
    return {**resolve(target), **{key: value for key, value in node.items() if key != "$ref"}}


def assertions(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema asserts, references resolved, without prose and examples."""
    found = {key: value for key, value in resolve(schema).items() if key not in ("description", "examples")}
    for key in ("items", "additionalProperties"):
        if key in found:
            found[key] = assertions(found[key])
    if "properties" in found:
        found["properties"] = {name: assertions(value) for name, value in found["properties"].items()}
    return found


def operation(operation_id: str) -> dict[str, Any]:
    for item in DOCUMENT["paths"].values():
        for method, found in item.items():
            if method != "parameters" and found["operationId"] == operation_id:
                return dict(found)
    raise KeyError(operation_id)


def test_operations_are_these_and_no_others() -> None:
    found = {
        (entry["operationId"], method, path)
        for path, item in DOCUMENT["paths"].items()
        for method, entry in item.items()
        if method != "parameters"
    }
    assert found == {(operation_id, method, path) for operation_id, method, path, _ in OPERATIONS}


def test_version_and_server() -> None:  # S0, S1, P6; the version is assumed
    assert DOCUMENT["openapi"] == "3.1.0"
    assert [server["url"] for server in DOCUMENT["servers"]] == ["https://api.adapter.com"]


def test_every_operation_needs_a_bearer_key() -> None:  # S0, S1, P7
    scheme = DOCUMENT["components"]["securitySchemes"]["bearerAuth"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert DOCUMENT["security"] == [{"bearerAuth": []}]
    assert not [operation_id for operation_id, *_ in OPERATIONS if "security" in operation(operation_id)]


@pytest.mark.parametrize(("operation_id", "statuses", "source"), STATUSES)
def test_statuses(operation_id: str, statuses: str, source: str) -> None:
    assert list(operation(operation_id)["responses"]) == statuses.split(), source


@pytest.mark.parametrize(("schema", "required", "source"), REQUIRED)
def test_required_fields(schema: str, required: list[str] | None, source: str) -> None:
    assert SCHEMAS[schema].get("required") == required, source
    assert "additionalProperties" not in SCHEMAS[schema], "assumed: unknown keys are ignored"


@pytest.mark.parametrize(("schema", "field", "expected", "source"), FIELDS)
def test_field(schema: str, field: str, expected: dict[str, Any], source: str) -> None:
    assert assertions(SCHEMAS[schema]["properties"][field]) == expected, source


def test_no_field_is_without_a_source() -> None:
    listed = {(schema, field) for schema, field, _, _ in FIELDS}
    wrappers = {"IngestRequest", "TypedIngestRequest", "CreatedBy"}
    present = {
        (name, field)
        for name, schema in SCHEMAS.items()
        if name not in wrappers
        for field in schema.get("properties", ())
    }
    assert present == listed


@pytest.mark.parametrize(
    ("schema", "item", "least"), [("IngestRequest", "IngestItem", None), ("TypedIngestRequest", "TypedIngestItem", 1)]
)
def test_items(schema: str, item: str, least: int | None) -> None:  # P2: no minimum rendered; P3: 1
    items = SCHEMAS[schema]["properties"]["items"]
    assert items["items"] == {"$ref": f"#/components/schemas/{item}"}
    assert items.get("minItems") == least


@pytest.mark.parametrize(("schema", "field", "value", "source"), DOCUMENTED_EXAMPLES)
def test_documented_example(schema: str, field: str, value: object, source: str) -> None:
    assert value in resolve(SCHEMAS[schema]["properties"][field])["examples"], source


def test_documented_error_example() -> None:  # P5
    assert {"error_code": "not_found", "message": "Connection 'conn_123' not found."} in SCHEMAS["Error"]["examples"]


@pytest.mark.parametrize(("operation_id", "media_type", "schema", "source"), BODIES)
def test_request_body(operation_id: str, media_type: str, schema: str, source: str) -> None:
    body = operation(operation_id)["requestBody"]
    assert body["required"] is True
    assert list(body["content"]) == [media_type], source
    assert body["content"][media_type]["schema"] == {"$ref": f"#/components/schemas/{schema}"}, source


def test_list_has_one_query_parameter() -> None:  # P1
    (parameter,) = operation("listCustomConnectors")["parameters"]
    assert (parameter["name"], parameter["in"], parameter.get("required", False)) == (
        "include_inactive",
        "query",
        False,
    )
    assert parameter["schema"] == {"type": "boolean", "default": False}


def test_list_is_a_bare_array() -> None:  # P1, P6
    schema = operation("listCustomConnectors")["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"type": "array", "items": {"$ref": "#/components/schemas/CustomConnector"}}


def test_connector_id_is_any_string() -> None:  # S0, P2, P3, P4: no format rendered
    for path, item in DOCUMENT["paths"].items():
        expected = [{"$ref": "#/components/parameters/ConnectorId"}] if "{connector_id}" in path else []
        assert item.get("parameters", []) == expected
    assert DOCUMENT["components"]["parameters"]["ConnectorId"]["schema"] == STRINGS


@pytest.mark.parametrize("operation_id", [row[0] for row in OPERATIONS])
def test_errors_carry_the_codes_of_their_status(operation_id: str) -> None:  # P5
    for status, response in operation(operation_id)["responses"].items():
        if status < "400":
            continue
        content = resolve(response)["content"]
        assert list(content) == ["application/json"]
        assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}
        examples = [resolve(example)["value"] for example in content["application/json"]["examples"].values()]
        assert {example["error_code"] for example in examples} == ERROR_CODES_BY_STATUS[status]


def test_401_says_how_to_authenticate() -> None:  # P5 for the message; the header is assumed
    unauthorized = DOCUMENT["components"]["responses"]["Unauthorized"]
    assert unauthorized["headers"]["WWW-Authenticate"]["required"] is True
    (example,) = unauthorized["content"]["application/json"]["examples"].values()
    assert example["value"]["message"] == "Invalid or missing credentials."


def test_403_names_the_missing_scopes() -> None:  # P5, P7; the scope is P9's
    examples = DOCUMENT["components"]["responses"]["Forbidden"]["content"]["application/json"]["examples"]
    assert examples["insufficient-scopes"]["value"]["details"] == {"missing_scopes": ["api:write"]}


@pytest.mark.parametrize(
    ("operation_id", "status", "expression"),
    [
        ("createCustomConnector", "201", "$response.body#/connector_id"),
        ("updateCustomConnector", "200", "$response.body#/connector_id"),
        ("listCustomConnectors", "200", "$response.body#/0/connector_id"),
    ],
)
def test_links_reach_every_item_operation(operation_id: str, status: str, expression: str) -> None:
    links = [resolve(link) for link in operation(operation_id)["responses"][status]["links"].values()]
    item_operations = {found for found, _, path, _ in OPERATIONS if "{connector_id}" in path}
    assert {link["operationId"] for link in links} == item_operations
    assert {link["parameters"]["connector_id"] for link in links} == {expression}
