"""The facts known about Idun's integrations, held against `specs/idun.yaml`.

Each row names the source of its fact by the tags of `docs/fidelity/idun.md`; `assumed` marks a choice of ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.support.yaml_text import load_yaml

DOCUMENT_FILE = Path(__file__).parents[2] / "specs" / "idun.yaml"
DOCUMENT: dict[str, Any] = load_yaml(DOCUMENT_FILE.read_text(encoding="utf-8"))
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]

INTEGRATIONS = "/admin/api/v1/integrations"
INTEGRATION = INTEGRATIONS + "/{integration_id}"

LIST = "list_integrations_admin_api_v1_integrations_get"
CREATE = "create_integration_admin_api_v1_integrations_post"
GET = "get_integration_admin_api_v1_integrations__integration_id__get"
PATCH = "patch_integration_admin_api_v1_integrations__integration_id__patch"
DELETE = "delete_integration_admin_api_v1_integrations__integration_id__delete"
LOGIN = "login_admin_api_v1_auth_login_post"

OPERATIONS = [  # operationId, method, path, source
    (LIST, "get", INTEGRATIONS, "O"),
    (CREATE, "post", INTEGRATIONS, "O"),
    (GET, "get", INTEGRATION, "O"),
    (PATCH, "patch", INTEGRATION, "S3, O"),
    (DELETE, "delete", INTEGRATION, "O"),
    (LOGIN, "post", "/admin/api/v1/auth/login", "O, G"),
]

STATUSES = [  # operationId, statuses, source
    (LIST, "200 401 500", "O, G"),
    (CREATE, "201 401 409 413 422 500", "O, G; 413 assumed"),
    (GET, "200 401 404 422 500", "O, G"),
    (PATCH, "200 401 404 413 422 500", "S3, O, G; 413 assumed"),
    (DELETE, "200 401 404 422 500", "O, G"),
    (LOGIN, "200 401 413 422 500 503", "O, G; 413 assumed"),
]

PROVIDERS: dict[
    str, tuple[list[str], dict[str, object]]
] = {  # provider, the required fields of its config, the optional ones with their defaults (O)
    "WHATSAPP": (["accessToken", "phoneNumberId", "verifyToken"], {"apiVersion": "v21.0"}),
    "DISCORD": (["botToken", "applicationId", "publicKey"], {"guildId": None}),
    "SLACK": (["botToken", "signingSecret"], {}),
    "GOOGLE_CHAT": (["serviceAccountCredentialsJson", "projectNumber"], {"localMode": False}),
    "TEAMS": (["appId", "appPassword", "appTenantId"], {}),
}

REQUIRED = [  # schema, required fields, source
    ("Integration", ["id", "slug", "name", "enabled", "integration", "createdAt", "updatedAt"], "O"),
    ("IntegrationCreate", ["name", "integration"], "O"),
    ("IntegrationPatch", None, "S3, O"),
    ("IntegrationMutation", ["data", "reload"], "S3, O"),
    ("IntegrationDeletion", ["data", "reload"], "O"),
    ("DeletedIntegration", ["id", "deleted"], "O for id; observed"),
    ("Reload", ["status", "message"], "O"),
    ("Login", ["password"], "O"),
    ("LoginResult", ["ok"], "O"),
    ("Error", ["error"], "G"),
    ("FieldError", ["field", "message"], "G"),
    ("SessionRequired", ["detail"], "G, observed"),
]

STRING = {"type": "string"}
BOOLEAN = {"type": "boolean"}
UUID = {"type": "string", "format": "uuid"}
DATE_TIME = {"type": "string", "format": "date-time"}
CONFIG = {"$ref": "#/components/schemas/IntegrationConfig"}

FIELDS = [  # schema, field, everything the schema asserts about it, source
    ("Integration", "id", UUID, "O"),
    ("Integration", "slug", STRING, "O"),
    ("Integration", "name", STRING, "O: no length"),
    ("Integration", "enabled", BOOLEAN, "O"),
    ("Integration", "integration", CONFIG, "O"),
    ("Integration", "createdAt", DATE_TIME, "O"),
    ("Integration", "updatedAt", DATE_TIME, "O"),
    ("IntegrationCreate", "name", STRING, "O: no length; no sound pattern for the slug"),
    ("IntegrationCreate", "enabled", {"type": "boolean", "default": True}, "O: not nullable"),
    ("IntegrationCreate", "integration", CONFIG, "O"),
    ("IntegrationPatch", "name", STRING, "observed: null is refused"),
    ("IntegrationPatch", "enabled", {"type": ["boolean", "null"]}, "S3, O"),
    ("IntegrationPatch", "integration", {"anyOf": [CONFIG, {"type": "null"}]}, "S3, O"),
    ("DeletedIntegration", "id", UUID, "O"),
    ("DeletedIntegration", "deleted", {"type": "boolean", "const": True, "default": True}, "O"),
    ("Reload", "status", {"type": "string", "enum": ["reloaded", "restart_required", "reload_failed"]}, "O"),
    ("Reload", "message", STRING, "S3, O"),
    ("Reload", "error", {"type": ["string", "null"]}, "O"),
    ("Login", "password", STRING, "O"),
    ("LoginResult", "ok", BOOLEAN, "O"),
    ("FieldError", "field", STRING, "G"),
    ("FieldError", "message", STRING, "G"),
    ("FieldError", "code", STRING, "G"),
    ("SessionRequired", "detail", STRING, "observed"),
    ("InnerSwitch", None, {"type": "boolean", "default": True}, "O"),
]

ERROR_CODES = [  # G
    "bad_request",
    "validation_failed",
    "not_found",
    "conflict",
    "reload_failed",
    "auth_required",
    "forbidden",
    "unsupported_mode",
    "rate_limited",
    "internal_error",
]

ERRORS = [  # response, example, code, message, source
    ("InvalidCredentials", "wrong-password", "auth_required", "Invalid credentials.", "G"),
    (
        "IntegrationNotFound",
        "integration-not-found",
        "not_found",
        "No integration with id 9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a.",
        "G",
    ),
    ("NoSlugLeft", "no-slug-left", "conflict", None, "G; wording assumed"),
    ("ContentTooLarge", "body-too-large", "bad_request", None, "assumed"),
    ("InvalidId", "invalid-id", "validation_failed", "Request body failed validation.", "observed"),
    (
        "InvalidNewIntegration",
        "no-slug",
        "validation_failed",
        "Cannot derive a slug from the provided name.",
        "observed",
    ),
    (
        "InvalidPatch",
        "assembled-config-invalid",
        "validation_failed",
        "Assembled config failed validation.",
        "G",
    ),
    ("InvalidPatch", "malformed-json", "validation_failed", "Request body failed validation.", "observed"),
    ("InvalidPatch", "wrong-content-type", "validation_failed", "Request body failed validation.", "observed"),
    ("NotSaved", "reload-failed", "reload_failed", "Engine reload failed; config not saved.", "G"),
    (
        "InternalError",
        "internal-error",
        "internal_error",
        "An unexpected error occurred. See server logs for details.",
        "G",
    ),
    ("NoPasswordMode", "no-password-mode", "unsupported_mode", None, "G; wording assumed"),
]

RELOADS = [  # operationId, status, example, status of the reload, message, source
    (CREATE, "201", "whatsapp", "reloaded", "Saved and reloaded.", "observed"),
    (CREATE, "201", "restart-required", "restart_required", "Saved. Restart required to apply.", "observed"),
    (PATCH, "200", "nothing", "reloaded", "No changes.", "observed"),
    (PATCH, "200", "nulls", "reloaded", "Saved and reloaded.", "observed"),
    (DELETE, "200", "deleted", "reloaded", "Saved and reloaded.", "observed"),
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
    """What a schema asserts, without prose and examples."""
    return {key: value for key, value in schema.items() if key not in ("description", "examples")}


def operation(operation_id: str) -> dict[str, Any]:
    for item in DOCUMENT["paths"].values():
        for method, found in item.items():
            if method != "parameters" and found["operationId"] == operation_id:
                return dict(found)
    raise KeyError(operation_id)


def example(operation_id: str, status: str, name: str) -> Any:
    response = resolve(operation(operation_id)["responses"][status])
    return resolve(response["content"]["application/json"]["examples"][name])["value"]


def is_valid(schema: str, value: object) -> bool:
    root = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": SCHEMAS}}
    return bool(jsonschema_rs.Draft202012Validator(root, validate_formats=True).is_valid(value))


def config_of(provider: str) -> dict[str, str]:
    return dict.fromkeys(PROVIDERS[provider][0], "x")


def test_operations_are_these_and_no_others() -> None:
    found = {
        (entry["operationId"], method, path)
        for path, item in DOCUMENT["paths"].items()
        for method, entry in item.items()
        if method != "parameters"
    }
    assert found == {(operation_id, method, path) for operation_id, method, path, _ in OPERATIONS}


def test_version_and_server() -> None:  # O, S3
    assert (DOCUMENT["openapi"], DOCUMENT["info"]["version"]) == ("3.1.0", "0.6.1")
    assert [server["url"] for server in DOCUMENT["servers"]] == ["https://api.example.com"]


def test_the_session_cookie_is_optional() -> None:  # G
    scheme = DOCUMENT["components"]["securitySchemes"]["sessionCookie"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "cookie", "idun_session")
    assert DOCUMENT["security"] == [{}, {"sessionCookie": []}]
    assert [row[0] for row in OPERATIONS if "security" in operation(row[0])] == [LOGIN]
    assert operation(LOGIN)["security"] == []


@pytest.mark.parametrize(("operation_id", "statuses", "source"), STATUSES)
def test_statuses(operation_id: str, statuses: str, source: str) -> None:
    assert list(operation(operation_id)["responses"]) == statuses.split(), source


@pytest.mark.parametrize(("schema", "required", "source"), REQUIRED)
def test_required_fields(schema: str, required: list[str] | None, source: str) -> None:
    assert SCHEMAS[schema].get("required") == required, source


def test_unknown_keys_are_allowed_everywhere() -> None:  # O, observed
    assert not [name for name, schema in SCHEMAS.items() if "additionalProperties" in schema]


@pytest.mark.parametrize(("schema", "field", "expected", "source"), FIELDS)
def test_field(schema: str, field: str | None, expected: dict[str, Any], source: str) -> None:
    found = SCHEMAS[schema] if field is None else SCHEMAS[schema]["properties"][field]
    assert assertions(found) == expected, source


@pytest.mark.parametrize("provider", PROVIDERS)
def test_config_of_a_provider(provider: str) -> None:  # O
    mapping = SCHEMAS["IntegrationConfig"]["discriminator"]["mapping"]
    variant = resolve({"$ref": mapping[provider]})
    assert variant["required"] == ["provider", "config"]
    assert variant["properties"]["provider"] == {"type": "string", "const": provider}
    config = resolve(variant["properties"]["config"])
    required, defaults = PROVIDERS[provider]
    assert config["required"] == required
    assert list(config["properties"]) == required + list(defaults)
    assert all(assertions(config["properties"][field]) == STRING for field in required)
    assert {field: config["properties"][field]["default"] for field in defaults} == defaults


def test_providers_are_these_and_no_others() -> None:  # O
    config = SCHEMAS["IntegrationConfig"]
    assert list(config["discriminator"]["mapping"]) == list(PROVIDERS)
    assert [variant["$ref"] for variant in config["oneOf"]] == list(config["discriminator"]["mapping"].values())


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("configured", PROVIDERS)
def test_the_provider_chooses_the_config(provider: str, configured: str) -> None:  # observed
    integration = {"provider": provider, "config": config_of(configured), "unknown": 1}
    assert is_valid("IntegrationConfig", integration) is (provider == configured)


@pytest.mark.parametrize(
    ("schema", "value", "expected", "source"),
    [
        ("IntegrationPatch", {}, True, "observed"),
        ("IntegrationPatch", {"name": ""}, True, "observed"),
        ("IntegrationPatch", {"name": "x" * 300}, True, "observed"),
        ("IntegrationPatch", {"name": None}, False, "observed"),
        ("IntegrationPatch", {"enabled": None, "integration": None}, True, "observed"),
        ("IntegrationPatch", {"unknown": 1}, True, "observed"),
        ("IntegrationPatch", {"integration": {"config": config_of("WHATSAPP"), "enabled": True}}, False, "S3"),
        ("IntegrationCreate", {"name": "!!!", "integration": None}, False, "O"),
        ("IntegrationConfig", {"provider": "slack", "config": config_of("SLACK")}, False, "O"),
        ("IntegrationConfig", {"provider": "SLACK", "config": {**config_of("SLACK"), "more": 1}}, True, "observed"),
        (
            "IntegrationConfig",
            {"provider": "DISCORD", "config": {**config_of("DISCORD"), "guildId": None}},
            True,
            "O",
        ),
    ],
)
def test_what_a_body_may_be(schema: str, value: object, expected: bool, source: str) -> None:
    assert is_valid(schema, value) is expected, source


@pytest.mark.parametrize(
    ("operation_id", "schema"), [(CREATE, "IntegrationCreate"), (PATCH, "IntegrationPatch"), (LOGIN, "Login")]
)
def test_request_body(operation_id: str, schema: str) -> None:  # O
    body = operation(operation_id)["requestBody"]
    assert body["required"] is True
    assert list(body["content"]) == ["application/json"]
    assert body["content"]["application/json"]["schema"] == {"$ref": f"#/components/schemas/{schema}"}


def test_list_is_a_bare_array_without_parameters() -> None:  # O
    found = operation(LIST)
    assert "parameters" not in found
    schema = found["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"type": "array", "items": {"$ref": "#/components/schemas/Integration"}}


def test_list_example_has_each_provider_by_creation() -> None:  # G
    listed = example(LIST, "200", "one-of-each")
    assert [entry["integration"]["provider"] for entry in listed] == list(PROVIDERS)
    assert [entry["createdAt"] for entry in listed] == sorted(entry["createdAt"] for entry in listed)
    assert listed[0]["id"] == "3c90c3cc-0d44-4b50-8888-8dd25736052a"  # S3


def test_integration_id_is_a_uuid() -> None:  # S3, O
    assert DOCUMENT["paths"][INTEGRATION]["parameters"] == [{"$ref": "#/components/parameters/IntegrationId"}]
    assert DOCUMENT["components"]["parameters"]["IntegrationId"]["schema"] == UUID


def test_error_codes() -> None:  # G
    error = SCHEMAS["Error"]["properties"]["error"]
    assert error["required"] == ["code", "message"]
    assert list(error["properties"]) == ["code", "message", "details", "fieldErrors"]
    assert error["properties"]["code"]["enum"] == ERROR_CODES


@pytest.mark.parametrize(("response", "name", "code", "message", "source"), ERRORS)
def test_error(response: str, name: str, code: str, message: str | None, source: str) -> None:
    content = DOCUMENT["components"]["responses"][response]["content"]["application/json"]
    error = resolve(content["examples"][name])["value"]["error"]
    assert error["code"] == code, source
    assert message is None or error["message"] == message, source


def test_a_failed_reload_says_that_the_engine_recovered() -> None:  # G
    assert example(PATCH, "500", "reload-failed")["error"]["details"] == {"recovered": True}


def test_a_missing_session_is_not_told_in_the_envelope() -> None:  # observed
    for operation_id, *_ in OPERATIONS[:5]:
        assert example(operation_id, "401", "session-required") == {"detail": "Authentication required."}


@pytest.mark.parametrize(("operation_id", "status", "name", "reload", "message", "source"), RELOADS)
def test_reload(operation_id: str, status: str, name: str, reload: str, message: str, source: str) -> None:
    expected = {"status": reload, "message": message, "error": None}
    assert example(operation_id, status, name)["reload"] == expected, source


@pytest.mark.parametrize(
    ("name", "slug"),
    [("accented-name", "enable-test"), ("taken-slug", "help-desk-slack-2"), ("slack", "incident-slack")],
)
def test_slugs(name: str, slug: str) -> None:  # observed
    assert example(CREATE, "201", name)["data"]["slug"] == slug


def test_login_sets_the_cookie() -> None:  # G
    header = operation(LOGIN)["responses"]["200"]["headers"]["Set-Cookie"]
    assert header["required"] is True
    assert header["example"].startswith("idun_session=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(header["example"].split("; "))


@pytest.mark.parametrize(
    ("operation_id", "status", "expression"),
    [
        (LIST, "200", "$response.body#/0/id"),
        (CREATE, "201", "$response.body#/data/id"),
        (PATCH, "200", "$response.body#/data/id"),
    ],
)
def test_links_reach_every_item_operation(operation_id: str, status: str, expression: str) -> None:
    links = [resolve(link) for link in operation(operation_id)["responses"][status]["links"].values()]
    assert [link["operationId"] for link in links] == [GET, PATCH, DELETE]
    assert {link["parameters"]["integration_id"] for link in links} == {expression}
