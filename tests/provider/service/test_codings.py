"""Content codings: those that can be read, and what is judged of a response with another one."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest

from mockserver.openapi.messages import Request, Response
from mockserver.provider import Outcome, Plan, Provider, examine
from mockserver.provider.service import codings
from mockserver.provider.service.codings import find_unreadable, judge_readable
from tests.engine.test_drafts import make_api
from tests.provider.raw import http, serve_raw

LISTED = {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}
API = make_api(
    {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/things": {"get": {"responses": {"200": {"description": "ok", "content": LISTED}}}}},
    }
)
(LIST,) = API.operations
JSON = ("Content-Type", "application/json")
GET = Request("GET", LIST.path)


def respond(coding: str, body: bytes = b"\x0b\x05\x80[1]") -> Response:
    return Response(200, (JSON, ("Content-Encoding", coding)), body)


@pytest.mark.parametrize("coding", ["", "identity", "gzip", "GZIP", "deflate", "gzip, deflate"])
def test_usual_codings_are_readable(coding: str) -> None:
    assert find_unreadable(respond(coding)) == ""


@pytest.mark.parametrize("coding", ["zstd", "compress", "gzip, zstd", "unheard-of"])
def test_other_codings_are_not(coding: str) -> None:
    assert find_unreadable(respond(coding)) == coding.rpartition(", ")[2]
    assert find_unreadable(respond(coding, b"")) == ""


@pytest.mark.parametrize(("installed", "expected"), [((), "br"), (("brotli",), ""), (("brotlicffi",), "")])
def test_brotli_is_readable_if_a_library_for_it_is_installed(
    monkeypatch: pytest.MonkeyPatch, installed: tuple[str, ...], expected: str
) -> None:
    monkeypatch.setattr(codings, "find_spec", lambda name: name if name in installed else None)
    assert find_unreadable(respond("br")) == expected


def test_content_that_cannot_be_read_is_not_judged() -> None:
    read = judge_readable(API, GET, respond("gzip", b"\x0b[1"), LIST)
    assert [violation.rule for violation in read.violations] == ["response.malformed"]
    assert judge_readable(API, GET, respond("zstd", b"\x0b[1"), LIST).violations == []


def test_status_and_media_type_are_judged_without_the_content() -> None:
    html = Response(200, (("Content-Type", "text/html"), ("Content-Encoding", "zstd")), b"\x0b[1")
    assert [violation.rule for violation in judge_readable(API, GET, html, LIST).violations] == ["response.media-type"]
    teapot = respond("zstd")._replace(status=418)
    assert [violation.rule for violation in judge_readable(API, GET, teapot, LIST).violations] == ["response.status"]


@pytest.mark.parametrize("phase", ["documented", "fuzzing"])
def test_a_service_with_another_coding_keeps_its_contract(phase: str) -> None:
    outcome = run("content-encoding: zstd", b"\x28\xb5\x2f\xfd not read", phase)
    assert outcome.failures == ()
    assert [n for n in outcome.notices if "coding" in n] == [
        "GET /things responds with Content-Encoding zstd, so the content is not checked"
    ]


@pytest.mark.parametrize("phase", ["documented", "fuzzing"])
def test_compressed_content_is_judged(phase: str) -> None:
    outcome = run("content-encoding: gzip", gzip.compress(json.dumps({"no": "list"}).encode()), phase)
    assert "response.schema" in {failure.check for failure in outcome.failures}


def run(field: str, body: bytes, phase: str) -> Outcome:
    plan = replace(Plan(), phases=(phase,), include=("GET /things",), max_examples=3)  # type: ignore[arg-type]  # the phases of the parametrization are plain text
    with serve_raw(lambda _: http("200 OK", body, "content-type: application/json", field)) as url:
        return examine(API, Provider(url, "raw", url), plan, progress=lambda *_: None)
