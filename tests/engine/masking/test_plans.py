"""What is a secret in the messages of one operation."""

from __future__ import annotations

import pytest

from mockserver.engine.masking.names import Hidden, SecretNames
from mockserver.engine.masking.plans import MaskPlan, make_plan
from mockserver.openapi.operations import read_operations
from mockserver.openapi.rules import Violation
from tests.engine.masking.accounts import load_accounts
from tests.support.documents import document_of


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MaskPlan]:
    api = load_accounts(tmp_path_factory.mktemp("accounts"))
    fields = SecretNames(["x-door"])
    return {operation.operation_id: make_plan(operation, SecretNames(), fields) for operation in api.operations}


@pytest.mark.parametrize(
    ("operation", "is_searched"),
    [
        ("writeNote", (False, False)),
        ("createAccount", (True, True)),
        ("login", (True, True)),
        ("readReset", (False, False)),
        ("writeKey", (True, False)),
    ],
)
def test_only_bodies_that_may_have_secrets_are_searched(
    plans: dict[str, MaskPlan], operation: str, is_searched: tuple[bool, bool]
) -> None:
    plan = plans[operation]
    assert (plan.request.is_searched, plan.response.is_searched) == is_searched


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("/resets/abc", "/resets/***"),
        ("/v1/resets/a%2Fb/", "/v1/resets/***/"),
        ("/%72e%73ets/abc", "/%72e%73ets/***"),
        ("/resets%2Fabc", "/resets%2Fabc"),
        ("/elsewhere", "/elsewhere"),
    ],
)
def test_secrets_in_a_path(plans: dict[str, MaskPlan], path: str, masked: str) -> None:
    assert plans["readReset"].mask_path(path, Hidden()) == masked
    assert plans["writeNote"].mask_path(path, Hidden()) == path


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("/gr%C3%B6%C3%9Fe:7-abc:do", "/gr%C3%B6%C3%9Fe:7-***:do"),
        ("/v1/gr%c3%b6%c3%9fe%3A7-abc%3ado", "/v1/gr%c3%b6%c3%9fe%3A7-***%3ado"),
        ("/größe:7-a-b:do", "/größe:7-***:do"),
    ],
)
def test_a_secret_beside_literal_text(path: str, masked: str) -> None:
    names = ("id", "ticket")
    declared = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    declared[1]["schema"] = {"type": "string", "format": "password"}
    paths = {"/größe:{id}-{ticket}:do?x=1": {"get": {"parameters": declared, "responses": {}}}}
    (operation,) = read_operations(document_of(paths=paths))
    plan = make_plan(operation, SecretNames(), SecretNames())
    assert plan.mask_path(path, Hidden()) == masked


@pytest.mark.parametrize(
    ("operation", "violation", "is_secret"),
    [
        ("createAccount", Violation("body.schema", "body", "", pointer="/parent/phrase"), True),
        ("createAccount", Violation("body.schema", "body", "", pointer="/name"), False),
        ("createAccount", Violation("parameter.schema", "query", "", name="pin"), True),
        ("createAccount", Violation("parameter.schema", "header", "", name="X-Door"), True),
        ("createAccount", Violation("response.schema", "response", "", pointer="/cards/0/number"), True),
        ("createAccount", Violation("response.header-schema", "response", "", name="ETag"), False),
        ("writeNote", Violation("parameter.schema", "cookie", "", name="theme"), True),
        ("writeKey", Violation("body.schema", "body", ""), True),
        ("writeNote", Violation("parameter.schema", "query", "", name="pin"), False),
    ],
)
def test_quotations_of_secrets(
    plans: dict[str, MaskPlan], operation: str, violation: Violation, is_secret: bool
) -> None:
    assert plans[operation].quotes_secret(violation) is is_secret
