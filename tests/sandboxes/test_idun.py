"""The sandbox of Idun's integrations, rule by rule.

Each row names the source of its rule by the tags of `docs/fidelity/idun.md`; `assumed` marks a choice of ours.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import pytest

from mockserver.engine.apis.apis import Api, load_bundled

from .support import Client, ReceivedResponse, breaches, iter_documented, source_of

INTEGRATIONS = "/admin/api/v1/integrations"
LOGIN = "/admin/api/v1/auth/login"

WHATSAPP = "3c90c3cc-0d44-4b50-8888-8dd25736052a"
DISCORD = "7b1d4f0e-2c83-4e6a-9f57-31c0a8d2b640"
SLACK = "e2a96c15-8f4d-4b7e-a1c3-5d0f6b9e7284"
GOOGLE_CHAT = "15c8e7d3-6a92-4f0b-8d4e-c7b21f9a3e58"
TEAMS = "a4f3b2d1-90c7-4e85-b6a2-3e1d5c7f8096"
UNKNOWN = "9f8e7d6c-5b4a-4392-8170-6f5e4d3c2b1a"

NOW = "2026-01-20T15:00:00Z"  # the clock of the tests
PASSWORD = "correct-horse-battery-staple"
SESSION = {"Cookie": "idun_session=idun-sandbox-session"}
JSON = {"Content-Type": "application/json"}

SAVED = {"status": "reloaded", "message": "Saved and reloaded.", "error": None}  # G
RESTART = {"status": "restart_required", "message": "Saved. Restart required to apply.", "error": None}  # G
NO_CHANGES = {"status": "reloaded", "message": "No changes.", "error": None}  # observed

SLACK_CONFIG = {"botToken": "xoxb-a", "signingSecret": "s"}
WHATSAPP_CONFIG = {"accessToken": "a", "phoneNumberId": "1", "verifyToken": "v"}
NEW_SLACK = {"provider": "SLACK", "config": SLACK_CONFIG}

PROVIDERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [  # provider, what is sent, what is added (O)
    ("WHATSAPP", WHATSAPP_CONFIG, {"apiVersion": "v21.0"}),
    ("DISCORD", {"botToken": "b", "applicationId": "1", "publicKey": "k"}, {"guildId": None}),
    ("SLACK", SLACK_CONFIG, {}),
    ("GOOGLE_CHAT", {"serviceAccountCredentialsJson": "{}", "projectNumber": "1"}, {"localMode": False}),
    ("TEAMS", {"appId": "i", "appPassword": "p", "appTenantId": "t"}, {}),
]

IDUN = load_bundled(["idun"])
API: Api = next(iter(IDUN))


@pytest.fixture
def idun() -> Client:
    return Client(IDUN)


@pytest.fixture
def locked() -> Client:
    """A client of an engine that requires a password."""
    return Client(IDUN, login="on")


def item(identifier: str) -> str:
    return f"{INTEGRATIONS}/{identifier}"


def new(name: str = "New", **members: Any) -> dict[str, Any]:
    return {"name": name, "integration": NEW_SLACK} | members


def problem(code: str, message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, **more}}


def field_errors(response: ReceivedResponse) -> set[tuple[str, str]]:
    """Field and code of every violation of an invalid request (G)."""
    assert response.status == 422
    error = response.json()["error"]
    assert (error["code"], error["message"]) == ("validation_failed", "Request body failed validation.")
    assert error.keys() == {"code", "message", "fieldErrors"}, "members without a value are left out"
    return {(entry["field"], entry["code"]) for entry in error["fieldErrors"]}


# reading


def test_lists_a_bare_array_the_oldest_first(idun: Client) -> None:
    """O: an array without pages; G: by createdAt."""
    assert [row["id"] for row in idun.get(INTEGRATIONS).json()] == [WHATSAPP, DISCORD, SLACK, GOOGLE_CHAT, TEAMS]
    made = idun.post(INTEGRATIONS, new()).json()["data"]
    assert idun.get(INTEGRATIONS).json()[-1] == made
    idun.advance(days=-10000)
    oldest = idun.post(INTEGRATIONS, new()).json()["data"]
    assert idun.get(INTEGRATIONS).json()[0] == oldest, "the time counts, not the order of requests"


def test_reads_one_without_envelope_and_with_its_secrets(idun: Client) -> None:
    """O: no envelope; observed: secrets are returned in clear."""
    response = idun.get(item(WHATSAPP))
    assert (response.status, response.json()) == (200, idun.get(INTEGRATIONS).json()[0])
    assert response.json()["integration"]["config"]["accessToken"] == "example-whatsapp-access-token"


@pytest.mark.parametrize("path", [WHATSAPP.upper(), "3c90C3cc-0D44-4b50-8888-8DD25736052A"])
def test_upper_case_identifiers(idun: Client, path: str) -> None:
    """Observed: hexadecimal digits in upper case are accepted."""
    assert idun.get(item(path)).json()["id"] == WHATSAPP
    assert idun.patch(item(path), {"name": "x"}).json()["data"]["id"] == WHATSAPP
    assert idun.delete(item(path)).json()["data"]["id"] == WHATSAPP


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_identifier_is_404(idun: Client, method: str) -> None:
    """G: 404 and its message; observed: it is checked first, for `{}` too."""
    response = idun.send(method, item(UNKNOWN), {} if method == "PATCH" else None)
    assert (response.status, response.json()) == (404, problem("not_found", f"No integration with id {UNKNOWN}."))


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("whatsapp", id="word"),
        pytest.param(WHATSAPP[:-1], id="short"),
        pytest.param(f"urn:uuid:{WHATSAPP}", id="urn"),
        pytest.param(f"%7B{WHATSAPP}%7D", id="braces"),
        pytest.param(WHATSAPP.replace("-", ""), id="no-hyphens"),
        pytest.param("%FF", id="not-utf-8"),
        pytest.param("%20", id="blank"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_identifier_that_is_not_a_uuid_is_422(idun: Client, method: str, path: str) -> None:
    """Observed: 422 with `path.` before the name; the spellings are stricter than the server's."""
    before = idun.state()
    response = idun.send(method, item(path), {} if method == "PATCH" else None)
    assert field_errors(response) == {("path.integration_id", "uuid_parsing")}
    assert idun.state() == before


# creating


@pytest.mark.parametrize(("provider", "config", "filled"), PROVIDERS)
def test_creates_with_defaults_filled_in(
    idun: Client, provider: str, config: dict[str, Any], filled: dict[str, Any]
) -> None:
    """O: 201 with `data` and `reload`; observed: defaults are filled in, both `enabled` too."""
    response = idun.post(INTEGRATIONS, {"name": "Brand new", "integration": {"provider": provider, "config": config}})
    made = response.json()["data"]
    assert response.status == 201
    assert response.json() == {
        "data": {
            "id": made["id"],
            "slug": "brand-new",
            "name": "Brand new",
            "enabled": True,
            "integration": {"provider": provider, "enabled": True, "config": config | filled},
            "createdAt": NOW,
            "updatedAt": NOW,
        },
        "reload": SAVED,
    }
    assert idun.get(item(made["id"])).json() == made


def test_sent_values_override_the_defaults(idun: Client) -> None:
    """Observed: the inner `enabled` is kept and returned as it was sent."""
    config = WHATSAPP_CONFIG | {"apiVersion": "v1"}
    sent = {"provider": "WHATSAPP", "enabled": False, "config": config}
    made = idun.post(INTEGRATIONS, new(enabled=False, integration=sent)).json()["data"]
    assert (made["enabled"], made["integration"]) == (False, sent)
    made = idun.post(INTEGRATIONS, new(enabled=True, integration=sent)).json()["data"]
    assert (made["enabled"], made["integration"]["enabled"]) == (True, False)


def test_unknown_keys_are_dropped_at_every_level(idun: Client) -> None:
    """Observed: so are the settings of another provider, and snake_case keys (assumed)."""
    config = SLACK_CONFIG | {"accessToken": "a", "bot_token": "b", "deep": {"er": 1}}
    body = new(integration={"provider": "SLACK", "config": config, "x": 1}, id=WHATSAPP, slug="mine", createdAt=1)
    made = idun.post(INTEGRATIONS, body)
    assert made.status == 201
    assert made.json()["data"]["integration"] == {"provider": "SLACK", "enabled": True, "config": SLACK_CONFIG}
    assert made.json()["data"]["id"] != WHATSAPP
    assert made.json()["data"]["slug"] == "new"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        pytest.param("Énable Tëst", "enable-test", id="accents"),
        pytest.param("  Customer -- care!  ", "customer-care", id="runs"),
        pytest.param("ﬁne № ½", "fine-no-12", id="nfkd"),
        pytest.param("日本 bot", "bot", id="other-letters"),
        pytest.param("a" * 70, "a" * 64, id="cut"),
        pytest.param("a" * 63 + " b", "a" * 63 + "-", id="trimmed-before-the-cut"),
        pytest.param("A_b.c/9", "a-b-c-9", id="signs"),
    ],
)
def test_the_slug_of_a_name(idun: Client, name: str, slug: str) -> None:
    """Observed: trimmed, folded, lower case, hyphens, 64 characters; the name itself is not trimmed."""
    made = idun.post(INTEGRATIONS, new(name)).json()["data"]
    assert (made["slug"], made["name"]) == (slug, name)


@pytest.mark.parametrize("name", ["!!!", "", "   ", "日本", "---"])
def test_a_name_without_a_slug_is_422(idun: Client, name: str) -> None:
    """G: its own message, and `name` without `body.`."""
    before = idun.state()
    response = idun.post(INTEGRATIONS, new(name))
    entry = {"field": "name", "message": f"Cannot derive a slug from name '{name}'", "code": "invalid"}
    expected = problem("validation_failed", "Cannot derive a slug from the provided name.", fieldErrors=[entry])
    assert (response.status, response.json()) == (422, expected)
    assert idun.state() == before


def test_a_taken_slug_gets_a_number_up_to_99(idun: Client) -> None:
    """G: -2 to -99, then 409 and nothing stored; observed: the number comes after the cut."""
    name = "b" * 80
    slugs = [idun.post(INTEGRATIONS, new(name)).json()["data"]["slug"] for _ in range(99)]
    assert slugs == ["b" * 64, *("b" * 64 + f"-{number}" for number in range(2, 100))]
    before = idun.state()
    response = idun.post(INTEGRATIONS, new(name))
    message = f"Could not find a unique slug for '{'b' * 64}' after 99 attempts"
    assert (response.status, response.json()) == (409, problem("conflict", message))
    assert idun.state() == before


def test_a_slug_that_became_free_is_used_again(idun: Client) -> None:
    """G: the first that is free."""
    assert idun.post(INTEGRATIONS, new("Help desk Slack")).json()["data"]["slug"] == "help-desk-slack-2"
    idun.delete(item(SLACK))
    assert idun.post(INTEGRATIONS, new("Help desk Slack")).json()["data"]["slug"] == "help-desk-slack"


# changing


@pytest.mark.parametrize(
    "change", [{"name": "Customer care"}, {"name": ""}, {"name": "n" * 300}, {"name": "!!!"}, {"enabled": False}]
)
def test_changes_what_is_sent_and_nothing_else(idun: Client, change: dict[str, Any]) -> None:
    """S3: three optional fields; observed: any name goes, the slug stays, updatedAt moves, createdAt does not."""
    before = idun.get(item(WHATSAPP)).json()
    response = idun.patch(item(WHATSAPP), change)
    assert (response.status, response.json()) == (200, {"data": before | change | {"updatedAt": NOW}, "reload": SAVED})
    assert idun.get(item(WHATSAPP)).json() == response.json()["data"]


@pytest.mark.parametrize(("provider", "config", "filled"), PROVIDERS)
def test_integration_is_replaced_as_a_whole(
    idun: Client, provider: str, config: dict[str, Any], filled: dict[str, Any]
) -> None:
    """Observed: provider included, defaults filled in again, nothing merged, unknown keys dropped."""
    sent = {"provider": provider, "config": config | {"unknown": 1}, "unknown": 1}
    data = idun.patch(item(DISCORD), {"integration": sent}).json()["data"]
    assert data["integration"] == {"provider": provider, "enabled": True, "config": config | filled}
    assert idun.get(item(DISCORD)).json() == data
    assert data["slug"] == "community-discord"


def test_the_inner_switch_is_kept_as_it_was_sent(idun: Client) -> None:
    """Observed: stored and returned as sent; a later configuration without it is switched on."""
    off = NEW_SLACK | {"enabled": False}
    assert idun.patch(item(SLACK), {"integration": off}).json()["data"]["integration"]["enabled"] is False
    assert idun.get(item(SLACK)).json()["integration"]["enabled"] is False
    assert idun.patch(item(SLACK), {"integration": NEW_SLACK}).json()["data"]["integration"]["enabled"] is True


@pytest.mark.parametrize("body", [{}, {"unknown": 1}, {"slug": "x", "id": UNKNOWN, "createdAt": "x"}])
@pytest.mark.parametrize("reload", ["reloaded", "restart_required", "reload_failed"])
def test_without_any_known_key_nothing_happens(reload: str, body: dict[str, Any]) -> None:
    """Observed: 200, "No changes.", no reload, updatedAt unchanged."""
    idun = Client(IDUN, reload=reload)
    before = idun.state()
    response = idun.patch(item(WHATSAPP), body)
    assert (response.status, response.json()) == (200, {"data": before["integration"][0], "reload": NO_CHANGES})
    assert idun.state() == before


@pytest.mark.parametrize(
    "body",
    [
        {"enabled": None},
        {"integration": None},
        {"enabled": None, "integration": None},
        {"name": "Customer WhatsApp"},
        {"enabled": True},
    ],
)
def test_a_known_key_reloads_even_if_nothing_changes(idun: Client, body: dict[str, Any]) -> None:
    """Observed: null is ignored, yet it reloads; updatedAt moves only if a value changed."""
    before = idun.state()
    response = idun.patch(item(WHATSAPP), body)
    assert (response.status, response.json()) == (200, {"data": before["integration"][0], "reload": SAVED})
    assert idun.state() == before


def test_sending_the_same_integration_changes_nothing(idun: Client) -> None:
    """Observed: updatedAt moves only if a value changed; defaults that are left out are the same value."""
    before = idun.get(item(WHATSAPP)).json()
    config = {key: value for key, value in before["integration"]["config"].items() if key != "apiVersion"}
    change = {"integration": {"provider": "WHATSAPP", "config": config}}
    assert idun.patch(item(WHATSAPP), change).json()["data"] == before


# deleting


def test_deletes_for_good(idun: Client) -> None:
    """O: `{id, deleted}` and `reload`; observed: deleting again is 404."""
    response = idun.delete(item(TEAMS))
    assert (response.status, response.json()) == (200, {"data": {"id": TEAMS, "deleted": True}, "reload": SAVED})
    assert idun.get(item(TEAMS)).status == 404
    assert idun.delete(item(TEAMS)).status == 404
    assert TEAMS not in idun.get(INTEGRATIONS).text


# reloading

MUTATIONS: list[tuple[str, str, Any]] = [
    ("POST", INTEGRATIONS, new()),
    ("PATCH", item(WHATSAPP), {"name": "x"}),
    ("PATCH", item(WHATSAPP), {"enabled": None}),
    ("DELETE", item(WHATSAPP), None),
]


@pytest.mark.parametrize(("method", "path", "body"), MUTATIONS)
def test_a_restart_may_be_required(method: str, path: str, body: Any) -> None:
    """G: saved all the same."""
    idun = Client(IDUN, reload="restart_required")
    before = idun.state()
    response = idun.send(method, path, body)
    assert response.status in (200, 201)
    assert response.json()["reload"] == RESTART
    assert (idun.state() == before) is (body == {"enabled": None})


@pytest.mark.parametrize(("method", "path", "body"), MUTATIONS)
def test_a_failed_reload_is_500_and_saves_nothing(method: str, path: str, body: Any) -> None:
    """G: 500 with `recovered`, rolled back; never a 200 that says reload_failed."""
    idun = Client(IDUN, reload="reload_failed")
    before = idun.state()
    response = idun.send(method, path, body)
    expected = problem("reload_failed", "Engine reload failed; config not saved.", details={"recovered": True})
    assert (response.status, response.json()) == (500, expected)
    assert idun.state() == before


# logging in


def log_in(client: Client) -> dict[str, str]:
    """The header of a new session."""
    response = client.post(LOGIN, {"password": PASSWORD})
    assert (response.status, response.json()) == (200, {"ok": True})
    cookie = SimpleCookie(response.header("Set-Cookie"))["idun_session"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"].lower()) == ("/", True, "lax")
    assert cookie["max-age"] == "86400", "24 hours (W)"
    assert not cookie["secure"], "only over https (G)"
    return {"Cookie": f"idun_session={cookie.value}"}


@pytest.mark.parametrize("cookie", [None, "idun_session=forged", "idun_session=", "other=1"])
def test_by_default_no_login_is_needed(idun: Client, cookie: str | None) -> None:
    """G: mode none asks for no cookie."""
    assert idun.get(INTEGRATIONS, headers={"Cookie": cookie}).status == 200
    assert log_in(idun), "assumed: it works although nothing asks for it"


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"Cookie": "idun_session=forged"}, id="not-signed"),
        pytest.param({"Cookie": "idun_session=a.b"}, id="without-a-signature"),
        pytest.param({"Cookie": "idun_session=a..b"}, id="without-a-time"),
        pytest.param({"Cookie": "idun_session="}, id="empty"),
        pytest.param({"Cookie": "other=idun-sandbox-session"}, id="other-name"),
        pytest.param({"Authorization": "Bearer idun-sandbox-session"}, id="bearer"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", INTEGRATIONS, None),
        ("POST", INTEGRATIONS, b"{"),
        ("GET", item("x"), None),
        ("PATCH", item("x"), {"name": None}),
        ("PATCH", item(WHATSAPP), {"name": "x"}),
        ("DELETE", item(WHATSAPP), None),
    ],
)
def test_with_a_password_a_session_is_needed(
    locked: Client, method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    """Observed: 401 in FastAPI's shape, before identifier and body are checked; G: no Bearer token."""
    before = locked.state()
    response = locked.send(method, path, body, headers=headers)
    assert (response.status, response.json()) == (401, {"detail": "Authentication required."})
    assert locked.state() == before


def test_a_session_lasts_for_24_hours(locked: Client) -> None:
    """G: 24 hours by default, then 401."""
    session = log_in(locked)
    assert locked.patch(item(WHATSAPP), {"name": "x"}, headers=session).status == 200
    locked.advance(hours=23, minutes=59, seconds=59)
    assert locked.get(INTEGRATIONS, headers=session).status == 200
    locked.advance(seconds=1)
    assert locked.get(INTEGRATIONS, headers=session).status == 401
    assert locked.get(INTEGRATIONS, headers=log_in(locked)).status == 200


def test_each_login_makes_a_session(locked: Client) -> None:
    """G: a row for each."""
    assert log_in(locked) != log_in(locked)


def test_any_other_cookie_of_the_signed_form_is_a_session(locked: Client) -> None:
    """G: an identifier, a time and a signature; assumed: the sandbox believes the signature."""
    signed = "3Yk9_gZ0aXq-7w.aXoB2Q.pP4n8mT1tC0w5vKz-QhJxUuE3rA"
    assert locked.get(INTEGRATIONS, headers={"Cookie": f"idun_session={signed}"}).status == 200


def test_one_session_is_always_open(locked: Client) -> None:
    assert locked.get(INTEGRATIONS, headers=SESSION).status == 200


@pytest.mark.parametrize("login", ["off", "on"])
@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper()])
def test_a_wrong_password_is_401(password: str, login: str) -> None:
    """G: in the error body, unlike a missing session."""
    idun = Client(IDUN, login=login)
    response = idun.post(LOGIN, {"password": password})
    assert (response.status, response.json()) == (401, problem("auth_required", "Invalid credentials."))
    assert response.header("Set-Cookie") is None


# refusals

BAD_BODIES = [  # id, method, path, body, field and code of each violation, source
    ("empty", "POST", INTEGRATIONS, {}, "body.name missing body.integration missing", "observed"),
    ("name-null", "PATCH", item(WHATSAPP), {"name": None}, "body value_error", "observed"),
    ("name-null-on-create", "POST", INTEGRATIONS, new() | {"name": None}, "body.name string_type", "O"),
    ("name-number", "PATCH", item(WHATSAPP), {"name": 5}, "body.name string_type", "G"),
    ("enabled-text", "PATCH", item(WHATSAPP), {"enabled": "false"}, "body.enabled bool_parsing", "assumed"),
    ("enabled-null-on-create", "POST", INTEGRATIONS, new(enabled=None), "body.enabled bool_type", "observed"),
    ("no-provider", "POST", INTEGRATIONS, new(integration={"config": WHATSAPP_CONFIG}), "P missing", "observed"),
    ("no-provider-patch", "PATCH", item(SLACK), {"integration": {"config": SLACK_CONFIG}}, "P missing", "observed"),
    ("lower-case", "PATCH", item(SLACK), {"integration": NEW_SLACK | {"provider": "slack"}}, "P enum", "O"),
    ("provider-number", "POST", INTEGRATIONS, new(integration=NEW_SLACK | {"provider": 5}), "P enum", "assumed"),
    (
        "config-of-another-provider",
        "POST",
        INTEGRATIONS,
        new(integration={"provider": "SLACK", "config": WHATSAPP_CONFIG}),
        "body.integration.botToken missing body.integration.signingSecret missing",
        "observed",
    ),
    (
        "config-of-another-provider-patch",
        "PATCH",
        item(WHATSAPP),
        {"integration": {"provider": "TEAMS", "config": SLACK_CONFIG}},
        "body.integration.appId missing body.integration.appPassword missing body.integration.appTenantId missing",
        "observed",
    ),
    (
        "snake-case",
        "PATCH",
        item(SLACK),
        {"integration": {"provider": "SLACK", "config": {"bot_token": "a", "signing_secret": "b"}}},
        "body.integration.botToken missing body.integration.signingSecret missing",
        "assumed",
    ),
    (
        "types-in-config",
        "POST",
        INTEGRATIONS,
        new(
            integration={
                "provider": "GOOGLE_CHAT",
                "config": {"serviceAccountCredentialsJson": {}, "projectNumber": 5, "localMode": "yes"},
            }
        ),
        (
            "body.integration.serviceAccountCredentialsJson string_type body.integration.projectNumber string_type "
            "body.integration.localMode bool_parsing"
        ),
        "G",
    ),
    (
        "guild-number",
        "POST",
        INTEGRATIONS,
        new(
            integration={
                "provider": "DISCORD",
                "config": {"botToken": "b", "applicationId": "1", "publicKey": "k", "guildId": 5},
            }
        ),
        "body.integration.guildId string_type",
        "G",
    ),
    (
        "inner-switch",
        "PATCH",
        item(SLACK),
        {"integration": NEW_SLACK | {"enabled": None}},
        "body.integration.enabled bool_type",
        "observed",
    ),
    (
        "no-config",
        "PATCH",
        item(SLACK),
        {"integration": {"provider": "SLACK"}},
        "body.integration.config missing",
        "O",
    ),
    ("number", "PATCH", item(SLACK), {"integration": 5}, "body.integration model_attributes_type", "assumed"),
    ("several-places", "PATCH", item("x"), {"name": 1}, "path.integration_id uuid_parsing body.name string_type", "G"),
    ("array", "PATCH", item(SLACK), [], "body model_attributes_type", "observed"),
    ("no-password", "POST", LOGIN, {}, "body.password missing", "observed"),
    ("password-number", "POST", LOGIN, {"password": 5}, "body.password string_type", "G"),
    ("no-body", "POST", INTEGRATIONS, None, "body missing", "assumed"),
    ("no-change", "PATCH", item(SLACK), None, "body missing", "assumed"),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"), [pytest.param(*row[1:5], id=f"{row[0]}: {row[5]}") for row in BAD_BODIES]
)
def test_a_bad_body_is_422_with_every_field(idun: Client, method: str, path: str, body: Any, expected: str) -> None:
    before = idun.state()
    words = expected.replace("P ", "body.integration.provider ").split()
    assert field_errors(idun.send(method, path, body)) == set(zip(words[::2], words[1::2], strict=True))
    assert idun.state() == before


UNREADABLE = [  # id, body, headers, field and code of the violation, source
    ("malformed", b"{", JSON, ("body.1", "json_invalid"), "observed"),
    ("too-deep", b'{"a":' * 2000 + b"0" + b"}" * 2000, JSON, ("body", "json_invalid"), "assumed"),
    ("not-utf-8", b'{"name":"\xff"}', JSON, ("body", "json_invalid"), "assumed"),
    ("text", b"{}", {"Content-Type": "text/plain"}, ("body", "model_attributes_type"), "observed"),
    ("form", b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, ("body", "model_attributes_type"), "G"),
    ("no-content-type", b"{}", {}, ("body", "model_attributes_type"), "observed"),
]


@pytest.mark.parametrize(
    ("body", "headers", "expected"), [pytest.param(*row[1:4], id=f"{row[0]}: {row[4]}") for row in UNREADABLE]
)
@pytest.mark.parametrize(("method", "path"), [("POST", INTEGRATIONS), ("PATCH", item(SLACK)), ("POST", LOGIN)])
def test_an_unreadable_body_is_422(
    idun: Client, method: str, path: str, body: bytes, headers: dict[str, str | None], expected: tuple[str, str]
) -> None:
    """Observed: never 400 or 415."""
    before = idun.state()
    assert field_errors(idun.send(method, path, body, headers=headers)) == {expected}
    assert idun.state() == before


@pytest.mark.parametrize(("method", "path"), [("POST", INTEGRATIONS), ("PATCH", item(SLACK)), ("POST", LOGIN)])
def test_a_body_that_is_too_large_is_413(idun: Client, method: str, path: str) -> None:
    """Assumed: no limit was found in the source."""
    before = idun.state()
    response = idun.send(method, path, early=["body.too-large"])
    assert (response.status, response.json()) == (413, problem("bad_request", "The request body is too large."))
    assert idun.state() == before


def test_a_body_in_an_unknown_encoding_is_422(idun: Client) -> None:
    """Assumed: the server would take the bytes for JSON."""
    response = idun.post(INTEGRATIONS, early=["body.encoding"], headers={"Content-Encoding": "zip"})
    assert field_errors(response) == {("body", "json_invalid")}


MESSAGES = [  # example of the document, method, path, body: what it says word for word
    ("missing-fields", "POST", INTEGRATIONS, {}),
    ("provider-missing", "POST", INTEGRATIONS, new(integration={"config": WHATSAPP_CONFIG})),
    ("provider-unknown", "POST", INTEGRATIONS, new(integration=NEW_SLACK | {"provider": "slack"})),
    ("other-providers-config", "PATCH", item(WHATSAPP), {"integration": NEW_SLACK | {"config": WHATSAPP_CONFIG}}),
    ("no-slug", "POST", INTEGRATIONS, new("!!!")),
    ("name-null", "PATCH", item(WHATSAPP), {"name": None}),
    ("not-a-boolean", "PATCH", item(WHATSAPP), {"enabled": "maybe"}),
    ("invalid-id", "GET", item("x"), None),
    ("integration-not-found", "GET", item(UNKNOWN), None),
    ("password-missing", "POST", LOGIN, {}),
    ("wrong-password", "POST", LOGIN, {"password": "x"}),
    ("wrong-content-type", "POST", INTEGRATIONS, b"{}"),
]


@pytest.mark.parametrize(("example", "method", "path", "body"), MESSAGES)
def test_refusals_equal_the_documented_examples(idun: Client, example: str, method: str, path: str, body: Any) -> None:
    response = idun.send(method, path, body)
    documented = idun.send(method, path, headers={"Prefer": f"code={response.status}, example={example}"})
    assert documented.source == "preference"
    assert (response.status, response.json()) == (documented.status, documented.json())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", item(WHATSAPP)),
        ("POST", item(WHATSAPP)),
        ("PATCH", INTEGRATIONS),
        ("DELETE", LOGIN),
        ("GET", INTEGRATIONS + "/"),
        ("POST", INTEGRATIONS + "/"),
        ("GET", "/admin/api/v1/agents"),
    ],
)
@pytest.mark.parametrize("login", ["off", "on"])
def test_an_unmapped_path_or_method_is_404_in_the_error_body(login: str, method: str, path: str) -> None:
    """Observed: methods and trailing slashes too, never 405 or 307."""
    idun = Client(IDUN, login=login)
    response = idun.send(method, path + "?a=b", b"{}")
    assert (response.status, response.json()) == (404, problem("not_found", f"No admin API endpoint at {path}"))
    assert response.header("Allow") is None


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.1"])
def test_accept_is_ignored(idun: Client, accept: str) -> None:
    """G has no 406."""
    assert idun.get(INTEGRATIONS, headers={"Accept": accept}).status == 200


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_content_of_an_operation_without_a_body_is_ignored(idun: Client, method: str) -> None:
    """RFC 9110 §9.3.1."""
    assert idun.send(method, item(WHATSAPP), b"{", headers=JSON, early=["body.too-large"]).status == 200


# the document and the sandbox


@pytest.mark.parametrize("trial", API.behaviour.try_it, ids=lambda trial: trial.summary)
@pytest.mark.parametrize("login", ["off", "on"])
def test_suggested_requests_succeed(login: str, trial: Any) -> None:
    response = Client(IDUN, SESSION, login=login).try_out(trial)
    assert (response.status, response.source) == (trial.expect, source_of(API, trial.operation_id))


def test_each_operation_has_a_suggested_request() -> None:
    assert {trial.operation_id for trial in API.behaviour.try_it} == {op.operation_id for op in API.operations}


@pytest.mark.parametrize(("method", "path", "status", "example"), list(iter_documented(API)))
def test_each_documented_response_can_be_requested(
    locked: Client, method: str, path: str, status: int, example: str | None
) -> None:
    before = locked.state()
    prefer = f"code={status}" + (f", example={example}" if example else "")
    response = locked.send(method, path, headers={"Prefer": prefer})
    assert (response.status, response.source) == (status, "preference")
    assert breaches(API, response) == []
    assert locked.state() == before


def test_the_sandbox_holds_the_documented_examples(idun: Client) -> None:
    """The rows in the document are also in the sandbox."""
    listed = idun.get(INTEGRATIONS, headers={"Prefer": "example=one-of-each"})
    assert idun.get(INTEGRATIONS).json() == listed.json()


@pytest.mark.parametrize("name", ["all-fields", "rename", "switch-off", "change-provider", "nulls", "nothing"])
def test_a_change_example_gets_its_response_example(idun: Client, name: str) -> None:
    """A request example and a response example of the same name belong together."""
    operation = next(op for op in API.operations if op.method == "PATCH")
    assert operation.body is not None
    body = operation.body.content["application/json"].example(name)
    assert body is not None
    response = idun.patch(item(WHATSAPP), body.value).json()
    shown = idun.patch(item(WHATSAPP), headers={"Prefer": f"code=200, example={name}"}).json()
    moved = {"updatedAt": NOW} if shown["data"]["updatedAt"].startswith("2026-06") else {}
    assert response == shown | {"data": shown["data"] | moved}
