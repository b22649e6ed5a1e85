"""The sandbox of Adapter's custom connectors, rule by rule.

Each row names the source of its rule by the tags of `docs/fidelity/adapter.md`; `assumed` marks a choice of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.apis.apis import Api, Apis, load_bundled
from mockserver.openapi.rules import RuleId

from .support import Client, ReceivedResponse, breaches, iter_documented, source_of

CONNECTORS = "/v1/custom-connectors"
ACME_ID = "c0ffee01-1234-5678-90ab-cdef01234567"
ACME = f"{CONNECTORS}/{ACME_ID}"  # accepts email and page, has metadata
INBOX = f"{CONNECTORS}/c0ffee02-1234-5678-90ab-cdef01234567"  # accepts every kind
LEGACY_ID = "c0ffee03-1234-5678-90ab-cdef01234567"
LEGACY = f"{CONNECTORS}/{LEGACY_ID}"  # deactivated
UNKNOWN = f"{CONNECTORS}/c0ffee99-1234-5678-90ab-cdef01234567"

EVENTS, TYPED, UPLOAD = "/ingest", "/ingest/typed", "/ingest/typed/upload"
KINDS = ["email", "page", "message", "calendar", "issue", "custom"]  # P8

SANDBOX = {"type": "api_key", "id": "5b0e7c1a-3f52-4c59-9a43-0d6c8b7e2f10"}  # the owner of pk_live_sandbox
CREATED = "2026-01-20T15:00:00Z"  # the clock of the tests
STATUS_PAGE = {"name": "Status page", "source_name": "status-page"}
JSON, FORM = {"Content-Type": "application/json"}, {"Content-Type": "multipart/form-data; boundary=part"}

ADAPTER: Apis = load_bundled(["adapter"])
API: Api = next(iter(ADAPTER))


def client_of(key: str) -> Client:
    return Client(ADAPTER, {"Authorization": f"Bearer {key}"})


@pytest.fixture
def client() -> Client:
    return client_of("pk_live_sandbox")


def part(name: str, content: bytes, filename: str | None = None, media_type: str | None = None) -> bytes:
    """One part of a form (RFC 7578); without a filename its disposition has none."""
    disposition = f'Content-Disposition: form-data; name="{name}"'
    disposition += f'; filename="{filename}"' if filename is not None else ""
    lines = [disposition] + ([f"Content-Type: {media_type}"] if media_type else [])
    return b"--part\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--part--\r\n"


PDF = part("file", b"%PDF-1.7\r\n\xff\x00", "terms.pdf", "application/pdf")  # 12 bytes


def form_of(example: Mapping[str, str]) -> bytes:
    """A request example as the form that a client sends."""
    return form(*(part(name, text.encode(), name if name == "file" else None) for name, text in example.items()))


def upload(client: Client, connector: str, *parts: bytes) -> ReceivedResponse:
    return client.post(connector + UPLOAD, form(*parts), headers=FORM)


def events(client: Client) -> list[dict[str, Any]]:
    """The ingested events, as the control API returns them."""
    return client.state().get("event", [])


def refusal(response: ReceivedResponse) -> tuple[int, str]:
    """Status and code of an error, which has P5's body."""
    body = response.json()
    assert response.header("Content-Type") == "application/json"
    assert {"error_code", "message"} <= body.keys() <= {"error_code", "message", "details"}
    assert body["message"]
    return response.status, body["error_code"]


def fields(response: ReceivedResponse) -> list[str]:
    return sorted(field["field"] for field in response.json()["details"]["fields"])


def accepted(*external_ids: str) -> dict[str, Any]:
    return {"status": "accepted", "events": len(external_ids), "external_ids": list(external_ids)}


# listing


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["acme-crm", "support-inbox"]),
        ("include_inactive=false", ["acme-crm", "support-inbox"]),
        ("include_inactive=true", ["acme-crm", "support-inbox", "legacy-helpdesk"]),
        ("include_inactive=true&unknown=1", ["acme-crm", "support-inbox", "legacy-helpdesk"]),
    ],
)
def test_lists_in_one_array(client: Client, query: str, names: list[str]) -> None:
    """P1: deactivated ones are hidden by default, no pages; P6: an array; assumed: 200, in order of creation."""
    response = client.get(f"{CONNECTORS}?{query}")
    assert response.status == 200
    assert [row["source_name"] for row in response.json()] == names


@pytest.mark.parametrize(("value", "plain"), [("True", "true"), ("TRUE", "true"), ("1", "true"), ("0", "false")])
def test_include_inactive_may_be_spelt_otherwise(client: Client, value: str, plain: str) -> None:
    """Assumed: as most servers read it."""
    response = client.get(CONNECTORS, include_inactive=value)
    assert response.status == 200
    assert response.json() == client.get(CONNECTORS, include_inactive=plain).json()


@pytest.mark.parametrize("value", ["yes", ""])
def test_include_inactive_is_true_or_false(client: Client, value: str) -> None:
    """Assumed: 422 for what is not a boolean."""
    response = client.get(CONNECTORS, include_inactive=value)
    assert refusal(response) == (422, "unprocessable_entity")
    assert fields(response) == ["query.include_inactive"]


def test_a_query_that_cannot_be_read_is_400(client: Client) -> None:
    """Assumed."""
    assert refusal(client.get(f"{CONNECTORS}?include_inactive=%FF")) == (400, "bad_request")


# creating


def test_creates_an_active_connector_without_a_secret(client: Client) -> None:
    """S1: the members of the response, no secret among them; assumed: 201, `[]` and `{}` for what was left out."""
    response = client.post(CONNECTORS, STATUS_PAGE)
    made = response.json()
    assert response.status == 201
    assert made == {
        **STATUS_PAGE,
        "connector_id": str(UUID(made["connector_id"])),
        "created_at": CREATED,
        "created_by": SANDBOX,
        "is_active": True,
        "accepted_kinds": [],
        "metadata": {},
    }
    assert client.get(CONNECTORS).json()[-1] == made


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        pytest.param({"accepted_kinds": None}, {"accepted_kinds": []}, id="S1-null-kinds-are-all-kinds"),
        pytest.param({"accepted_kinds": []}, {"accepted_kinds": []}, id="S1-no-kinds-are-all-kinds"),
        pytest.param({"accepted_kinds": ["fax"]}, {"accepted_kinds": ["fax"]}, id="S1-kinds-are-free-strings"),
        pytest.param(
            {"metadata": {"pipeline": "acme-crm@v2"}}, {"metadata": {"pipeline": "acme-crm@v2"}}, id="S1-meta"
        ),
        pytest.param({"name": ""}, {"name": ""}, id="S1-no-minimum-length"),
        pytest.param({"name": "n" * 256}, {"name": "n" * 256}, id="S1-no-maximum-length"),
        pytest.param({"source_name": "Not a slug!"}, {"source_name": "Not a slug!"}, id="S1-no-pattern"),
        pytest.param(
            {"connector_id": ACME_ID, "is_active": False, "created_by": 5, "created_at": "x"},
            {"is_active": True, "created_by": SANDBOX, "created_at": CREATED},
            id="assumed-the-server's-members-are-ignored",
        ),
    ],
)
def test_creation_keeps(client: Client, sent: dict[str, Any], kept: dict[str, Any]) -> None:
    response = client.post(CONNECTORS, STATUS_PAGE | sent)
    assert response.status == 201
    assert response.json() | kept == response.json()
    assert response.json()["connector_id"] != ACME_ID


def test_unknown_members_are_dropped(client: Client) -> None:
    """Assumed."""
    assert "colour" not in client.post(CONNECTORS, STATUS_PAGE | {"colour": "red"}).json()
    assert "colour" not in client.patch(ACME, {"colour": "red"}).json()


def test_a_connector_is_created_by_the_key_of_the_request(client: Client) -> None:
    """S1: created_by is the key of the request; P7: the form of keys."""
    made = client.post(CONNECTORS, STATUS_PAGE, headers={"Authorization": "Bearer pk_live_Another1"}).json()
    assert made["created_by"]["type"] == "api_key"
    assert made["created_by"]["id"] != SANDBOX["id"]


@pytest.mark.parametrize(
    "taken", [pytest.param("acme-crm", id="owner-active"), pytest.param("legacy-helpdesk", id="owner-inactive")]
)
def test_a_taken_source_name_is_409(client: Client, taken: str) -> None:
    """P5: the code; assumed: that it applies here, whether the owner is active or not."""
    before = client.state()
    response = client.post(CONNECTORS, STATUS_PAGE | {"source_name": taken})
    assert refusal(response) == (409, "conflict")
    assert response.json()["message"] == f"A custom connector with source_name '{taken}' already exists."
    assert client.state() == before


# changing


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"name": "N"}, id="name-of-1"),
        pytest.param({"name": "n" * 255}, id="name-of-255"),
        pytest.param({"accepted_kinds": ["issue"]}, id="kinds"),
        pytest.param({"accepted_kinds": []}, id="every-kind"),
        pytest.param({"metadata": {"region": "eu-west-1"}}, id="metadata-replaced-never-merged"),
        pytest.param({"metadata": {}}, id="metadata-emptied"),
        pytest.param({"is_active": False}, id="deactivated"),
        pytest.param({"name": "A", "accepted_kinds": [], "metadata": {"a": "b"}, "is_active": False}, id="all"),
    ],
)
def test_changes_what_is_sent_and_keeps_the_rest(client: Client, change: dict[str, Any]) -> None:
    """S0: four optional fields; assumed: 200."""
    before = client.get(CONNECTORS).json()[0]
    response = client.patch(ACME, change)
    assert (response.status, response.json()) == (200, before | change)
    assert client.get(CONNECTORS, include_inactive="true").json()[0] == before | change


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="assumed-empty"),
        pytest.param({"name": None, "accepted_kinds": None, "is_active": None}, id="S0-nullable-assumed-null-keeps"),
        pytest.param({"source_name": "other"}, id="S1-source-name-is-immutable"),
        pytest.param({"source_name": "support-inbox"}, id="S1-source-name-is-immutable-and-taken"),
        pytest.param({"connector_id": "x", "created_at": "x", "created_by": 5}, id="assumed-server-members"),
    ],
)
def test_nothing_to_change_changes_nothing(client: Client, body: dict[str, Any]) -> None:
    before = client.state()
    response = client.patch(ACME, body)
    assert (response.status, response.json()) == (200, before["connector"][0])
    assert client.state() == before


def test_deactivation_hides_and_reactivation_shows(client: Client) -> None:
    """S0: `is_active` deactivates; P1: the list hides it."""
    client.patch(ACME, {"is_active": False})
    assert ACME_ID not in client.get(CONNECTORS).text
    assert ACME_ID in client.get(CONNECTORS, include_inactive="true").text
    assert client.patch(LEGACY, {"is_active": True}).json()["is_active"] is True
    assert LEGACY_ID in client.get(CONNECTORS).text
    assert client.post(LEGACY + EVENTS, {"items": [{}]}).status == 200


# ingesting


def test_ingests_events_of_any_shape(client: Client) -> None:
    """P2: the response, in order of submission; assumed: 200, kept as it was sent, null data too."""
    shapes: list[Any] = [{"a": 1}, "x", 5, None, []]
    items = [{"external_id": f"deal-{index}", "data": shape} for index, shape in enumerate(shapes)]
    response = client.post(ACME + EVENTS, {"items": items})
    assert (response.status, response.json()) == (200, accepted("deal-0", "deal-1", "deal-2", "deal-3", "deal-4"))
    for row, item in zip(events(client), items, strict=True):
        assert row == item | {
            "event_id": row["event_id"],
            "connector_id": ACME_ID,
            "source": "custom:acme-crm",  # S1
            "metadata": {"env": "staging"},
        }


@pytest.mark.parametrize("connector", [pytest.param(ACME, id="some-kinds"), pytest.param(INBOX, id="every-kind")])
def test_generic_events_may_be_empty(client: Client, connector: str) -> None:
    """P2: no minimum length."""
    assert client.post(connector + EVENTS, {"items": []}).json() == accepted()
    assert events(client) == []


def test_generic_events_ignore_accepted_kinds(client: Client) -> None:
    """Assumed: `accepted_kinds` applies to typed events only."""
    assert client.post(ACME + EVENTS, {"items": [{"external_id": "e", "kind": "calendar"}]}).json() == accepted("e")


def test_ingests_typed_events(client: Client) -> None:
    """P3: the members; P8: a kind the connector accepts; assumed: 200, a kind may be absent."""
    email = {"external_id": "e", "kind": "email", "timestamp": "2026-06-01T08:15:00Z", "payload": {"subject": "Hi"}}
    response = client.post(ACME + TYPED, {"items": [email, {"external_id": "f"}]})
    assert (response.status, response.json()) == (200, accepted("e", "f"))
    assert events(client)[0] | email == events(client)[0]


def test_uploads_a_file(client: Client) -> None:
    """P4: the form; assumed: 200, payload is any text, and of the file its name and size are kept."""
    sent = [part("kind", b"email"), part("external_id", b"ext-7"), part("payload", b"{not json")]
    response = upload(client, ACME, PDF, *sent)
    assert (response.status, response.json()) == (200, accepted("ext-7"))
    (row,) = events(client)
    assert row == {
        "event_id": row["event_id"],
        "connector_id": ACME_ID,
        "source": "custom:acme-crm",
        "metadata": {"env": "staging"},
        "external_id": "ext-7",
        "kind": "email",
        "payload": "{not json",
        "file": {"name": "terms.pdf", "size": 12},
    }


def test_a_file_alone_is_a_page(client: Client) -> None:
    """P4: the default kind."""
    assert upload(client, INBOX, PDF).status == 200
    assert events(client)[0]["kind"] == "page"
    assert client.patch(INBOX, {"accepted_kinds": ["email"]}).status == 200
    assert refusal(upload(client, INBOX, PDF)) == (400, "bad_request")


@pytest.mark.parametrize("filename", [pytest.param(None, id="none"), pytest.param("", id="empty")])
def test_a_file_without_a_name_is_a_file(client: Client, filename: str | None) -> None:
    """Assumed."""
    assert upload(client, INBOX, part("file", b"text", filename)).status == 200
    assert events(client)[0]["file"] == {"name": "", "size": 4}


def send_one(client: Client, operation: str, external_id: str | None) -> ReceivedResponse:
    """Send one event of a kind that every connector accepts, by one of the three operations."""
    if operation == UPLOAD:
        return upload(client, INBOX, PDF, *([] if external_id is None else [part("external_id", external_id.encode())]))
    return client.post(INBOX + operation, {"items": [{} if external_id is None else {"external_id": external_id}]})


@pytest.mark.parametrize("operation", [EVENTS, TYPED, UPLOAD])
def test_an_absent_external_id_is_generated(client: Client, operation: str) -> None:
    """Assumed, as P2's example suggests."""
    (made,) = send_one(client, operation, None).json()["external_ids"]
    assert str(UUID(made)) == made
    assert [row["external_id"] for row in events(client)] == [made]


@pytest.mark.parametrize("external_id", ["", " ", "ext-123", "é"])
@pytest.mark.parametrize("operation", [EVENTS, TYPED, UPLOAD])
def test_an_external_id_is_kept_as_sent_and_may_come_again(client: Client, operation: str, external_id: str) -> None:
    """P2, P3: the response has what was sent; assumed: the empty one too, and no deduplication."""
    for _ in range(2):
        assert send_one(client, operation, external_id).json() == accepted(external_id)
    assert [row["external_id"] for row in events(client)] == [external_id] * 2


# kinds


@pytest.mark.parametrize("kind", KINDS)
def test_a_connector_without_kinds_accepts_all(client: Client, kind: str) -> None:
    """S0, S1, P8."""
    assert client.post(INBOX + TYPED, {"items": [{"external_id": "e", "kind": kind}]}).json() == accepted("e")
    assert upload(client, INBOX, PDF, part("kind", kind.encode()), part("external_id", b"f")).json() == accepted("f")


def test_an_upload_may_have_an_undocumented_kind(client: Client) -> None:
    """P4: kind is any string."""
    assert upload(client, INBOX, PDF, part("kind", b"fax")).status == 200


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("email", "page")])
def test_one_refused_kind_refuses_the_batch(client: Client, kind: str) -> None:
    """P8: 400; assumed: for the whole batch."""
    before = client.state()
    response = client.post(ACME + TYPED, {"items": [{"kind": "email"}, {"kind": kind}, {"kind": "page"}]})
    assert refusal(response) == (400, "bad_request")
    assert response.json()["message"].endswith(f"of kind '{kind}'; it accepts: email, page.")
    assert refusal(upload(client, ACME, PDF, part("kind", kind.encode()))) == (400, "bad_request")
    assert client.state() == before


def test_new_kinds_apply_at_once(client: Client) -> None:
    """S0: kinds can be changed, an empty list allows all."""
    calendar = {"items": [{"external_id": "c", "kind": "calendar"}]}
    assert client.post(ACME + TYPED, calendar).status == 400
    client.patch(ACME, {"accepted_kinds": []})
    assert client.post(ACME + TYPED, calendar).json() == accepted("c")


# metadata


@pytest.mark.parametrize("operation", [EVENTS, TYPED])
@pytest.mark.parametrize(
    ("own", "kept"),
    [
        pytest.param({}, {"env": "staging"}, id="empty"),
        pytest.param({"batch": "7"}, {"env": "staging", "batch": "7"}, id="beside"),
        pytest.param({"env": "production"}, {"env": "production"}, id="the-event's-own-wins"),
        pytest.param({"env": ""}, {"env": ""}, id="even-empty"),
    ],
)
def test_metadata_of_an_event(client: Client, operation: str, own: dict[str, str], kept: dict[str, str]) -> None:
    """S0, S1: each event gets the connector's metadata, and its own overrides it."""
    assert client.post(ACME + operation, {"items": [{"metadata": own}, {}]}).status == 200
    assert [row["metadata"] for row in events(client)] == [kept, {"env": "staging"}]


def test_new_metadata_is_for_later_events(client: Client) -> None:
    """S0: only what is ingested after the change has it."""
    client.post(ACME + EVENTS, {"items": [{}]})
    client.patch(ACME, {"metadata": {"region": "eu-west-1"}})
    client.post(ACME + EVENTS, {"items": [{}]})
    assert [row["metadata"] for row in events(client)] == [{"env": "staging"}, {"region": "eu-west-1"}]


LABELS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "2"]))


@given(first=LABELS, second=LABELS, own=LABELS)
def test_metadata_is_replaced_and_then_overridden(
    first: dict[str, str], second: dict[str, str], own: dict[str, str]
) -> None:
    """S0, as a property: the old metadata is gone, and an event has the new one, overridden by its own."""
    client = client_of("pk_live_sandbox")
    client.patch(INBOX, {"metadata": first})
    assert client.patch(INBOX, {"metadata": second}).json()["metadata"] == second
    client.post(INBOX + EVENTS, {"items": [{"metadata": own}]})
    assert events(client)[0]["metadata"] == second | own


# refusals

WRITES = [  # method, path, a body that would be accepted, its headers
    pytest.param("POST", CONNECTORS, STATUS_PAGE, {}, id="create"),
    pytest.param("PATCH", ACME, {"name": "Acme"}, {}, id="update"),
    pytest.param("POST", ACME + EVENTS, {"items": [{"data": 1}]}, {}, id="ingest"),
    pytest.param("POST", ACME + TYPED, {"items": [{"kind": "email"}]}, {}, id="ingest-typed"),
    pytest.param("POST", ACME + UPLOAD, form(PDF), FORM, id="upload"),
]
KEYS = [
    pytest.param(None, id="missing"),
    pytest.param("", id="empty"),
    pytest.param("Bearer", id="no-key"),
    pytest.param("Bearer two words", id="malformed"),
    pytest.param("pk_live_sandbox", id="no-scheme"),
    pytest.param("Bearer pk_live_revoked", id="revoked"),
    pytest.param("Basic cGtfbGl2ZV9zYW5kYm94Og==", id="basic"),
]


@pytest.mark.parametrize("authorization", KEYS)
@pytest.mark.parametrize(
    ("method", "path", "body", "headers"), [pytest.param("GET", CONNECTORS, None, {}, id="list"), *WRITES]
)
def test_without_a_valid_key_is_401(
    client: Client, method: str, path: str, body: Any, headers: dict[str, str], authorization: str | None
) -> None:
    """P5, P7: status, code and message; assumed: WWW-Authenticate."""
    before = client.state()
    response = client.send(method, path, body, headers=headers | {"Authorization": authorization})
    assert refusal(response) == (401, "authentication_error")
    assert response.json()["message"] == "Invalid or missing credentials."
    assert response.header("WWW-Authenticate") == "Bearer"
    assert client.state() == before


@pytest.mark.parametrize("token", ["anything", "pk_live_", "ak_live_sandbox"])
def test_any_other_token_is_the_sandbox_key(client: Client, token: str) -> None:
    """Assumed: a newcomer's first request works with the token at hand."""
    made = client.post(CONNECTORS, STATUS_PAGE, headers={"Authorization": f"Bearer {token}"})
    assert (made.status, made.json()["created_by"]) == (201, SANDBOX)


@pytest.mark.parametrize(("method", "path", "body", "headers"), WRITES)
def test_a_key_without_the_scope_may_read_but_not_write(
    method: str, path: str, body: Any, headers: dict[str, str]
) -> None:
    """P5, P7: 403 and details; P9: the name of the scope; assumed: that writing needs it."""
    client = client_of("pk_live_readonly")
    before = client.state()
    response = client.send(method, path, body, headers=headers)
    assert refusal(response) == (403, "insufficient_scopes")
    assert response.json()["details"] == {"missing_scopes": ["api:write"]}
    assert client.state() == before
    assert client.get(CONNECTORS).status == 200


ITEM_WRITES = [  # the same, below a connector of any state
    pytest.param("PATCH", "", {"name": "Acme"}, {}, id="update"),
    pytest.param("POST", EVENTS, {"items": [{"data": 1}]}, {}, id="ingest"),
    pytest.param("POST", TYPED, {"items": [{"kind": "calendar"}]}, {}, id="ingest-typed"),
    pytest.param("POST", UPLOAD, form(PDF), FORM, id="upload"),
]


@pytest.mark.parametrize(("method", "suffix", "body", "headers"), ITEM_WRITES)
def test_an_unknown_connector_is_404(
    client: Client, method: str, suffix: str, body: Any, headers: dict[str, str]
) -> None:
    """P5: the code, and the pattern of its message; assumed: this code of the three."""
    before = client.state()
    response = client.send(method, UNKNOWN + suffix, body, headers=headers)
    assert refusal(response) == (404, "not_found")
    assert response.json()["message"] == "Custom connector 'c0ffee99-1234-5678-90ab-cdef01234567' not found."
    assert client.state() == before


@pytest.mark.parametrize(("method", "suffix", "body", "headers"), ITEM_WRITES[1:])
def test_a_deactivated_connector_refuses_events(
    client: Client, method: str, suffix: str, body: Any, headers: dict[str, str]
) -> None:
    """Assumed: 409, before the kinds are checked."""
    before = client.state()
    response = client.send(method, LEGACY + suffix, body, headers=headers)
    assert refusal(response) == (409, "conflict")
    assert response.json()["message"] == f"Custom connector '{LEGACY_ID}' is deactivated."
    assert client.state() == before


INVALID = [  # id, method, path, body, the fields of the response
    ("create-nothing", "POST", CONNECTORS, {}, ["body.name", "body.source_name"]),
    ("create-null-name", "POST", CONNECTORS, STATUS_PAGE | {"name": None}, ["body.name"]),
    ("create-source-name", "POST", CONNECTORS, STATUS_PAGE | {"source_name": 5}, ["body.source_name"]),
    ("create-kinds", "POST", CONNECTORS, STATUS_PAGE | {"accepted_kinds": "email"}, ["body.accepted_kinds"]),
    ("create-kind", "POST", CONNECTORS, STATUS_PAGE | {"accepted_kinds": ["a", 5]}, ["body.accepted_kinds.1"]),
    ("create-metadata-null", "POST", CONNECTORS, STATUS_PAGE | {"metadata": None}, ["body.metadata"]),
    ("create-metadata-number", "POST", CONNECTORS, STATUS_PAGE | {"metadata": {"a": 1}}, ["body.metadata.a"]),
    ("create-array", "POST", CONNECTORS, [], ["body"]),
    ("create-no-body", "POST", CONNECTORS, None, ["body"]),
    ("update-name-empty", "PATCH", ACME, {"name": ""}, ["body.name"]),
    ("update-name-256", "PATCH", ACME, {"name": "n" * 256}, ["body.name"]),
    ("update-metadata-null", "PATCH", ACME, {"metadata": None}, ["body.metadata"]),
    ("update-all", "PATCH", ACME, {"metadata": {"a": 1}, "is_active": "no"}, ["body.is_active", "body.metadata.a"]),
    ("update-before-404", "PATCH", UNKNOWN, {"name": ""}, ["body.name"]),
    ("update-no-body", "PATCH", ACME, None, ["body"]),
    ("update-null", "PATCH", ACME, b"null", ["body"]),
    ("ingest-nothing", "POST", ACME + EVENTS, {}, ["body.items"]),
    ("ingest-null-id", "POST", ACME + EVENTS, {"items": [{}, {"external_id": None}]}, ["body.items.1.external_id"]),
    ("ingest-metadata", "POST", ACME + EVENTS, {"items": [{"metadata": {"a": 1}}]}, ["body.items.0.metadata.a"]),
    ("ingest-no-body", "POST", ACME + EVENTS, None, ["body"]),
    ("typed-nothing", "POST", ACME + TYPED, {}, ["body.items"]),
    ("typed-empty", "POST", ACME + TYPED, {"items": []}, ["body.items"]),
    (
        "typed-item",
        "POST",
        ACME + TYPED,
        {"items": [{"kind": "email"}, {"kind": "fax", "timestamp": "yesterday", "payload": "text"}]},
        ["body.items.1.kind", "body.items.1.payload", "body.items.1.timestamp"],
    ),
    ("upload-no-body", "POST", ACME + UPLOAD, None, ["body"]),
]


@pytest.mark.parametrize(("method", "path", "body", "named"), [pytest.param(*row[1:], id=row[0]) for row in INVALID])
def test_an_invalid_body_is_422(client: Client, method: str, path: str, body: Any, named: list[str]) -> None:
    """P5: status and code; S0, S1, P2, P3: what is valid; assumed: the form of details."""
    before = client.state()
    response = client.send(method, path, body, headers=JSON if isinstance(body, bytes) else {})
    assert refusal(response) == (422, "unprocessable_entity")
    assert fields(response) == named
    assert client.state() == before


@pytest.mark.parametrize(
    "parts", [pytest.param([part("kind", b"page")], id="P4-no-file"), pytest.param([PDF, PDF], id="assumed-two-files")]
)
def test_an_upload_has_one_file(client: Client, parts: list[bytes]) -> None:
    before = client.state()
    response = upload(client, INBOX, *parts)
    assert refusal(response) == (422, "unprocessable_entity")
    assert fields(response) == ["body.file"]
    assert client.state() == before


UNREADABLE = [
    pytest.param(b"{", JSON, id="malformed"),
    pytest.param(b'{"name":NaN}', JSON, id="nan"),
    pytest.param(b'{"name":"a","name":"b"}', JSON, id="key-twice"),
    pytest.param(b"{}", {"Content-Type": "text/plain"}, id="another-type"),
    pytest.param(b"{}", {}, id="no-type"),
    pytest.param(b"no form", FORM, id="no-form"),
    pytest.param(form(PDF)[:-6], FORM, id="cut-form"),
    pytest.param(form(PDF), {"Content-Type": "multipart/form-data"}, id="no-boundary"),
]


@pytest.mark.parametrize(("body", "sent"), UNREADABLE)
@pytest.mark.parametrize(("method", "path", "good", "headers"), WRITES)
def test_a_body_that_cannot_be_read_is_400(
    client: Client, method: str, path: str, good: Any, headers: dict[str, str], body: bytes, sent: dict[str, str]
) -> None:
    """Assumed, for each operation: malformed, or of a media type that the operation does not accept."""
    before = client.state()
    assert refusal(client.send(method, path, body, headers=sent)) == (400, "bad_request")
    assert client.state() == before


@pytest.mark.parametrize(("rule", "status"), [("body.too-large", 413), ("body.encoding", 400)])
@pytest.mark.parametrize(("method", "path", "body", "headers"), WRITES)
def test_a_body_that_was_not_decoded(
    client: Client, method: str, path: str, body: Any, headers: dict[str, str], rule: RuleId, status: int
) -> None:
    """Assumed."""
    before = client.state()
    assert refusal(client.send(method, path, early=[rule])) == (status, "bad_request")
    assert client.state() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_connector_has_only_patch(client: Client, method: str) -> None:
    """No page shows another method; assumed: 405."""
    response = client.send(method, ACME)
    assert refusal(response) == (405, "bad_request")
    assert "PATCH" in (response.header("Allow") or "")


def test_an_unknown_path_is_404(client: Client) -> None:
    """P5."""
    assert refusal(client.post(f"{ACME}/ingest/text", {})) == (404, "not_found")


def test_accept_is_ignored(client: Client) -> None:
    """P5 has no 406."""
    assert client.get(CONNECTORS, headers={"Accept": "text/html"}).status == 200


# the document and the sandbox


def example_of(operation_id: str, name: str) -> Any:
    """A request example by its name."""
    operation = API.operation(operation_id)
    assert operation is not None
    assert operation.body is not None
    (content,) = operation.body.content.values()
    example = content.example(name)
    assert example is not None
    return example.value


@pytest.mark.parametrize("trial", API.behaviour.try_it, ids=lambda trial: trial.summary)
def test_suggested_requests_succeed(client: Client, trial: Any) -> None:
    if trial.operation_id == "uploadTypedEvent":
        body = form_of(example_of(trial.operation_id, trial.example))
        response = client.post(f"{CONNECTORS}/{trial.path['connector_id']}{UPLOAD}", body, headers=FORM)
    else:
        response = client.try_out(trial)
    assert (response.status, response.source) == (trial.expect, source_of(API, trial.operation_id))
    assert breaches(API, response) == []


def test_each_operation_has_a_suggested_request() -> None:
    assert {trial.operation_id for trial in API.behaviour.try_it} == {op.operation_id for op in API.operations}


@pytest.mark.parametrize(("method", "path", "status", "example"), list(iter_documented(API)))
def test_each_documented_response_can_be_requested(
    client: Client, method: str, path: str, status: int, example: str | None
) -> None:
    before = client.state()
    prefer = f"code={status}" + (f", example={example}" if example else "")
    response = client.send(method, path, headers={"Prefer": prefer, "Authorization": None})
    assert (response.status, response.source) == (status, "preference")
    assert breaches(API, response) == []
    assert client.state() == before


@pytest.mark.parametrize(
    ("operation_id", "connector", "name"),
    [
        *(
            ("updateCustomConnector", LEGACY if name == "reactivate" else ACME, name)
            for name in (
                "all-fields",
                "rename",
                "replace-metadata",
                "accept-every-kind",
                "deactivate",
                "reactivate",
                "nothing",
            )
        ),
        ("ingestEvents", ACME, "records"),
        ("ingestTypedEvents", ACME, "email"),
        ("ingestTypedEvents", ACME, "email-and-page"),
        ("uploadTypedEvent", ACME, "page"),
        ("uploadTypedEvent", ACME, "email"),
    ],
)
def test_a_request_example_gets_its_response_example(
    client: Client, operation_id: str, connector: str, name: str
) -> None:
    """A request example is returned as the response example of the same name, word for word."""
    operation = API.operation(operation_id)
    assert operation is not None
    path = operation.path.replace(f"{CONNECTORS}/{{connector_id}}", connector)
    documented = client.send(operation.method, path, headers={"Prefer": f"code=200, example={name}"})
    body, is_upload = example_of(operation_id, name), operation_id == "uploadTypedEvent"
    headers = FORM if is_upload else {}
    response = client.send(operation.method, path, form_of(body) if is_upload else body, headers=headers)
    assert (response.source, response.json()) == (source_of(API, operation_id), documented.json())


@pytest.mark.parametrize(("name", "inactive"), [("active-only", "false"), ("with-inactive", "true")])
def test_the_sandbox_holds_the_documented_lists(client: Client, name: str, inactive: str) -> None:
    documented = client.get(CONNECTORS, headers={"Prefer": f"example={name}"})
    assert client.get(CONNECTORS, include_inactive=inactive).json() == documented.json()


@pytest.mark.parametrize("name", ["with-metadata", "minimal", "any-kind"])
def test_a_creation_example_gets_its_response_example(client: Client, name: str) -> None:
    """All but the identifier and the time."""
    documented = client.post(CONNECTORS, headers={"Prefer": f"code=201, example={name}"}).json()
    made = client.post(CONNECTORS, example_of("createCustomConnector", name)).json()
    own = {member: made[member] for member in ("connector_id", "created_at")}
    assert made == documented | own
