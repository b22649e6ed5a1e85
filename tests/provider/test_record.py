"""What real services do and the standards leave open is a notice, or a failure with `--strictness letter`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mockserver.openapi.documents import ReadPolicy
from mockserver.provider import Outcome, Plan, Provider, examine
from mockserver.provider.loading import load_document
from tests.provider.raw import http, serve_raw
from tests.support.waiting import DEADLINE

DOCUMENT = """
openapi: 3.1.0
info: {title: Names, version: '1'}
paths:
  /name:
    get:
      responses:
        '200':
          description: one
          content:
            application/json: {schema: {type: object, properties: {name: {type: string, nullable: true}}}}
  /flag:
    get:
      parameters: [{name: on, in: query, schema: {type: boolean}}]
      responses: {'200': {description: one}, '400': {description: no}}
"""
PLAN = Plan(phases=("documented", "probes"), timeout=DEADLINE)


def respond(line: str) -> bytes:
    method, target, _ = line.split()
    if method != "GET" or (target.startswith("/flag?") and target != "/flag?on=true"):
        return http("400 Bad Request")
    return http("200 OK", b'{"name": null}', "content-type: application/json") if target == "/name" else http("200 OK")


def run(folder: Path, plan: Plan) -> Outcome:
    file = folder / "names.yaml"
    file.write_text(DOCUMENT, encoding="utf-8")
    with serve_raw(respond) as url:
        api = load_document(str(file), ReadPolicy())
        return examine(api, Provider(url, url, "http://names"), plan, progress=lambda *_: None)


def test_a_warning_is_a_notice(tmp_path: Path) -> None:
    outcome = run(tmp_path, PLAN)
    assert (outcome.failures, outcome.is_kept) == ((), True)
    notices = [notice for notice in outcome.notices if "nullable" in notice]
    assert len(notices) == 1, "once for all requests"
    assert notices[0].startswith("GET /name response /name: is null; allowed: string; nullable: true has no meaning")
    assert notices[0].endswith("names.yaml:11); --strictness letter makes a failure of it")


@pytest.mark.parametrize("is_fast", [False, True])
def test_by_the_letter_it_is_a_failure(tmp_path: Path, is_fast: bool) -> None:
    outcome = run(tmp_path, replace(PLAN, is_strict=True, is_fast=is_fast))
    assert [failure.check for failure in outcome.failures] == ["response.nullable"]
    assert not any("nullable" in notice for notice in outcome.notices)


def test_a_warning_does_not_end_a_fast_run(tmp_path: Path) -> None:
    assert not run(tmp_path, replace(PLAN, is_fast=True)).is_cut
