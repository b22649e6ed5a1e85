"""The sandbox of Intercom's data connectors, rule by rule.

Sources: S2 the seed page, U/V the publisher's document (Unstable/Preview), E the pages on errors, DP the health page,
401 the pull request that adds lists; `assumed` is a choice of ours in docs/fidelity/intercom.md.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.apis.apis import Apis, load_bundled
from mockserver.engine.worlds.store import Transaction
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.rules import RuleId, Violation
from tests.sandboxes.support import Client, ReceivedResponse, iter_documented

TOKEN = {"Authorization": "Bearer intercom_sandbox"}
OTHER_ADMIN = {"Authorization": "Bearer intercom_sandbox_789"}
ONE = "/data_connectors/12345"
RESULTS = "/data_connectors/12345/execution_results"
HEALTH = "/data_connectors/12345/health"
NOW = 1768921200  # 2026-01-20T15:00:00Z
HOUR, DAY = 3600, 86400

APIS: Apis = load_bundled(["intercom"])
API = next(iter(APIS))


@pytest.fixture
def client() -> Client:
    return Client(APIS, TOKEN)


def example_of(name: str) -> Any:
    """A value under components/examples."""
    return API.document.content["components"]["examples"][name]["value"]


def errors_of(response: ReceivedResponse, status: int) -> list[dict[str, Any]]:
    """The entries of an error body, which has to be one."""
    body = response.json()
    assert (response.status, response.header("Content-Type")) == (status, "application/json"), response.text
    assert body["type"] == "error.list"
    assert body["request_id"]
    errors: list[dict[str, Any]] = body["errors"]
    return errors


def error_of(response: ReceivedResponse, status: int) -> tuple[str, str]:
    """Code and message of the only entry."""
    (error,) = errors_of(response, status)
    return error["code"], error["message"]


def iter_pages(client: Client, path: str, **query: Any) -> Iterator[list[str]]:
    """The ids of each page, following the cursors, which have to come to an end."""
    for _ in range(100):
        body = client.get(path, **query).json()
        yield [row["id"] for row in body["data"]]
        if "next" not in body["pages"]:
            return
        query["starting_after"] = body["pages"]["next"]["starting_after"]
    pytest.fail(f"{path} gives cursors without end")


# The document's examples


@pytest.mark.parametrize(("method", "path", "status", "name"), list(iter_documented(API)))
def test_every_documented_response_can_be_had(
    client: Client, method: str, path: str, status: int, name: str | None
) -> None:
    response = client.send(method, path, headers={"Prefer": f"code={status}" + (f", example={name}" if name else "")})
    assert (response.status, response.source) == (status, "preference")


@pytest.mark.parametrize("trial", API.behaviour.try_it, ids=lambda trial: trial.summary)
def test_suggested_requests_get_the_promised_status(client: Client, trial: Any) -> None:
    assert client.try_out(trial).status == trial.expect


def test_trials_can_be_tried_one_after_the_other(client: Client) -> None:
    assert [client.try_out(trial).status for trial in API.behaviour.try_it] == [t.expect for t in API.behaviour.try_it]


def test_trials_show_every_operation_and_the_seed_first() -> None:
    tried = [trial.operation_id for trial in API.behaviour.try_it]
    assert tried[0] == "updateDataConnector"
    assert set(tried) == {operation.operation_id for operation in API.operations}


@pytest.mark.parametrize(
    ("method", "path", "request_example", "response_example"),
    [
        ("GET", "/data_connectors", None, "data_connectors_only_page"),
        ("GET", "/data_connectors?per_page=1", None, "data_connectors_first_of_many"),
        ("POST", "/data_connectors", "create_minimal_request", "create_minimal_response"),
        ("POST", "/data_connectors", "create_full_request", "create_full_response"),
        ("GET", ONE, None, "live_connector"),
        ("GET", "/data_connectors/125", None, "draft_connector"),
        ("PATCH", ONE, "update_name_and_description_request", "update_name_and_description_response"),
        ("PATCH", "/data_connectors/125", "update_set_live_request", "update_set_live_response"),
        ("PATCH", "/data_connectors/127", "update_set_draft_request", "update_set_draft_response"),
        ("PATCH", "/data_connectors/125", "update_mock_response_request", "update_mock_response_response"),
        ("PATCH", "/data_connectors/127", "update_replace_arrays_request", "update_replace_arrays_response"),
        ("DELETE", "/data_connectors/125", None, "deleted"),
        ("GET", RESULTS, None, "execution_results_only_page"),
        ("GET", f"{RESULTS}?per_page=1", None, "execution_results_first_of_many"),
        ("GET", "/data_connectors/125/execution_results", None, "execution_results_empty"),
        ("GET", f"{RESULTS}/99001", None, "execution_succeeded"),
        ("GET", f"{RESULTS}/99002", None, "execution_failed"),
    ],
)
def test_a_request_example_gets_its_response_example(
    client: Client, method: str, path: str, request_example: str | None, response_example: str
) -> None:
    """The seed and the frozen clock are those of the examples, so the sandbox returns the same words."""
    body = example_of(request_example) if request_example else None
    response = client.send(method, path, body)
    assert response.json() == example_of(response_example)
    assert response.status == (201 if method == "POST" else 200)


# Who may ask


@pytest.mark.parametrize(
    "credential",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer two words",
        "Bearer intercom_sandbox_revoked",
        "Basic dTpw",
        "intercom_sandbox",
    ],
)
@pytest.mark.parametrize("path", ["/data_connectors", ONE, RESULTS, f"{RESULTS}/99001", HEALTH])
def test_unauthorized_on_every_operation(client: Client, path: str, credential: str | None) -> None:
    """U: the 401 example; assumed: WWW-Authenticate."""
    response = client.get(path, headers={"Authorization": credential})
    assert error_of(response, 401) == ("unauthorized", "Access Token Invalid")
    assert response.header("WWW-Authenticate") == "Bearer"


def test_any_other_token_is_the_first_admin(client: Client) -> None:
    """Assumed: a newcomer's first request works with the token at hand."""
    made = client.post("/data_connectors", {"name": "x"}, headers={"Authorization": "Bearer anything"})
    assert (made.status, made.json()["created_by_admin_id"]) == (201, "456")


def test_unauthorized_comes_before_anything_else(client: Client) -> None:
    response = client.patch("/data_connectors/nope", b"{", headers={"Authorization": None, "Intercom-Version": "9"})
    assert error_of(response, 401) == ("unauthorized", "Access Token Invalid")


# Intercom-Version


@pytest.mark.parametrize("version", [None, "1.0", "2.10", "2.16", "Preview", "Unstable"])
def test_versions(client: Client, version: str | None) -> None:
    """S2, V; assumed: every version has data connectors, and a missing header means Unstable."""
    assert client.get(ONE, headers={"Intercom-Version": version}).status == 200


@pytest.mark.parametrize("version", ["", "2.17", "unstable", "9"])
@pytest.mark.parametrize(("method", "path"), [("GET", ONE), ("PATCH", ONE), ("DELETE", "/data_connectors/125")])
def test_unknown_version(client: Client, method: str, path: str, version: str) -> None:
    """U: intercom_version_invalid, 400."""
    before = client.state()
    errors = errors_of(client.send(method, path, headers={"Intercom-Version": version}), 400)
    assert [(e["code"], e["field"]) for e in errors] == [("intercom_version_invalid", "Intercom-Version")]
    assert client.state() == before


# What cannot be read


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "code", "message"),
    [
        pytest.param(*row[1:], id=row[0])
        for row in [
            ("E: malformed", "PATCH", ONE, b"{", {}, 400, "parameter_invalid", "The request body is not valid JSON"),
            ("E: NaN", "PATCH", ONE, b'{"a":NaN}', {}, 400, "parameter_invalid", "The request body is not valid JSON"),
            ("E: blank", "POST", "/data_connectors", b" ", {}, 400, "parameter_invalid", None),
            (
                *("assumed: text", "PATCH", ONE, b"{}", {"Content-Type": "text/plain"}),
                *(400, "parameter_invalid", "Content-Type must be application/json"),
            ),
            (
                *("assumed: no type", "POST", "/data_connectors", b"{}", {"Content-Type": None}),
                *(400, "parameter_invalid", "Content-Type must be application/json"),
            ),
            ("E: 406", "GET", ONE, None, {"Accept": "text/html"}, 406, "not_acceptable", None),
            ("E: 406 with q", "PATCH", ONE, None, {"Accept": "application/json;q=0"}, 406, "not_acceptable", None),
            ("assumed: no path", "GET", "/data_connector", None, {}, 404, "not_found", None),
            ("E: no method", "PUT", ONE, None, {}, 404, "not_found", None),
            ("E: no method on lists", "DELETE", "/data_connectors", None, {}, 404, "not_found", None),
        ]
    ],
)
def test_unreadable(
    client: Client,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str | None],
    status: int,
    code: str,
    message: str | None,
) -> None:
    before = client.state()
    response = client.send(method, path, body, headers={"Content-Type": "application/json", **headers})
    assert error_of(response, status) == (code, message or errors_of(response, status)[0]["message"])
    assert client.state() == before


# Listing


def test_list_is_ordered_by_last_update(client: Client) -> None:
    """U: updated_at descending."""
    client.advance(minutes=1)
    client.patch("/data_connectors/125", {"description": "new"})
    assert list(iter_pages(client, "/data_connectors")) == [["125", "12345", "127", "126"]]


@pytest.mark.parametrize("per_page", [1, 2, 3, 4, 50])
def test_pages_list_each_connector_once(client: Client, per_page: int) -> None:
    """U: cursors; 401: no pages.next on the last page."""
    pages = list(iter_pages(client, "/data_connectors", per_page=per_page))
    assert [identifier for page in pages for identifier in page] == ["12345", "127", "126", "125"]
    assert all(len(page) == per_page for page in pages[:-1])


def test_pages_order_connectors_updated_in_the_same_second_by_id(client: Client) -> None:
    for number in range(5):
        client.post("/data_connectors", {"name": str(number)})
    created = ["12350", "12349", "12348", "12347", "12346"]
    assert [page[0] for page in iter_pages(client, "/data_connectors", per_page=1)][:5] == created


def test_cursor_has_the_documented_form(client: Client) -> None:
    """U: base64 of [updated_at, id]."""
    pages = client.get("/data_connectors", per_page=2).json()["pages"]
    assert json.loads(base64.b64decode(pages["next"]["starting_after"])) == [1768212300.0, 127]


def test_cursor_of_a_deleted_connector_works(client: Client) -> None:
    """assumed: the form is what counts."""
    cursor = base64.b64encode(b"[1765000000.0,99]").decode()
    assert client.get("/data_connectors", starting_after=cursor).json()["data"][0]["id"] == "125"
    documented = "WzE3MDc1OTQ3MTUuMCwxMjM0NV0="  # the example of U, older than the whole seed
    assert client.get("/data_connectors", starting_after=documented).json()["data"] == []


@pytest.mark.parametrize(
    "cursor", ["", "x", "AAAA", "é", "WzFd", base64.b64encode(b"[" * 5000).decode(), base64.b64encode(b"{}").decode()]
)
@pytest.mark.parametrize("path", ["/data_connectors", RESULTS])
def test_cursor_that_is_not_from_a_page(client: Client, path: str, cursor: str) -> None:
    """U: client_error with its message."""
    message = "Invalid starting_after param. Please try again using a starting_after value from a paginated response"
    assert error_of(client.get(path, starting_after=cursor), 400) == ("client_error", message)


@given(cursor=st.text())
def test_cursor_is_either_good_or_refused(cursor: str) -> None:
    assert Client(APIS, TOKEN).get("/data_connectors", starting_after=cursor.encode("utf-8", "replace")).status in (
        200,
        400,
    )


@pytest.mark.parametrize(
    ("path", "most", "usual"),
    [pytest.param("/data_connectors", 50, 20, id="U: connectors"), pytest.param(RESULTS, 30, 10, id="U: results")],
)
def test_page_sizes(client: Client, path: str, most: int, usual: int) -> None:
    """U: the ranges and defaults; assumed: other values are refused."""
    assert client.get(path).json()["pages"]["per_page"] == usual
    for good in (1, most):
        assert client.get(path, per_page=good).json()["pages"]["per_page"] == good
    for bad in ("0", str(most + 1), "-1", "x", "1.5", ""):
        expected = ("parameter_invalid", f"per_page must be between 1 and {most}")
        assert error_of(client.get(path, per_page=bad), 400) == expected


def test_list_shows_summaries(client: Client) -> None:
    """U: the list's items are data_connector, not data_connector_detail."""
    rows = client.get("/data_connectors").json()["data"]
    assert {tuple(row) for row in rows} == {
        (
            *("type", "id", "name", "description", "state", "http_method", "direct_fin_usage"),
            *("created_by_admin_id", "updated_by_admin_id", "created_at", "updated_at", "execution_results_url"),
        )
    }


# Creating


def test_create_with_a_name_alone(client: Client) -> None:
    """U: draft, the server's values, both admins and both times; assumed: what is null or empty."""
    created = client.post("/data_connectors", {"name": "x"}, headers=OTHER_ADMIN).json()
    assert created["state"] == "draft"
    assert created["created_by_admin_id"] == created["updated_by_admin_id"] == "789"
    assert created["created_at"] == created["updated_at"] == "2026-01-20T15:00:00Z"
    assert (created["url"], created["body"], created["http_method"]) == (None, "", "get")
    assert client.get(created["execution_results_url"]).json()["data"] == []
    assert client.get(f"/data_connectors/{created['id']}").json() == created


def test_create_ignores_state_and_what_only_the_server_sets(client: Client) -> None:
    """U: create has no state; assumed: unknown members are ignored."""
    sent = {"name": "x", "state": "live", "id": "1", "created_at": "then", "response_fields": [], "extra": {"a": 1}}
    created = client.post("/data_connectors", sent).json()
    assert (created["state"], created["id"]) == ("draft", "12346")
    assert "extra" not in created


def test_names_need_not_be_unique(client: Client) -> None:
    """Name uniqueness: none documented."""
    assert [client.post("/data_connectors", {"name": ""}).status for _ in range(2)] == [201, 201]


@pytest.mark.parametrize(
    "body",
    [pytest.param(None, id="no body"), pytest.param({}, id="empty"), pytest.param({"description": "x"}, id="no name")],
)
def test_create_needs_a_name(client: Client, body: Any) -> None:
    """U: parameter_not_found."""
    before = client.state()
    assert error_of(client.post("/data_connectors", body), 422) == ("parameter_not_found", "Name is required")
    assert client.state() == before


# Bodies that are JSON, but no connector

AUDIENCES = "Invalid audiences. Must be a subset of: leads, users, visitors"

INVALID = [
    ({"audiences": ["users", "bots"]}, AUDIENCES),
    ({"audiences": ["bots", "cats", 3]}, AUDIENCES),
    ({"audiences": "users"}, AUDIENCES),
    ({"audiences": None}, AUDIENCES),
    ({"http_method": "head"}, "Http Method isn't an option"),
    ({"http_method": "GET"}, "Http Method isn't an option"),
    ({"http_method": 3}, "Http Method isn't an option"),
    ({"name": 3}, "name must be a string"),
    ({"name": None}, "name must be a string"),
    ({"body": None}, "body must be a string"),
    ({"direct_fin_usage": "yes"}, "direct_fin_usage must be a boolean"),
    ({"headers": {}}, "headers must be an array"),
    ({"headers": [3]}, "headers.0 must be an object"),
    ({"token_ids": [1]}, "token_ids.0 must be a string"),
    ({"mock_response": []}, "mock_response must be an object"),
    (
        {"data_inputs": [{"type": "date"}]},
        'data_inputs.0.type must be one of: "string", "integer", "decimal", "boolean"',
    ),
    ([], "The request body must be an object"),
    (3, "The request body must be an object"),
]


@pytest.mark.parametrize(("body", "message"), INVALID, ids=[json.dumps(body) for body, _ in INVALID])
def test_invalid_bodies(client: Client, body: Any, message: str) -> None:
    """U: the messages for audiences and http_method, S2: no member may be null; assumed: the other messages."""
    before = client.state()
    assert error_of(client.patch(ONE, body), 422) == ("parameter_invalid", message)
    create = {"name": "x", **body} if isinstance(body, dict) else body
    assert error_of(client.post("/data_connectors", create), 422) == ("parameter_invalid", message)
    assert client.state() == before


@pytest.mark.parametrize("state", ["paused", "", "LIVE", None, 3])
def test_invalid_state(client: Client, state: Any) -> None:
    """U."""
    message = "Invalid state. Must be one of: draft, live"
    before = client.state()
    assert error_of(client.patch(ONE, {"state": state}), 422) == ("parameter_invalid", message)
    assert client.state() == before


def test_every_violation_is_reported(client: Client) -> None:
    before = client.state()
    body = {"audiences": ["a", "b"], "http_method": "x", "url": 1, "headers": [{"value": 2}]}
    errors = errors_of(client.post("/data_connectors", body), 422)
    assert {(error["code"], error["message"], error.get("field")) for error in errors} == {
        ("parameter_not_found", "Name is required", None),
        ("parameter_invalid", AUDIENCES, None),
        ("parameter_invalid", "Http Method isn't an option", None),
        ("parameter_invalid", "url must be a string", "url"),
        ("parameter_invalid", "headers.0.value must be a string", "headers.0.value"),
    }
    assert len(errors) == 5
    assert client.state() == before


# Retrieving, and the two versions


@pytest.mark.parametrize("path", ["", "/execution_results", "/execution_results/99001", "/health"])
@pytest.mark.parametrize("identifier", ["nope", "0", "012345", "%20", "1e3"])
def test_unknown_connector(client: Client, identifier: str, path: str) -> None:
    """U: 404; assumed: ids are any string."""
    response = client.get(f"/data_connectors/{identifier}{path}")
    assert error_of(response, 404) == ("data_connector_not_found", "Data connector not found")


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_unknown_connector_cannot_be_changed(client: Client, method: str) -> None:
    """S2, U."""
    body = {"name": "x"} if method == "PATCH" else None
    response = client.send(method, "/data_connectors/nope", body)
    assert error_of(response, 404) == ("data_connector_not_found", "Data connector not found")


@pytest.mark.parametrize("version", ["paused", "", "Live"])
def test_invalid_state_version(client: Client, version: str) -> None:
    """U."""
    message = "Invalid state_version. Must be one of: live, draft"
    assert error_of(client.get(ONE, state_version=version), 400) == ("parameter_invalid", message)


def names_of(client: Client, path: str = ONE) -> tuple[str, str]:
    """The live name and the draft's; without `state_version` the live one is meant (U)."""
    live = client.get(path, state_version="live").json()
    assert client.get(path).json() == live
    return live["name"], client.get(path, state_version="draft").json()["name"]


def test_live_version_of_a_draft_is_the_draft(client: Client) -> None:
    """assumed."""
    client.patch("/data_connectors/125", {"name": "new"})
    assert names_of(client, "/data_connectors/125") == ("new", "new")


def test_update_of_a_live_connector_is_published_at_once(client: Client) -> None:
    """assumed."""
    client.patch(ONE, {"name": "new"})
    assert names_of(client) == ("new", "new")


class TestDraftedEdits:
    """U: state_version implies two versions; the switch `live_edits` keeps them apart (assumed)."""

    @pytest.fixture
    def client(self) -> Client:
        return Client(APIS, TOKEN, live_edits="drafted")

    def test_the_live_version_stays_until_it_is_published(self, client: Client) -> None:
        assert client.patch(ONE, {"name": "new"}).json()["name"] == "new"
        client.patch(ONE, {"name": "newer"})
        assert names_of(client) == ("Order Status Service", "newer")
        client.patch(ONE, {"state": "live"})
        assert names_of(client) == ("newer", "newer")

    def test_publishing_includes_the_changes_of_the_same_request(self, client: Client) -> None:
        client.patch(ONE, {"name": "new", "state": "live"})
        assert names_of(client) == ("new", "new")

    def test_a_withdrawn_connector_has_no_live_version(self, client: Client) -> None:
        client.patch("/data_connectors/127", {"name": "new"})
        assert names_of(client, "/data_connectors/127") == ("Invoice Lookup", "new")
        client.patch("/data_connectors/127", {"state": "draft"})
        assert names_of(client, "/data_connectors/127") == ("new", "new")


# Updating


@pytest.mark.parametrize("identifier", ["12345", "125", "126", "127"])
@pytest.mark.parametrize("body", [None, {}, {"unknown": 1}, {"id": "9", "created_at": "x"}])
def test_empty_update_changes_nothing(client: Client, identifier: str, body: Any) -> None:
    """S2: the body is optional; assumed: nothing moves updated_at, unknown members are ignored."""
    before = client.state()
    response = client.patch(f"/data_connectors/{identifier}", body, headers=OTHER_ADMIN)
    assert response.json() == client.get(f"/data_connectors/{identifier}").json()
    assert client.state() == before


def test_update_moves_its_time_and_its_admin(client: Client) -> None:
    """U: updated_at moves, created_at stays; assumed: updated_by_admin_id, and equal values move them, too."""
    before = client.get(ONE).json()
    after = client.patch(ONE, {"name": before["name"]}, headers=OTHER_ADMIN).json()
    assert after == before | {"updated_at": "2026-01-20T15:00:00Z", "updated_by_admin_id": "789"}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({"name": ""}, {"name": ""}),
        ({"description": "d"}, {"description": "d"}),
        ({"http_method": "patch"}, {"http_method": "patch"}),
        ({"url": "{{x}} is no URL"}, {"url": "{{x}} is no URL"}),
        ({"body": "{{y}}"}, {"body": "{{y}}"}),
        ({"direct_fin_usage": True}, {"direct_fin_usage": True}),
        ({"audiences": ["visitors"]}, {"audiences": ["visitors"]}),
        ({"audiences": []}, {"audiences": []}),
        ({"customer_authentication": True}, {"customer_authentication": True}),
        ({"bypass_authentication": True}, {"bypass_authentication": True}),
        ({"validate_missing_attributes": False}, {"validate_missing_attributes": False}),
        ({"token_ids": ["1234", "5678"]}, {"token_ids": ["1234", "5678"]}),
        ({"token_ids": []}, {"token_ids": []}),
        ({"headers": []}, {"headers": []}),
        ({"data_inputs": []}, {"data_inputs": []}),
        (
            {"headers": [{"name": "A", "value": "secret"}, {}]},
            {"headers": [{"name": "A", "value": "****"}, {"value": "****"}]},
        ),
        (
            {"data_inputs": [{"name": "a", "type": "decimal", "more": 1}, {"default_value": "d"}]},
            {"data_inputs": [{"name": "a", "type": "decimal", "default_value": ""}, {"default_value": "d"}]},
        ),
    ],
    ids=json.dumps,
)
@pytest.mark.parametrize("identifier", ["12345", "127"])
def test_only_what_is_sent_changes(client: Client, identifier: str, sent: Any, stored: Any) -> None:
    """S2: partial update, data_inputs replaced, [] clears token_ids; U/V: masked values, default_value ""; assumed:
    headers and audiences are replaced."""
    path = f"/data_connectors/{identifier}"
    before = client.get(path).json()
    after = client.patch(path, sent).json()
    assert after == before | stored | {"updated_at": "2026-01-20T15:00:00Z"}
    assert client.get(path).json() == after


def test_header_values_are_never_kept(client: Client) -> None:
    """U/V: always ****."""
    client.post("/data_connectors", {"name": "x", "headers": [{"name": "A", "value": "hush"}]})
    client.patch(ONE, {"headers": [{"name": "A", "value": "hush"}]})
    assert "hush" not in json.dumps(client.state())


def field(path: str, kind: str, value: Any) -> dict[str, Any]:
    return {"path": path, "type": kind, "example_value": value, "redacted": False}


@pytest.mark.parametrize(
    ("sample", "fields"),
    [
        ({}, []),
        ({"status": "ok"}, [field("status", "string", "ok")]),  # U: the only published one
        ({"order": {"id": 1, "status": "s"}}, [field("order.id", "integer", 1), field("order.status", "string", "s")]),
        ({"a": 1.5, "b": True}, [field("a", "decimal", 1.5), field("b", "boolean", True)]),
        ({"a": None, "b": {}}, [field("a", "unknown", None), field("b", "unknown", {})]),
        ({"a": [{"b": 1}, {"c": 2}]}, [field("a.0.b", "integer", 1)]),
        ({"a": ["x", "y"]}, [field("a.0", "string", "x")]),
        ({"a": [], "b": [[]]}, [field("a", "unknown", []), field("b.0", "unknown", [])]),
        ({"at": "2026-01-20T15:00:00Z"}, [field("at", "datetime", "2026-01-20T15:00:00Z")]),
        ({"at": "2026-01-20T15:00:00.5+01:00"}, [field("at", "datetime", "2026-01-20T15:00:00.5+01:00")]),
        ({"at": "2026-02-30T15:00:00Z"}, [field("at", "string", "2026-02-30T15:00:00Z")]),
        ({"at": "2026-01-20"}, [field("at", "string", "2026-01-20")]),
        ({"at": "2026-01-20T15:00:00.٥Z"}, [field("at", "string", "2026-01-20T15:00:00.٥Z")]),
        ({"": {"": 1}}, [field(".", "integer", 1)]),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_samples_become_response_fields(client: Client, sample: Any, fields: Any) -> None:
    """S2: mock_response sets response_fields and configuration_response_type; assumed: paths and types."""
    changed = client.patch(ONE, {"mock_response": sample}).json()
    assert changed["response_fields"] == fields
    assert changed["configuration_response_type"] == "mock_response_type"
    assert "mock_response" not in changed
    created = client.post("/data_connectors", {"name": "x", "mock_response": sample}).json()
    assert (created["response_fields"], created["configuration_response_type"]) == (fields, "mock_response_type")


LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
SAMPLES = st.dictionaries(
    st.text(), st.recursive(LEAVES, lambda s: st.lists(s) | st.dictionaries(st.text(), s), max_leaves=8)
)


@given(sample=SAMPLES)
def test_any_sample_gives_fields_that_keep_the_contract(sample: dict[str, Any]) -> None:
    try:
        body = json.dumps(sample, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a surrogate pair cannot be sent as JSON
        return
    headers = {"Content-Type": "application/json"}
    response = Client(APIS, TOKEN).patch(ONE, b'{"mock_response":' + body + b"}", headers=headers)
    assert response.status == 200, response.text


# live and draft


def test_a_connector_in_use_cannot_become_a_draft(client: Client) -> None:
    """U: 409, and the other changes of the request are dropped."""
    before = client.state()
    message = "Data connector is in use by other resources and cannot be set to draft"
    response = client.patch(ONE, {"state": "draft", "name": "new"})
    assert error_of(response, 409) == ("data_connector_in_use", message)
    assert client.state() == before


def test_a_draft_in_use_can_be_set_to_draft(client: Client) -> None:
    """U: only a live connector in use has to stay live."""
    assert client.patch("/data_connectors/126", {"state": "draft"}).json()["state"] == "draft"


def test_a_connector_goes_live_and_back(client: Client) -> None:
    """S2: by state; assumed: it becomes live by the request alone."""
    identifier = client.post("/data_connectors", {"name": "x"}).json()["id"]
    for state in ("live", "live", "draft", "draft"):
        assert client.patch(f"/data_connectors/{identifier}", {"state": state}).json()["state"] == state
        assert client.get(f"/data_connectors/{identifier}").json()["state"] == state


# Deleting

IN_USE = ("data_connector_in_use", "Data connector is in use by other resources and cannot be deleted")
NOT_DRAFT = ("conflict", "Data connector must be in draft state to be deleted")


@pytest.mark.parametrize(
    ("identifier", "error"),
    [
        pytest.param("126", IN_USE, id="U: a draft in use"),
        pytest.param("127", NOT_DRAFT, id="U: live"),
        pytest.param("12345", IN_USE, id="assumed: live and in use"),
    ],
)
def test_live_and_used_connectors_cannot_be_deleted(client: Client, identifier: str, error: tuple[str, str]) -> None:
    before = client.state()
    assert error_of(client.delete(f"/data_connectors/{identifier}"), 409) == error
    assert client.state() == before


def test_a_deleted_connector_is_gone(client: Client) -> None:
    """U."""
    path = "/data_connectors/125"
    assert client.delete(path).status == 200
    gone = ("data_connector_not_found", "Data connector not found")
    for response in (
        client.get(path),
        client.get(path, state_version="draft"),
        client.patch(path, {}),
        client.delete(path),
        client.get(f"{path}/execution_results"),
        client.get(f"{path}/health"),
    ):
        assert error_of(response, 404) == gone
    assert "125" not in next(iter_pages(client, "/data_connectors"))


def test_deleting_a_connector_deletes_its_results(client: Client) -> None:
    """U; a sub-resource may not outlive its parent."""
    assert client.get("/data_connectors/127/execution_results/98998").status == 200
    client.patch("/data_connectors/127", {"state": "draft"})
    assert client.delete("/data_connectors/127").json()["deleted"] is True
    assert client.get("/data_connectors/127/execution_results/98998").status == 404


def test_ids_are_not_reused(client: Client) -> None:
    first = client.post("/data_connectors", {"name": "x"}).json()["id"]
    client.delete(f"/data_connectors/{first}")
    assert client.post("/data_connectors", {"name": "x"}).json()["id"] != first


# Execution results

ERROR_TYPES = API.document.content["components"]["schemas"]["execution_error_type"]["enum"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        pytest.param(*row[1:], id=row[0])
        for row in [
            ("U: the last hour", {}, ["99002", "99001"]),
            ("U: success", {"success": "true"}, ["99001"]),
            ("U: failure", {"success": "false"}, ["99002"]),
            ("U: error_type", {"error_type": "3rd_party_error"}, ["99002"]),
            ("U: both", {"error_type": "3rd_party_error", "success": "true"}, []),
            ("U: start_ts", {"start_ts": NOW - 3 * DAY}, ["99002", "99001", "98990", "98975"]),
            ("U: both ends", {"start_ts": NOW - 3 * DAY, "end_ts": NOW - DAY}, ["98990", "98975"]),
            ("both ends are included", {"start_ts": NOW - 118, "end_ts": NOW - 118}, ["99002"]),
            ("U: end_ts alone ends before the hour", {"end_ts": NOW - DAY}, []),
            ("assumed: ends before it starts", {"start_ts": NOW, "end_ts": NOW - DAY}, []),
            ("no limits", {"start_ts": -(10**30), "end_ts": 10**30}, ["99002", "99001", "98990", "98975", "98960"]),
        ]
    ],
)
def test_results(client: Client, query: dict[str, Any], ids: list[str]) -> None:
    """assumed: the newest first."""
    assert list(iter_pages(client, RESULTS, **query)) == [ids]


@pytest.mark.parametrize("per_page", [1, 2, 5])
def test_pages_of_results(client: Client, per_page: int) -> None:
    pages = list(iter_pages(client, RESULTS, per_page=per_page, start_ts=0))
    assert [identifier for page in pages for identifier in page] == ["99002", "99001", "98990", "98975", "98960"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, set()),
        ({"include_bodies": "false", "include_request_url": "false"}, set()),
        ({"include_bodies": "true"}, {"request_body", "response_body", "raw_response_body"}),
        ({"include_request_url": "true"}, {"request_url"}),
    ],
)
def test_members_of_results(client: Client, query: dict[str, str], shown: set[str]) -> None:
    """U: bodies and URL only if requested; others are left out if they do not apply."""
    (row,) = client.get("/data_connectors/126/execution_results", start_ts=0, **query).json()["data"]
    hideable = {"request_body", "response_body", "raw_response_body", "request_url"}
    assert row.keys() & hideable == shown
    assert not row.keys() & {"error_type", "error_message"}


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"start_ts": "x"}, "start_ts must be a Unix timestamp (integer)"),
        ({"start_ts": ""}, "start_ts must be a Unix timestamp (integer)"),
        ({"end_ts": "1.5"}, "end_ts must be a Unix timestamp (integer)"),
        ({"success": "yes"}, "Invalid success. Must be one of: true, false"),
        ({"include_bodies": "1"}, "Invalid include_bodies. Must be one of: true, false"),
        ({"include_request_url": "True"}, "Invalid include_request_url. Must be one of: true, false"),
        (
            {"error_type": "timeout"},
            f"Invalid error_type. Must be one of: {', '.join(ERROR_TYPES)}",
        ),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_invalid_queries_for_results(client: Client, query: dict[str, str], message: str) -> None:
    """U: start_ts and error_type; assumed: the others."""
    assert error_of(client.get(RESULTS, **query), 400) == ("parameter_invalid", message)


def test_every_invalid_parameter_is_reported(client: Client) -> None:
    errors = errors_of(client.get(RESULTS, start_ts="x", end_ts="y", per_page=31, error_type="z"), 400)
    assert len(errors) == 4


@pytest.mark.parametrize(
    "identifier", [pytest.param("nope", id="U: unknown"), pytest.param("98998", id="another connector's")]
)
def test_unknown_result(client: Client, identifier: str) -> None:
    """U: its own kind of 404."""
    expected = ("execution_result_not_found", "Execution result not found")
    assert error_of(client.get(f"{RESULTS}/{identifier}"), 404) == expected


def test_one_result_shows_everything(client: Client) -> None:
    """U: bodies and the cleaned URL, always."""
    row = client.get("/data_connectors/126/execution_results/98971").json()
    assert row["request_body"] == '{"reason": "ordered twice"}'
    assert row.keys() >= {"request_body", "response_body", "raw_response_body", "request_url"}
    assert "seconds_ago" not in row


@pytest.mark.parametrize(
    ("identifier", "absent"),
    [
        pytest.param("99001", {"request_body"}, id="a-get-sends-no-body"),
        pytest.param("98975", {"request_body", "response_body", "raw_response_body"}, id="no-response-came"),
    ],
)
def test_a_body_that_there_was_not_is_null(client: Client, identifier: str, absent: set[str]) -> None:
    """U: a single result always has them, and they are nullable; a list leaves them out."""
    row = client.get(f"{RESULTS}/{identifier}").json()
    hideable = ("request_body", "response_body", "raw_response_body", "request_url")
    assert {member for member in hideable if row[member] is None} == absent
    listed = client.get(RESULTS, include_bodies="true", include_request_url="true", start_ts=0).json()["data"]
    assert not absent & next(item for item in listed if item["id"] == identifier).keys()


def test_results_are_dated_shortly_before_their_first_read(client: Client) -> None:
    """assumed: they are in the last hour of any clock at their first read, and then age."""
    client.advance(days=300)
    first = client.get(RESULTS).json()
    assert [row["id"] for row in first["data"]] == ["99002", "99001"]
    client.advance(minutes=50)
    assert client.get(RESULTS).json()["data"] == first["data"][:1]
    client.advance(minutes=20)
    assert client.get(RESULTS).json()["data"] == []
    assert client.get(RESULTS, start_ts=0).json()["data"][:2] == first["data"]


# Health


def test_health_adds_up(client: Client) -> None:
    """DP: the last seven days by default; failures by reason, statuses, and all over time."""
    health = client.get(HEALTH).json()
    assert (health["start_ts"], health["end_ts"]) == (NOW - 7 * DAY, NOW)
    assert (health["execution_count"], health["success_count"], health["success_rate"]) == (4, 2, 0.5)
    assert health["latency_ms"] == {"p50": 245, "p95": 30000, "p99": 30000}
    assert {c["http_status"]: c["count"] for c in health["http_statuses"]} == {200: 2, 503: 1, None: 1}
    assert {c["reason"]: c["count"] for c in health["failure_reasons"]} == {"faraday_error": 1, "3rd_party_error": 1}
    series = health["time_series"]
    assert sum(interval["execution_count"] for interval in series) == 4
    assert sum(interval["success_count"] for interval in series) == 2


def test_health_treats_null_as_absent(client: Client) -> None:
    """U: a member that does not apply may be null."""
    transaction = Transaction(client.engine.worlds.get().state("intercom"))
    nothing = dict.fromkeys(("http_status", "error_type", "execution_time_ms", "raw_response_body"))
    row = {"id": "1", "data_connector_id": "125", "success": False, "seconds_ago": 60, **nothing}
    transaction.put("execution_result", "1", row)
    transaction.commit()
    health = client.get("/data_connectors/125/health").json()
    assert health["latency_ms"] == health["payload_size_bytes"] == {"p50": None, "p95": None, "p99": None}
    assert (health["http_statuses"], health["failure_reasons"]) == ([{"http_status": None, "count": 1}], [])


def test_health_without_executions(client: Client) -> None:
    health = client.get(
        HEALTH, start_ts=NOW - 9 * DAY + 1, end_ts=NOW - 9 * DAY + 1 + HOUR, bucket_size_minutes=60
    ).json()
    empty = example_of("health_no_executions")
    times = {"start_ts": NOW - 9 * DAY + 1}
    interval = {**times, "execution_count": 0, "success_count": 0}
    assert health == empty | times | {"end_ts": NOW - 9 * DAY + 1 + HOUR, "time_series": [interval]}


@pytest.mark.parametrize(("hours", "minutes"), [(1, 1), (5, 1), (6, 2), (24, 5), (7 * 24, 34), (14 * 24, 68)], ids=str)
def test_intervals_are_the_shortest_that_make_300_at_most(client: Client, hours: int, minutes: int) -> None:
    """DP."""
    health = client.get(HEALTH, start_ts=NOW - hours * HOUR).json()
    assert health["bucket_size_minutes"] == minutes
    assert len(health["time_series"]) <= 300
    assert minutes == 1 or hours * 60 > 300 * (minutes - 1)


@pytest.mark.parametrize("minutes", [1, 7, 60, 1440])
def test_intervals_cover_the_window(client: Client, minutes: int) -> None:
    series = client.get(HEALTH, bucket_size_minutes=minutes).json()["time_series"]
    starts = [interval["start_ts"] for interval in series]
    assert starts == list(range(NOW - 7 * DAY, NOW, minutes * 60))
    assert sum(interval["execution_count"] for interval in series) == 4


def test_the_window_ends_with_a_whole_minute(client: Client) -> None:
    """DP: now, rounded down to the minute."""
    client.advance(seconds=59)
    assert client.get(HEALTH).json()["end_ts"] == NOW


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"start_ts": NOW + 1}, "end_ts must not be before start_ts"),
        ({"start_ts": 2, "end_ts": 1}, "end_ts must not be before start_ts"),
        ({"start_ts": NOW - 14 * DAY - 1}, "the requested window may not exceed 336 hours"),
        ({"start_ts": -(10**30), "end_ts": 10**30}, "the requested window may not exceed 336 hours"),
        ({"bucket_size_minutes": 0}, "bucket_size_minutes must be between 1 and 1440"),
        ({"bucket_size_minutes": 1441}, "bucket_size_minutes must be between 1 and 1440"),
        ({"bucket_size_minutes": "x"}, "bucket_size_minutes must be between 1 and 1440"),
        ({"start_ts": "x"}, "start_ts must be a Unix timestamp (integer)"),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_invalid_windows(client: Client, query: dict[str, Any], message: str) -> None:
    """DP: the three messages; assumed: their code."""
    assert error_of(client.get(HEALTH, **query), 400) == ("parameter_invalid", message)


def test_a_window_may_be_empty(client: Client) -> None:
    """DP: only an end before the start is refused."""
    health = client.get(HEALTH, start_ts=NOW, end_ts=NOW).json()
    assert (health["execution_count"], health["time_series"]) == (0, [])


# Sizes and worlds


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_content_of_an_operation_without_a_body_is_ignored(client: Client, method: str) -> None:
    """RFC 9110 §9.3.1; these operations document no 413."""
    early = [Violation("body.too-large", "body", "is too large"), Violation("body.encoding", "body", "is odd")]
    request = Request(method, "/intercom/data_connectors/125", "", Headers(TOKEN.items()))
    exchange = client.engine.respond(request, early)
    assert exchange is not None
    assert exchange.response.status == 200


@pytest.mark.parametrize(
    ("rule", "status", "message"),
    [
        ("body.too-large", 413, "The request body is too large"),
        ("body.encoding", 400, "The request body is odd"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_bodies_that_were_not_decoded(client: Client, method: str, rule: RuleId, status: int, message: str) -> None:
    """assumed: 413 and 400, parameter_invalid."""
    path = "/intercom/data_connectors" + ("/125" if method == "PATCH" else "")
    before = client.state()
    request = Request(method, path, "", Headers(TOKEN.items()))
    exchange = client.engine.respond(request, [Violation(rule, "body", "is odd", name="Content-Encoding")])
    assert exchange is not None
    assert error_of(ReceivedResponse(exchange), status) == ("parameter_invalid", message)
    assert client.state() == before


def test_equal_requests_get_equal_responses() -> None:
    """Times and ids come from the world."""

    def tell() -> list[str]:
        client = Client(APIS, TOKEN)
        return [client.try_out(trial).text for trial in API.behaviour.try_it] + [client.get("/nope").text]

    assert tell() == tell()
