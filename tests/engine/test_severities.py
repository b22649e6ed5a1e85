"""Each rule that is a warning, with a request that breaks it: served, or refused by the letter."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from mockserver.engine.refusals import default_status
from mockserver.engine.settings import Settings
from mockserver.openapi.messages import Headers, Request
from mockserver.openapi.rules import RULES, RuleId, Violation
from tests.support.small_sandbox import load_books, sandbox_of

DOCUMENT = """
openapi: 3.1.0
info: {title: Specimens, version: '1'}
paths:
  /read:
    get:
      parameters: [{name: all, in: query, schema: {type: boolean}}]
      responses: {'200': {description: ok, content: {application/json: {example: {}}}}}
  /shown:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json: {schema: {$ref: '#/components/schemas/Book'}, example: {title: null}}
  /write:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Book'}}}}
      responses: {'201': {description: made}}
  /form:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: {type: object, properties: {on: {type: boolean}}}}
      responses: {'201': {description: made}}
components:
  schemas:
    Book: {type: object, properties: {id: {type: integer, readOnly: true}, title: {type: string, nullable: true}}}
"""


class Specimen(NamedTuple):
    """A request that breaks one rule, which is a warning."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


JSON = (("content-type", "application/json"),)
FORM = (("content-type", "application/x-www-form-urlencoded"),)
SPECIMENS: dict[RuleId, Specimen] = {
    "routing.trailing-slash": Specimen("GET", "/read/"),
    "parameter.boolean": Specimen("GET", "/read?all=True"),
    "accept.unavailable": Specimen("GET", "/read", (("accept", "text/html"),)),
    "body.undeclared": Specimen("GET", "/read", JSON, b"{}"),
    "body.no-content-type": Specimen("POST", "/write", (), b"{}"),
    "body.boolean": Specimen("POST", "/form", FORM, b"on=1"),
    "body.nullable": Specimen("POST", "/write", JSON, b'{"title": null}'),
    "body.read-only": Specimen("POST", "/write", JSON, b'{"id": 7}'),
}
OF_RESPONSES: dict[RuleId, Specimen] = {"response.nullable": Specimen("GET", "/shown")}


def send(folder: Path, specimen: Specimen, settings: Settings) -> tuple[int, list[tuple[RuleId, str]]]:
    sandbox = sandbox_of(load_books(folder, document=DOCUMENT, behaviour=None, seed=None, prefix=""), settings=settings)
    path, _, query = specimen.target.partition("?")
    request = Request(specimen.method, path, query, Headers(specimen.headers), specimen.body)
    exchange = sandbox.engine.respond(request)
    return exchange.response.status, [(violation.rule, violation.severity) for violation in exchange.violations]


def test_every_warning_has_a_specimen() -> None:
    wanted = {rule for rule, entry in RULES.items() if entry.severity == "warning"}
    assert SPECIMENS.keys() | OF_RESPONSES.keys() == wanted


@pytest.mark.parametrize("rule", [*SPECIMENS, *OF_RESPONSES])
def test_it_is_served_and_told(tmp_path: Path, rule: RuleId) -> None:
    specimen = {**SPECIMENS, **OF_RESPONSES}[rule]
    status, found = send(tmp_path, specimen, Settings())
    assert (status < 300, found) == (True, [(rule, "warning")])


@pytest.mark.parametrize("rule", SPECIMENS)
def test_by_the_letter_it_is_refused_with_its_status(tmp_path: Path, rule: RuleId) -> None:
    status, found = send(tmp_path, SPECIMENS[rule], Settings(strictness="letter"))
    assert (status, found) == (default_status([Violation(rule, "body", "")]), [(rule, "error")])


@pytest.mark.parametrize("rule", OF_RESPONSES)
def test_by_the_letter_no_such_response_is_sent(tmp_path: Path, rule: RuleId) -> None:
    assert send(tmp_path, OF_RESPONSES[rule], Settings(strictness="letter")) == (200, [])


@pytest.mark.parametrize("rule", SPECIMENS)
def test_without_checks_nothing_is_told(tmp_path: Path, rule: RuleId) -> None:
    status, found = send(tmp_path, SPECIMENS[rule], Settings(validate_requests="off"))
    assert (status < 300, found) == (True, [])
