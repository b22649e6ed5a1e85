"""Findings of Schemathesis, check by check: what the document and the engine confirm, and what they do not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest

from mockserver.openapi.documents import ReadPolicy
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.rules import Violation
from mockserver.provider import Outcome, Plan
from mockserver.provider.failures import Evidence
from mockserver.provider.fuzzing.verdicts import Earlier, Reported, decide
from mockserver.provider.loading import load_document
from tests.engine.test_drafts import make_api
from tests.provider.bed import examine_app

STATUSES = ("200", "302", "400", "404", "412", "422", "503", "500")
API = make_api(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/things/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "get": {"responses": {status: {"description": "x"} for status in STATUSES}},
                "put": {"responses": {"405": {"description": "x"}}, "parameters": [{"$ref": "#/nowhere"}]},
            },
            "/vague/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": True}],
                "get": {"responses": {"200": {"description": "x"}, "400": {"description": "x"}}},
            },
            "/rest": {"get": {"responses": {"200": {"description": "x"}}}},
        },
    }
)
GET, VAGUE, REST = API.operations[0], API.operations[2], API.operations[-1]
WRONG = (Violation("parameter.schema", "query", "51 is greater than 50", name="limit", keyword="maximum"),)
LENIENT = (Violation("parameter.schema", "query", '"" is a string', name="limit", keyword="type", seen='""'),)
UNDOCUMENTED = (Violation("response.status", "response", "418 is not documented", seen="418"),)


def report(name: str, status: int, **fields: Any) -> Reported:
    """Return a finding of a check, on `GET /things/7`."""
    operation = fields.pop("operation", GET)
    path = fields.pop("path", "/rest" if operation is REST else "/things/7")
    request = Request(
        fields.pop("method", "GET"), path, "", Headers(fields.pop("headers", ())), fields.pop("body", b"")
    )
    finding = SimpleNamespace(title="Title", message="message", **fields.pop("finding", {}))
    earlier = tuple(Earlier(str(n), *row) for n, row in enumerate(fields.pop("earlier", ())))
    siblings = tuple(other for other in API.operations if other.path == operation.path)
    evidence = Evidence(operation, "fuzzing", request, Response(status, (), fields.pop("said", b"")), "curl x")
    given = {"violations": (), "breaches": (), "errors": (), "is_negative": False, **fields}
    return Reported(evidence, **given, siblings=siblings, name=name, finding=finding, earlier=earlier)


MADE = ("POST", "/things", 201)


def row(name: str, status: int, *decided: tuple[str, str], id: str, **fields: Any) -> Any:
    return pytest.param(report(name, status, **fields), list(decided), id=f"{name}-{id}")


@pytest.mark.parametrize(
    ("reported", "decided"),
    [
        row("not_a_server_error", 500, ("server.error", "error"), id="documented-500"),
        row("not_a_server_error", 502, ("server.error", "error"), id="undocumented-502"),
        row("not_a_server_error", 503, id="documented-503"),
        row("not_a_server_error", 501, method="QUERY", id="501-to-an-unknown-method"),
        row("not_a_server_error", 500, ("server.error", "error"), method="QUERY", id="500-to-an-unknown-method"),
        row("not_a_server_error", 501, ("server.error", "error"), id="501-to-a-declared-method"),
        row("status_code_conformance", 418, id="the-engine-knows-the-status"),
        row("status_code_conformance", 418, ("response.status", "error"), violations=UNDOCUMENTED, id="undocumented"),
        row("status_code_conformance", 418, violations=UNDOCUMENTED, is_negative=True, id="refuses-wrong"),
        row("status_code_conformance", 418, violations=UNDOCUMENTED, breaches=WRONG, id="refuses-what-we-find-wrong"),
        row("response_schema_conformance", 200, id="the-engine-finds-nothing"),
        row("response_schema_conformance", 200, violations=UNDOCUMENTED, id="the-engine-finds-something-else"),
        row(
            "response_schema_conformance",
            200,
            ("fuzz.response_schema_conformance", "error"),
            is_unread=True,
            id="the-engine-cannot-read-the-body",
        ),
        row("content_type_conformance", 200, id="the-engine-finds-nothing"),
        row("response_headers_conformance", 200, id="the-engine-finds-nothing"),
        row("negative_data_rejection", 200, id="the-engine-finds-nothing"),
        row("negative_data_rejection", 200, ("probe.parameter", "error"), breaches=WRONG, errors=WRONG, id="accepted"),
        row("negative_data_rejection", 200, ("probe.parameter", "warning"), breaches=LENIENT, id="left-open"),
        row("negative_data_rejection", 302, breaches=WRONG, errors=WRONG, id="redirected"),
        row("negative_data_rejection", 418, breaches=WRONG, errors=WRONG, id="refused"),
        row("positive_data_acceptance", 422, ("fuzz.positive_data_acceptance", "error"), id="422"),
        row("positive_data_acceptance", 422, breaches=LENIENT, id="the-engine-finds-it-wrong"),
        row("positive_data_acceptance", 412, id="documented-412"),
        row("positive_data_acceptance", 418, violations=UNDOCUMENTED, id="undocumented-is-another-failure"),
        row(
            "positive_data_acceptance",
            400,
            ("fuzz.positive_data_acceptance", "warning"),
            body=b'{"name": "\\u0000"}',
            id="beyond-limits",
        ),
        row(
            "positive_data_acceptance",
            400,
            ("fuzz.positive_data_acceptance", "warning"),
            operation=VAGUE,
            id="without-a-schema",
        ),
        row("missing_required_header", 404, breaches=WRONG, errors=WRONG, id="any-4xx-refuses"),
        row("missing_required_header", 200, ("probe.parameter", "error"), breaches=WRONG, errors=WRONG, id="accepted"),
        row("missing_required_header", 200, id="the-engine-does-not-miss-it"),
        row(
            "missing_required_header",
            200,
            ("probe.credentials", "error"),
            finding={"header_name": "Authorization"},
            id="credentials",
        ),
        row("ignored_auth", 404, id="any-4xx-refuses"),
        row("ignored_auth", 302, id="a-redirect-refuses"),
        row("ignored_auth", 200, ("probe.credentials", "error"), id="accepted"),
        row("unsupported_method", 200, ("probe.method", "error"), method="DELETE", id="accepted"),
        row("unsupported_method", 200, method="PUT", id="declared-but-unreadable"),
        row("unsupported_method", 200, ("probe.method", "warning"), method="TRACE", id="of-the-web-server"),
        row("unsupported_method", 404, method="DELETE", id="404"),
        row("unsupported_method", 501, method="DELETE", id="501"),
        row("unsupported_method", 303, method="DELETE", id="redirected"),
        row("unsupported_method", 400, method="DELETE", id="400-where-405-is-documented"),
        row("unsupported_method", 405, ("fuzz.unsupported_method", "error"), method="DELETE", id="405-without-allow"),
        row(
            "unsupported_method",
            405,
            ("fuzz.unsupported_method", "warning"),
            method="DELETE",
            operation=REST,
            id="undocumented-405-without-allow",
        ),
        row("allow_header_conformance", 200, ("fuzz.allow_header_conformance", "warning"), id="always"),
        row(
            "use_after_free",
            200,
            ("state.deleted-alive", "error"),
            finding={"deleted_case_id": "1"},
            earlier=[MADE, ("DELETE", "/things/7", 204)],
            id="deleted",
        ),
        row(
            "use_after_free",
            200,
            finding={"deleted_case_id": "1"},
            earlier=[MADE, ("DELETE", "/things/7", 202)],
            id="deleted-later",
        ),
        row(
            "use_after_free",
            200,
            finding={"deleted_case_id": "1"},
            earlier=[MADE, ("DELETE", "/things/7", 204)],
            said=b'{"id": 7, "status": {"state": "expired"}}',
            id="marked-as-deleted",
        ),
        row("use_after_free", 303, finding={"deleted_case_id": "0"}, earlier=[MADE], id="redirected"),
        row("ensure_resource_availability", 404, ("state.created-lost", "error"), earlier=[MADE], id="lost"),
        row("ensure_resource_availability", 404, earlier=[("POST", "/things", 202)], id="created-later"),
        row(
            "ensure_resource_availability",
            404,
            earlier=[MADE, ("POST", "/things/7/stop", 204)],
            id="ended-by-our-own-request",
        ),
        row(
            "ensure_resource_availability",
            404,
            ("state.created-lost", "error"),
            earlier=[MADE, ("POST", "/things/8/stop", 204), ("POST", "/things/7/stop", 409)],
            id="another-item-ended",
        ),
        row("ensure_resource_availability", 404, earlier=[MADE], path="/things/7/cover", id="below-the-item"),
        row("object_level_authorization", 200, ("fuzz.object_level_authorization", "error"), id="as-it-is"),
        row("check_of_a_team", 200, ("fuzz.check_of_a_team", "error"), id="as-it-is"),
    ],
)
def test_a_finding_is_confirmed_or_dropped(reported: Reported, decided: list[tuple[str, str]]) -> None:
    assert [(failure.check, failure.severity) for failure in decide(reported)] == decided


def test_what_two_phases_find_has_the_same_words() -> None:
    [failure] = decide(report("ignored_auth", 200, finding={"scenario": SimpleNamespace(name="NO_AUTH")}))
    assert failure.message == "a request without credentials is accepted with 200"
    assert failure.fingerprint == "GET /things/{id} probe.credentials without credentials"
    assert failure.aliases == ("GET /things/{id} fuzz.ignored_auth SimpleNamespace",)


# the checks of Schemathesis itself, against services

SERVICE = """
openapi: 3.0.3
info: {title: Odd and right, version: '1'}
paths:
  /notes.yaml:
    get: {responses: {'200': {description: a text, content: {text/yaml: {schema: {type: string}}}}}}
  /unread:
    get: {responses: {'200': {description: ok}}}
    put:
      parameters: [{name: n, in: query, schema: {type: int}}]
      responses: {'200': {description: ok}}
    delete: {parameters: [{name: n, in: query, schema: {type: int}}], responses: {'200': {description: ok}}}
  /versions:
    get:
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      responses: {'200': {description: ok}, '412': {description: another version}}
  /tables:
    get:
      parameters: [{name: page, in: query, schema: {type: integer, minimum: 1}}]
      responses:
        '200':
          description: ok
          headers: {X-Total: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {type: object, required: [rows], properties: {rows: {type: array}}}}}
        '400': {description: wrong}
"""
Answer = tuple[str, str, bytes, list[tuple[str, str]]]
RIGHT_TABLE: Answer = ("200 OK", "application/json", b'{"rows": []}', [("X-Total", "3")])


def make_app(table: Answer = RIGHT_TABLE, refusal: str = "400 Bad Request", unknown: str = "404 Not Found") -> Any:
    def answer(method: str, path: str, environ: dict[str, Any]) -> Answer:
        if method == "GET" and path == "/notes.yaml":
            return "200 OK", "text/yaml", b"a: 1\nb: [x]\n", []
        if path == "/unread" and method in ("GET", "PUT", "DELETE"):
            return "200 OK", "text/plain", b"", []
        if method == "GET" and path == "/versions":
            is_right = environ.get("HTTP_IF_MATCH", "*") in ("*", '"v1"')
            return ("200 OK" if is_right else "412 Precondition Failed"), "text/plain", b"", []
        if method == "GET" and path == "/tables":
            pages = [pair[5:] for pair in environ["QUERY_STRING"].split("&") if pair.startswith("page=")]
            is_right = all(page == "" or (page.isascii() and page.lstrip("-").isdigit()) for page in pages)
            is_right = is_right and not any(page == "0" for page in pages)
            return table if is_right else (refusal, "text/plain", b"", [])
        return "501 Not Implemented" if method == "QUERY" else unknown, "text/plain", b"", []

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        status, media_type, body, fields = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], environ)
        start(status, [("Content-Type", media_type), ("Content-Length", str(len(body))), *fields])
        return [body]

    return app


def examine_service(tmp_path: Any, app: Any, **fields: Any) -> Outcome:
    file = tmp_path / "odd.yaml"
    file.write_text(SERVICE, encoding="utf-8")
    plan = Plan(**{"phases": ("documented", "probes", "coverage", "fuzzing"), "max_examples": 10, **fields})
    return examine_app(app, load_document(str(file), ReadPolicy()), plan)


@pytest.mark.parametrize(
    ("seed", "unknown"), [(0, "404 Not Found"), (1, "405 Method Not Allowed"), (2, "501 Not Implemented")]
)
def test_an_odd_service_that_keeps_its_contract_passes(tmp_path: Any, seed: int, unknown: str) -> None:
    outcome = examine_service(tmp_path, make_app(unknown=unknown), seed=seed)
    assert [failure.fingerprint for failure in outcome.failures] == []
    strict = examine_service(tmp_path, make_app(), seed=seed, is_strict=True)
    assert {failure.operation for failure in strict.failures} == {"GET /tables"}
    assert {failure.check for failure in strict.failures} == {"probe.parameter"}


JSON = "application/json"
BROKEN: list[tuple[str, str, Answer]] = [
    ("response_schema_conformance", "response.schema", ("200 OK", JSON, json.dumps({}).encode(), [("X-Total", "3")])),
    ("response_schema_conformance", "response.malformed", ("200 OK", JSON, b'{"rows": ', [("X-Total", "3")])),
    ("content_type_conformance", "response.media-type", ("200 OK", "text/html", b"{}", [("X-Total", "3")])),
    ("response_headers_conformance", "response.header-required", ("200 OK", JSON, b'{"rows": []}', [])),
    (
        "response_headers_conformance",
        "response.header-schema",
        ("200 OK", JSON, b'{"rows": []}', [("X-Total", "many")]),
    ),
    ("status_code_conformance", "response.status", ("206 Partial Content", JSON, b'{"rows": []}', [])),
]


@pytest.mark.parametrize(("check", "rule", "table"), BROKEN, ids=[rule for _, rule, _ in BROKEN])
def test_the_engine_checks_what_it_vetoes(tmp_path: Any, check: str, rule: str, table: Answer) -> None:
    """What Schemathesis finds in a response, the engine finds as well; so its silence is no blindness."""
    outcome = examine_service(tmp_path, make_app(table), phases=("coverage",), checks=(check,))
    assert rule in {failure.check for failure in outcome.failures}
    assert {failure.operation for failure in outcome.failures} == {"GET /tables"}
    assert not any(failure.check.startswith("fuzz.") for failure in outcome.failures)


def test_a_redirect_refuses_and_is_one_finding(tmp_path: Any) -> None:
    outcome = examine_service(tmp_path, make_app(refusal="302 Found"), phases=("coverage", "fuzzing"))
    assert [failure.fingerprint for failure in outcome.failures] == ["GET /tables response.status 302"]
