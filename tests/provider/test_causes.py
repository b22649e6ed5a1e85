"""Failures with one cause are one finding, with its places, in every report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from mockserver.openapi.documents import ReadPolicy
from mockserver.openapi.messages import Response
from mockserver.openapi.rules import Violation
from mockserver.provider import Outcome, Plan
from mockserver.provider.causes import cause_of, describe_warnings, group
from mockserver.provider.failures import Failure
from mockserver.provider.loading import load_document
from mockserver.provider.reports.formats import FORMATS
from tests.provider.bed import examine_app
from tests.provider.things import make_failure

DOCUMENT = """
openapi: 3.1.0
info: {title: Fruit, version: '1'}
paths:
  /apples: &list
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Fruit'}}}}}}}
  /pears: *list
  /best:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Fruit'}}}}}}
  /worst:
    get: {responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {size: {type: integer}}}}}}}}
components:
  schemas:
    Fruit: {type: object, required: [name, size], properties: {name: {type: string}, size: {type: integer}}}
"""  # noqa: E501 - a schema of one line is read as a row
BAD = {"name": 7, "size": "big"}


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    body = json.dumps([BAD, BAD] if path in ("/apples", "/pears") else BAD).encode()
    status = "200 OK" if environ["REQUEST_METHOD"] == "GET" else "405 Method Not Allowed"
    start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body))), ("Allow", "GET")])
    return [body]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    file = tmp_path_factory.mktemp("fruit") / "fruit.yaml"
    file.write_text(DOCUMENT, encoding="utf-8")
    return examine_app(app, load_document(str(file), ReadPolicy()), Plan(phases=("documented", "coverage")))


def test_one_clause_is_one_cause_in_all_operations(outcome: Outcome) -> None:
    assert [(cause.first.cause.partition("#")[2], cause.places) for cause in outcome.causes] == [
        (
            "/components/schemas/Fruit/properties/name/type",
            ("GET /apples: 200 /*/name type", "GET /pears: 200 /*/name type"),
        ),
        (
            "/components/schemas/Fruit/properties/size/type",
            ("GET /apples: 200 /*/size type", "GET /pears: 200 /*/size type"),
        ),
        ("/paths/~1worst/get/responses/200/content/application~1json/schema/properties/size/type", ()),
    ]
    assert {cause.first.operation for cause in outcome.causes} == {"GET /best", "GET /worst"}
    assert len(outcome.failures) == 7, "baselines still have each place"


def test_every_report_has_one_finding_with_its_places(outcome: Outcome) -> None:
    texts = {name: str(row.write(outcome)) for name, row in FORMATS.items()}
    assert "broken: 3 failures in 4 of 4 operations" in texts["text"]
    for name in ("text", "sarif", "github", "summary", "html"):
        assert texts[name].count("GET /pears: 200 /*/size type") == 1, name
    assert texts["html"].count("<article") == 3
    assert texts["html"].count('<a href="#f1">') == 3
    assert texts["junit"].count("<failure ") == 4, "one for each operation"
    assert texts["junit"].count("same cause as: GET /best, phase documented") == 4
    assert texts["text"].count("    also in   GET /apples") == 2
    first, *_ = json.loads(texts["json"])["failures"]
    assert [place["operation"] for place in first["places"]] == ["GET /best", "GET /apples", "GET /pears"]
    assert first["fingerprint"] == "GET /best response.schema 200 /name type"
    [result, *_] = json.loads(texts["sarif"])["runs"][0]["results"]
    fingerprint = "response.schema fruit.yaml#/components/schemas/Fruit/properties/name/type"
    assert result["partialFingerprints"] == {"mockserver/v1": fingerprint}


def test_the_text_lists_a_bounded_number_of_operations(outcome: Outcome) -> None:
    failures = [make_failure(cause="x", key=f"{n:02}") for n in range(20)]
    many = [replace(failure, operation=f"GET /{failure.key}") for failure in failures]
    text = str(FORMATS["text"].write(replace(outcome, failures=tuple(many))))
    assert "also in   GET /01: 01" in text
    assert "              7 more" in text


def a_failure(check: Any, violation: Violation | None = None, status: int = 200, **fields: Any) -> Failure:
    return replace(make_failure(check, **fields), violation=violation, response=Response(status))


def violation(rule: Any, **fields: Any) -> Violation:
    return Violation(rule, "response", "is wrong", **fields)


@pytest.mark.parametrize(
    ("failure", "cause"),
    [
        pytest.param(a_failure("server.error", cause="KeyError: 'x'"), "KeyError: 'x'", id="exception"),
        pytest.param(a_failure("server.error"), "", id="error-without-exception"),
        pytest.param(a_failure("response.status", status=401), "response.status 401", id="status"),
        pytest.param(a_failure("response.status", status=307), "response.status redirect", id="redirect"),
        pytest.param(
            a_failure("response.media-type", violation("response.media-type", seen="text/html"), 404),
            "response.media-type text/html error",
            id="media-type",
        ),
        pytest.param(
            a_failure("response.header-required", violation("response.header-required", name="X-Id")),
            "response.header-required x-id",
            id="header",
        ),
        pytest.param(
            a_failure("probe.credentials", key="without credentials"),
            "probe.credentials without credentials",
            id="credentials",
        ),
        pytest.param(a_failure("probe.method", key="with the undeclared method PUT"), "probe.method", id="method"),
        pytest.param(a_failure("server.timeout"), "server.timeout", id="timeout"),
        pytest.param(a_failure("state.created-lost"), "", id="state"),
        pytest.param(a_failure("response.schema", violation("response.schema")), "", id="without-a-place"),
    ],
)
def test_causes(failure: Failure, cause: str) -> None:
    assert cause_of(failure) == cause


def test_the_first_failure_is_the_easiest_of_the_earliest_phase() -> None:
    failures = [
        make_failure(curl="curl x", cause="c", phase="coverage"),
        make_failure(curl="curl long", cause="c"),
        make_failure(curl="curl", key="alone"),
    ]
    assert [(cause.first.curl, len(cause.others)) for cause in group(failures)] == [("curl long", 1), ("curl", 0)]


def test_warnings_of_requests_are_one_line() -> None:
    warnings = [make_failure("probe.parameter", cause=f"accepted {n}", severity="warning") for n in range(5)]
    told = "GET /things: broken, and so are 4 other requests that the standards leave open"
    assert describe_warnings(warnings) == [f"{told}; --strictness letter makes failures of them"]
    others = [replace(make_failure("probe.method", cause="c"), operation=name) for name in ("GET /a", "GET /b")]
    assert describe_warnings(others) == [
        "GET /a broken; also in 1 other operation; --strictness letter makes a failure of it"
    ]
