"""How Idun's router words its refusals, entry by entry, and what it takes beyond its document.

Every list was observed: with the models and error handlers of the wheels 0.6.4 under FastAPI 0.134.0 and Pydantic
2.12.5 (docs/fidelity/idun.md).
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.engine.apis.apis import load_bundled

from .support import Client, ReceivedResponse

IDUN = load_bundled(["idun"])
INTEGRATIONS = "/admin/api/v1/integrations"
LOGIN = "/admin/api/v1/auth/login"
ID = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
ITEM = f"{INTEGRATIONS}/{ID}"
JSON = {"Content-Type": "application/json"}
WHATSAPP = {"accessToken": "a", "phoneNumberId": "b", "verifyToken": "c"}
SLACK = {"botToken": "a", "signingSecret": "b"}

MESSAGES = {
    "missing": "Field required",
    "string_type": "Input should be a valid string",
    "string_unicode": "Input should be a valid string, unable to parse raw data as a unicode string",
    "bool_type": "Input should be a valid boolean",
    "bool_parsing": "Input should be a valid boolean, unable to interpret input",
    "enum": "Input should be 'WHATSAPP', 'DISCORD', 'SLACK', 'GOOGLE_CHAT' or 'TEAMS'",
    "model_attributes_type": "Input should be a valid dictionary or object to extract fields from",
    "value_error": "Value error, name cannot be null",
    "json_invalid": "JSON decode error",
}
REQUIRED = {
    "WhatsApp": ("accessToken", "phoneNumberId", "verifyToken"),
    "Discord": ("botToken", "applicationId", "publicKey"),
    "Slack": ("botToken", "signingSecret"),
    "GoogleChat": ("serviceAccountCredentialsJson", "projectNumber"),
    "Teams": ("appId", "appPassword", "appTenantId"),
}
NO_CONFIG_FITS = [
    (f"body.integration.config.{model}IntegrationConfig.{name}", "missing")
    for model, names in REQUIRED.items()
    for name in names
]
NO_CONFIG_AT_ALL = [
    (f"body.integration.config.{model}IntegrationConfig", "model_attributes_type") for model in REQUIRED
]

Entries = list[tuple[str, str]]


def entries_of(response: ReceivedResponse) -> Entries:
    """Field and code of each entry, in order; its message is the one that belongs to the code."""
    assert response.status == 422, response.text
    error = response.json()["error"]
    assert error["message"] == "Request body failed validation."
    for entry in error["fieldErrors"]:
        assert entry["code"] == "uuid_parsing" or entry["message"] == MESSAGES[entry["code"]]
    return [(entry["field"], entry["code"]) for entry in error["fieldErrors"]]


def words(text: str) -> Entries:
    """`name missing, enabled bool_type` -> entries below `body`."""
    pairs = (part.split() for part in text.split(", "))
    return [("body" if place == "." else f"body.{place}", code) for place, code in pairs]


def integration(provider: Any = "SLACK", config: Any = SLACK, **more: Any) -> dict[str, Any]:
    return {"name": "a", "integration": {"provider": provider, "config": config, **more}}


@pytest.fixture(params=["published", "observed"])
def idun(request: pytest.FixtureRequest) -> Client:
    return Client(IDUN, input=request.param)


CREATIONS: list[tuple[str, Any, Entries]] = [
    ("nothing", {}, words("name missing, integration missing")),
    ("in-between", {"enabled": "x"}, words("name missing, enabled bool_parsing, integration missing")),
    (
        "all-of-another-type",
        {"integration": 5, "enabled": 0.5, "name": []},
        words("name string_type, enabled bool_type, integration model_attributes_type"),
    ),
    (
        "all-null",
        {"name": None, "enabled": None, "integration": None},
        words("name string_type, enabled bool_type, integration model_attributes_type"),
    ),
    (
        "name-beside-a-config-that-does-not-fit",
        integration(config=WHATSAPP) | {"name": 1, "enabled": "maybe"},
        words(
            "name string_type, enabled bool_parsing, integration.botToken missing, integration.signingSecret missing"
        ),
    ),
    (
        "name-beside-an-unknown-provider",
        integration("X", {}) | {"name": 1},
        words("name string_type, integration.provider enum") + NO_CONFIG_FITS,
    ),
    ("unknown-provider", integration("X"), words("integration.provider enum")),
    (
        "unknown-provider-without-config",
        {"name": "a", "integration": {"provider": "X", "enabled": []}},
        words("integration.provider enum, integration.enabled bool_type, integration.config missing"),
    ),
    ("lower-case", integration("slack"), words("integration.provider enum")),
    (
        "lower-case-chooses-the-config",
        integration("slack", {}),
        words("integration.botToken missing, integration.signingSecret missing"),
    ),
    ("provider-of-another-type", integration(["SLACK"], {}), words("integration.provider enum") + NO_CONFIG_FITS),
    ("provider-null", integration(None), words("integration.provider enum")),
    ("no-provider", {"name": "a", "integration": {"config": SLACK}}, words("integration.provider missing")),
    (
        "no-provider-and-no-config-fits",
        {"name": "a", "integration": {"config": {}}},
        words("integration.provider missing") + NO_CONFIG_FITS,
    ),
    ("config-text", integration(config="text"), NO_CONFIG_AT_ALL),
    ("config-null", integration(config=None), NO_CONFIG_AT_ALL),
    ("config-list", integration("X", []), words("integration.provider enum") + NO_CONFIG_AT_ALL),
    (
        "config-before-the-rest",
        integration("DISCORD", {"botToken": 1, "guildId": 5}, enabled="maybe"),
        words(
            "integration.botToken string_type, integration.applicationId missing, integration.publicKey missing, "
            "integration.guildId string_type"
        ),
    ),
    ("inner-switch", integration(enabled="maybe"), words("integration.enabled bool_parsing")),
    (
        "null-in-config",
        integration("WHATSAPP", WHATSAPP | {"apiVersion": None}),
        words("integration.apiVersion string_type"),
    ),
    ("list", [], words(". model_attributes_type")),
    ("text", "x", words(". model_attributes_type")),
    ("null", b"null", words(". missing")),
    ("empty", b"", words(". missing")),
]


@pytest.mark.parametrize(("body", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CREATIONS])
def test_entries_of_a_creation(idun: Client, body: Any, expected: Entries) -> None:
    before = idun.state()
    response = idun.send("POST", INTEGRATIONS, body, headers=JSON)
    assert entries_of(response) == expected
    assert idun.state() == before


CHANGES: list[tuple[str, Any, Entries]] = [
    ("name-null", {"name": None}, words(". value_error")),
    ("name-null-beside-nulls", {"integration": None, "name": None, "enabled": None}, words(". value_error")),
    ("name-null-is-looked-at-last", {"name": None, "enabled": "x"}, words("enabled bool_parsing")),
    (
        "name-null-beside-a-config-that-does-not-fit",
        {"name": None, "integration": {"provider": "SLACK", "config": WHATSAPP}},
        words("integration.botToken missing, integration.signingSecret missing"),
    ),
    (
        "all-of-another-type",
        {"integration": 5, "enabled": [], "name": 1},
        words("name string_type, enabled bool_type, integration model_attributes_type"),
    ),
]


@pytest.mark.parametrize(("body", "expected"), [pytest.param(*row[1:], id=row[0]) for row in CHANGES])
def test_entries_of_a_change(idun: Client, body: Any, expected: Entries) -> None:
    before = idun.state()
    assert entries_of(idun.patch(ITEM, body)) == expected
    assert idun.state() == before


@pytest.mark.parametrize("value", ["", "maybe", " true", "1.0", "✓", 2, -1])
def test_texts_and_whole_numbers_are_read_as_booleans(idun: Client, value: Any) -> None:
    assert entries_of(idun.patch(ITEM, {"enabled": value})) == words("enabled bool_parsing")


@pytest.mark.parametrize("value", [[], {}, 0.5, 1e300, 10**30])
def test_other_values_are_no_booleans(idun: Client, value: Any) -> None:
    assert entries_of(idun.patch(ITEM, {"enabled": value})) == words("enabled bool_type")


MALFORMED = [
    (b"{", 1),
    (b'{"name": "a",}', 13),
    (b'  {"a":1} x', 10),
    (b"nul", 0),
    (b"[1,", 3),
    (b'{"a":"\n"}', 6),
    (b'{"a":"\\x"}', 6),
    (b'{"a" 1}', 5),
    (b'"abc', 0),
    (b"  ", 2),
    ('{"é":"é" x}'.encode(), 9),
    (b"\xef\xbb\xbf{", 1),
]


@pytest.mark.parametrize(("body", "offset"), MALFORMED)
@pytest.mark.parametrize(("method", "path"), [("POST", INTEGRATIONS), ("PATCH", f"{INTEGRATIONS}/x"), ("POST", LOGIN)])
def test_malformed_json_is_refused_at_its_offset(
    idun: Client, method: str, path: str, body: bytes, offset: int
) -> None:
    """In characters; nothing else is looked at, not even the identifier."""
    assert entries_of(idun.send(method, path, body, headers=JSON)) == [(f"body.{offset}", "json_invalid")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(b'{"name":NaN}', "name string_type", id="nan"),
        pytest.param(b'{"enabled":Infinity}', "enabled bool_type", id="infinity"),
        pytest.param(b'{"name":"a","name":1}', "name string_type", id="the-last-of-two"),
        pytest.param(b'{"enabled":"\\ud800"}', "enabled string_unicode", id="half-of-a-pair"),
        pytest.param(b'{"x":NaN}', ". json_invalid", id="nan-that-the-real-router-drops"),
    ],
)
def test_what_only_python_reads_as_json(idun: Client, body: bytes, expected: str) -> None:
    """The last one is assumed: the sandbox takes RFC 8259 at its word."""
    assert entries_of(idun.patch(ITEM, body, headers=JSON)) == words(expected)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("PATCH", ITEM, b'{"name":"a\\ud800"}', 500, "An unexpected error occurred. See server logs for details."),
        (
            "PATCH",
            ITEM,
            json.dumps({"integration": {"provider": "SLACK", "config": SLACK | {"botToken": "\udfff"}}}).encode(),
            500,
            "An unexpected error occurred. See server logs for details.",
        ),
        (
            "POST",
            INTEGRATIONS,
            json.dumps(integration() | {"name": "\ud800"}).encode(),
            422,
            "Cannot derive a slug from the provided name.",
        ),
        ("POST", LOGIN, b'{"password":"\\ud800"}', 401, "Invalid credentials."),
    ],
)
def test_half_of_a_surrogate_pair(idun: Client, method: str, path: str, body: bytes, status: int, message: str) -> None:
    """G: the models take it, but a database cannot; a slug drops it, and a password with it is never right."""
    before = idun.state()
    response = idun.send(method, path, body, headers=JSON)
    assert (response.status, response.json()["error"]["message"]) == (status, message)
    assert [violation.rule for violation in response.exchange.violations] == ["body.malformed"]
    assert idun.state() == before


@pytest.mark.parametrize("name", ["!!!", "'", "'\"", "\n\u2028"])
def test_a_name_without_a_slug_is_quoted_as_python_does(idun: Client, name: str) -> None:
    (entry,) = idun.post(INTEGRATIONS, integration() | {"name": name}).json()["error"]["fieldErrors"]
    assert entry == {"field": "name", "message": f"Cannot derive a slug from name {name!r}", "code": "invalid"}


CHARACTER = "invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `{}` at {}"
NO_UUIDS = [
    ("x", CHARACTER.format("x", 1)),
    ("%C3%A9", CHARACTER.format("é", 1)),
    (f"URN:UUID:{ID}", CHARACTER.format("U", 1)),
    (f"%20{ID}", CHARACTER.format(" ", 1)),
    (ID[:-1] + "g", CHARACTER.format("g", 36)),
    (f"urn:uuid:{{{ID}}}", CHARACTER.format("{", 10)),
    ("0", "invalid length: expected length 32 for simple format, found 1"),
    (f"{{{ID.replace('-', '')}}}", "invalid group count: expected 5, found 1"),
    (ID.replace("-", "", 1), "invalid group count: expected 5, found 4"),
    (ID[:-1], "invalid group length in group 4: expected 12, found 11"),
    (ID + "a", "invalid group length in group 4: expected 12, found 13"),
    ("3c90c3cc-0d44-4b50-888-88dd25736052a", "invalid group length in group 3: expected 4, found 3"),
]


@pytest.mark.parametrize(("text", "reason"), NO_UUIDS)
def test_why_an_identifier_is_no_uuid(idun: Client, text: str, reason: str) -> None:
    (entry,) = idun.get(f"{INTEGRATIONS}/{text}").json()["error"]["fieldErrors"]
    assert entry == {
        "field": "path.integration_id",
        "message": f"Input should be a valid UUID, {reason}",
        "code": "uuid_parsing",
    }


def test_the_identifier_comes_before_the_body(idun: Client) -> None:
    found = entries_of(idun.patch(f"{INTEGRATIONS}/x", {"enabled": [], "name": 1}))
    assert found == [("path.integration_id", "uuid_parsing"), *words("name string_type, enabled bool_type")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"name": "x" * 1_000_000}, "integration missing", id="schema"),
        pytest.param(b'{"name":"' + b"x" * 1_000_000, ". json_invalid", id="malformed"),
    ],
)
def test_a_large_body_is_not_read_twice(idun: Client, body: Any, expected: str) -> None:
    """Assumed: the entries are then what the sandbox found."""
    error = idun.send("POST", INTEGRATIONS, body, headers=JSON).json()["error"]
    assert [(entry["field"], entry["code"]) for entry in error["fieldErrors"]] == words(expected)


# what only the real router takes

LAX: list[tuple[str, Any, Entries]] = [
    ("boolean-text", {"enabled": "False"}, words("enabled bool_parsing")),
    ("boolean-number", {"enabled": 0}, words("enabled bool_parsing")),
    (
        "snake-case",
        {"integration": {"provider": "SLACK", "config": {"bot_token": "a", "signing_secret": "b"}}},
        words("integration.botToken missing, integration.signingSecret missing"),
    ),
    (
        "switches-in-the-configuration",
        {
            "integration": {
                "provider": "GOOGLE_CHAT",
                "enabled": "n",
                "config": {"serviceAccountCredentialsJson": "a", "project_number": "b", "local_mode": "On"},
            }
        },
        words("integration.projectNumber missing"),
    ),
]


@pytest.mark.parametrize(("body", "expected"), [pytest.param(*row[1:], id=row[0]) for row in LAX])
def test_what_the_published_document_does_not_allow(body: Any, expected: Entries) -> None:
    published, observed = Client(IDUN), Client(IDUN, input="observed")
    assert entries_of(published.patch(ITEM, body)) == expected
    changed = observed.patch(ITEM, body)
    assert changed.status == 200
    assert published.patch(ITEM, _as_documented(body)).json() == changed.json()


def _as_documented(body: Any) -> Any:
    """The same change in the words of the document."""
    if "enabled" in body:
        return {"enabled": False}
    if body["integration"]["provider"] == "SLACK":
        return {"integration": {"provider": "SLACK", "config": SLACK}}
    config = {"serviceAccountCredentialsJson": "a", "projectNumber": "b", "localMode": True}
    return {"integration": {"provider": "GOOGLE_CHAT", "enabled": False, "config": config}}


@pytest.mark.parametrize("form", [ID.replace("-", ""), f"{{{ID}}}", f"urn:uuid:{ID}", f"urn%3Auuid%3A{ID}"])
def test_forms_of_identifiers(form: str) -> None:
    path = f"{INTEGRATIONS}/{form}"
    refused = Client(IDUN).get(path).json()["error"]["fieldErrors"]
    assert refused == [
        {"field": "path.integration_id", "message": "Input should be a valid UUID", "code": "uuid_parsing"}
    ]
    assert Client(IDUN, input="observed").get(path).json() == Client(IDUN).get(ITEM).json()


@pytest.mark.parametrize("form", ["9F8E7D6C-5B4A-4392-8170-6F5E4D3C2B1A", "9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a"])
def test_an_unknown_identifier_is_named_in_its_usual_form(idun: Client, form: str) -> None:
    error = idun.get(f"{INTEGRATIONS}/{form}").json()["error"]
    assert error["message"] == "No integration with id 9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a."


def test_a_member_in_snake_case_is_named_as_it_was_sent() -> None:
    body = integration("WHATSAPP", {"access_token": 1})
    assert entries_of(Client(IDUN, input="observed").post(INTEGRATIONS, body)) == words(
        "integration.access_token string_type, integration.phoneNumberId missing, integration.verifyToken missing"
    )
