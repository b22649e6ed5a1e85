"""Refusals become problem details (RFC 9457)."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from mockserver.openapi.problems import PROBLEM, describe, problem
from mockserver.openapi.rules import Violation


@dataclass
class Place:
    file: str = "specs/pets.yaml"
    line: int | None = 84
    pointer: str = "/paths"


VIOLATION = Violation("body.schema", "body", "is odd", "/a", keyword="enum", seen="1", allowed="2", position=Place())


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
        "severity": "error",
        "location": "body",
        "pointer": "/a",
        "keyword": "enum",
        "message": "is odd",
        "seen": "1",
        "allowed": "2",
        "document": "specs/pets.yaml:84",
        "document_pointer": "/paths",
    }


def test_describe_leaves_out_empty_members() -> None:
    described = describe(Violation("body.required", "body", "is absent"))
    assert set(described) == {"rule", "severity", "location", "message"}
