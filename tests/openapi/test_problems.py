"""Values become bytes, refusals become problems."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.openapi.bodies import write_body
from mockserver.openapi.json_text import write_json
from mockserver.openapi.problems import PROBLEM, describe, problem
from mockserver.openapi.rules import Violation


@dataclass
class Place:
    file: str = "specs/pets.yaml"
    line: int | None = 84
    pointer: str = "/paths"


VIOLATION = Violation("body.schema", "body", "is odd", "/a", keyword="enum", seen="1", allowed="2", position=Place())


@pytest.mark.parametrize(
    ("value", "media_type", "body"),
    [
        pytest.param({"a": [1, None]}, "application/json", b'{"a":[1,null]}', id="json"),
        pytest.param("é", "application/json", '"é"'.encode(), id="text-as-json"),
        pytest.param("x", "application/problem+json; charset=utf-8", b'"x"', id="suffix-json"),
        pytest.param("é", "text/plain", "é".encode(), id="text"),
        pytest.param("<a/>", "application/xml", b"<a/>", id="text-that-claims-another-type"),
        pytest.param(b"\x00\xff", "image/png", b"\x00\xff", id="bytes"),
        pytest.param(b"{}", "application/json", b"{}", id="bytes-that-claim-json"),
        pytest.param(5, "text/plain", b"5", id="number-as-text"),
        pytest.param(True, "text/plain", b"true", id="boolean-as-text"),
        pytest.param("\ud800", "text/plain", b"?", id="half-a-surrogate-pair-as-text"),
        pytest.param("x", "nonsense", b"x", id="unreadable-media-type"),
    ],
)
def test_write_body(value: Any, media_type: str, body: bytes) -> None:
    assert write_body(value, media_type) == body


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"n": 2**70}, b'{"n":1180591620717411303424}', id="beyond-64-bits"),
        pytest.param(["\ud800"], b'["\\ud800"]', id="half-a-surrogate-pair"),
        pytest.param({"b": 1, "a": 2}, b'{"b":1,"a":2}', id="order-stays"),
    ],
)
def test_write_json(value: Any, text: bytes) -> None:
    assert write_json(value) == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_is_written_can_be_read(value: Any) -> None:
    assert json.loads(write_json(value)) == value


def test_a_problem() -> None:
    response = problem(409, "The name is taken.", headers=(("Retry-After", "1"),), code="taken")
    assert response.status == 409
    assert response.headers == (("Content-Type", PROBLEM), ("Retry-After", "1"))
    assert json.loads(response.body) == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": "The name is taken.",
        "code": "taken",
    }


@pytest.mark.parametrize(("status", "title"), [(404, "Not Found"), (299, "Problem"), (599, "Problem")])
def test_a_problem_has_the_title_of_its_status(status: int, title: str) -> None:
    assert json.loads(problem(status, "").body)["title"] == title


def test_a_problem_lists_every_violation() -> None:
    body = json.loads(problem(422, "", [VIOLATION, Violation("body.required", "body", "is absent")]).body)
    assert [each["rule"] for each in body["violations"]] == ["body.schema", "body.required"]


def test_describe() -> None:
    assert describe(VIOLATION) == {
        "rule": "body.schema",
        "location": "body",
        "pointer": "/a",
        "keyword": "enum",
        "message": "is odd",
        "seen": "1",
        "allowed": "2",
        "document": "specs/pets.yaml:84",
        "document_pointer": "/paths",
    }


def test_describe_leaves_out_what_is_empty() -> None:
    assert set(describe(Violation("body.required", "body", "is absent"))) == {"rule", "location", "message"}
