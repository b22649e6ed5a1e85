"""The provider test's phases of Schemathesis: credentials, hooks, configuration and workers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockserver.openapi.errors import OptionError
from mockserver.provider import Plan
from mockserver.provider.service.credentials import Credentials
from tests.engine.test_drafts import make_api
from tests.provider.bed import PLAN, examine_app, examine_library
from tests.provider.documented.test_sequences import Notes, document, responses

FUZZING = Plan(phases=("coverage", "fuzzing"), max_examples=5)
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "inHeader": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "inQuery": {"type": "apiKey", "in": "query", "name": "key"},
}


def guarded(scheme: str, accepts: Callable[[dict[str, Any]], bool]) -> tuple[Any, Any]:
    """Return a service that checks credentials with `accepts`, and its document with one guarded operation."""

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        is_in = accepts(environ)
        status = "200 OK" if is_in else "401 Unauthorized"
        if environ["REQUEST_METHOD"] != "GET":
            status = "405 Method Not Allowed"
        start(status, [("Content-Length", "0"), ("Allow", "GET"), ("WWW-Authenticate", "x")])
        return [b""]

    operation: dict[str, Any] = {"security": [{scheme: []}], "responses": responses("204", "401")}
    operation["responses"]["200"] = {"description": "in"}
    api = make_api(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "components": {"securitySchemes": SCHEMES},
            "paths": {"/": {"get": operation}},
        }
    )
    return app, api


CASES = [
    pytest.param(
        "bearer",
        Credentials((("Authorization", "Bearer t"),)),
        lambda e: e.get("HTTP_AUTHORIZATION") == "Bearer t",
        id="bearer-by-header",
    ),
    pytest.param(
        "basic",
        Credentials((("Authorization", "Basic dTpw"),)),
        lambda e: e.get("HTTP_AUTHORIZATION") == "Basic dTpw",
        id="basic-by-header",
    ),
    pytest.param(
        "basic",
        Credentials(schemes={"basic": "u:p"}),
        lambda e: e.get("HTTP_AUTHORIZATION") == "Basic dTpw",
        id="basic-by-scheme",
    ),
    pytest.param(
        "inHeader",
        Credentials((("x-key", "k"),)),
        lambda e: e.get("HTTP_X_KEY") == "k",
        id="key-by-header",
    ),
    pytest.param(
        "inQuery",
        Credentials(schemes={"inQuery": "k"}),
        lambda e: "key=k" in e["QUERY_STRING"].split("&"),
        id="key-in-query",
    ),
]


@pytest.mark.parametrize(("scheme", "credentials", "accepts"), CASES)
def test_a_service_that_checks_credentials_passes(scheme: str, credentials: Credentials, accepts: Any) -> None:
    app, api = guarded(scheme, accepts)
    outcome = examine_app(
        app, api, Plan(phases=("documented", "probes", "coverage", "fuzzing"), max_examples=5, credentials=credentials)
    )
    assert [failure.fingerprint for failure in outcome.failures] == []
    assert {200, 401} <= set(outcome.tallies["GET /"].statuses)


def test_schemathesis_finds_a_service_that_does_not_check_credentials() -> None:
    app, api = guarded("bearer", lambda _: True)
    plan = replace(FUZZING, credentials=Credentials((("Authorization", "Bearer t"),)))
    assert {failure.check for failure in examine_app(app, api, plan).failures} >= {"probe.credentials"}


def test_hooks_are_used(tmp_path: Path) -> None:
    file = tmp_path / "hooks_of_a_team.py"
    file.write_text(
        "import schemathesis\n\n\n"
        "@schemathesis.hook\n"
        "def before_call(context, case, kwargs):\n"
        "    case.headers['X-Marked'] = 'yes'\n",
        encoding="utf-8",
    )
    marked: list[bool] = []

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        marked.append(environ.get("HTTP_X_MARKED") == "yes")
        start("200 OK", [("Content-Length", "0")])
        return [b""]

    api = make_api(
        {
            "openapi": "3.1.0",
            "info": {"title": "t", "version": "1"},
            "paths": {"/": {"get": {"responses": responses("204")}}},
        }
    )
    from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

    try:
        examine_app(app, api, replace(FUZZING, hooks=file))
    finally:
        GLOBAL_HOOK_DISPATCHER.unregister_all()
    assert any(marked)


def test_a_configuration_makes_exceptions(tmp_path: Path) -> None:
    class Choosy(Notes):
        def read(self, raw: bytes, *, is_whole: bool) -> dict[str, Any] | None:
            new = super().read(raw, is_whole=is_whole)
            return None if new and new.get("size") else new

    plan = replace(FUZZING, phases=("coverage",))
    checks = {failure.fingerprint for failure in examine_app(Choosy(), make_api(document()), plan).failures}
    refused = "POST /notes fuzz.positive_data_acceptance RejectedPositiveData"
    assert refused in checks

    file = tmp_path / "schemathesis.toml"
    file.write_text(
        '[[operations]]\ninclude-name = "POST /notes"\n'
        'checks.positive_data_acceptance.expected-statuses = ["2xx", "404", "422"]\n',
        encoding="utf-8",
    )
    outcome = examine_app(Choosy(), make_api(document()), replace(plan, config=file))
    assert refused not in {failure.fingerprint for failure in outcome.failures}


def test_checks_are_selected() -> None:
    plan = replace(PLAN, phases=("coverage",), checks=("not_a_server_error",), include=("listBooks",))
    assert examine_library("bound-too-high", plan).is_kept
    outcome = examine_library("bound-too-high", replace(plan, checks=("negative_data_rejection",)))
    assert [failure.message for failure in outcome.failures] == [
        "query limit: 51 is greater than 50; the request is accepted with 200"
    ]


def test_several_workers_find_the_same() -> None:
    plan = replace(PLAN, phases=("fuzzing",), max_examples=5)
    found = [
        {failure.check for failure in examine_library("wrong-date-format", replace(plan, workers=n)).failures}
        for n in (1, 4)
    ]
    assert found == [{"response.schema"}] * 2


def test_without_schemathesis_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    monkeypatch.delitem(sys.modules, "mockserver.provider.fuzzing.fuzzing", raising=False)
    with pytest.raises(OptionError, match=r"pip install 'openapi-mockserver\[test\]'"):
        examine_library(plan=replace(PLAN, phases=("documented", "fuzzing")))
    assert examine_library(plan=replace(PLAN, phases=("documented", "probes"))).is_kept
