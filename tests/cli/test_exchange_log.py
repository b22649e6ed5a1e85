"""One line for each exchange, for people or for programs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mockserver.cli.exchange_log import ExchangeLog
from mockserver.engine.exchanges import Exchange
from mockserver.openapi.messages import Request, Response
from mockserver.openapi.printable import LIMIT
from mockserver.openapi.rules import Violation

TWICE = (Violation("body.schema", "body", "is wrong", pointer="/a"),) * 2
WARNED = tuple(replace(violation, severity="warning") for violation in TWICE)
OTHER = (Violation("parameter.required", "query", "is required", name="limit"),)


def exchange(
    status: int = 200, *violations: Violation, path: str = "/pets", query: str = "", method: str = "GET"
) -> Exchange:
    return Exchange(
        request=Request(method, path, query),
        response=Response(status),
        world="anna",
        api="pets",
        operation_id="listPets",
        source="contract" if violations else "handler",
        violations=violations,
        at=datetime(2026, 1, 20, tzinfo=UTC),
        milliseconds=0.3141,
    )


def line(each: Exchange, **options: Any) -> str:
    written = list[str]()
    ExchangeLog(written.append, **options)(each)
    (only,) = written
    return only


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        pytest.param(exchange(), "anna GET /pets 200 handler - 0.31 ms", id="plain"),
        pytest.param(exchange(query="a=1"), "anna GET /pets?a=1 200 handler - 0.31 ms", id="query"),
        pytest.param(
            exchange(422, *TWICE, *OTHER),
            "anna GET /pets 422 contract body.schema×2,parameter.required 0.31 ms",
            id="rules-are-counted",
        ),
        pytest.param(
            exchange(200, *OTHER, *WARNED),
            "anna GET /pets 200 contract parameter.required,(body.schema)×2 0.31 ms",
            id="warnings-in-parentheses",
        ),
    ],
)
def test_text(each: Exchange, expected: str) -> None:
    assert line(each) == expected


def test_verbose_shows_every_violation() -> None:
    assert line(exchange(422, *TWICE, *OTHER), verbose=True).splitlines()[1:] == [
        "    body.schema  body /a: is wrong",
        "    body.schema  body /a: is wrong",
        "    parameter.required  query limit: is required",
    ]


def test_verbose_shows_warnings_as_such() -> None:
    assert line(exchange(200, WARNED[0]), verbose=True).splitlines()[1:] == ["    (body.schema)  body /a: is wrong"]


@pytest.mark.parametrize(("status", "code"), [(204, 32), (302, 32), (404, 33), (500, 31)])
def test_colors_on_a_terminal(status: int, code: int) -> None:
    written = line(exchange(status), color=True)
    assert written.startswith(f"\x1b[{code}m") and written.endswith("\x1b[0m")
    assert "\x1b" not in line(exchange(status))


def test_json() -> None:
    written = line(exchange(422, *OTHER, query="a=1"), format="json", verbose=True, color=True)
    assert "\n" not in written
    assert json.loads(written) == {
        "at": "2026-01-20T00:00:00+00:00",
        "world": "anna",
        "api": "pets",
        "operation_id": "listPets",
        "method": "GET",
        "path": "/pets",
        "query": "a=1",
        "status": 422,
        "source": "contract",
        "violations": [
            {
                "rule": "parameter.required",
                "severity": "error",
                "location": "query",
                "name": "limit",
                "message": "is required",
            }
        ],
        "milliseconds": 0.314,
    }


def test_a_hint_is_a_line_of_its_own() -> None:
    each = exchange()._replace(hint="--cors-origin https://a.test\nanna GET /x 200")
    assert line(each).splitlines()[1:] == ["    --cors-origin https://a.test\\u000aanna GET /x 200"]
    assert json.loads(line(each, format="json"))["hint"] == each.hint


def test_a_violation_cannot_forge_lines() -> None:
    """The names of members come from the client, and pointers are made from them."""
    each = exchange(422, Violation("body.schema", "body", "is wrong", pointer="/\x1b[2J\nanna GET /x 200"))
    assert line(each, verbose=True).splitlines()[1:] == [
        "    body.schema  body /\\u001b[2J\\u000aanna GET /x 200: is wrong"
    ]


def test_a_long_path_is_cut() -> None:
    written = line(exchange(path="/" + "a" * 30_000))
    assert written.startswith("anna GET /aaa") and written.endswith("a 200 handler - 0.31 ms")
    assert len(written) == LIMIT


@pytest.mark.parametrize("format", ["text", "json"])
def test_a_request_cannot_forge_lines(format: Any) -> None:
    """ASGI servers pass paths on as they arrive; a control character in them must not reach the terminal."""
    each = exchange(path="/pets\nanna GET /x 200", query="\x1b[31m", method="G\rET")
    written = line(each, format=format)
    assert "\n" not in written
    assert "\x1b" not in written and "\r" not in written
