"""Values are laid into a valid body as far as it stays valid."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.engine.filling.laying import ABSENT, TRIALS, Choice, Path, lay, put

BODY = {"a": 1, "list": [{"b": 2}, {"b": 3}], "inner": {"c": 4}}


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        pytest.param((), 7, 7, id="whole"),
        pytest.param((), ABSENT, BODY, id="the-whole-cannot-be-absent"),
        pytest.param(("a",), 7, {**BODY, "a": 7}, id="member"),
        pytest.param(("new",), 7, {**BODY, "new": 7}, id="new-member"),
        pytest.param(("a",), ABSENT, {"list": BODY["list"], "inner": BODY["inner"]}, id="left-out"),
        pytest.param(("inner", "c"), 7, {**BODY, "inner": {"c": 7}}, id="inside"),
        pytest.param(("list", 1, "b"), 7, {**BODY, "list": [{"b": 2}, {"b": 7}]}, id="in-an-item"),
        pytest.param(("list", 2, "b"), 7, BODY, id="no-such-item"),
        pytest.param(("list", 0), ABSENT, BODY, id="an-item-stays"),
        pytest.param(("other", "c"), 7, BODY, id="nothing-to-put-it-in"),
        pytest.param(("a", "c"), 7, BODY, id="in-a-number"),
        pytest.param(("list", "b"), 7, BODY, id="a-name-in-a-list"),
    ],
)
def test_put(path: Path, value: Any, expected: Any) -> None:
    before = repr(BODY)
    assert put(BODY, path, value) == expected
    assert repr(BODY) == before, "the body itself is not changed"


def test_the_first_values_are_laid_at_once() -> None:
    checked: list[Any] = []

    def admit(body: Any) -> bool:
        checked.append(body)
        return True

    laid = lay(BODY, [Choice(("a",), (5, 6)), Choice(("inner", "c"), (7,))], admit)
    assert laid.body == {**BODY, "a": 5, "inner": {"c": 7}}
    assert laid.taken == {("a",): 0, ("inner", "c"): 0}
    assert len(checked) == 1


@pytest.mark.parametrize(
    ("values", "expected", "taken"),
    [
        pytest.param(("x", "y", 8, 9), 8, {("a",): 2, ("inner", "c"): 0}, id="the-first-valid-one"),
        pytest.param(("x", "y"), 1, {("inner", "c"): 0}, id="else-what-it-had"),
        pytest.param((), 1, {("inner", "c"): 0}, id="nothing-to-say"),
    ],
)
def test_a_value_that_is_not_valid_costs_only_itself(values: tuple[Any, ...], expected: Any, taken: Any) -> None:
    laid = lay(BODY, [Choice(("a",), values), Choice(("inner", "c"), (7,))], lambda body: isinstance(body["a"], int))
    assert (laid.body, laid.taken) == ({**BODY, "a": expected, "inner": {"c": 7}}, taken)


def test_the_search_is_bounded() -> None:
    checked: list[Any] = []

    def refuse(body: Any) -> bool:
        checked.append(body)
        return not body

    laid = lay({}, [Choice((f"m{number}",), tuple(range(100))) for number in range(100)], refuse)
    assert laid.body == {}
    assert len(checked) == TRIALS + 1
