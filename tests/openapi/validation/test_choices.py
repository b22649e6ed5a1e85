"""Which branch of a `oneOf` or `anyOf` was meant."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.openapi.documents import Discriminator
from mockserver.openapi.validation.choices import explain_choice, explain_undecided
from mockserver.openapi.validation.error_messages import Report


def report(pointer: str, keyword: str, message: str = "", *options: str, is_of_branch: bool = False) -> Report:
    return Report(pointer, f"/schema/{keyword}", keyword, message, '"seen"', "", options, is_of_branch)


WRONG_TYPE = report("/pet", "type", "is a number")
LOW, SHORT = report("/pet/age", "minimum", "is low"), report("/pet/name", "minLength", "is short")
DEEP = report("/pet/toys/0", "type", "is a text")
CAT, DOG = report("/pet/kind", "const", "not cat", '"cat"'), report("/pet/kind", "enum", "not dog", '"dog"')


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        pytest.param([(WRONG_TYPE,), (LOW, SHORT)], (LOW, SHORT), id="1-the-only-one-of-the-right-type"),
        pytest.param([(CAT, LOW), (SHORT,)], (SHORT,), id="1-the-only-one-with-the-right-tag"),
        pytest.param([(LOW, SHORT), (DEEP, SHORT)], (SHORT,), id="3-what-is-the-same-in-all"),
        pytest.param([(WRONG_TYPE,), (WRONG_TYPE,)], (WRONG_TYPE,), id="3-the-same-wrong-type-in-all"),
        pytest.param([(LOW,), (DEEP,)], (DEEP,), id="4-the-one-that-fails-deepest"),
        pytest.param([(LOW,), (SHORT,)], (), id="none-is-clear"),
        pytest.param(
            [(report("/pet", "type", "of a branch", is_of_branch=True),), (DEEP,)],
            (DEEP,),
            id="a-choice-inside-is-no-type",
        ),
    ],
)
def test_the_intended_branch(found: list[tuple[Report, ...]], wanted: tuple[Report, ...]) -> None:
    assert explain_choice("/pet", found) == wanted


def test_2_a_tag_that_no_branch_has_is_one_report_with_all_that_are_allowed() -> None:
    (only,) = explain_choice("/pet", [(CAT, LOW), (DOG, SHORT)])
    assert (only.pointer, only.keyword, only.options) == ("/pet/kind", "enum", ('"cat"', '"dog"'))
    assert only.message == '"seen" is not one of "cat", "dog"'


KINDS = Discriminator("kind", "oneOf", {"cat": "/a", "dog": "/b"}, ("cat", "dog"), frozenset({"pet"}), True, None)
ABSENT = report("/pet/kind", "required", "is required, but absent")


@pytest.mark.parametrize(
    ("value", "found", "wanted"),
    [
        pytest.param(
            {}, [(ABSENT, LOW), (ABSENT,)], 'is required, but absent; allowed: "cat", "dog"', id="1-absent-everywhere"
        ),
        pytest.param({}, [(ABSENT,), (LOW,)], None, id="1-optional-in-a-branch"),
        pytest.param({"kind": 7}, [(LOW,), (SHORT,)], '7 is not one of "cat", "dog"', id="2-a-number"),
        pytest.param({"kind": "pet"}, [(LOW,), (SHORT,)], None, id="a-value-of-several-schemas"),
        pytest.param(["cat"], [(WRONG_TYPE,), (WRONG_TYPE,)], None, id="not-an-object"),
    ],
)
def test_a_property_that_does_not_decide(value: Any, found: list[tuple[Report, ...]], wanted: str | None) -> None:
    reports = explain_undecided(KINDS, value, "/pet", "/schema", found)
    assert [(one.pointer, one.message) for one in reports] == ([("/pet/kind", wanted)] if wanted else [])
