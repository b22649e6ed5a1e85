"""The facts known about Siro's integration connections, held against `specs/siro.yaml`.

Each row names the source of its fact by the tags of `docs/fidelity/siro.md`; `assumed` marks a choice of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import load_yaml

DOCUMENT_FILE = Path(__file__).parents[2] / "specs" / "siro.yaml"
DOCUMENT: dict[str, Any] = load_yaml(DOCUMENT_FILE.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]

CONNECTIONS = "/v1/core/integrations/connections"
CONNECTION = CONNECTIONS + "/{id}"

OPERATIONS = [  # operationId (assumed), method, path, source
    ("listIntegrationConnections", "get", CONNECTIONS, "O, L"),
    ("createIntegrationConnection", "post", CONNECTIONS, "O, C, L"),
    ("getIntegrationConnection", "get", CONNECTION, "O, L"),
    ("updateIntegrationConnection", "patch", CONNECTION, "S4, O"),
    ("deleteIntegrationConnection", "delete", CONNECTION, "O, L"),
    ("upsertSalesforceConnection", "put", "/v1/core/integrations/salesforce", "O, M"),
]

STATUSES = [  # operationId, statuses, source of those that are not assumed
    ("listIntegrationConnections", "200 400 401 429 500", "O: 200; R: 429"),
    ("createIntegrationConnection", "201 400 401 409 413 429 500", "O: 201, 400, 409; R: 429"),
    ("getIntegrationConnection", "200 401 404 429 500", "O: 200, 404; R: 429"),
    ("updateIntegrationConnection", "200 400 401 404 413 429 500", "S4: 200; O: 404; R: 429"),
    ("deleteIntegrationConnection", "200 401 404 429 500", "O: 200, 404; R: 429"),
    ("upsertSalesforceConnection", "200 400 401 413 429 500", "O: 200; R: 429"),
]

REQUIRED = [  # schema, required fields, source
    (
        "IntegrationConnection",
        "id name externalAccountId organizationId integrationPlatform createdAt updatedAt isActive syncStatus",
        "S4, O",
    ),
    ("ModelSync", "id modelName modelSyncStatus modelModifiedAfter createdAt updatedAt", "O"),
    ("IntegrationConnectionCreate", "name integrationPlatform externalAccountId", "O, C"),
    ("IntegrationConnectionUpdate", "", "S4, O"),
    ("IntegrationConnectionPage", "data cursor", "O"),
    ("SalesforceCredentials", "namespace org_id instance_url", "O, M"),
    ("SalesforceConnection", "integrationConnectionId isActive", "O, M"),
    ("Error", "error", "O, of the OAuth operations"),
]

STRING = {"type": "string"}
NULLABLE_STRING = {"type": "string", "nullable": True}
BOOLEAN = {"type": "boolean"}
NULLABLE_BOOLEAN = {"type": "boolean", "nullable": True}
PLATFORMS = ["MERGE", "SIRO_CUSTOM_INPUT", "SERVICE_TITAN", "COMPANY_CAM", "INGAGE", "LEAD_PERFECTION", "SPOTIO"]
FILTER_ONLY = [
    "SALESFORCE",
    "SOLUTION_VIEW",
    "CALENDAR_ONLY",
    "AUTHENTICOM",
    "FORTELLIS",
    "YARDI_SENIOR_HOUSING",
    "FUNNEL",
    "KNOCK",
]
PLATFORM = {"type": "string", "enum": PLATFORMS}

FIELDS = [  # schema, field, everything the schema asserts about it, source
    ("IntegrationConnection", "id", STRING, "S4, O: no format"),
    ("IntegrationConnection", "name", STRING, "S4, O"),
    ("IntegrationConnection", "externalAccountId", STRING, "S4, O"),
    ("IntegrationConnection", "organizationId", STRING, "S4, O"),
    ("IntegrationConnection", "integrationPlatform", PLATFORM, "S4, O"),
    ("IntegrationConnection", "createdAt", STRING, "S4, O: no format"),
    ("IntegrationConnection", "updatedAt", STRING, "S4, O: no format"),
    ("IntegrationConnection", "isActive", BOOLEAN, "S4, O"),
    (
        "IntegrationConnection",
        "syncStatus",
        {"type": "array", "items": {"$ref": "#/components/schemas/ModelSync"}},
        "S4, O",
    ),
    ("IntegrationConnection", "syncTranscript", BOOLEAN, "S4, O"),
    ("ModelSync", "id", STRING, "S4, O"),
    ("ModelSync", "modelName", STRING, "S4, O"),
    ("ModelSync", "modelSyncStatus", {"type": "string", "enum": ["SYNCING", "UP_TO_DATE", "ERROR"]}, "O"),
    ("ModelSync", "modelModifiedAfter", NULLABLE_STRING, "O"),
    ("ModelSync", "createdAt", STRING, "S4, O"),
    ("ModelSync", "updatedAt", NULLABLE_STRING, "O"),
    ("IntegrationConnectionCreate", "name", STRING, "O, C"),
    ("IntegrationConnectionCreate", "integrationPlatform", PLATFORM, "O, C"),
    ("IntegrationConnectionCreate", "externalAccountId", STRING, "O, C"),
    ("IntegrationConnectionCreate", "isActive", {"type": "boolean", "default": True}, "O"),
    ("IntegrationConnectionUpdate", "name", STRING, "S4, O: not nullable"),
    ("IntegrationConnectionUpdate", "isActive", BOOLEAN, "S4, O: not nullable"),
    ("IntegrationConnectionUpdate", "syncTranscript", BOOLEAN, "S4, O: not nullable"),
    (
        "IntegrationConnectionPage",
        "data",
        {"type": "array", "items": {"$ref": "#/components/schemas/IntegrationConnection"}},
        "O",
    ),
    ("IntegrationConnectionPage", "cursor", NULLABLE_STRING, "O"),
    ("SalesforceCredentials", "namespace", STRING, "O, M"),
    ("SalesforceCredentials", "org_id", STRING, "O, M"),
    ("SalesforceCredentials", "instance_url", STRING, "O, M"),
    ("SalesforceCredentials", "refresh_token", {"type": "string", "default": "", "deprecated": True}, "O, M"),
    ("SalesforceCredentials", "username", STRING, "O, M"),
    ("SalesforceCredentials", "is_prod", NULLABLE_BOOLEAN, "O, M"),
    ("SalesforceCredentials", "use_prod_eca", NULLABLE_BOOLEAN, "O, M"),
    ("SalesforceConnection", "integrationConnectionId", STRING, "O, M"),
    ("SalesforceConnection", "isActive", BOOLEAN, "O, M"),
    ("Error", "error", STRING, "O, of the OAuth operations"),
]

BODIES = [  # operationId, schema, required, source
    ("createIntegrationConnection", "IntegrationConnectionCreate", True, "O; required assumed"),
    ("updateIntegrationConnection", "IntegrationConnectionUpdate", False, "S4, O"),
    ("upsertSalesforceConnection", "SalesforceCredentials", True, "O, M; required assumed"),
]

SUCCESSES = [  # operationId, status, schema, source
    ("listIntegrationConnections", "200", "IntegrationConnectionPage", "O"),
    ("createIntegrationConnection", "201", "IntegrationConnection", "O"),
    ("getIntegrationConnection", "200", "IntegrationConnection", "O"),
    ("updateIntegrationConnection", "200", "IntegrationConnection", "S4, O"),
    ("deleteIntegrationConnection", "200", "IntegrationConnection", "O"),
    ("upsertSalesforceConnection", "200", "SalesforceConnection", "O, M"),
]

TEXTS = [  # operationId, status, example, text, source
    (
        "createIntegrationConnection",
        "400",
        "platform-not-supported",
        "Integration platform not supported",
        "O",
    ),
    (
        "createIntegrationConnection",
        "409",
        "duplicate-connection",
        "Duplicate connection for integration platform for org",
        "O",
    ),
    (
        "getIntegrationConnection",
        "404",
        "connection-not-found",
        "Integration connection not found or you do not have permission to view it.",
        "O, as its description",
    ),
    (
        "createIntegrationConnection",
        "400",
        "missing-fields",
        "name is required.\nexternalAccountId is required.",
        "assumed: one violation in each line",
    ),
]


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    """Follow `$ref` to what it names."""
    while "$ref" in node:
        target: Any = DOCUMENT
        for key in node["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        node = target
    return node


def assertions(schema: dict[str, Any]) -> dict[str, Any]:
    """What a schema asserts, without its prose."""
    return {key: value for key, value in resolve(schema).items() if key != "description"}


def operation(operation_id: str) -> dict[str, Any]:
    for item in DOCUMENT["paths"].values():
        for method, found in item.items():
            if method != "parameters" and found["operationId"] == operation_id:
                return dict(found)
    raise KeyError(operation_id)


def content(operation_id: str, status: str) -> dict[str, Any]:
    return dict(resolve(operation(operation_id)["responses"][status])["content"])


def test_operations_are_these_and_no_others() -> None:
    found = {
        (entry["operationId"], method, path)
        for path, item in DOCUMENT["paths"].items()
        for method, entry in item.items()
        if method != "parameters"
    }
    assert found == {(operation_id, method, path) for operation_id, method, path, _ in OPERATIONS}


def test_version_and_server() -> None:  # S4, O; 3.0.3 assumed
    assert (DOCUMENT["openapi"], DOCUMENT["info"]["version"]) == ("3.0.3", "1.0.0")
    assert [server["url"] for server in DOCUMENT["servers"]] == ["https://functions.siro.ai/api-externalApi"]
    assert DOCUMENT["externalDocs"]["url"] == "/swagger.json"


def test_every_operation_needs_an_organization_token() -> None:  # S4, O
    scheme = DOCUMENT["components"]["securitySchemes"]["bearerAuth"]
    assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "Organization API token")
    assert DOCUMENT["security"] == [{"bearerAuth": []}]
    assert not [operation_id for operation_id, *_ in OPERATIONS if "security" in operation(operation_id)]


@pytest.mark.parametrize(("operation_id", "statuses", "source"), STATUSES)
def test_statuses(operation_id: str, statuses: str, source: str) -> None:
    assert list(operation(operation_id)["responses"]) == statuses.split(), source


@pytest.mark.parametrize(("schema", "required", "source"), REQUIRED)
def test_required_fields(schema: str, required: str, source: str) -> None:
    assert SCHEMAS[schema].get("required", []) == required.split(), source
    assert "additionalProperties" not in SCHEMAS[schema], "not stated"


@pytest.mark.parametrize(("schema", "field", "expected", "source"), FIELDS)
def test_field(schema: str, field: str, expected: dict[str, Any], source: str) -> None:
    assert assertions(SCHEMAS[schema]["properties"][field]) == expected, source


def test_no_field_is_without_a_source() -> None:
    listed = {(schema, field) for schema, field, _, _ in FIELDS}
    assert {(name, field) for name, schema in SCHEMAS.items() for field in schema.get("properties", ())} == listed


@pytest.mark.parametrize(("operation_id", "schema", "required", "source"), BODIES)
def test_request_body(operation_id: str, schema: str, required: bool, source: str) -> None:
    body = operation(operation_id)["requestBody"]
    assert body.get("required", False) is required, source
    assert list(body["content"]) == ["application/json"]
    assert body["content"]["application/json"]["schema"] == {"$ref": f"#/components/schemas/{schema}"}, source


@pytest.mark.parametrize(("operation_id", "status", "schema", "source"), SUCCESSES)
def test_success(operation_id: str, status: str, schema: str, source: str) -> None:
    found = content(operation_id, status)
    assert list(found) == ["application/json"]
    assert found["application/json"]["schema"] == {"$ref": f"#/components/schemas/{schema}"}, source


def test_list_can_be_filtered_by_more_platforms_than_exist() -> None:  # O
    (parameter,) = operation("listIntegrationConnections")["parameters"]
    assert (parameter["name"], parameter["in"], parameter.get("required", False)) == (
        "integrationPlatform",
        "query",
        False,
    )
    assert assertions(parameter["schema"]) == {"type": "string", "enum": PLATFORMS + FILTER_ONLY}


def test_the_cursor_leads_nowhere() -> None:  # O: no parameter takes it; null is assumed
    examples = content("listIntegrationConnections", "200")["application/json"]["examples"]
    assert {resolve(example)["value"]["cursor"] for example in examples.values()} == {None}


def test_connection_id_is_any_string() -> None:  # S4, O
    assert DOCUMENT["paths"][CONNECTION]["parameters"] == [{"$ref": "#/components/parameters/ConnectionId"}]
    assert DOCUMENT["components"]["parameters"]["ConnectionId"]["schema"] == STRING


@pytest.mark.parametrize("operation_id", [row[0] for row in OPERATIONS])
def test_errors_are_plain_text_but_for_401(operation_id: str) -> None:  # O; 401 as the OAuth operations have it
    for status in operation(operation_id)["responses"]:
        if status < "400":
            continue
        media_type, schema = ("application/json", "Error") if status == "401" else ("text/plain", "ErrorText")
        found = content(operation_id, status)
        assert list(found) == [media_type]
        assert found[media_type]["schema"] == {"$ref": f"#/components/schemas/{schema}"}


@pytest.mark.parametrize(("operation_id", "status", "name", "text", "source"), TEXTS)
def test_error_text(operation_id: str, status: str, name: str, text: str, source: str) -> None:
    assert content(operation_id, status)["text/plain"]["examples"][name]["value"] == text, source


def test_401_says_how_to_authenticate() -> None:  # O, of the OAuth operations; the header is assumed
    unauthorized = DOCUMENT["components"]["responses"]["Unauthorized"]
    assert unauthorized["headers"]["WWW-Authenticate"]["required"] is True
    (example,) = unauthorized["content"]["application/json"]["examples"].values()
    assert example["value"] == {"error": "Unauthorized - User not authenticated"}


def test_429_has_no_headers() -> None:  # R: none published
    assert "headers" not in DOCUMENT["components"]["responses"]["TooManyRequests"]


def test_examples_have_one_connection_for_each_platform() -> None:  # O: the 409
    listed = content("listIntegrationConnections", "200")["application/json"]["examples"]["all-platforms"]["value"]
    created = content("createIntegrationConnection", "201")["application/json"]["examples"].values()
    connections = listed["data"] + [example["value"] for example in created]
    platforms = [connection["integrationPlatform"] for connection in connections]
    assert len(set(platforms)) == len(platforms)
    assert len({connection["organizationId"] for connection in connections}) == 1


@pytest.mark.parametrize(
    ("operation_id", "status", "expression"),
    [
        ("listIntegrationConnections", "200", "$response.body#/data/0/id"),
        ("createIntegrationConnection", "201", "$response.body#/id"),
        ("updateIntegrationConnection", "200", "$response.body#/id"),
    ],
)
def test_links_reach_every_item_operation(operation_id: str, status: str, expression: str) -> None:
    links = [resolve(link) for link in operation(operation_id)["responses"][status]["links"].values()]
    assert {link["operationId"] for link in links} == {found for found, _, path, _ in OPERATIONS if path == CONNECTION}
    assert {link["parameters"]["id"] for link in links} == {expression}
