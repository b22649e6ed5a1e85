"""Exchanges as HTTP archives, each checked against a schema of HAR 1.2."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.control.http_archive import write_archive
from mockserver.engine.worlds.journal import Numbered
from mockserver.openapi.messages import Headers, Request, Response
from mockserver.openapi.rules import Violation
from tests.control.exchanges import make_exchange, make_request

ADDRESS = "http://127.0.0.1:8000"
HAR = jsonschema_rs.Draft7Validator(
    json.loads(Path(__file__).with_name("har.schema.json").read_text(encoding="utf-8")), validate_formats=True
)
FORM = [("content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8")]


def archive(*exchanges: Any) -> list[dict[str, Any]]:
    """Return the entries of an archive that keeps the schema."""
    numbered = [Numbered(number, exchange) for number, exchange in enumerate(exchanges, 1)]
    content = json.loads(write_archive(numbered, ADDRESS))
    assert [str(error) for error in HAR.iter_errors(content)] == []
    assert content["log"]["creator"]["name"] == "mockserver"
    entries: list[dict[str, Any]] = content["log"]["entries"]
    return entries


def test_an_archive_may_be_empty() -> None:
    assert archive() == []


def test_an_exchange_is_an_entry() -> None:
    request = make_request(
        "/pets?size=S%26M&a=&a=2",
        headers=[("host", "api.pets.example"), ("cookie", "sid=***; theme=dark"), ("accept", "*/*")],
    )
    response = Response(200, (("Content-Type", "application/json"),), b'{"name": "Zo\xc3\xab"}')
    (entry,) = archive(make_exchange(request, response, delay=0.5))
    assert entry["startedDateTime"] == "2026-06-01T12:00:00Z"
    assert (entry["time"], entry["timings"]) == (500.25, {"send": 0, "wait": 500.25, "receive": 0})
    asked, got = entry["request"], entry["response"]
    assert (asked["method"], asked["url"]) == ("GET", "http://api.pets.example/pets?size=S%26M&a=&a=2")
    assert asked["queryString"] == [
        {"name": "size", "value": "S&M"},
        {"name": "a", "value": ""},
        {"name": "a", "value": "2"},
    ]
    assert asked["cookies"] == [{"name": "sid", "value": "***"}, {"name": "theme", "value": "dark"}]
    assert {"name": "accept", "value": "*/*"} in asked["headers"]
    assert (asked["headersSize"], asked["bodySize"], "postData" in asked) == (-1, 0, False)
    assert (got["status"], got["statusText"], got["redirectURL"]) == (200, "OK", "")
    assert got["content"] == {"size": 16, "mimeType": "application/json", "text": '{"name": "Zoë"}'}
    ours = {name: value for name, value in entry.items() if name.startswith("_")}
    assert ours == {
        "_number": 1,
        "_world": "default",
        "_api": "pets",
        "_operation_id": "listPets",
        "_source": "resource",
        "_violations": [],
    }


def test_a_request_without_a_host_went_to_this_server() -> None:
    assert archive(make_exchange(make_request("/pets")))[0]["request"]["url"] == f"{ADDRESS}/pets"


@pytest.mark.parametrize(
    ("fields", "body", "posted"),
    [
        pytest.param([], b"a=1", {"mimeType": "", "text": "a=1"}, id="no-type"),
        pytest.param(
            [("content-type", "application/json")],
            b'{"a": 1}',
            {"mimeType": "application/json", "text": '{"a": 1}'},
            id="json",
        ),
        pytest.param(
            FORM,
            b"a=1+2&b=%C3%A9&c=",
            {
                "mimeType": FORM[0][1],
                "params": [{"name": "a", "value": "1 2"}, {"name": "b", "value": "é"}, {"name": "c", "value": ""}],
            },
            id="form",
        ),
        pytest.param(
            [("content-type", "image/png")],
            b"\x89PNG",
            {"mimeType": "image/png", "text": base64.b64encode(b"\x89PNG").decode(), "_encoding": "base64"},
            id="bytes",
        ),
    ],
)
def test_the_body_of_a_request(fields: list[tuple[str, str]], body: bytes, posted: dict[str, Any]) -> None:
    (entry,) = archive(make_exchange(make_request(method="POST", headers=fields, body=body)))
    assert entry["request"]["postData"] == posted


def test_the_bytes_of_a_response() -> None:
    response = Response(200, (("Content-Type", "image/png"),), b"\x89PNG")
    assert archive(make_exchange(None, response))[0]["response"]["content"] == {
        "size": 4,
        "mimeType": "image/png",
        "text": base64.b64encode(b"\x89PNG").decode(),
        "encoding": "base64",
    }


@pytest.mark.parametrize(
    ("line", "cookie"),
    [
        ("sid=1", {"name": "sid", "value": "1"}),
        (
            "sid=a=b; Path=/v1; domain=pets.example",
            {"name": "sid", "value": "a=b", "path": "/v1", "domain": "pets.example"},
        ),
        ("sid=***; HttpOnly; Secure; SameSite=Lax", {"name": "sid", "value": "***", "httpOnly": True, "secure": True}),
        (
            "sid=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT",
            {"name": "sid", "value": "1", "expires": "2026-10-21T07:28:00+00:00"},
        ),
        (
            "sid=1; Expires=Wed, 21 Oct 2026 07:28:00 -0000",  # a zone that is not known (RFC 5322 §3.3)
            {"name": "sid", "value": "1", "expires": "2026-10-21T07:28:00+00:00"},
        ),
        ("sid=1; Expires=tomorrow", {"name": "sid", "value": "1"}),
        ("=", {"name": "", "value": ""}),
    ],
)
def test_a_cookie_that_was_set(line: str, cookie: dict[str, Any]) -> None:
    response = Response(200, (("Set-Cookie", line),))
    assert archive(make_exchange(None, response))[0]["response"]["cookies"] == [cookie]


def test_what_har_has_no_place_for() -> None:
    broken = Violation("body.required", "body", "is required, but absent")
    response = Response(599, (("Location", "/pets/7"),))
    (entry,) = archive(make_exchange(None, response, violations=(broken,), fault="reset", api=None, operation_id=None))
    assert entry["_fault"] == "reset"
    assert entry["_violations"][0]["rule"] == "body.required"
    assert (entry["response"]["statusText"], entry["response"]["redirectURL"]) == ("", "/pets/7")


TEXTS = st.text(max_size=20)
FIELDS = st.lists(st.tuples(st.sampled_from(["content-type", "cookie", "host", "set-cookie", "x"]), TEXTS), max_size=4)


@settings(max_examples=60)
@given(TEXTS, FIELDS, FIELDS, st.binary(max_size=20), st.integers(100, 599))
def test_every_exchange_is_a_valid_entry(
    query: str, asked: list[tuple[str, str]], got: list[tuple[str, str]], body: bytes, status: int
) -> None:
    fields = [(name, value) for name, value in asked if name != "host"]  # a host that is not one makes no address
    request = Request("POST", "/a", query.encode().hex(), Headers(fields), body)
    content = json.loads(
        write_archive([Numbered(1, make_exchange(request, Response(status, tuple(got), body)))], ADDRESS)
    )
    assert [str(error) for error in HAR.iter_errors(content)] == []
