"""Schemathesis sends requests to the mocks of the corpus, with and without a preference: all responses conform.

make test                        a few examples for each operation, always the same
make fuzz EXAMPLES=1000 SEED=7   as many as that
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from mockserver.openapi.operations import Operation
from mockserver.server.app import MockApp

from .faults import FAULTS
from .request_writer import iter_credentials
from .test_documents import FILES
from .walk import STATUS, Walk, load

EXAMPLES, SEED = int(os.environ.get("EXAMPLES", "0")), int(os.environ.get("SEED", "1"))
CONFORMANCE = ("status_code", "content_type", "response_headers", "response_schema")
SETTINGS = {
    "cache": {"enabled": False},
    "generation": {"database": "none"},
    "analysis": {"constants": {"enabled": False}},
}
UNREAD = {  # documents that Schemathesis 4.32 cannot read
    "hooks-3.1": "it has no operation",
    "untidy-3.1": "its version is a number",
}
UNSUITED = {  # operations whose requests or responses Schemathesis 4.32 gets wrong
    (
        "animals-2.0",
        "POST /animals/{animalId}",
    ): "repeats the name of an array in a form, ignoring its collectionFormat",
    ("chat-3.2", "POST /log"): "does not write JSON Lines",
    ("cluster-3.0", "POST /apis/apps/v1/namespaces/{namespace}/deployments"): "reads `*/*` as text/plain",
    ("gateway-3.2", "PUT /proxy/{path}"): "writes multipart/form-data without parts where `*/*` allows it",
    ("extremes-3.1", "GET //double//slash/"): "its client merges two slashes into one",
    ("schemas-3.1", "GET /dynamic"): "does not find a `$dynamicAnchor`",
    ("schemas-3.1", "GET /tuple"): "reads `prefixItems` in Draft 7",
    ("styles-3.0", "GET /query"): "percent-encodes the commas of style form",
    ("broken-3.0", "GET /place"): "cannot place its parameter",
    ("broken-3.0", "GET /type"): "does not read a schema as far as it can",
    ("ancient-2.0", "GET /typo"): "does not read a schema as far as it can",
    ("broken-3.0", "GET /empty"): "knows no 204 of an operation without responses",
    ("ancient-2.0", "GET /silent"): "knows no 204 of an operation without responses",
}
# Operations with a required member that holds the schema again. Schemathesis 4.32 nests their values without a bound,
# and Hypothesis drops drafts of more than 100 levels: four of five for PUT /tree.
DEEP = {("trees-3.1", "PUT /tree")}


@pytest.mark.parametrize("stem", [stem for stem in FILES if stem not in UNREAD])
def test_responses_conform(stem: str) -> None:
    walk = Walk(load(FILES[stem]))
    app, tested = MockApp(walk.engine), 0
    for found, operation in _iter_operations(stem, walk, app):
        tested += 1
        expected = [HealthCheck.filter_too_much] if (stem, found.label) in DEEP else []
        _send_requests(found, operation, expected)
    assert tested >= len([op for op in walk.api.operations if op.broken is None]) / 2


def _iter_operations(stem: str, walk: Walk, app: MockApp) -> Iterator[tuple[Any, Operation]]:
    """The operations that Schemathesis can read, without those of `FAULTS` and `UNSUITED`."""
    config = SchemathesisConfig.from_dict(SETTINGS)
    config.projects.default.update(base_url="http://testserver")
    schema = schemathesis.openapi.from_dict(walk.api.document.bundle.content, config=config)
    schema.app = app
    left_out = {fault.operation for fault in FAULTS.get(stem, ())} | {label for at, label in UNSUITED if at == stem}
    operations = {str(op): op for op in walk.api.operations if str(op) not in left_out}
    for result in schema.get_all_operations():
        found = result.ok() if isinstance(result, Ok) else None
        if found is not None and found.label in operations:
            yield found, operations[found.label]


def _send_requests(found: Any, operation: Operation, expected: list[HealthCheck]) -> None:
    codes = [f"code={status}" for status in operation.responses if STATUS.fullmatch(status) and status.isdigit()]
    preferences = ["", *codes, *(f"{code}, dynamic=true, seed=1" for code in codes)]
    conformance: list[Any] = [CHECKS.get_one(f"{name}_conformance") for name in CONFORMANCE]
    ignored_auth: Any = CHECKS.get_one("ignored_auth")  # a mock accepts any credential
    content_type: Any = CHECKS.get_one("content_type_conformance")

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES or 10,
        derandomize=not EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, *expected],  # too_slow measures the machine
    )
    @given(case=found.as_strategy(generation_mode=GenerationMode.POSITIVE), preference=st.sampled_from(preferences))
    def send(case: Case[Any], preference: str) -> None:
        _authenticate(case, operation)
        response = case.call(headers={"Prefer": preference} if preference else None)
        # it expects a Content-Type without a body, since `produces` of Swagger 2.0 names one for all responses
        excluded = [ignored_auth] if response.content else [ignored_auth, content_type]
        if preference:
            assert response.headers["mock-source"][0].startswith("preference"), response.text
        case.validate_response(response, checks=conformance if preference else None, excluded_checks=excluded)

    send()


def _authenticate(case: Case[Any], operation: Operation) -> None:
    for place, name, text in iter_credentials(operation):
        sent = {"header": case.headers, "query": case.query, "cookie": case.cookies}[place]
        sent[name] = text
