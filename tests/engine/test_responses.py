"""The ways to answer: a result, an example, a refusal; each is checked before it may leave."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.small_sandbox import Sandbox, body_of, load_books, rules_of, sandbox_of

DOCUMENT = """
    openapi: 3.1.0
    info: {title: Notes, version: '1'}
    paths:
      /note:
        get:
          operationId: readNote
          security: [{}, {key: []}, {user: []}, {bearer: []}]
          responses:
            '200':
              description: ok
              headers:
                X-Pages: {required: true, schema: {type: integer}, example: 3}
                X-Tags: {schema: {type: array, items: {type: string}}, example: [a, b]}
                X-Quiet: {schema: {type: string}}
              content:
                application/json: {schema: {type: object, required: [text]}, example: {text: json}}
                text/plain: {schema: {type: string, maxLength: 10}, example: plain}
                application/octet-stream: {example: bytes}
            '204': {description: nothing, headers: {X-Pages: {schema: {type: integer}, example: 0}}}
            '404': {description: no, content: {application/json: {schema: {required: [why]}}}}
            4XX: {description: no, content: {application/json: {schema: {type: object}, examples: {
              plain: {value: {why: plain}}, other: {value: {why: other}}}}}}
        post:
          operationId: writeNote
          security: [{key: []}, {user: []}, {bearer: []}]
          responses: {'201': {description: made}}
    components:
      securitySchemes:
        key: {type: apiKey, in: header, name: X-Key}
        user: {type: http, scheme: basic}
        bearer: {type: oauth2, flows: {}}
"""

CODE = """
from mockserver.handlers import Reply, handles

@handles("readNote")
def read(call):
    return Reply({body}, headers={headers})
"""


def notes(folder: Path, *, body: str | None = None, headers: str = "(('X-Pages', '1'),)", cases: str = "") -> Sandbox:
    """The notes API; with `body` as what its handler returns."""
    rules = (
        f"errors: {{media_type: application/json, body: {{why: '{{reason}}'}}, cases: {{{cases}}}}}" if cases else None
    )
    code = CODE.format(body=body, headers=headers) if body is not None else None
    return sandbox_of(load_books(folder, document=DOCUMENT, behaviour=rules, seed=None, handlers=code))


class TestResult:
    @pytest.mark.parametrize(
        ("accept", "body", "media_type", "sent"),
        [
            pytest.param(None, "{'text': 'a'}", "application/json", b'{"text":"a"}', id="first"),
            pytest.param("text/*", "'a'", "text/plain; charset=utf-8", b"a", id="accept"),
            pytest.param("text/plain;q=0.1, */*", "{'text': 'é'}", "application/json", '{"text":"é"}'.encode(), id="q"),
            pytest.param("application/octet-stream", "b'\\xff'", "application/octet-stream", b"\xff", id="bytes"),
        ],
    )
    def test_the_media_type_accept_likes_best(
        self, tmp_path: Path, accept: str | None, body: str, media_type: str, sent: bytes
    ) -> None:
        headers = [("Accept", accept)] if accept else []
        response = notes(tmp_path, body=body).ask("GET", "/note", headers=headers).response
        assert (response.status, response.media_type, response.body) == (200, media_type, sent)

    @pytest.mark.parametrize(
        ("body", "headers", "rule"),
        [
            pytest.param("{}", "(('X-Pages', '1'),)", "response.schema", id="schema"),
            pytest.param("{'text': 'a'}", "()", "response.header-required", id="header-absent"),
            pytest.param("{'text': 'a'}", "(('X-Pages', 'many'),)", "response.header-schema", id="header-schema"),
            pytest.param("{'text': 'a'}", "(('x-pages', '1'),)", None, id="header-names-have-no-case"),
        ],
    )
    def test_the_contract_of_the_response(self, tmp_path: Path, body: str, headers: str, rule: str | None) -> None:
        exchange = notes(tmp_path, body=body, headers=headers).ask("GET", "/note")
        assert exchange.response.status == (500 if rule else 200)
        assert rules_of(exchange) == ([rule] if rule else [])


class TestExample:
    def test_with_the_header_fields_documented_beside_it(self, tmp_path: Path) -> None:
        response = notes(tmp_path).ask("GET", "/note").response
        assert response.status == 200
        assert json.loads(response.body) == {"text": "json"}
        assert (response.header("x-pages"), response.header("x-tags")) == ("3", "a,b")
        assert response.header("x-quiet") == "text", "no value is documented"

    @pytest.mark.parametrize(
        ("prefer", "status", "body", "applied"),
        [
            ("code=204", 204, b"", "code=204"),
            ("code=409", 409, b'{"why":"plain"}', "code=409"),
            ("code=409, example=other", 409, b'{"why":"other"}', "code=409, example=other"),
            ('Code="409"; x, other', 409, b'{"why":"plain"}', "code=409"),
        ],
    )
    def test_a_preferred_one(self, tmp_path: Path, prefer: str, status: int, body: bytes, applied: str) -> None:
        exchange = notes(tmp_path).ask("GET", "/note", headers=[("Prefer", prefer)])
        assert (exchange.response.status, exchange.response.body) == (status, body)
        assert exchange.response.header("preference-applied") == applied

    def test_of_a_status_without_one(self, tmp_path: Path) -> None:
        exchange = notes(tmp_path).ask("GET", "/note", headers=[("Prefer", "code=404")])
        assert (exchange.response.status, exchange.source) == (404, "preference")
        assert set(body_of(exchange)) == {"why"}


class TestRefusal:
    def test_as_a_problem_with_every_challenge(self, tmp_path: Path) -> None:
        response = notes(tmp_path).ask("POST", "/note").response
        assert (response.status, response.media_type) == (401, "application/problem+json")
        assert response.header("www-authenticate") == 'Basic realm="mock", Bearer'

    def test_in_the_words_of_a_case(self, tmp_path: Path) -> None:
        cases = "gone: {status: 410, severity: error, when: {rule: accept.unavailable}}"
        exchange = notes(tmp_path, cases=cases).ask("GET", "/note", headers=[("Accept", "image/png")])
        assert exchange.response.status == 410
        assert "image/png" in body_of(exchange)["why"]

    @pytest.mark.parametrize(
        ("case", "rule"),
        [
            pytest.param("{status: 503}", "response.status", id="status-not-documented"),
            pytest.param("{status: 404, body: {x: 1}}", "response.schema", id="body-breaks-its-schema"),
            pytest.param(
                "{status: 409, media_type: text/plain}", "response.media-type", id="media-type-not-documented"
            ),
        ],
    )
    def test_a_case_keeps_the_contract_as_well(self, tmp_path: Path, case: str, rule: str) -> None:
        cases = f"no: {case[:-1]}, severity: error, when: {{rule: accept.unavailable}}}}"
        exchange = notes(tmp_path, cases=cases).ask("GET", "/note", headers=[("Accept", "image/png")])
        assert (exchange.response.status, rules_of(exchange)) == (500, ["accept.unavailable", rule])
        assert "breaks the contract of GET /note" in body_of(exchange)["detail"]
        assert [each["rule"] for each in body_of(exchange)["violations"]] == ["accept.unavailable", rule]

    def test_where_no_operation_is_known_there_is_no_contract(self, tmp_path: Path) -> None:
        cases = "no: {status: 503, when: {rule: 'routing.*'}, headers: {X-Path: '{method} {path}'}}"
        exchange = notes(tmp_path, cases=cases).ask("GET", "/nope?x")
        assert (exchange.response.status, exchange.response.header("x-path")) == (503, "GET /nope")

    @pytest.mark.parametrize(("status", "allow"), [(405, "GET, HEAD, OPTIONS, POST"), (400, None)])
    def test_allow_comes_with_405_only(self, tmp_path: Path, status: int, allow: str | None) -> None:
        cases = f"no: {{status: {status}, when: {{rule: routing.no-method}}}}"
        response = notes(tmp_path, cases=cases).ask("PUT", "/note").response
        assert (response.status, response.header("allow")) == (status, allow)

    def test_request_ids_count_with_the_requests(self, tmp_path: Path) -> None:
        cases = "no: {status: 404, body: {id: '{request_id}'}, when: {rule: 'routing.*'}}"
        sandbox = notes(tmp_path, cases=cases)
        first, second, other = (sandbox.ask("GET", "/no", world=world) for world in ("anna", "anna", "ben"))
        assert body_of(first) == body_of(other) != body_of(second)
