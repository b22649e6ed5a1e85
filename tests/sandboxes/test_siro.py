"""The sandbox of Siro's integration connections, rule by rule.

Each row names the source of its rule by the tags of `docs/fidelity/siro.md`; `assumed` marks a choice of ours.
"""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.apis.apis import Api, Apis, load_bundled
from mockserver.openapi.rules import RuleId

from .support import Client, ReceivedResponse, breaches, iter_documented, source_of

CONNECTIONS = "/v1/core/integrations/connections"
SALESFORCE = "/v1/core/integrations/salesforce"

ACME, HARBOR = "7c1d5e90-2b48-4f6a-8e13-d94a0b6c5f27", "e5b83f27-91a4-4c0d-b6f8-2d7a60c9e314"  # two organizations
MERGE = "1f0e8a34-6c2b-4d97-9a51-7be3c0d4f286"
SERVICE_TITAN = "8d24b6f9-0e7a-4531-a6c8-f15d93b7e042"
COMPANY_CAM = "c6a1e7d8-53f9-4b02-8d4c-2e90f7b1a365"
HARBOR_MERGE = "b7f02d6c-85e1-4a39-9c70-41d8e6a3f925"
HARBOR_SPOTIO = "3d95c1a8-f640-4e7b-82d3-a90b5f7c6e14"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ACME_SALESFORCE = "92f7d3b5-1c60-4ea8-b49d-6f05e8a2c731"

CREATED = "2026-01-20T15:00:00Z"  # the clock of the tests
NOT_FOUND = "Integration connection not found or you do not have permission to view it."  # O
UNSUPPORTED = "Integration platform not supported"  # O
DUPLICATE = "Duplicate connection for integration platform for org"  # O
NOT_JSON = "Content-Type must be application/json."

SPOTIO = {"name": "Door-to-door leads", "integrationPlatform": "SPOTIO", "externalAccountId": "spotio-acme-3"}
CREDENTIALS = {"namespace": "siro", "org_id": "00D", "instance_url": "https://acme.my.salesforce.com"}

PLATFORMS = ["MERGE", "SIRO_CUSTOM_INPUT", "SERVICE_TITAN", "COMPANY_CAM", "INGAGE", "LEAD_PERFECTION", "SPOTIO"]  # O
ONLY_LISTED = [
    "SALESFORCE",
    "SOLUTION_VIEW",
    "CALENDAR_ONLY",
    "AUTHENTICOM",
    "FORTELLIS",
    "YARDI_SENIOR_HOUSING",
    "FUNNEL",
    "KNOCK",
]  # O

SIRO = load_bundled(["siro"])
API: Api = next(iter(SIRO))


def client_of(token: str, apis: Apis = SIRO) -> Client:
    return Client(apis, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def acme() -> Client:
    return client_of("siro-sandbox-token")


@pytest.fixture
def harbor(acme: Client) -> Client:
    """Another organization, in the same world."""
    client = client_of("siro-other-organization-token")
    client.engine = acme.engine
    return client


def shown(response: ReceivedResponse) -> tuple[int, str | None, str]:
    return response.status, response.header("Content-Type"), response.text


def plain(status: int, text: str) -> tuple[int, str, str]:
    """Errors are plain text (O)."""
    return status, "text/plain; charset=utf-8", text


def item(identifier: str) -> str:
    return f"{CONNECTIONS}/{identifier}"


# what the organizations see


def test_lists_the_connections_of_the_organization_on_one_page(acme: Client) -> None:
    """O: data and cursor; assumed: in order of creation, cursor always null."""
    page = acme.get(CONNECTIONS).json()
    assert page.keys() == {"data", "cursor"}
    assert [row["id"] for row in page["data"]] == [MERGE, SERVICE_TITAN, COMPANY_CAM]
    assert page["cursor"] is None


@pytest.mark.parametrize("platform", PLATFORMS)
def test_filter_by_a_platform_that_can_be_connected(acme: Client, platform: str) -> None:
    """O: `integrationPlatform` filters."""
    everything = acme.get(CONNECTIONS).json()["data"]
    page = acme.get(CONNECTIONS, integrationPlatform=platform).json()
    assert page["data"] == [row for row in everything if row["integrationPlatform"] == platform]


@pytest.mark.parametrize("platform", ONLY_LISTED)
def test_filter_by_a_platform_without_connections(acme: Client, platform: str) -> None:
    """O: fifteen platforms to filter by; assumed: those without connections give an empty page, SALESFORCE too."""
    response = acme.get(CONNECTIONS, integrationPlatform=platform)
    assert (response.status, response.json()) == (200, {"data": [], "cursor": None})


@pytest.mark.parametrize("query", ["integrationPlatform=ZOOM", "integrationPlatform=merge", "integrationPlatform="])
def test_a_filter_outside_the_fifteen_is_400(acme: Client, query: str) -> None:
    """Assumed: 400."""
    response = acme.get(f"{CONNECTIONS}?{query}")
    assert shown(response) == plain(400, "integrationPlatform is not one of the platforms that can be listed.")


def test_reads_one_connection_as_the_list_has_it(acme: Client) -> None:
    """O: 200."""
    assert acme.get(item(MERGE)).json() == acme.get(CONNECTIONS).json()["data"][0]


@pytest.mark.parametrize("identifier", [UNKNOWN, "nothing", "%20", "%FF", ACME_SALESFORCE])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_identifier_is_404(acme: Client, method: str, identifier: str) -> None:
    """O: 404 as text; assumed: its text, also for the Salesforce connection."""
    assert shown(acme.send(method, item(identifier))) == plain(404, NOT_FOUND)


@pytest.mark.parametrize(
    ("method", "body"),
    [
        pytest.param("GET", None, id="read"),
        pytest.param("PATCH", {"name": "Mine now"}, id="change"),
        pytest.param("PATCH", {}, id="change-nothing"),
        pytest.param("DELETE", None, id="delete"),
    ],
)
@pytest.mark.parametrize(
    ("asks", "identifier"),
    [("acme", HARBOR_MERGE), ("acme", HARBOR_SPOTIO), ("harbor", MERGE), ("harbor", COMPANY_CAM)],
)
def test_a_connection_of_another_organization_is_404(
    acme: Client, harbor: Client, asks: str, identifier: str, method: str, body: Any
) -> None:
    """O: "not found or you do not have permission to view it"."""
    before = acme.state()
    client = {"acme": acme, "harbor": harbor}[asks]
    assert shown(client.send(method, item(identifier), body)) == plain(404, NOT_FOUND)
    assert acme.state() == before


def test_organizations_do_not_see_each_others_connections(acme: Client, harbor: Client) -> None:
    """O: one organization for each token; assumed: `organizationId` is the token's."""
    mine, others = acme.get(CONNECTIONS).json(), harbor.get(CONNECTIONS).json()
    assert [row["id"] for row in others["data"]] == [HARBOR_MERGE, HARBOR_SPOTIO]
    assert {row["organizationId"] for row in mine["data"]} == {ACME}
    assert {row["organizationId"] for row in others["data"]} == {HARBOR}

    ingage = {"name": "Shows", "integrationPlatform": "INGAGE", "externalAccountId": "1"}
    made = harbor.post(CONNECTIONS, ingage).json()
    assert made["organizationId"] == HARBOR
    assert acme.get(CONNECTIONS).json() == mine
    assert acme.get(item(made["id"])).status == 404
    assert acme.post(CONNECTIONS, ingage).status == 201, "each organization has its own connection to a platform"

    others = harbor.get(CONNECTIONS).json()
    assert acme.delete(item(MERGE)).status == 200
    assert harbor.get(CONNECTIONS).json() == others


# creating


def test_a_new_connection_has_not_synced(acme: Client) -> None:
    """O: 201, isActive true by default; assumed: empty syncStatus, no syncTranscript, the token's organization."""
    response = acme.post(CONNECTIONS, SPOTIO)
    made = response.json()
    assert response.status == 201
    assert made == {
        **SPOTIO,
        "id": made["id"],
        "organizationId": ACME,
        "isActive": True,
        "syncStatus": [],
        "createdAt": CREATED,
        "updatedAt": CREATED,
    }
    assert acme.get(item(made["id"])).json() == made
    assert acme.get(CONNECTIONS).json()["data"][-1] == made


def test_creates_an_inactive_connection(acme: Client) -> None:
    """O: isActive may be sent."""
    assert acme.post(CONNECTIONS, SPOTIO | {"isActive": False}).json()["isActive"] is False


def test_unknown_members_of_a_creation_are_ignored(acme: Client) -> None:
    """O: syncTranscript cannot be sent; assumed: it and all other unknown keys are ignored."""
    extra = {"syncTranscript": True, "id": MERGE, "organizationId": HARBOR, "createdAt": "x", "syncStatus": 5, "z": {}}
    made = acme.post(CONNECTIONS, SPOTIO | extra)
    assert made.status == 201
    assert made.json().keys().isdisjoint({"syncTranscript", "z"})
    assert (made.json()["organizationId"], made.json()["createdAt"]) == (ACME, CREATED)
    assert made.json()["id"] != MERGE


@pytest.mark.parametrize("change", [{}, {"externalAccountId": "another"}, {"isActive": False}, {"name": "Another"}])
def test_a_second_connection_to_a_platform_is_409(acme: Client, change: dict[str, Any]) -> None:
    """O: 409 and its text; assumed: the account and isActive do not matter."""
    body = {"name": "CRM", "integrationPlatform": "MERGE", "externalAccountId": "acme-crm-tenant-042"} | change
    before = acme.state()
    assert shown(acme.post(CONNECTIONS, body)) == plain(409, DUPLICATE)
    assert acme.state() == before


@pytest.mark.parametrize("platform", ["SALESFORCE", "KNOCK", "ZOOM", "merge", "", 5, None, ["MERGE"]])
def test_an_unsupported_platform_is_400(acme: Client, platform: Any) -> None:
    """O: 400 and its text; assumed: for any value outside the seven."""
    before = acme.state()
    assert shown(acme.post(CONNECTIONS, SPOTIO | {"integrationPlatform": platform})) == plain(400, UNSUPPORTED)
    assert acme.state() == before


# changing


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"name": "Acme CRM (EU)", "isActive": True, "syncTranscript": False}, id="all"),
        pytest.param({"name": ""}, id="name"),
        pytest.param({"isActive": False}, id="isActive"),
        pytest.param({"syncTranscript": False}, id="syncTranscript"),
    ],
)
def test_changes_what_is_sent_and_nothing_else(acme: Client, change: dict[str, Any]) -> None:
    """S4, O: three optional fields; assumed: the rest stays, and updatedAt moves."""
    before = acme.get(item(MERGE)).json()
    response = acme.patch(item(MERGE), change)
    assert (response.status, response.json()) == (200, before | change | {"updatedAt": CREATED})
    assert acme.get(item(MERGE)).json() == response.json()


def test_the_same_value_again_moves_the_time(acme: Client) -> None:
    """Assumed: each request that sends one of the fields moves updatedAt."""
    assert acme.patch(item(MERGE), {"name": "Acme CRM"}).json()["updatedAt"] == CREATED
    acme.advance(minutes=5)
    assert acme.patch(item(MERGE), {"name": "Acme CRM"}).json()["updatedAt"] == "2026-01-20T15:05:00Z"


def test_transcripts_are_absent_until_set(acme: Client) -> None:
    """O: optional in responses; assumed: absent until it is set."""
    assert "syncTranscript" not in acme.get(item(COMPANY_CAM)).json()
    assert "syncTranscript" not in acme.patch(item(COMPANY_CAM), {"isActive": True}).json()
    assert acme.patch(item(COMPANY_CAM), {"syncTranscript": False}).json()["syncTranscript"] is False


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(None, id="no-body"),
        pytest.param({}, id="empty"),
        pytest.param({"unknown": 1}, id="unknown"),
        pytest.param({"externalAccountId": "x", "integrationPlatform": "SPOTIO", "organizationId": HARBOR}, id="fixed"),
        pytest.param({"id": UNKNOWN, "createdAt": "x", "updatedAt": "x", "syncStatus": []}, id="set-by-the-server"),
    ],
)
def test_nothing_to_change_changes_nothing(acme: Client, body: Any) -> None:
    """O: an optional body, and what cannot be changed; assumed: the rest is ignored, and updatedAt stays."""
    before = acme.state()
    response = acme.patch(item(MERGE), body)
    assert (response.status, response.json()) == (200, before["connection"][0])
    assert acme.state() == before


# deleting


def test_deletion_frees_the_platform(acme: Client) -> None:
    """O: 200 with the deleted connection; assumed: it is gone, and its platform is free again."""
    before = acme.get(item(COMPANY_CAM)).json()
    response = acme.delete(item(COMPANY_CAM))
    assert (response.status, response.json()) == (200, before)
    assert acme.get(item(COMPANY_CAM)).status == 404
    assert acme.delete(item(COMPANY_CAM)).status == 404
    assert COMPANY_CAM not in acme.get(CONNECTIONS).text
    again = {key: before[key] for key in ("name", "integrationPlatform", "externalAccountId")}
    made = acme.post(CONNECTIONS, again)
    assert made.status == 201
    assert made.json()["id"] != COMPANY_CAM


# Salesforce


def test_the_salesforce_connection_keeps_its_identifier(harbor: Client) -> None:
    """O, M: the response; assumed: the first request makes it, active, and later ones keep its identifier."""
    made = harbor.put(SALESFORCE, CREDENTIALS)
    again = harbor.put(SALESFORCE, CREDENTIALS | {"username": "siro@acme.example", "is_prod": None})
    assert (made.status, made.json()["isActive"]) == (200, True)
    assert (again.status, again.json()) == (200, made.json())


def test_each_organization_has_its_own_salesforce(acme: Client, harbor: Client) -> None:
    """Assumed: one for each organization."""
    made = harbor.put(SALESFORCE, CREDENTIALS).json()["integrationConnectionId"]
    assert acme.put(SALESFORCE, CREDENTIALS).json()["integrationConnectionId"] == ACME_SALESFORCE != made
    owners = {row["id"]: row["organizationId"] for row in acme.state()["salesforce_connection"]}
    assert owners == {ACME_SALESFORCE: ACME, made: HARBOR}


def test_new_salesforce_credentials_replace_the_old_ones(acme: Client) -> None:
    """O: `refresh_token` is empty by default; assumed: the old credentials are dropped."""
    acme.put(SALESFORCE, CREDENTIALS | {"refresh_token": "r", "username": "u", "use_prod_eca": True, "unknown": 1})
    acme.put(SALESFORCE, CREDENTIALS | {"is_prod": False})
    stored = acme.state()["salesforce_connection"][0]["credentials"]
    assert stored == CREDENTIALS | {"refresh_token": "", "is_prod": False}


def test_the_salesforce_connection_is_kept_apart(acme: Client) -> None:
    """Assumed: the other operations do not list, read, change or delete it."""
    before = acme.get(CONNECTIONS).json()
    acme.put(SALESFORCE, CREDENTIALS)
    assert acme.get(CONNECTIONS).json() == before
    assert acme.get(CONNECTIONS, integrationPlatform="SALESFORCE").json()["data"] == []
    assert shown(acme.patch(item(ACME_SALESFORCE), {"isActive": False})) == plain(404, NOT_FOUND)
    assert shown(acme.delete(item(ACME_SALESFORCE))) == plain(404, NOT_FOUND)


# refusals

JSON = {"Content-Type": "application/json"}
BAD_BODIES = [  # id, method, path, body, headers, the lines of the response; all assumed, but for the platform (O)
    (
        "missing-fields",
        "POST",
        CONNECTIONS,
        {"integrationPlatform": "INGAGE"},
        {},
        ["name is required.", "externalAccountId is required."],
    ),
    (
        "everything-at-once",
        "POST",
        CONNECTIONS,
        {"name": 5, "integrationPlatform": "ZOOM", "isActive": "yes"},
        {},
        ["externalAccountId is required.", "name must be a string.", UNSUPPORTED, "isActive must be true or false."],
    ),
    (
        "nulls",
        "PATCH",
        item(MERGE),
        {"name": None, "isActive": None, "syncTranscript": None},
        {},
        ["name must be a string.", "isActive must be true or false.", "syncTranscript must be true or false."],
    ),
    ("array", "PATCH", item(MERGE), [], {}, ["The request body must be an object."]),
    ("null", "PATCH", item(MERGE), b"null", JSON, ["The request body must be an object."]),
    ("malformed", "POST", CONNECTIONS, b'{"name":', JSON, ["The request body is not valid JSON."]),
    ("malformed-change", "PATCH", item(MERGE), b"{", JSON, ["The request body is not valid JSON."]),
    ("malformed-credentials", "PUT", SALESFORCE, b"{", JSON, ["The request body is not valid JSON."]),
    ("nan", "PATCH", item(MERGE), b'{"name":NaN}', JSON, ["The request body is not valid JSON."]),
    ("key-twice", "PATCH", item(MERGE), b'{"name":"a","name":"b"}', JSON, ["The request body is not valid JSON."]),
    ("not-json", "PATCH", item(MERGE), b"name=a", {"Content-Type": "text/plain"}, [NOT_JSON]),
    ("no-content-type", "POST", CONNECTIONS, b"{}", {}, [NOT_JSON]),
    ("form", "PUT", SALESFORCE, b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, [NOT_JSON]),
    ("no-body", "POST", CONNECTIONS, None, {}, ["The request body is required."]),
    ("no-credentials", "PUT", SALESFORCE, None, {}, ["The request body is required."]),
    (
        "credentials",
        "PUT",
        SALESFORCE,
        {"namespace": "siro", "is_prod": "yes", "refresh_token": None},
        {},
        [
            "org_id is required.",
            "instance_url is required.",
            "refresh_token must be a string.",
            "is_prod must be true, false or null.",
        ],
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "lines"), [pytest.param(*row[1:], id=row[0]) for row in BAD_BODIES]
)
def test_a_bad_body_is_400_with_a_line_for_each_violation(
    acme: Client, method: str, path: str, body: Any, headers: dict[str, str | None], lines: list[str]
) -> None:
    """Assumed: 400 as text, one sentence for each violation."""
    before = acme.state()
    response = acme.send(method, path, body, headers=headers)
    assert sorted(response.text.splitlines()) == sorted(lines)
    assert shown(response) == plain(400, response.text)
    assert acme.state() == before


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer two words", "Bearer siro-revoked-token", "Basic c2lyby1zYW5kYm94LXRva2VuOg=="],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", CONNECTIONS),
        ("POST", CONNECTIONS),
        ("GET", item(MERGE)),
        ("PATCH", item(MERGE)),
        ("DELETE", item(MERGE)),
        ("PUT", SALESFORCE),
    ],
)
def test_without_an_accepted_token_is_401(acme: Client, method: str, path: str, authorization: str | None) -> None:
    """Assumed: 401 as the OAuth operations of O have it, before the body is checked."""
    before = acme.state()
    response = acme.send(method, path, b"{" if method != "GET" else None, headers={"Authorization": authorization})
    assert (response.status, response.json()) == (401, {"error": "Unauthorized - User not authenticated"})
    assert response.header("WWW-Authenticate") == "Bearer"
    assert response.header("Content-Type") == "application/json"
    assert acme.state() == before


def test_any_other_token_is_the_first_organization(acme: Client) -> None:
    """Assumed: a newcomer's first request works with the token at hand."""
    assert acme.get(CONNECTIONS, headers={"Authorization": "Bearer anything"}).json() == acme.get(CONNECTIONS).json()


def test_the_oauth_header_is_not_a_token(acme: Client) -> None:
    """O: the token of api.siro.ai is another one."""
    headers = {"Authorization": None, "x-siro-auth-token": "siro-sandbox-token"}
    assert acme.get(CONNECTIONS, headers=headers).status == 401


@pytest.mark.parametrize(
    ("rule", "status", "text"),
    [
        ("body.too-large", 413, "The request body is too large."),
        ("body.encoding", 400, "The request body is not as it should be."),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        pytest.param("POST", CONNECTIONS, id="post"),
        pytest.param("PATCH", item(MERGE), id="patch"),
        pytest.param("PUT", SALESFORCE, id="put"),
    ],
)
def test_a_body_that_was_not_decoded(
    acme: Client, method: str, path: str, rule: RuleId, status: int, text: str
) -> None:
    """Assumed: 413 and 400."""
    before = acme.state()
    assert shown(acme.send(method, path, early=[rule])) == plain(status, text)
    assert acme.state() == before


@pytest.mark.parametrize("accept", ["text/html", "application/xml;q=0.1", "image/*"])
def test_accept_is_ignored(acme: Client, accept: str) -> None:
    """O documents no 406."""
    assert acme.get(CONNECTIONS, headers={"Accept": accept}).status == 200


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_content_of_an_operation_without_a_body_is_ignored(acme: Client, method: str) -> None:
    """RFC 9110 §9.3.1."""
    assert acme.send(method, item(MERGE), b"{", headers=JSON, early=["body.too-large"]).status == 200


def test_an_undocumented_method_is_405(acme: Client) -> None:
    response = acme.put(item(MERGE), {})
    assert response.status == 405
    assert {"GET", "PATCH", "DELETE"} <= set((response.header("Allow") or "").split(", "))


def test_an_unknown_path_is_404(acme: Client) -> None:
    assert acme.get("/v1/core/integrations").status == 404


def test_the_published_base_path_leads_here_too(acme: Client) -> None:
    """S4, O: the server ends in /api-externalApi."""
    assert acme.get("/api-externalApi" + CONNECTIONS).json() == acme.get(CONNECTIONS).json()


# the document and the sandbox


@pytest.mark.parametrize("trial", API.behaviour.try_it, ids=lambda trial: trial.summary)
def test_suggested_requests_succeed(acme: Client, trial: Any) -> None:
    response = acme.try_out(trial)
    assert (response.status, response.source) == (trial.expect, source_of(API, trial.operation_id))


def test_each_operation_has_a_suggested_request() -> None:
    assert {trial.operation_id for trial in API.behaviour.try_it} == {op.operation_id for op in API.operations}


@pytest.mark.parametrize(("method", "path", "status", "example"), list(iter_documented(API)))
def test_each_documented_response_can_be_requested(
    acme: Client, method: str, path: str, status: int, example: str | None
) -> None:
    before = acme.state()
    prefer = f"code={status}" + (f", example={example}" if example else "")
    response = acme.send(method, path, headers={"Prefer": prefer, "Authorization": None})
    assert (response.status, response.source) == (status, "preference")
    assert breaches(API, response) == []
    assert acme.state() == before


def test_the_sandbox_holds_the_documented_examples(acme: Client) -> None:
    """The rows in the document are also in the sandbox."""
    for example, path in (("merge", MERGE), ("service-titan", SERVICE_TITAN), ("company-cam", COMPANY_CAM)):
        documented = acme.get(item("x"), headers={"Prefer": f"example={example}"})
        assert acme.get(item(path)).json() == documented.json()
    listed = acme.get(CONNECTIONS, headers={"Prefer": "example=all-platforms"})
    assert acme.get(CONNECTIONS).json() == listed.json()
    upserted = acme.put(SALESFORCE, headers={"Prefer": "code=200"})
    assert acme.put(SALESFORCE, CREDENTIALS).json() == upserted.json()
