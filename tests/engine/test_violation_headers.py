"""What is wrong with a message as header fields: JSON, ASCII, bounded."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.engine.violation_headers import NAMES, SIZE_LIMIT, write_violations
from mockserver.openapi.operations import read_operations
from mockserver.openapi.rules import RULES, Location, Severity, Violation
from tests.support.documents import document_of


def entries(*violations: Violation, deprecated: Any = ()) -> list[dict[str, Any]]:
    fields = write_violations(violations, deprecated)
    assert [name for name, _ in fields] == list(NAMES)
    assert len({value for _, value in fields}) == 1, "both say the same"
    found: list[dict[str, Any]] = json.loads(fields[0][1])
    return found


@pytest.mark.parametrize(
    ("violation", "location", "code"),
    [
        pytest.param(
            Violation("body.schema", "body", "is short", pointer="/tags/0/a~1b", keyword="minLength"),
            ["request", "body", "tags", "0", "a/b"],
            "minLength",
            id="body",
        ),
        pytest.param(
            Violation("parameter.schema", "query", "is small", pointer="/from", name="range", keyword="minimum"),
            ["request", "query", "range", "from"],
            "minimum",
            id="parameter",
        ),
        pytest.param(
            Violation("parameter.required", "header", "is absent", name="X-A"),
            ["request", "header", "X-A"],
            "required",
            id="header",
        ),
        pytest.param(Violation("body.required", "body", "is absent"), ["request", "body"], "required", id="no-body"),
        pytest.param(
            Violation("security.missing", "header", "is absent", name="Authorization"),
            ["request", "header", "Authorization"],
            "401",
            id="security",
        ),
        pytest.param(Violation("body.media-type", "body", "is odd"), ["request", "body"], "415", id="content-type"),
        pytest.param(
            Violation("response.schema", "response", "is odd", pointer="/id", keyword="type"),
            ["response", "body", "id"],
            "type",
            id="response",
        ),
        pytest.param(
            Violation("response.header-required", "response", "is absent", name="ETag"),
            ["response", "header", "ETag"],
            "header-required",
            id="response-header",
        ),
        pytest.param(Violation("response.status", "response", "is odd"), ["response"], "status", id="response-status"),
    ],
)
def test_entries(violation: Violation, location: list[str], code: str) -> None:
    (entry,) = entries(violation)
    assert entry == {
        "location": location,
        "severity": "Error",
        "code": code,
        "message": str(violation),
        "rule": violation.rule,
    }


def test_a_warning_is_told_as_one() -> None:
    violations = [Violation("body.schema", "body", "is odd", severity=severity) for severity in get_args(Severity)]
    fields = dict(write_violations(violations, ()))
    assert [entry["severity"] for entry in json.loads(fields["Mock-Violations"])] == ["Error", "Warning"]
    assert fields["sl-violations"] == fields["Mock-Violations"]


def test_what_is_deprecated_is_a_warning() -> None:
    parameter = {"name": "a", "in": "query", "deprecated": True, "schema": {}}
    paths = {"/old": {"get": {"parameters": [parameter], "responses": {}}}}
    operation = read_operations(document_of(paths=paths))[0]
    found = entries(deprecated=(operation, *operation.parameters))
    assert [(entry["location"], entry["severity"], entry["code"]) for entry in found] == [
        (["request"], "Warning", "deprecated"),
        (["request", "query", "a"], "Warning", "deprecated"),
    ]


LOCATIONS: list[Location] = ["path", "query", "header", "cookie", "body", "response"]
VIOLATIONS = st.builds(
    Violation,
    rule=st.sampled_from(sorted(RULES)),
    location=st.sampled_from(LOCATIONS),
    message=st.text(max_size=3000),
    pointer=st.text("/ab~ü", max_size=50) | st.just("/x" * 5000),
    name=st.text(max_size=20),
)


@given(st.lists(VIOLATIONS, max_size=30))
def test_it_is_always_json_in_ascii_and_bounded(violations: list[Violation]) -> None:
    value = write_violations(violations, ())[0][1]
    assert value.isascii() and value.isprintable()
    assert len(value) <= SIZE_LIMIT
    found = json.loads(value)
    left_out = [entry for entry in found if entry["code"] == "cut"]
    assert len(left_out) <= 1
    shown = len(found) - len(left_out)
    assert shown == len(violations) or left_out[0]["message"].startswith(f"{len(violations) - shown} more")
