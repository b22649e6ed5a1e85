"""The facts about Intercom's data connectors, each with its source, against specs/intercom.yaml.

Sources: S2 the seed page, U/V the publisher's document (Unstable/Preview), E the pages on errors, DP the health page.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.yaml_text import load_yaml

DOCUMENT: dict[str, Any] = load_yaml((Path(__file__).parents[2] / "specs" / "intercom.yaml").read_text("utf-8"))


def words(text: str) -> list[str]:
    """`"a b"` -> `["a", "b"]`, for lists that would fill a screen."""
    return text.split()


ERROR_TYPES = words(
    "request_configuration_error faraday_error 3rd_party_error response_mapping_error token_refresh_error"
    " fin_action_response_formatting_error fin_action_identity_verification_error email_verification_error"
    " non_fin_standalone_action_identity_verification_error request_validation_error client_side_action_error"
)
SOURCE_TYPES = words(
    "custom_bot inbound_custom_bot button_custom_bot answer workflow saved_reply triggerable_custom_bot inbox fin"
)
VERSIONS = [f"1.{n}" for n in range(5)] + [f"2.{n}" for n in range(17)] + ["Preview", "Unstable"]


def resolve(node: Any) -> Any:
    """Follow `$ref` until there is none: `{"$ref": "#/components/schemas/error"}` -> the error schema."""
    while isinstance(node, dict) and "$ref" in node:
        target: Any = DOCUMENT
        for key in node["$ref"].removeprefix("#/").split("/"):
            target = target[key.replace("~1", "/").replace("~0", "~")]
        node = target
    return node


def flatten(schema: Any) -> dict[str, Any]:
    """The schema with its `$ref` and `allOf` merged, later members over earlier ones."""
    schema = resolve(schema)
    flat: dict[str, Any] = {"required": [], "properties": {}}
    for part in [*map(flatten, schema.get("allOf", [])), {k: v for k, v in schema.items() if k != "allOf"}]:
        for name, value in part.get("properties", {}).items():
            flat["properties"][name] = {**resolve(flat["properties"].get(name, {})), **resolve(value)}
        flat["required"] = flat["required"] + part.get("required", [])
        flat |= {k: v for k, v in part.items() if k not in ("properties", "required")}
    return flat


def find_member(path: str) -> dict[str, Any]:
    """`data_connector_detail.headers.name` -> that property's schema; arrays are stepped into."""
    name, *members = path.split(".")
    schema = flatten(DOCUMENT["components"]["schemas"][name])
    for member in members:
        while schema.get("type") == "array":
            schema = flatten(schema["items"])
        schema = flatten(schema["properties"][member])
    return schema


def iter_operations() -> Iterator[tuple[str, str, dict[str, Any], list[Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method != "parameters":
                parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
                yield method.upper(), path, operation, [resolve(p) for p in parameters]


OPERATIONS = {operation["operationId"]: (operation, parameters) for _, _, operation, parameters in iter_operations()}


def test_operations_are_the_published_ones_and_no_others() -> None:
    assert {(method, path, operation["operationId"]) for method, path, operation, _ in iter_operations()} == {
        ("GET", "/data_connectors", "listDataConnectors"),  # U
        ("POST", "/data_connectors", "createDataConnector"),  # U
        ("GET", "/data_connectors/{id}", "RetrieveDataConnector"),  # U, with a capital
        ("PATCH", "/data_connectors/{id}", "updateDataConnector"),  # S2
        ("DELETE", "/data_connectors/{id}", "deleteDataConnector"),  # U
        ("GET", "/data_connectors/{data_connector_id}/execution_results", "listDataConnectorExecutionResults"),  # U
        ("GET", "/data_connectors/{data_connector_id}/execution_results/{id}", "showDataConnectorExecutionResult"),  # U
        ("GET", "/data_connectors/{data_connector_id}/health", "getDataConnectorHealth"),  # DP
    }


GENERAL_STATUSES = {"400", "401", "406", "429", "500"}  # U: an unknown version is 400; E: the others


@pytest.mark.parametrize(
    ("operation_id", "own_statuses", "source"),
    [
        ("listDataConnectors", {"200"}, "U"),
        ("createDataConnector", {"201", "413", "422"}, "U"),
        ("RetrieveDataConnector", {"200", "404"}, "U"),
        ("updateDataConnector", {"200", "404", "409", "413", "422"}, "S2"),
        ("deleteDataConnector", {"200", "404", "409"}, "U"),
        ("listDataConnectorExecutionResults", {"200", "404"}, "U"),
        ("showDataConnectorExecutionResult", {"200", "404"}, "U"),
        ("getDataConnectorHealth", {"200", "404"}, "DP"),
    ],
)
def test_statuses(operation_id: str, own_statuses: set[str], source: str) -> None:
    assert set(OPERATIONS[operation_id][0]["responses"]) == own_statuses | GENERAL_STATUSES, source


def test_servers_and_security() -> None:
    assert [server["url"] for server in DOCUMENT["servers"]] == [
        "https://api.intercom.io",
        "https://api.eu.intercom.io",
        "https://api.au.intercom.io",
    ]
    scheme = DOCUMENT["components"]["securitySchemes"]["bearerAuth"]
    assert (DOCUMENT["security"], scheme["type"], scheme["scheme"]) == ([{"bearerAuth": []}], "http", "bearer")


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_every_operation_takes_the_version_header(operation_id: str) -> None:
    header = next(p for p in OPERATIONS[operation_id][1] if p["name"] == "Intercom-Version")
    schema = resolve(header["schema"])
    assert (header["in"], header.get("required", False)) == ("header", False)
    assert (schema["enum"], schema["default"]) == (VERSIONS, "Unstable")


FLAG: dict[str, Any] = {"type": "string", "enum": ["true", "false"]}


@pytest.mark.parametrize(
    ("operation_id", "query", "source"),
    [
        (
            "listDataConnectors",
            {
                "per_page": {"type": "integer", "minimum": 1, "maximum": 50, "default": 20},
                "starting_after": {"type": "string"},
            },
            "U",
        ),
        ("createDataConnector", {}, "U"),
        (
            "RetrieveDataConnector",
            {"state_version": {"type": "string", "enum": ["draft", "live"], "default": "live"}},
            "U",
        ),
        ("updateDataConnector", {}, "S2"),
        ("deleteDataConnector", {}, "U"),
        (
            "listDataConnectorExecutionResults",
            {
                "per_page": {"type": "integer", "minimum": 1, "maximum": 30, "default": 10},
                "starting_after": {"type": "string"},
                "success": FLAG,
                "error_type": {"type": "string", "enum": ERROR_TYPES},
                "start_ts": {"type": "integer"},
                "end_ts": {"type": "integer"},
                "include_bodies": FLAG | {"default": "false"},
                "include_request_url": FLAG | {"default": "false"},
            },
            "U",
        ),
        ("showDataConnectorExecutionResult", {}, "U"),
        (
            "getDataConnectorHealth",
            {
                "start_ts": {"type": "integer"},
                "end_ts": {"type": "integer"},
                "bucket_size_minutes": {"type": "integer", "minimum": 1, "maximum": 1440},
            },
            "DP",
        ),
    ],
)
def test_query_parameters(operation_id: str, query: dict[str, Any], source: str) -> None:
    parameters = [p for p in OPERATIONS[operation_id][1] if p["in"] == "query"]
    schemas = {p["name"]: resolve(p["schema"]) for p in parameters}
    assert {n: {k: v for k, v in s.items() if k != "description"} for n, s in schemas.items()} == query, source
    assert not any(p.get("required") for p in parameters)


SETTINGS = words(
    "name description http_method url body direct_fin_usage audiences headers data_inputs customer_authentication"
    " bypass_authentication validate_missing_attributes mock_response token_ids"
)
SUMMARY = words(
    "type id name description state http_method direct_fin_usage created_by_admin_id updated_by_admin_id created_at"
    " updated_at execution_results_url"
)


@pytest.mark.parametrize(
    ("path", "members", "required", "source"),
    [
        ("update_data_connector_request", [*SETTINGS, "state"], [], "S2"),
        ("create_data_connector_request", SETTINGS, ["name"], "U"),
        ("header", ["name", "value"], [], "S2"),
        ("data_input", ["name", "type", "description", "required", "default_value"], [], "S2"),
        ("data_connector", SUMMARY, [], "U"),
        (
            "data_connector_detail",
            SUMMARY
            + words(
                "url body headers audiences execution_type configuration_response_type data_transformation_type"
                " client_function_name client_function_timeout_ms data_inputs response_fields object_mappings token_ids"
                " customer_authentication bypass_authentication validate_missing_attributes"
            ),
            [],
            "S2",
        ),
        ("response_field", ["path", "type", "example_value", "redacted"], [], "S2"),
        (
            "object_mapping",
            ["response_object_path", "intercom_object_type", "attribute_mappings", "reference_mappings"],
            [],
            "S2",
        ),
        (
            "attribute_mapping",
            ["response_attribute_path", "intercom_attribute_identifier", "mapping_type"],
            [],
            "S2",
        ),
        ("reference_mapping", ["intercom_object_type", "intercom_attribute_identifier"], [], "U"),
        ("deleted_data_connector", ["id", "object", "deleted"], [], "U"),
        ("data_connector_list", ["type", "data", "pages"], [], "U"),
        ("pages", ["type", "per_page", "next"], [], "U"),
        (
            "data_connector_execution_result",
            words(
                "type id data_connector_id success http_status http_method error_type error_message execution_time_ms"
                " source_type source_id conversation_id created_at request_url request_body response_body"
                " raw_response_body"
            ),
            [],
            "U",
        ),
        ("error", ["type", "request_id", "errors"], ["type", "errors"], "S2"),
    ],
)
def test_members(path: str, members: list[str], required: list[str], source: str) -> None:
    schema = find_member(path)
    assert sorted(schema["properties"]) == sorted(members), source
    assert schema["required"] == required, source


def test_members_of_one_error() -> None:
    entry = find_member("error.errors")["items"]
    assert (list(entry["properties"]), entry["required"]) == (["code", "message", "field"], ["code"])  # S2


@pytest.mark.parametrize(
    ("path", "values", "source"),
    [
        ("update_data_connector_request.state", ["draft", "live"], "S2"),
        ("update_data_connector_request.http_method", ["get", "post", "put", "delete", "patch"], "S2"),
        ("data_input.type", ["string", "integer", "decimal", "boolean"], "S2"),
        ("saved_data_input.type", ["string", "integer", "decimal", "boolean"], "S2"),
        ("data_connector_detail.type", ["data_connector"], "S2"),
        ("data_connector_detail.state", ["draft", "live"], "S2"),
        ("data_connector_detail.execution_type", ["server_side", "client_side", None], "S2"),
        (
            "data_connector_detail.configuration_response_type",
            ["test_response_type", "mock_response_type", None],
            "S2",
        ),
        (
            "data_connector_detail.data_transformation_type",
            ["full_access", "redacted_access", "code_block_transformation", None],
            "S2",
        ),
        ("response_field.type", ["unknown", "string", "integer", "decimal", "datetime", "boolean"], "S2"),
        ("object_mapping.intercom_object_type", ["conversation", "user"], "S2"),
        ("attribute_mapping.mapping_type", ["primitive_mapping", "context_mapping"], "S2"),
        ("deleted_data_connector.object", ["data_connector"], "U"),
        ("data_connector_execution_result.type", ["data_connector.execution"], "U"),
        ("data_connector_execution_result.error_type", [*ERROR_TYPES, None], "U"),
        ("data_connector_execution_result.source_type", [*SOURCE_TYPES, None], "U"),
        ("failure_reason_count.reason", ERROR_TYPES, "H1"),
    ],
)
def test_enums(path: str, values: list[str | None], source: str) -> None:
    assert find_member(path)["enum"] == values, source


@pytest.mark.parametrize("path", ["update_data_connector_request.audiences", "data_connector_detail.audiences"])
def test_audiences(path: str) -> None:
    assert sorted(find_member(path)["items"]["enum"]) == ["leads", "users", "visitors"]  # S2; the order means nothing


@pytest.mark.parametrize(
    ("path", "nullable", "source"),
    [
        ("update_data_connector_request", [], "S2"),
        ("create_data_connector_request", [], "U"),
        ("header", [], "S2"),
        ("data_input", [], "S2"),
        ("data_connector", ["description"], "U"),
        (
            "data_connector_detail",
            words(
                "description url execution_type configuration_response_type data_transformation_type"
                " client_function_name client_function_timeout_ms validate_missing_attributes created_by_admin_id"
                " updated_by_admin_id"
            ),
            "S2",
        ),
        ("redacted_header", [], "S2"),
        ("saved_data_input", ["description"], "S2"),
        ("response_field", ["example_value"], "S2"),
        ("pages", ["next"], "U"),
        (
            "data_connector_execution_result",
            words(
                "http_status error_type error_message execution_time_ms source_type source_id conversation_id"
                " request_url request_body response_body raw_response_body"
            ),
            "U",
        ),
        ("error", ["request_id"], "S2"),
    ],
)
def test_nullable_members(path: str, nullable: list[str], source: str) -> None:
    members = find_member(path)["properties"]
    assert sorted(name for name, schema in members.items() if schema.get("nullable")) == sorted(nullable), source


@pytest.mark.parametrize(
    ("path", "defaults", "source"),
    [
        (
            "create_data_connector_request",
            {"direct_fin_usage": False, "customer_authentication": False, "bypass_authentication": False},
            "U",
        ),
        ("update_data_connector_request", {}, "S2"),
        ("data_input", {"default_value": ""}, "U"),
    ],
)
def test_defaults_of_what_is_sent(path: str, defaults: dict[str, Any], source: str) -> None:
    members = find_member(path)["properties"]
    assert {name: schema["default"] for name, schema in members.items() if "default" in schema} == defaults, source


@pytest.mark.parametrize(
    ("path", "expected", "source"),
    [
        ("data_connector_detail.id", ("string", None), "S2"),
        ("data_connector_detail.created_at", ("string", "date-time"), "S2"),
        ("data_connector_detail.updated_at", ("string", "date-time"), "S2"),
        ("data_connector_detail.client_function_timeout_ms", ("integer", None), "S2"),
        ("data_connector_execution_result.created_at", ("string", "date-time"), "U"),
        ("data_connector_execution_result.http_status", ("integer", None), "U"),
        ("data_connector_execution_result.execution_time_ms", ("integer", None), "U"),
        ("update_data_connector_request.url", ("string", None), "S2"),
        ("update_data_connector_request.mock_response", ("object", None), "S2"),
        ("update_data_connector_request.validate_missing_attributes", ("boolean", None), "S2"),
        ("error.request_id", ("string", None), "S2"),
    ],
)
def test_types_and_formats(path: str, expected: tuple[str, str | None], source: str) -> None:
    schema = find_member(path)
    assert (schema["type"], schema.get("format")) == expected, source


def test_what_is_sent_is_bounded_by_types_and_enums_only() -> None:
    bounds = {"minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "pattern", "additionalProperties"}
    for name in ("update_data_connector_request", "create_data_connector_request", "header", "data_input"):
        schema = find_member(name)
        for member in [schema, *schema["properties"].values()]:
            assert not bounds & set(member), name  # S2: none is given


@pytest.mark.parametrize(("operation_id", "required"), [("updateDataConnector", False), ("createDataConnector", True)])
def test_request_bodies(operation_id: str, required: bool) -> None:
    body = OPERATIONS[operation_id][0]["requestBody"]
    assert (body["required"], list(body["content"])) == (required, ["application/json"])


@pytest.mark.parametrize(
    ("operation_id", "name", "value", "source"),
    [
        (
            "updateDataConnector",
            "name-and-description",
            {"name": "Updated Connector Name", "description": "Updated description"},
            "U",
        ),
        ("updateDataConnector", "set-live", {"state": "live"}, "U"),
        ("updateDataConnector", "set-draft", {"state": "draft"}, "U"),
        (
            "updateDataConnector",
            "mock-response",
            {"mock_response": {"user": {"name": "Alice", "email": "alice@example.com"}}},
            "U",
        ),
        ("createDataConnector", "minimal", {"name": "Loyalty Points"}, "U"),
    ],
)
def test_request_examples(operation_id: str, name: str, value: dict[str, Any], source: str) -> None:
    examples = OPERATIONS[operation_id][0]["requestBody"]["content"]["application/json"]["examples"]
    assert resolve(examples[name])["value"] == value, source


@pytest.mark.parametrize(
    ("operation_id", "status", "name", "code", "message", "source"),
    [
        ("updateDataConnector", "401", "unauthorized", "unauthorized", "Access Token Invalid", "U"),
        (
            "updateDataConnector",
            "404",
            "connector-not-found",
            "data_connector_not_found",
            "Data connector not found",
            "U",
        ),
        (
            "updateDataConnector",
            "409",
            "in-use",
            "data_connector_in_use",
            "Data connector is in use by other resources and cannot be set to draft",
            "U",
        ),
        (
            "updateDataConnector",
            "422",
            "audiences-invalid",
            "parameter_invalid",
            "Invalid audiences. Must be a subset of: leads, users, visitors",
            "U",
        ),
        ("updateDataConnector", "422", "http-method-invalid", "parameter_invalid", "Http Method isn't an option", "U"),
        (
            "updateDataConnector",
            "422",
            "state-invalid",
            "parameter_invalid",
            "Invalid state. Must be one of: draft, live",
            "U",
        ),
        ("createDataConnector", "422", "name-missing", "parameter_not_found", "Name is required", "U"),
        (
            "createDataConnector",
            "422",
            "audiences-invalid",
            "parameter_invalid",
            "Invalid audiences. Must be a subset of: leads, users, visitors",
            "U",
        ),
        (
            "listDataConnectors",
            "400",
            "cursor-invalid",
            "client_error",
            "Invalid starting_after param. Please try again using a starting_after value from a paginated response",
            "U",
        ),
        (
            "RetrieveDataConnector",
            "400",
            "state-version-invalid",
            "parameter_invalid",
            "Invalid state_version. Must be one of: live, draft",
            "U",
        ),
        (
            "deleteDataConnector",
            "409",
            "in-use",
            "data_connector_in_use",
            "Data connector is in use by other resources and cannot be deleted",
            "U",
        ),
        (
            "deleteDataConnector",
            "409",
            "not-draft",
            "conflict",
            "Data connector must be in draft state to be deleted",
            "U",
        ),
        (
            "listDataConnectorExecutionResults",
            "400",
            "error-type-invalid",
            "parameter_invalid",
            f"Invalid error_type. Must be one of: {', '.join(ERROR_TYPES)}",
            "U",
        ),
        (
            "listDataConnectorExecutionResults",
            "400",
            "start-ts-invalid",
            "parameter_invalid",
            "start_ts must be a Unix timestamp (integer)",
            "U",
        ),
        (
            "showDataConnectorExecutionResult",
            "404",
            "execution-result-not-found",
            "execution_result_not_found",
            "Execution result not found",
            "U",
        ),
        (
            "showDataConnectorExecutionResult",
            "404",
            "connector-not-found",
            "data_connector_not_found",
            "Data connector not found",
            "U",
        ),
        (
            "getDataConnectorHealth",
            "400",
            "end-before-start",
            "parameter_invalid",
            "end_ts must not be before start_ts",
            "DP",
        ),
        (
            "getDataConnectorHealth",
            "400",
            "window-too-long",
            "parameter_invalid",
            "the requested window may not exceed 336 hours",
            "DP",
        ),
        (
            "getDataConnectorHealth",
            "400",
            "bucket-size-out-of-range",
            "parameter_invalid",
            "bucket_size_minutes must be between 1 and 1440",
            "DP",
        ),
    ],
)
def test_error_examples(*, operation_id: str, status: str, name: str, code: str, message: str, source: str) -> None:
    response = resolve(OPERATIONS[operation_id][0]["responses"][status])
    body = resolve(response["content"]["application/json"]["examples"][name])["value"]
    assert body["type"] == "error.list"
    assert [(error["code"], error["message"]) for error in body["errors"]] == [(code, message)], source


@pytest.mark.parametrize("operation_id", OPERATIONS)
@pytest.mark.parametrize(
    ("status", "code", "source"),
    [
        ("400", "intercom_version_invalid", "U"),
        ("401", "unauthorized", "U"),
        ("406", "not_acceptable", "assumed"),
        ("429", "rate_limit_exceeded", "E"),
        ("500", "server_error", "E"),
    ],
)
def test_general_errors(operation_id: str, status: str, code: str, source: str) -> None:
    response = resolve(OPERATIONS[operation_id][0]["responses"][status])
    examples = response["content"]["application/json"]["examples"].values()
    assert code in [resolve(example)["value"]["errors"][0]["code"] for example in examples], source


@pytest.mark.parametrize(
    ("status", "names"),
    [("401", ["WWW-Authenticate"]), ("429", ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"])],
)
def test_headers_of_general_errors(status: str, names: list[str]) -> None:
    for operation, _ in OPERATIONS.values():
        assert list(resolve(operation["responses"][status])["headers"]) == names  # E


def test_header_values_are_masked_in_every_response() -> None:
    for operation, _ in OPERATIONS.values():
        for response in map(resolve, operation["responses"].values()):
            for example in map(resolve, response["content"]["application/json"]["examples"].values()):
                assert all(header["value"] == "****" for header in example["value"].get("headers", []))  # U, V


def test_deleted_example_is_the_published_one() -> None:
    examples = OPERATIONS["deleteDataConnector"][0]["responses"]["200"]["content"]["application/json"]["examples"]
    assert resolve(examples["deleted"])["value"] == {"id": "125", "object": "data_connector", "deleted": True}  # U
