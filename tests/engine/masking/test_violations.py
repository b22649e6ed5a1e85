"""Violations without what they quote of secrets."""

from __future__ import annotations

import pytest

from mockserver.engine.masking.echoes import Echoes
from mockserver.engine.masking.names import SecretNames
from mockserver.engine.masking.violations import MaskedBody, has_secret_name, mask_violations
from mockserver.openapi.rules import RuleId, Violation

BODY = MaskedBody(b'{"name": "Ann", "password": "***", "text": "password***"}', was_masked=True)


def of_body(message: str, pointer: str = "", seen: str = "", rule: RuleId = "body.schema") -> Violation:
    return Violation(rule, "body", message, pointer=pointer, seen=seen)


@pytest.mark.parametrize(
    ("violation", "message", "seen"),
    [
        pytest.param(of_body('"x" is short', "/password", '"x"'), "*** is short", "***", id="member"),
        pytest.param(of_body("7 is a number", "/password/0", "7"), "*** is a number", "***", id="below-a-member"),
        pytest.param(of_body("is required, but absent", "/password", "absent"), None, "absent", id="absent"),
        pytest.param(of_body('"Ann" is short', "/name", '"Ann"'), None, '"Ann"', id="another-member"),
        pytest.param(
            of_body('{"password": 1} is wrong', "", '{"password": 1}'),
            '{"name": "Ann", "password": "***", "text": "password***"} is wrong',
            '{"name": "Ann", "password": "***", "text": "password***"}',
            id="object",
        ),
        pytest.param(
            of_body('"password: 1" is odd', "/text", '"password: 1"'),
            '"password***" is odd',
            '"password***"',
            id="in-a-text",
        ),
        pytest.param(
            of_body("is not a declared property", "/name", '"name"'), None, '"name"', id="quotation-that-is-no-value"
        ),
        pytest.param(of_body("[1] is wrong", "/a", "[1]"), "*** is wrong", "***", id="object-that-is-not-there"),
        pytest.param(
            of_body("is not JSON", seen='"{"password": 1"', rule="body.malformed"),
            "is not JSON",
            '"{"name": "Ann", "password": "***", "text": "password***"}"',
            id="malformed",
        ),
        pytest.param(of_body('"hunter2" is odd', "/other", '"hunter2"'), '"***" is odd', '"***"', id="repeated"),
    ],
)
def test_a_violation(violation: Violation, message: str | None, seen: str) -> None:
    names = SecretNames()
    (masked,) = mask_violations([violation], lambda each: has_secret_name(each, names), BODY, Echoes(["hunter2"]))
    assert (masked.message, masked.seen) == (message or violation.message, seen)


def test_a_body_without_secrets_is_quoted_as_before() -> None:
    violation = of_body("{} is wrong", "", "{}")
    body = MaskedBody(b"{}", was_masked=False)
    assert mask_violations([violation], lambda _: False, body, Echoes([])) == [violation]


def test_responses_are_masked_by_the_sentences_of_violations() -> None:
    echoes = Echoes([])
    mask_violations([of_body('"x" is short', "/password", '"x"')], lambda _: True, BODY, echoes)
    assert echoes.mask_bytes(b'{"detail": "/password: \\"x\\" is short"}') == b'{"detail": "/password: *** is short"}'


def test_violations_without_secrets_are_the_very_same() -> None:
    given = [of_body('"Ann" is short', "/name", '"Ann"'), of_body("is required, but absent", "/age", "absent")]
    assert mask_violations(given, lambda _: False, BODY, Echoes(["hunter22"])) is given
